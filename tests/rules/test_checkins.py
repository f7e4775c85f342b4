"""What a round asks, and what may be told of moods."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins import FEWEST_MOODS, BadAnswer, CheckIn, Question, answers, inputs, mean, moods
from bot.rhythms import Rhythm
from bot.words import words_for

WORDS = words_for("en")
ASKED = (Question("How are you?", "mood"), Question("What went well?"), Question("Where?", "choice", ("Leeds", "York")))
CHECKIN = CheckIn("c", "This week", Rhythm("week", "Monday", dt.date(2026, 1, 5)), dt.time(9, 30), ASKED)


@given(st.integers(0, 1000))
def test_questions_in_turn_come_one_a_round_and_each_as_often(first: int) -> None:
    turn = replace(CHECKIN, rotate=True)
    asked = [turn.asked_in(first + number) for number in range(len(ASKED))]
    assert sorted(asked) == [(0,), (1,), (2,)]
    assert CHECKIN.asked_in(first) == (0, 1, 2)


def test_a_question_that_is_not_asked_in_the_round_takes_no_answer() -> None:
    assert answers(CHECKIN, (1,), {"q1": "The walk", "q2": "York"}, WORDS) == {"q1": "The walk"}
    with pytest.raises(BadAnswer) as caught:
        answers(CHECKIN, (1,), {"q2": "York"}, WORDS)
    assert list(caught.value.problems) == ["q1"]


def test_what_was_given_and_what_is_wrong_stand_in_the_form() -> None:
    fields = inputs(CHECKIN, (1, 2), WORDS, {"q1": "The walk"}, {"q2": "Not there."})
    assert [(field.value, field.error) for field in fields] == [("The walk", ""), ("", "Not there.")]


def test_the_scale_of_moods_is_words_and_says_who_sees_it() -> None:
    mood = inputs(CHECKIN, (0,), WORDS, {}, {})[0]
    assert [option.label for option in mood.options] == list(moods(WORDS))
    assert str(FEWEST_MOODS) in mood.hint


@given(st.lists(st.integers(1, 5), max_size=12))
def test_moods_of_fewer_than_five_are_told_to_nobody(values: list[int]) -> None:
    told = mean(values, private=True)
    assert (told is None) == (len(values) < FEWEST_MOODS)
    assert told is None or min(values) <= told <= max(values)
    assert (mean(values, private=False) is None) == (not values)
