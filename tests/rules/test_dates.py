"""British dates and ranges, asked on Tuesday 3 March 2026."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.dates import find
from bot.knowledge.feasts import easter
from bot.knowledge.tokens import read

TODAY = dt.date(2026, 3, 3)


def span(text: str, *, past: bool = False) -> tuple[str, str] | None:
    found = find(" ".join(word.text for word in read(text)), TODAY, past=past)
    return None if found is None else (str(found.span.start), str(found.span.end))


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("what's on next week?", "2026-03-09", "2026-03-16"),
        ("what is on this week", "2026-03-02", "2026-03-09"),
        ("anything this weekend", "2026-03-07", "2026-03-09"),
        ("anything tomorrow?", "2026-03-04", "2026-03-05"),
        ("the day after tomorrow", "2026-03-05", "2026-03-06"),
        ("events on Tuesday", "2026-03-03", "2026-03-04"),
        ("events next Tuesday", "2026-03-10", "2026-03-11"),
        ("this Friday", "2026-03-06", "2026-03-07"),
        ("a week on Tuesday", "2026-03-10", "2026-03-11"),
        ("the next two weeks", "2026-03-03", "2026-03-18"),
        ("in the next 30 days", "2026-03-03", "2026-04-03"),
        ("in a fortnight", "2026-03-16", "2026-03-23"),
        ("w/c 9 March", "2026-03-09", "2026-03-16"),
        ("in the week of 18 March", "2026-03-16", "2026-03-23"),
        ("before 2027", "2026-03-03", "2027-01-01"),
        ("since 2025", "2025-01-01", "None"),
        ("the week after next", "2026-03-16", "2026-03-23"),
        ("this month", "2026-03-01", "2026-04-01"),
        ("next month", "2026-04-01", "2026-05-01"),
        ("in June", "2026-06-01", "2026-07-01"),
        ("in January", "2027-01-01", "2027-02-01"),
        ("in March", "2026-03-01", "2026-04-01"),
        ("mid-June", "2026-06-11", "2026-06-21"),
        ("late April", "2026-04-21", "2026-05-01"),
        ("on 3/4", "2026-04-03", "2026-04-04"),
        ("on 12 June", "2026-06-12", "2026-06-13"),
        ("on the 12th of June 2027", "2026-06-12".replace("2026", "2027"), "2027-06-13"),
        ("June 12th", "2026-06-12", "2026-06-13"),
        ("12.6.2026", "2026-06-12", "2026-06-13"),
        ("2026-06-12", "2026-06-12", "2026-06-13"),
        ("12-14 June", "2026-06-12", "2026-06-15"),
        ("from 12 to 14 June", "2026-06-12", "2026-06-15"),
        ("between 1 April and 3 May", "2026-04-01", "2026-05-04"),
        ("between Monday and Friday", "2026-03-09", "2026-03-14"),
        ("before Easter", "2026-03-03", "2026-04-03"),
        ("after Easter", "2026-04-07", "None"),
        ("by the end of June", "2026-03-03", "2026-07-01"),
        ("before the end of April", "2026-03-03", "2026-05-01"),
        ("by the start of June", "2026-03-03", "2026-06-01"),
        ("after the beginning of May", "2026-05-01", "None"),
        ("this side of Christmas", "2026-03-03", "2026-12-24"),
        ("from June onwards", "2026-06-01", "None"),
        ("since January", "2026-01-01", "None"),
        ("this spring", "2026-03-01", "2026-06-01"),
        ("next spring", "2027-03-01", "2027-06-01"),
        ("over the summer", "2026-06-01", "2026-09-01"),
        ("in 2027", "2027-01-01", "2028-01-01"),
        ("the rest of the year", "2026-03-03", "2027-01-01"),
    ],
)
def test_ranges(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in the first two weeks of April", "2026-04-01", "2026-04-15"),
        ("the last two weeks of april", "2026-04-17", "2026-05-01"),
        ("the last 10 days of March", "2026-03-22", "2026-04-01"),
        ("the 2nd week of May", "2026-05-08", "2026-05-15"),
        ("in the second half of March", "2026-03-16", "2026-04-01"),
        ("the latter half of 2027", "2027-07-01", "2028-01-01"),
        ("the first half of next month", "2026-04-01", "2026-04-16"),
        ("the first three months of 2027", "2027-01-01", "2027-04-01"),
        ("the first Monday in May", "2026-05-04", "2026-05-05"),
        ("the last Friday of the month", "2026-03-27", "2026-03-28"),
        ("the second weekend of June", "2026-06-13", "2026-06-15"),
        ("the middle of next month", "2026-04-11", "2026-04-21"),
        ("the beginning of May", "2026-05-01", "2026-05-11"),
        ("at the end of the month", "2026-03-21", "2026-04-01"),
        ("early next week", "2026-03-09", "2026-03-11"),
        ("late in the summer", "2026-08-16", "2026-09-01"),
        ("from mid-April to mid-June", "2026-04-11", "2026-06-21"),
        ("in Q2", "2026-04-01", "2026-07-01"),
        ("Q1 2027", "2027-01-01", "2027-04-01"),
        ("by the end of Q1", "2026-03-03", "2026-04-01"),
        ("in the third quarter", "2026-07-01", "2026-10-01"),
        ("the last quarter of 2026", "2026-10-01", "2027-01-01"),
        ("H2", "2026-07-01", "2027-01-01"),
        ("at the weekend", "2026-03-07", "2026-03-09"),
        ("the week of the 16th", "2026-03-16", "2026-03-23"),
        ("between now and the 20th", "2026-03-03", "2026-03-21"),
        ("between 2020 and 2021", "2020-01-01", "2022-01-01"),
        ("what about later in the year", "2026-03-03", "2027-01-01"),
        ("later this month", "2026-03-03", "2026-04-01"),
    ],
)
def test_parts_of_a_time(text: str, start: str, end: str) -> None:
    assert span(text) == (start, end)


@pytest.mark.parametrize(
    "text",
    [
        "what about the 2nd one",
        "may I join?",
        "who will march",
        "we are open 24/7",
        "31/2",
        "the plan for 12-18 months",
        "H3",
        "the first half of the meeting",
        "at the end of it",
    ],
)
def test_words_that_are_no_dates(text: str) -> None:
    assert span(text) is None


def test_a_question_that_looks_back_means_the_last_one() -> None:
    assert span("what happened in December", past=True) == ("2025-12-01", "2026-01-01")
    assert span("what was on on Friday", past=True) == ("2026-02-27", "2026-02-28")


def test_easter_of_known_years() -> None:
    assert [easter(year) for year in (2024, 2025, 2026)] == [
        dt.date(2024, 3, 31), dt.date(2025, 4, 20), dt.date(2026, 4, 5)
    ]  # fmt: skip


@given(
    st.text(alphabet="0123456789/.- abcdefghijklmnopqrstuvwy", max_size=60),
    st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)),
)
def test_never_an_exception_nor_an_end_before_its_start(text: str, today: dt.date) -> None:
    found = find(" ".join(word.text for word in read(text)), today)
    if found and found.span.start and found.span.end:
        assert found.span.start < found.span.end
