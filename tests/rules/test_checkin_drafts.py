"""Check-ins as staff type them: lines that are questions, and a sentence beside each mistake."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkin_drafts import BadQuestion, question, read, typed, written
from bot.checkins import BadAnswer, CheckIn, Question, answers, inputs
from bot.rhythms import Rhythm
from bot.words import words_for

WORDS = words_for("en")
QUESTIONS = (
    Question("What went well?"),
    Question("How are you?", "mood"),
    Question("Where?", "choice", ("Leeds", "York")),
    Question("Do you need help?", "yes_no", follow_up="With what?"),
    Question("How is it going?", "rating"),
    Question("What do you need?", "help"),
)
CHECKIN = CheckIn("c", "This week", Rhythm("week", "Monday", dt.date(2026, 1, 5)), dt.time(9, 30), QUESTIONS)
GOOD = {
    "title": "This week", "questions": "\n".join(written(one) for one in QUESTIONS), "audience": "everyone",
    "every": "week", "on": "Monday", "at": "09:30", "calendar": "GB/ENG", "on_holiday": "skip",
}  # fmt: skip


@pytest.mark.parametrize("one", QUESTIONS)
def test_a_question_is_read_back_as_it_is_written(one: Question) -> None:
    assert question(written(one), WORDS) == one


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("moood: How are you?", 'Did you mean "mood:"?'),
        ("choose: Which? | A", "needs 2 to 20 different options"),
        ("choose: Which? | A | a", "needs 2 to 20 different options"),
        ("mood:  ", "holds no question"),
        ("x" * 501, "may have 500 characters"),
    ],
)
def test_a_line_that_is_no_question_says_what_would_be_right(line: str, told: str) -> None:
    with pytest.raises(BadQuestion) as caught:
        question(line, WORDS)
    assert told in str(caught.value)


@given(st.text(max_size=600))
def test_any_line_is_read_or_refused(line: str) -> None:
    try:
        found = question(line, WORDS)
    except BadQuestion:
        return
    assert found.text
    assert question(written(found), WORDS).text


def test_what_is_right_is_read_and_typed_back() -> None:
    made, problems = read(GOOD, replace(CHECKIN, questions=()), WORDS)
    assert problems == {}
    assert made.questions == QUESTIONS
    assert read(typed(made), made, WORDS) == (made, {})


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("title", " ", "Give it a title"),
        ("questions", "", "Write 1 to 10 questions"),
        ("questions", "\n".join(f"Question {n}?" for n in range(11)), "Write 1 to 10 questions"),
        ("questions", "Same?\nSame?", "twice"),
        ("audience", "rol:staff", 'Did you mean "role:"?'),
        ("every", "wekly", "Please choose"),
        ("on", "Moonday", 'Did you mean "Monday"?'),
        ("calendar", "GB/WAL", 'Did you mean "GB/WLS"?'),
        ("at", "25:00", "like 09:30"),
        ("remind_after_hours", "soon", "number from 0 to 999"),
    ],
)
def test_a_mistake_is_told_beside_its_field(field: str, value: str, told: str) -> None:
    _, problems = read({**GOOD, field: value}, CHECKIN, WORDS)
    assert told in problems[field]
    assert list(problems) == [field]


def test_every_mistake_is_told_at_once() -> None:
    wrong = {"questions": "mod: How are you?\nchoose: Which? | A\nrate:", "on": "Mondy", "calendar": "Wales"}
    _, problems = read({**GOOD, **wrong}, CHECKIN, WORDS)
    assert problems == {
        "questions": '"mod:" is not known. Did you mean "mood:"? "Which?" needs 2 to 20 different options: choose: Which? | A '
        '| B "rate:" holds no question.',
        "on": '"Mondy" is not a day of the week. Did you mean "Monday"?',
        "calendar": 'There is no holiday calendar "Wales". They are called GB/ENG, GB/WLS, IE and so on.',
    }


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9:30", 9, 30),
        ("09.30", 9, 30),
        ("9.30pm", 21, 30),
        ("12am", 0, 0),
        ("12 p.m.", 12, 0),
        ("7 AM", 7, 0),
        ("23:59", 23, 59),
    ],
)
def test_a_time_is_read_as_people_write_it(typed: str, hour: int, minute: int) -> None:
    made, problems = read({**GOOD, "at": typed}, CHECKIN, WORDS)
    assert problems == {}
    assert made.at == dt.time(hour, minute)


@pytest.mark.parametrize("typed", ["25:00", "13pm", "0am", "9", "half past nine", "9:60", "", "21:30pm"])
def test_what_is_no_time_is_told_beside_its_field(typed: str) -> None:
    assert read({**GOOD, "at": typed}, CHECKIN, WORDS)[1] == {"at": "Write the time like 09:30."}


def test_every_answer_is_offered_and_kept() -> None:
    places = CHECKIN.asked_in(0)
    fields = inputs(CHECKIN, places, WORDS, {}, {})
    assert [field.name for field in fields] == ["q0", "q1", "q2", "q3", "q3_more", "q4", "q5"]
    assert not any(field.required for field in fields)
    given = {"q0": " All of it ", "q1": "4", "q2": "York", "q3": "yes", "q3_more": "A room", "q4": "5", "other": "x"}
    kept = {"q0": "All of it", "q1": "4", "q2": "York", "q3": "yes", "q3_more": "A room", "q4": "5"}
    assert answers(CHECKIN, places, given, WORDS) == kept


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({}, "q0", "at least one question"),
        ({"q1": "6"}, "q1", "what is offered"),
        ({"q2": "Hull"}, "q2", "what is offered"),
        ({"q3": "maybe"}, "q3", "what is offered"),
        ({"q0": "x" * 10_000}, "q0", "shorten this to 4000 characters; it has 10000"),
    ],
)
def test_an_answer_that_does_not_fit_is_told_beside_its_field(given: dict[str, str], field: str, told: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        answers(CHECKIN, CHECKIN.asked_in(0), given, WORDS)
    assert told in caught.value.problems[field]
