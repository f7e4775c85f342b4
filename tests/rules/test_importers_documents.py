from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import pytest
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from bot.knowledge.documents import Document
from bot.knowledge.importers import read_bytes
from bot.knowledge.importers.reading import Context, Reading

TODAY = dt.date(2026, 3, 3)


def read(name: str, data: bytes | str) -> Reading:
    return read_bytes(data.encode() if isinstance(data, str) else data, Context(name, TODAY))


def document(name: str, data: bytes | str) -> Document:
    reading = read(name, data)
    assert not reading.problems
    [item] = reading.items
    assert isinstance(item.entry, Document)
    return item.entry


def pdf(*pages: list[str], password: str = "", **properties: str) -> bytes:
    writer = PdfWriter()
    font = DictionaryObject(
        {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
         NameObject("/BaseFont"): NameObject("/Helvetica")}
    )  # fmt: skip
    for lines in pages:
        page = writer.add_blank_page(595, 842)
        stream = DecodedStreamObject()
        shown = " ".join(f"({line}) Tj T*" for line in lines)
        stream.set_data(f"BT /F1 12 Tf 14 TL 50 800 Td {shown} ET".encode("latin-1"))
        page[NameObject("/Contents")] = writer._add_object(stream)
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
    writer.add_metadata({f"/{name.capitalize()}": value for name, value in properties.items()})
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def word(**properties: str) -> bytes:
    made = docx.Document()
    made.core_properties.author = properties.get("author", "python-docx")
    made.core_properties.title = properties.get("title", "")
    made.core_properties.created = dt.datetime(2024, 5, 3, 9, 0)  # noqa: DTZ001 -- as Word keeps it
    made.add_heading("Waiting well", 0)
    made.add_paragraph("Neighbours met in the library.")
    made.add_paragraph("Tea", style="List Bullet")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Lead", "Ann Lark"
    made.add_paragraph("They will meet again.")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def test_a_pdf_gives_its_words_and_properties() -> None:
    lines = ["Neighbours met in the library to talk about waiting and what", "would make it better for everybody.", "7"]
    found = document("w.pdf", pdf(lines, ["They will meet again."], title="Waiting well", author="Ann Lark"))
    assert (found.title, found.author, found.id) == ("Waiting well", "Ann Lark", "w.pdf")
    assert found.text == (
        "Neighbours met in the library to talk about waiting and what would make it better for everybody.\n\n"
        "They will meet again."
    )


def test_properties_that_a_program_filled_in_are_not_provenance() -> None:
    found = document("w.pdf", pdf(["Waiting well", "We met."], title="Microsoft Word - draft3.docx", author="Admin"))
    assert (found.title, found.author) == ("Waiting well", None)


def test_a_word_file_gives_headings_lists_and_tables_in_order() -> None:
    found = document("w.docx", word(author="Ann Lark"))
    assert (found.title, found.author, found.date) == ("Waiting well", "Ann Lark", dt.date(2024, 5, 3))
    assert found.text.split("\n\n") == [
        "Waiting well",
        "Neighbours met in the library.",
        "• Tea",
        "Lead · Ann Lark",
        "They will meet again.",
    ]
    assert document("w.docx", word()).author is None


def test_a_web_page_gives_its_main_text_without_navigation() -> None:
    found = document(
        "w.html",
        """<!doctype html><html lang="cy"><head><title>Waiting well | Good Neighbours</title>
        <meta name="author" content="Ann Lark"><meta property="og:site_name" content="Good Neighbours">
        <meta property="article:published_time" content="2024-05-03T09:00:00Z">
        <link rel="canonical" href="https://example.org/w"><style>p {}</style></head>
        <body><nav>Home About</nav><main><p>Neighbours <b>met</b> in
           the library.<ul><li>Tea<li><p>Cake</ul><script>alert(1)</script><p>Again &amp; again.<br>Soon.</main>
        <footer>Sign in</footer></body></html>""",
    )
    assert (found.title, found.author, found.publisher) == ("Waiting well", "Ann Lark", "Good Neighbours")
    assert (found.date, found.link, found.language) == (dt.date(2024, 5, 3), "https://example.org/w", "cy")
    lines = [line for line in found.text.split("\n") if line]
    assert lines == ["Neighbours met in the library.", "• Tea", "• Cake", "Again & again.", "Soon."]


def test_markdown_gives_its_words_without_the_marks() -> None:
    found = document(
        "w.md",
        "---\nauthor: Ann Lark\ndate: 3/5/2024\naudience: members\nkind: report\ntags: [a]\n---\n"
        "# Waiting **well**\n\nNeighbours *met* in the\n[library](https://example.org) to talk.\n\n"
        "- Tea\n- Cake\n\n## Next\n\n> Again, `soon`.\n",
    )
    assert (found.title, found.author, found.date) == ("Waiting well", "Ann Lark", dt.date(2024, 5, 3))
    assert (found.audience, found.kind) == ("members", "report")
    lines = [line for line in found.text.split("\n") if line]
    assert lines == [
        "Waiting well",
        "Neighbours met in the library to talk.",
        "• Tea",
        "• Cake",
        "Next",
        "Again, soon.",
    ]


def test_text_broken_into_lines_by_a_machine_is_joined_again() -> None:
    text = (
        "Waiting well\n\nNeighbours met in the library to talk about what waiting well would\n"
        "mean for them, and for those who care for somebody at home. They agreed\nto meet again.\n- tea\n- cake\n"
    )
    assert document("w.txt", text).text == (
        "Waiting well\n\nNeighbours met in the library to talk about what waiting well would mean for them, and for those "
        "who care for somebody at home. They agreed to meet again.\n- tea\n- cake"
    )


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 201_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.pdf", b"", "is empty"),
        ("x.pdf", b"hello", "is not a PDF, whatever its ending says"),
        ("x.pdf", b"%PDF-1.7 broken", "the PDF cannot be read"),
        ("x.pdf", pdf([]), "the PDF has no text, it may be a scan"),
        ("x.pdf", pdf(["Hello"], password="secret"), "the PDF is locked with a password"),
        ("x.docx", b"hello", "is not a readable Word file"),
        ("x.docx", b"\xd0\xcf\x11\xe0old", "is an old Word file"),
        ("x.docx", pdf(["Hello"]), "is not a readable Word file"),
        ("x.docx", bomb(), "unpacks to more than 200 MB"),
        ("x.txt", pdf(["Hello"]), "is not text but a PDF"),
        ("x.txt", b"\x89PNG\r\n\x1a\n", "is not text but a picture"),
        ("x.txt", b"\x00\x01" * 99, "holds binary data"),
        ("x.html", "<html><body><script>x</script></body></html>", "holds no text"),
        ("x.txt", "Sign in\nLeave a comment\n", "holds no text"),
        ("x.md", "---\naudiense: staff\n---\nHello there.\n", "unknown key 'audiense', did you mean 'audience'?"),
        ("x.md", "---\naudience: friends\n---\nHello there.\n", "audience: 'friends' is not known"),
        ("x.doc", b"x", "files that end in .doc are not read"),
    ],
)
def test_a_document_that_cannot_be_read_is_one_clear_problem(name: str, data: bytes | str, reason: str) -> None:
    reading = read(name, data)
    assert not reading.items
    assert len(reading.problems) == 1
    assert reason in reading.problems[0].reason
