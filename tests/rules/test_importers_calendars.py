from __future__ import annotations

import datetime as dt
import re

from bot.knowledge.importers import read_bytes
from bot.knowledge.importers.reading import Context, Reading
from bot.records import CoalitionEvent

TODAY = dt.date(2026, 3, 3)
UTC = dt.datetime.fromisoformat

ONE = """\
BEGIN:VEVENT
UID:launch@example.org
SUMMARY:Launch of the plan\\, with
  tea
DTSTART;TZID=Europe/London:20260612T100000
DTEND;TZID=Europe/London:20260612T120000
LOCATION:Town Hall
URL:https://example.org/launch
DESCRIPTION:All welcome.\\nBring a friend.
END:VEVENT
"""
MONTHLY = """\
BEGIN:VEVENT
UID:steering
SUMMARY:Steering group
DTSTART;TZID=Europe/London:20250106T100000
DURATION:PT1H
RRULE:FREQ=MONTHLY;BYDAY=1MO
EXDATE;TZID=Europe/London:20260504T100000
END:VEVENT
BEGIN:VEVENT
UID:steering
RECURRENCE-ID;TZID=Europe/London:20260406T100000
SUMMARY:Steering group (moved for Easter)
DTSTART;TZID=Europe/London:20260407T110000
END:VEVENT
"""


def read(*events: str, today: dt.date = TODAY) -> Reading:
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//example//EN\n" + "".join(events) + "END:VCALENDAR\n"
    return read_bytes(text.replace("\n", "\r\n").encode(), Context("diary.ics", today))


def found(reading: Reading) -> dict[str, CoalitionEvent]:
    return {item.entry.id: item.entry for item in reading.items if isinstance(item.entry, CoalitionEvent)}


def test_an_event_is_read_with_its_place_and_local_time() -> None:
    reading = read(ONE)
    assert not reading.problems
    assert [item.line for item in reading.items] == [4]
    assert found(reading)["launch@example.org"] == CoalitionEvent(
        "launch@example.org",
        "Launch of the plan, with tea",
        UTC("2026-06-12T09:00Z"),
        UTC("2026-06-12T11:00Z"),
        place="Town Hall",
        link="https://example.org/launch",
        about="All welcome.\nBring a friend.",
        source="diary.ics",
    )


def test_a_recurring_event_becomes_its_occurrences_from_a_month_ago_to_thirteen_months_ahead() -> None:
    events = found(read(MONTHLY))
    days = [id.removeprefix("steering#") for id in events]
    assert days[0] == "2026-02-02"
    assert days[-1] == "2027-04-05"
    assert "2026-05-04" not in days
    assert len(days) == 14
    assert events["steering#2026-07-06"].start == UTC("2026-07-06T09:00Z")
    assert events["steering#2026-07-06"].end == UTC("2026-07-06T10:00Z")


def test_a_moved_occurrence_keeps_the_id_of_the_day_it_was_planned_for() -> None:
    moved = found(read(MONTHLY))["steering#2026-04-06"]
    assert (moved.title, moved.start) == ("Steering group (moved for Easter)", UTC("2026-04-07T10:00Z"))


def test_ids_of_occurrences_do_not_depend_on_the_day_of_the_import() -> None:
    before, after = found(read(MONTHLY)), found(read(MONTHLY, today=dt.date(2026, 3, 20)))
    both = before.keys() & after.keys()
    assert len(both) == 13
    assert all(before[id] == after[id] for id in both)


def test_a_whole_day_ends_at_midnight_and_a_cancelled_event_is_left_out() -> None:
    day = "BEGIN:VEVENT\nUID:day\nSUMMARY:Open day\nDTSTART;VALUE=DATE:20260701\nEND:VEVENT\n"
    off = "BEGIN:VEVENT\nUID:off\nSUMMARY:Off\nSTATUS:CANCELLED\nDTSTART:20260701T100000Z\nEND:VEVENT\n"
    assert list(found(read(day, off)).values()) == [
        CoalitionEvent(
            "day",
            "Open day",
            UTC("2026-06-30T23:00Z"),
            UTC("2026-07-01T23:00Z"),
            all_day=True,
            source="diary.ics",
        )
    ]


def test_two_occurrences_on_one_day_are_both_kept() -> None:
    twice = "BEGIN:VEVENT\nUID:t\nSUMMARY:Walk\nDTSTART:20260310T080000Z\nRRULE:FREQ=DAILY;COUNT=4;BYHOUR=8,16\nEND:VEVENT\n"
    assert list(found(read(twice))) == ["t#2026-03-10", "t#2026-03-10T1600", "t#2026-03-11", "t#2026-03-11T1600"]


def test_a_broken_event_is_named_by_its_line_and_the_others_are_kept() -> None:
    bad_date = "BEGIN:VEVENT\nUID:a\nSUMMARY:A\nDTSTART:tomorrow\nEND:VEVENT\n"
    no_date = "BEGIN:VEVENT\nUID:b\nSUMMARY:B\nEND:VEVENT\n"
    no_title = "BEGIN:VEVENT\nUID:c\nDTSTART:20260310T080000Z\nEND:VEVENT\n"
    bad_rule = "BEGIN:VEVENT\nUID:d\nSUMMARY:D\nDTSTART:20260310T080000Z\nRRULE:FREQ=OFTEN\nEND:VEVENT\n"
    endless = "BEGIN:VEVENT\nUID:e\nSUMMARY:E\nDTSTART:20260310T080000Z\nRRULE:FREQ=SECONDLY\nEND:VEVENT\n"
    reading = read(bad_date, no_date, no_title, bad_rule, endless, ONE)
    assert list(found(reading)) == ["launch@example.org"]
    assert [problem.line for problem in reading.problems] == [4, 9, 13, 17, 23]
    reasons = [re.sub(r"left out, not a well-formed event: ", "", problem.reason) for problem in reading.problems]
    assert reasons[0].startswith("DTSTART:")
    assert reasons[1:3] == ["it has no DTSTART", "it has no SUMMARY to be its title"]
    assert reasons[4] == "it repeats secondly; daily is the most often that is accepted"


def test_what_is_no_calendar_or_an_empty_one_is_one_problem() -> None:
    assert [problem.reason for problem in read().problems] == ["the calendar holds no events"]
    [problem] = read_bytes(b"hello", Context("diary.ics", TODAY)).problems
    assert problem.reason == "is not a calendar: it should begin with BEGIN:VCALENDAR"
