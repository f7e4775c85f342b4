"""Questions to press after an answer: only what is recorded, and in words that the bot understands itself."""

from __future__ import annotations

import pytest

from bot.knowledge.answers import Answer, answer
from bot.records import CoalitionEvent, Contact, Taskgroup
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import MEMBER, Coalition, example
from tests.rules.test_answers_records import LIBRARY, RECORDS

ASKED = (
    "who leads {}?",
    "how do I join {}?",
    "when is {}?",
    "which organisation is {} from?",
    "who is the contact at {}?",
)


def say(text: str, language: str = "en", records: Coalition = RECORDS) -> Answer:
    return answer(
        text, viewer=MEMBER, context=None, records=records, library=LIBRARY, words=words_for(language), now=NOW,
        zone="Europe/London",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("question", "next_ones"),
    [
        ("who leads Mental Health?", ("When does Mental Health meet?", "How do I join Mental Health?")),
        ("where is the partner event?", ("When is Partner event?",)),
        ("who is the contact at Bridge?", ("Which networks is Bridge in?",)),
        (
            "who leads the Bristol network?",
            ("How do I join Bristol network?", "Which partners are in Bristol network?"),
        ),
    ],
)
def test_what_may_be_asked_next(question: str, next_ones: tuple[str, ...]) -> None:
    assert say(question).suggestions == next_ones


@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_one_of_them_is_answered_in_its_own_language(language: str) -> None:
    names = {name.text for name in example().names(MEMBER)}
    answers = [say(asked.format(name), language) for name in names for asked in ASKED]
    offered = {one for found in answers if found.kind == "answer" for one in found.suggestions}
    assert len(offered) > 50
    assert [one for one in offered if say(one, language).kind != "answer"] == []


def test_what_is_not_recorded_is_not_offered() -> None:
    bare = Coalition(
        (Taskgroup("a", "Thicket", lead="Ann Ash"), CoalitionEvent("b", "Ash fair", NOW), Contact("c", "Bo Elm"))
    )
    assert say("who leads Thicket?", records=bare).suggestions == ()
    assert say("when is the Ash fair?", records=bare).suggestions == ()


def test_of_several_at_once_none_is_offered() -> None:
    assert say("who leads Mental Health and Health Equity?").suggestions == ()
