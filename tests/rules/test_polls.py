"""What a poll may ask and what an answer must be like."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.poll_drafts import read
from bot.polls import Answer, BadAnswer, Option, Poll, answer_of, checked, labels
from bot.words import words_for

WORDS = words_for("en")
NOW = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
KNOWN = Poll("p1", "", "single")
GOOD = {"question": "Where shall we meet?", "kind": "single", "options": "Leeds\nYork\nHull"}
THREE = (Option("1", "Leeds"), Option("2", "York"), Option("3", "Hull"))


def problems(**values: str) -> dict[str, str]:
    return read({**GOOD, **values}, KNOWN, WORDS, NOW)[1]


def drafted(**values: str) -> Poll:
    poll, wrong = read({**GOOD, **values}, KNOWN, WORDS, NOW)
    assert wrong == {}
    return poll


def test_a_question_and_some_lines_are_a_poll() -> None:
    poll = drafted(options="  Leeds \n\n York\nHull  ")
    assert (poll.question, poll.ids) == ("Where shall we meet?", ("1", "2", "3"))
    assert labels(poll, WORDS, "Europe/London") == {"1": "Leeds", "2": "York", "3": "Hull"}


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"question": "  "}, "question", "Please write the question."),
        ({"question": "x" * 501}, "question", "501 characters; at most 500"),
        ({"options": "Leeds"}, "options", "at least two options"),
        ({"options": "\n".join(str(n) for n in range(101))}, "options", "101 options are too many: at most 100"),
        ({"options": "Leeds\nYork\nLEEDS "}, "options", "stands in line 1 and in line 3"),
        ({"options": "Caf\u00e9\nHall\n  cafe\u0301"}, "options", "stands in line 1 and in line 3"),
        ({"options": "Town  Hall\nLeeds\ntown hall"}, "options", "stands in line 1 and in line 3"),
        ({"kind": "slots", "options": "A (3)\nB (1)\na (4)"}, "options", "stands in line 1 and in line 3"),
        ({"kind": "meeting", "options": "2026-03-10 9:00\n2026-03-10 09:00"}, "options", "in line 1 and in line 2"),
        ({"options": f"Leeds\n{'x' * 201}"}, "options", "Line 2 has 201 characters"),
        ({"closes": "2026-03-02"}, "closes", "The deadline has passed: it was Monday 2 March 2026, 17:00."),
        ({"closes_time": "12:00"}, "closes", "There is a time, but no day."),
        ({"closes": "next week"}, "closes", '"next week" is no date I can read'),
        ({"closes": "2026-03-05", "closes_time": "25:00"}, "closes", "is no date I can read"),
        ({"closes": "9999-12-31", "closes_time": "23:59", "zone": "America/New_York"}, "closes", "no date I can read"),
        ({"opens": "2026-03-06", "closes": "2026-03-05"}, "closes", "must be after the poll opens"),
        ({"opens": "2026-03-03"}, "opens", "begun already"),
        ({"every": "week"}, "closes", "needs a deadline"),
        ({"zone": "Europe/Londn"}, "zone", 'I do not know the time zone "Europe/Londn". Did you mean Europe/London?'),
        ({"zone": "?"}, "zone", "such as: Europe/London"),
        ({"quorum": "many"}, "quorum", "such as: 20"),
        ({"kind": "multiple", "choose": "0-2"}, "choose", "such as: 1-3. There are 3 options."),
        ({"kind": "multiple", "choose": "4"}, "choose", "There are 3 options."),
        ({"kind": "multiple", "choose": "3-2"}, "choose", "such as: 1-3"),
        ({"kind": "slots"}, "options", 'after "Leeds" how many fit in'),
        ({"kind": "slots", "options": "A (3)\nB (0)"}, "options", 'after "B (0)" how many'),
        ({"kind": "meeting"}, "options", '"Leeds" is no time I can read'),
        ({"kind": "meeting", "options": "2026-03-10 14:00\n2026-02-30 14:00"}, "options", "2026-02-30 14:00"),
        ({"kind": "meeting", "options": "2026-03-10 14:00\n2026-03-29 01:30"}, "options", "the clocks go forward"),
        ({"kind": "meeting", "options": "\n".join(f"2026-03-10 14:{n:02}" for n in range(41))}, "options", "at most 40"),
        ({"kind": "meeting", "options": "2026-03-03 11:00\n2026-03-03 10:00"}, "options", '"2026-03-03 10:00" is past: it is Tuesday 3 March 2026, 10:00 now.'),
        ({"kind": "meeting", "options": "2026-03-10 14:00\n2026-03-04 09:00", "opens": "2026-03-05"}, "options", "is before the poll opens, on Thursday 5 March 2026, 09:00."),
        ({"kind": "meeting", "options": "2026-03-10 14:00-13:00\n2026-03-11 14:00"}, "options", '"2026-03-10 14:00-13:00" ends before it begins.'),
        ({"kind": "meeting", "options": "2026-03-10 14:00-14:00\n2026-03-11 14:00"}, "options", "ends before it begins."),
        ({"ways": "anonymous,live"}, "ways", "whoever watches the numbers change"),
        ({"ways": "anonymous", "kind": "slots", "options": "A (3)\nB (1)"}, "ways", "cannot be anonymous"),
        ({"ways": "anonymous", "counted": "partner"}, "counted", "An anonymous poll is counted by person"),
        ({"kind": "rating"}, "options", "has no options of yours"),
        ({"choose": "1-2"}, "choose", 'Only for "several options".'),
        ({"counted": "partner", "kind": "nps", "options": ""}, "counted", "one vote an organisation"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_its_field(values: dict[str, str], field: str, sentence: str) -> None:
    found = problems(**values)
    assert list(found) == [field]
    assert sentence in found[field]


def test_every_mistake_is_told_at_once() -> None:
    assert set(problems(question="", options="One", closes="x", zone="Nowhere")) == {
        "question",
        "options",
        "closes",
        "zone",
    }


def test_dates_are_by_the_clock_of_the_zone() -> None:
    poll = drafted(closes="2026-03-31", zone="Asia/Kathmandu", opens="2026-03-10")
    assert poll.closes == dt.datetime(2026, 3, 31, 11, 15, tzinfo=dt.UTC)
    assert poll.opens == dt.datetime(2026, 3, 10, 3, 15, tzinfo=dt.UTC)
    assert drafted(closes="2026-03-31", closes_time="12:30").closes == dt.datetime(2026, 3, 31, 11, 30, tzinfo=dt.UTC)


def test_times_to_meet_are_shown_by_each_persons_clock() -> None:
    poll = drafted(kind="meeting", options="2026-03-10 9:30-11:00\n2026-03-10 23:30 - 00:30")
    first, second = poll.options
    assert (first.start, first.end) == (
        dt.datetime(2026, 3, 10, 9, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 3, 10, 11, tzinfo=dt.UTC),
    )
    assert second.end == dt.datetime(2026, 3, 11, 0, 30, tzinfo=dt.UTC)
    there = labels(poll, WORDS, "Africa/Cairo")
    assert there["1"] == "Tuesday 10 March 2026, 11:30\u201313:00"
    assert there["2"] == "Wednesday 11 March 2026, 01:30\u201302:30"


def test_places_in_a_slot() -> None:
    poll = drafted(kind="slots", options="Workshop A (12)\nWorkshop (evening) (3)")
    assert [(option.label, option.capacity) for option in poll.options] == [
        ("Workshop A", 12),
        ("Workshop (evening)", 3),
    ]


def test_how_many_may_be_chosen() -> None:
    assert [(p.least, p.most) for p in (drafted(kind="multiple", choose=text) for text in ("1-2", "2", ""))] == [
        (1, 2),
        (2, 2),
        (1, 3),
    ]


@pytest.mark.parametrize(("kind", "ids"), [("rating", 5), ("nps", 11), ("agreement", 5), ("text", 0)])
def test_scales_bring_their_own_options(kind: str, ids: int) -> None:
    poll = drafted(kind=kind, options="")
    assert len(poll.ids) == len(labels(poll, WORDS, "UTC")) == ids


@pytest.mark.parametrize(
    ("kind", "values", "field", "sentence"),
    [
        ("single", {}, "choice", "Please choose at least 1 option."),
        ("single", {"choice": "1,2"}, "choice", "Please choose at most 1 option."),
        ("single", {"choice": "4"}, "choice", "not one of the options"),
        ("multiple", {"choice": "1"}, "choice", "at least 2 options"),
        ("multiple", {"choice": "1,2,3"}, "choice", "at most 2 options"),
        ("multiple", {"choice": "1,1"}, "choice", "each option once"),
        ("rating", {"choice": "6"}, "choice", "not one of the options"),
        ("ranked", {"rank1": "1", "rank3": "2"}, "rank2", "Preference 2 is empty, but a later one is not"),
        ("ranked", {"rank1": "1", "rank2": "1"}, "rank2", "You named this option before"),
        ("ranked", {"rank1": "9"}, "choice", "not one of the options"),
        ("ranked", {}, "choice", "at least 1 option"),
        ("text", {"text": " "}, "text", "Please write an answer."),
        ("text", {"text": "x" * 10_000}, "text", "10000 characters; at most 4000"),
        ("single", {"choice": "1", "reason": "x" * 1001}, "reason", "1001 characters; at most 1000"),
    ],
)
def test_an_answer_that_does_not_fit(kind: str, values: dict[str, str], field: str, sentence: str) -> None:
    poll = Poll("p", "?", kind, THREE if kind in ("single", "multiple", "ranked") else (), least=2, most=2)  # type: ignore[arg-type]
    with pytest.raises(BadAnswer, match=sentence) as raised:
        answer_of(poll, values, WORDS)
    assert raised.value.field == field


def test_answers_are_read_from_their_forms() -> None:
    ranked = Poll("p", "?", "ranked", THREE)
    assert answer_of(ranked, {"rank1": "3", "rank2": "1", "rank3": ""}, WORDS) == Answer(("3", "1"))
    meeting = replace(ranked, kind="meeting")
    said = {"slot1": "yes", "slot2": "maybe", "slot3": "no", "reason": " late train "}
    assert answer_of(meeting, said, WORDS) == Answer(("1",), ("2",), reason="late train")
    assert answer_of(meeting, {}, WORDS) == Answer()
    assert answer_of(replace(ranked, kind="multiple", most=2), {"choice": "1,3"}, WORDS) == Answer(("1", "3"))
    assert checked(replace(ranked, kind="text"), Answer(text="Yes"), WORDS) == Answer(text="Yes")


def test_a_poll_is_overdue_once_part_of_it_cannot_be_answered_any_more() -> None:
    times = (Option("1", start=NOW + dt.timedelta(days=1)), Option("2", start=NOW + dt.timedelta(hours=1)))
    meeting = Poll("p", "?", "meeting", times, closes=NOW + dt.timedelta(days=2))
    assert not meeting.is_overdue(NOW)
    assert meeting.is_overdue(NOW + dt.timedelta(hours=1))
    assert replace(meeting, options=THREE).is_overdue(NOW + dt.timedelta(days=2))
    assert not Poll("p", "?", "single", THREE).is_overdue(NOW)


def test_a_vote_counts_until_the_deadline() -> None:
    poll = Poll("p", "?", "single", THREE, closes=NOW, state="open")
    assert poll.takes_votes(NOW - dt.timedelta(seconds=1))
    assert not poll.takes_votes(NOW)
    assert not replace(poll, state="closed").takes_votes(NOW - dt.timedelta(days=1))
    assert replace(poll, closes=None).takes_votes(NOW + dt.timedelta(days=999))


@pytest.mark.parametrize(
    ("anonymous", "live", "state", "hidden"),
    [(False, True, "open", False), (False, False, "open", True), (True, True, "open", True), (True, False, "closed", False)],
)  # fmt: skip
def test_when_results_are_secret(*, anonymous: bool, live: bool, state: str, hidden: bool) -> None:
    poll = Poll("p", "?", "single", THREE, anonymous=anonymous, live=live, state=state)  # type: ignore[arg-type]
    assert poll.is_secret_now is hidden
