"""Which question of a check-in comes next, and what words mean as its answer."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Input, Option
from bot.checkin_talk import fields, following, label, reads_as_question, understood, wanted
from bot.checkins import KINDS, CheckIn, Question, answers, asks_for_no_help, inputs
from bot.rhythms import Rhythm
from bot.words import words_for

WORDS = words_for("en")
QUESTIONS = st.lists(
    st.builds(
        lambda kind, more: Question(
            f"A {kind}?", kind, ("Leeds", "York", "10 Downing St") if kind == "choice" else (), "More?" if more else ""
        ),
        st.sampled_from(KINDS),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


def checkin(questions: list[Question], *, prompts: bool = False) -> CheckIn:
    rhythm = Rhythm("week", "Monday", dt.date(2026, 1, 5))
    return CheckIn("c", "This week", rhythm, dt.time(9, 30), tuple(questions), prompts=prompts)


def field(kind: str, *options: str) -> Input:
    return inputs(checkin([Question("Q?", kind, options)]), (0,), WORDS, {}, {})[0]  # type: ignore[arg-type]


@given(QUESTIONS, st.data())
def test_every_question_is_asked_once_and_what_is_taken_can_be_kept(
    questions: list[Question], data: st.DataObject
) -> None:
    """Whatever is answered, skipped or nonsense: each question comes once, in order, and every answer is a valid one."""
    one, given, after, seen = checkin(questions), {}, "", []
    places = tuple(range(len(questions)))
    while field := following(fields(one, places, WORDS, given), after):
        seen.append(field.name)
        texts = ("yes", "no, thanks", "2", "leeds", "good", "The garden, and a walk", "skip it?", "")
        given |= understood(field, data.draw(st.sampled_from(texts)))
        given = {
            name: value for name, value in given.items() if name in {f.name for f in fields(one, places, WORDS, given)}
        }
        after = field.name
    assert len(set(seen)) == len(seen)
    assert [name for name in seen if not name.endswith("_more")] == [f"q{place}" for place in places]
    kept = {name: value for name, value in given.items() if not asks_for_no_help(one, name, value)}
    if kept:
        assert answers(one, places, given, WORDS) == kept


@pytest.mark.parametrize(
    "text", ["good", "Good!", "4", "four", "pedwar", "4/5", "good, the garden opened", "goood", "4 out of 5"]
)
def test_a_mood_is_named_by_word_number_or_with_a_slip(text: str) -> None:
    assert understood(field("mood"), text) == {"q0": "4"}


@pytest.mark.parametrize("text", ["not good", "9", "0", "4.5", "-1", "", "?", "goodness me what a week"])
def test_what_is_no_mood_is_never_guessed(text: str) -> None:
    assert understood(field("mood"), text) == {}


def test_a_choice_whose_words_are_numbers_is_meant_by_them() -> None:
    assert understood(field("choice", "10", "20", "2"), "2") == {"q0": "2"}
    assert understood(field("choice", "Leeds", "York"), "2") == {"q0": "York"}
    assert understood(field("choice", "Leeds", "York"), "3") == {}


@pytest.mark.parametrize(("text", "found"), [
    ("Yes please!", {"q0": "yes"}), ("oes", {"q0": "yes"}), ("Nac oes", {"q0": "no"}), ("no - all is well", {"q0": "no"}),
    ("yes, a room for thirty", {"q0": "yes", "q0_more": "a room for thirty"}), ("maybe", {}),
])  # fmt: skip
def test_a_yes_may_bring_what_for(text: str, found: dict[str, str]) -> None:
    assert understood(field("yes_no"), text) == found


def test_a_story_is_asked_to_be_quoted_only_where_there_is_one() -> None:
    one = checkin([], prompts=True)
    assert [f.name for f in fields(one, (), WORDS, {})] == ["done", "story"]
    assert [f.name for f in fields(one, (), WORDS, {"story": "We sang"})] == ["done", "story", "quote"]


@pytest.mark.parametrize(("kind", "told"), [
    ("rating", "Please give a whole number from 1 to 5."), ("yes_no", "Please answer yes or no."),
    ("mood", "Please choose one of these: very low, low, so-so, good and very good."),
])  # fmt: skip
def test_what_would_be_right_is_said(kind: str, told: str) -> None:
    assert wanted(field(kind), WORDS) == told


def test_an_answer_is_shown_in_the_words_that_were_offered() -> None:
    assert label(Input("q0", "Q?", "choice", (Option("good", "4"),), "4"), WORDS) == "good"
    assert label(Input("q0", "Q?", "yes_no", value="no"), WORDS) == "No"


@pytest.mark.parametrize("text", ["When is the next event?", "and where?!", "Is it on? "])
def test_what_ends_like_a_question_is_one(text: str) -> None:
    assert reads_as_question(text)
