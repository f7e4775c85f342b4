from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.importers import dates

TODAY = dt.date(2026, 3, 3)  # a Tuesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-06-12", "2026-06-12"),
        ("3/4/2026", "2026-04-03"),
        ("22/09/22", "2022-09-22"),
        ("15 December 2021", "2021-12-15"),
        ("Wednesday 15th Dec 2021", "2021-12-15"),
        ("March 3, 2026", "2026-03-03"),
        ("today", "2026-03-03"),
        ("Tomorrow", "2026-03-04"),
        ("in 2 weeks", "2026-03-17"),
        ("6 weeks ago", "2026-01-20"),
        ("in 11 months", "2027-02-03"),
        ("this week monday", "2026-03-02"),
        ("next week Tuesday", "2026-03-10"),
        ("next month on the 31st", "2026-04-30"),
    ],
)
def test_a_day_is_read_day_before_month_and_relative_to_today(text: str, day: str) -> None:
    assert dates.day(text, TODAY) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("text", ["wednesday 8th April", "12 June", "31/2/2026", "2026-13-01", "soon", "13/2026", ""])
def test_what_names_no_full_day_is_refused_with_what_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match="write 2026-03-31"):
        dates.day(text, TODAY)


@pytest.mark.parametrize(
    ("text", "moment", "whole_day"),
    [
        ("2026-07-01 10:00", "2026-07-01T09:00Z", False),
        ("2026-07-01T10:00", "2026-07-01T09:00Z", False),
        ("2026-07-01T10:00:00Z", "2026-07-01T10:00Z", False),
        ("2026-07-01T10:00+02:00", "2026-07-01T08:00Z", False),
        ("1 July 2026, 2.30pm", "2026-07-01T13:30Z", False),
        ("1/7/2026 at 12 am", "2026-06-30T23:00Z", False),
        ("next week tuesday 10:00", "2026-03-10T10:00Z", False),
        ("in 3 days at 14:00", "2026-03-06T14:00Z", False),
        ("2026-07-01", "2026-06-30T23:00Z", True),
    ],
)
def test_a_moment_is_read_by_the_clocks_of_the_zone(text: str, moment: str, *, whole_day: bool) -> None:
    assert dates.moment(text, TODAY, "Europe/London") == (dt.datetime.fromisoformat(moment), whole_day)


@pytest.mark.parametrize(
    "text", ["10:00", "2026-07-01 25:00", "2026-07-01 10", "1/7/2026 13pm", "9999-12-31T23:59-12:00"]
)
def test_what_names_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a date with a time"):
        dates.moment(text, TODAY, "Europe/London")


@given(st.text() | st.from_regex(r"(in \d+ (day|week|month)s?|\d+[-/.]\d+[-/.]\d+)( at \d+:\d+)?", fullmatch=True))
@settings(deadline=None)
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    try:
        moment, _ = dates.moment(text, TODAY, "Pacific/Kiritimati")
    except ValueError:
        return
    assert moment.tzinfo == dt.UTC


@given(st.dates(), st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
@settings(deadline=None)
def test_every_day_is_read_back_however_it_is_written(day: dt.date, today: dt.date) -> None:
    written = [
        f"{day.year:04}-{day:%m-%d}",
        f"{day.day}/{day.month}/{day.year:04}",
        f"{day.day} {day:%B} {day.year:04}",
    ]
    assert {dates.day(text, today) for text in written} == {day}
