from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from bot.knowledge.documents import Document
from bot.knowledge.importers import read_bytes, read_file
from bot.knowledge.importers.reading import Context

TODAY = dt.date(2026, 3, 3)
BODY = "Neighbours met in the library to talk about waiting well. They agreed to meet again. " * 3


def document(text: str, name: str = "a.txt") -> Document:
    reading = read_bytes(text.encode(), Context(name, TODAY))
    assert not reading.problems
    [item] = reading.items
    assert isinstance(item.entry, Document)
    return item.entry


@pytest.mark.parametrize(
    ("text", "title", "author", "publisher", "date"),
    [
        (f"Waiting well\n\n{BODY}", "Waiting well", None, None, None),
        (f"About the Author: Ann Lark\n\n3 May 2024\n\n{BODY}", None, "Ann Lark", None, "2024-05-03"),
        (f"Waiting well\nBy Ann Lark\n3rd May 2024\n{BODY}", "Waiting well", "Ann Lark", None, "2024-05-03"),
        (f"Waiting well\nPosted on 3 May 2024 by Ann Lark\n{BODY}", "Waiting well", "Ann Lark", None, "2024-05-03"),
        (f"Waiting well (3 May 2024)\n{BODY}", "Waiting well", None, None, "2024-05-03"),
        (
            f"Title: Waiting well\nAuthor: Ann Lark\nPublisher: Bridge\nDate: 3/5/24\n\n{BODY}",
            "Waiting well",
            "Ann Lark",
            "Bridge",
            "2024-05-03",
        ),
        (
            (
                f"Waiting well\nAnn Lark is the Policy & Research Manager for the Society of Good Neighbours. "
                f"In this blog she looks back.\n{BODY}"
            ),
            "Waiting well",
            "Ann Lark",
            "Society of Good Neighbours",
            None,
        ),
        (
            f"Waiting well\nGNSAnn Lark is the Chair of the Good Neighbours. In this article she looks back.\n{BODY}",
            "Waiting well",
            "Ann Lark",
            "Good Neighbours",
            None,
        ),
        (
            f"Good Neighbours Deputy Director Ann Lark on what waiting well means to the people of the coast.\n{BODY}",
            None,
            "Ann Lark",
            "Good Neighbours",
            None,
        ),
        (
            (
                f"• Waiting well\n\n  Good Neighbours\n  Article information\n  • UK\n  • No\n  • Ann Lark\n  • 03/05/24\n"
                f"  • Everyone\n\n{BODY}"
            ),
            "Waiting well",
            "Ann Lark",
            "Good Neighbours",
            "2024-05-03",
        ),
    ],
)
def test_what_a_text_says_of_itself_is_found(
    text: str, title: str | None, author: str | None, publisher: str | None, date: str | None
) -> None:
    found = document(text)
    if title is not None:
        assert found.title == title
    assert found.author == author
    assert found.publisher == publisher
    assert found.date == (dt.date.fromisoformat(date) if date else None)


@pytest.mark.parametrize(
    "text",
    [
        f"Waiting well\nOn Wednesday 8th April we met.\n{BODY}",
        f"Waiting well\nWednesday 8th April\n{BODY}",
        f"Waiting well\nAnn Lark is the Director of the Good Neighbours. She was there too.\n{BODY}",
        f"Waiting well\nBy and large it went well\n{BODY}",
        f"Waiting well\nBy the end of the day everyone agreed\n{BODY}",
        f"Waiting well\n{BODY}\nKey dates:\n- 3 May 2024\n- 4 May 2024\n{BODY}",
        f"Waiting well\n{BODY}\n" + "\nThe next meetings are\n\n3 May 2024\n\n4 May 2024\n" + f"{BODY}\n" * 6,
    ],
)
def test_what_a_text_does_not_say_of_itself_is_not_guessed(text: str) -> None:
    found = document(text)
    assert (found.author, found.publisher, found.date) == (None, None, None)
    assert [line.rstrip() for line in text.strip().split("\n") if line] == [
        line for line in found.text.split("\n") if line
    ]


def test_without_a_title_line_the_first_sentence_is_shortened() -> None:
    long = "This year our neighbours met eleven times in the library to talk about what waiting well would mean. More."
    assert document(long).title == "This year our neighbours met eleven times in the library to talk about what…"
    assert document("We met. And again.").title == "We met"


def test_bylines_leave_the_text_and_every_other_line_stays() -> None:
    found = document(f"Waiting well\n\nBy Ann Lark\n\n3 May 2024\n\n{BODY}\n\nDate: to be agreed\n")
    assert found.text == f"Waiting well\n\n{BODY.strip()}\n\nDate: to be agreed"


def test_the_lines_of_a_website_are_neither_title_nor_text() -> None:
    chrome = ["Jump to content", "• Skip to main content", "Sign in", "Share this page", "Accept all cookies"]
    after = [
        "Leave a comment",
        "0 reactions so far",
        "Register a new account",
        "Already have an account? Sign in here.",
    ]
    after += [
        "1 thought on “Waiting well”",
        "  1. Pingback: Elsewhere",
        "Create New...",
        "There are no comments to display.",
    ]
    found = document("\n".join([*chrome, "Waiting well", "", BODY, *after]))
    assert found.title == "Waiting well"
    assert found.text == f"Waiting well\n\n{BODY.strip()}"


def test_sentences_about_such_things_stay() -> None:
    lines = [
        "Sign in at the desk when you arrive.",
        "Create an account with your practice to see your letters.",
        "• Home",
        "Leave a comment in the box by the door.",
        "Share this with somebody who waits.",
    ]
    assert document("\n".join(["Waiting well", *lines])).text == "\n".join(["Waiting well", *lines])


def test_the_link_is_the_address_beside_the_title() -> None:
    assert document(f"Waiting well\n{BODY}\nWaiting well https://example.org/w\n").link == "https://example.org/w"
    assert document(f"Waiting well\n{BODY}\nSee also https://example.org/other\n").link is None


def test_the_real_documents_import_as_they_are(shared: Path) -> None:
    found = {}
    for path in sorted((shared / "seeds").glob("*.txt")):
        reading = read_file(path, Context(path.name, TODAY))
        assert not reading.problems
        [item] = reading.items
        assert isinstance(item.entry, Document)
        found[path.name[:3]] = item.entry
    assert [(d.author, d.publisher, d.date) for d in found.values()] == [
        ("Rachel Smyth", None, dt.date(2021, 12, 15)),
        (None, None, None),
        ("Ed Gillett", "British Geriatrics Society", None),
        ("DHSC and Thérèse Coffey", "Patient Safety Learning", dt.date(2022, 9, 22)),
        ("David Relph", "Bristol Health Partners", None),
    ]
    first_lines = {key: entry.text.split("\n")[0] for key, entry in found.items()}
    assert found["001"].title == first_lines["001"]
    assert found["002"].title == first_lines["002"]
    assert f"{found['003'].title} (22 September 2022)" == first_lines["003"]
    assert found["003"].link == "https://www.gov.uk/government/publications/our-plan-for-patients/our-plan-for-patients"
    for key in ("000", "004"):
        assert first_lines[key].startswith(found[key].title.removesuffix("…"))
        assert 40 < len(found[key].title) <= 81


def test_every_other_line_of_the_real_documents_is_kept_word_for_word(shared: Path) -> None:
    chrome = re.compile(r"comment|account|sign in|jump to|reactions|thought on|create new", re.IGNORECASE)
    for path in sorted((shared / "seeds").glob("*.txt")):
        [item] = read_file(path, Context(path.name, TODAY)).items
        assert isinstance(item.entry, Document)
        kept = {" ".join(line.split()) for line in item.entry.text.split("\n")}
        lost = [line for line in path.read_text().split("\n") if " ".join(line.split()) not in kept]
        long = [line for line in lost if len(line) > 80 and not chrome.search(line)]
        assert long == []
