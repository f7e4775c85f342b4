"""Answers from documents: word for word, with their source, and only for those who may see them; and hostile input."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.answers import answer
from bot.knowledge.documents import Document, Faq
from bot.knowledge.found import Answer
from bot.people import Viewer
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import GUEST, MEMBER, Coalition, example, library

HARVEST = Document(
    "harvest.txt",
    "Our harvest plan",
    "Nella Quince set out the harvest plan. It covers three fields:\n- apples\n- barley\n- clover\n"
    "The barley field will be cut in September. The orchard has nine hundred trees.",
    author="Nella Quince",
    publisher="Orchard Society",
    date=dt.date(2025, 9, 1),
    link="https://orchard.example.org/plan",
)
SECRET = Document("secret.txt", "Cellar notes", "The cellar key hangs behind the cider barrel.", audience="staff")
HIDDEN = Faq("cellar", "Where is the cellar key?", "Behind the barrel.", audience="staff")
TEXTS = library((HARVEST, SECRET, HIDDEN))


def say(text: str, viewer: Viewer = MEMBER, records: Coalition = Coalition(())) -> Answer:  # noqa: B008 -- immutable
    return answer(
        text,
        viewer=viewer,
        context=None,
        records=records,
        library=TEXTS,
        words=words_for("en"),
        now=NOW,
        zone="Europe/London",
    )


def test_a_passage_is_quoted_word_for_word_with_its_source() -> None:
    found = say("Which fields does the harvest plan cover?")
    assert found.kind == "answer"
    assert "- apples\n- barley\n- clover" in found.quote
    (source,) = found.sources
    assert (source.document, source.title, source.date) == ("harvest.txt", "Our harvest plan", dt.date(2025, 9, 1))


@pytest.mark.parametrize("question", ["how many trees has the orchard?", "how many tres has the orchrd"])
def test_slips_of_the_pen_are_mended(question: str) -> None:
    assert "nine hundred" in say(question).text


def test_the_document_itself_can_be_asked_about() -> None:
    assert "Nella Quince" in say("Who wrote our harvest plan?").text
    assert "1 September 2025" in say("When was the harvest plan published?").text
    assert "Orchard Society" in say("who published the harvest plan").text
    assert "https://orchard.example.org/plan" in say("where can I find the harvest plan?").text
    assert say("which documents do you have?").items[0][0] == "Our harvest plan"


def test_what_somebody_may_not_see_is_not_found() -> None:
    staff = Viewer(everything=True)
    assert "barrel" in say("Where is the cellar key?", staff).text
    for viewer in (GUEST, MEMBER):
        found = say("Where is the cellar key?", viewer)
        assert "barrel" not in found.text
        assert found.suggestions == found.sources == ()


@pytest.mark.parametrize(
    "question", ["Who is Nella Quince married to?", "When was Nella Quince born?", "How do I cook barley soup?"]
)
def test_the_right_name_is_not_enough(question: str) -> None:
    assert say(question).kind in {"unknown", "suggestions"}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("", {"clarify"}), (" \n\t", {"clarify"}), ("🙂🙂", {"smalltalk"}), ("???", {"smalltalk"}),
        ("a" * 100_000, {"unknown"}), ("harvest " * 12_000, {"answer", "suggestions", "unknown"}), ("(" * 100_000, {"smalltalk"}),
        ("من يقود المجموعة؟", {"unknown"}), ("<script>alert(1)</script>", {"unknown"}), ("<" * 50_000, {"smalltalk"}),
        ("\x00\ud800", {"smalltalk", "unknown"}), ("thanks " * 20_000, {"unknown", "smalltalk", "suggestions"}),
    ],
)  # fmt: skip
def test_strange_messages_get_sensible_answers(text: str, kinds: set[str]) -> None:
    assert say(text).kind in kinds


WORDS = st.sampled_from(
    [
        "who",
        "leads",
        "the",
        "mental",
        "health",
        "taskgroup",
        "what",
        "is",
        "on",
        "next",
        "week",
        "in",
        "june",
        "3/4",
        "and",
        "it",
        "when",
        "partners",
        "of",
        "bristol",
        "bridge",
        "how",
        "many",
        "about",
        "thanks",
        "hello",
        ",",
        "?",
        "events",
        "12",
        "to",
        "network",
        "before",
        "easter",
        "between",
        "champions",
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=12).map(" ".join)))
def test_never_an_exception(text: str) -> None:
    found = say(text, records=EXAMPLE)
    assert found.text
    assert 0 <= found.confidence <= 1
    assert len(found.suggestions) <= 3


EXAMPLE = example()
