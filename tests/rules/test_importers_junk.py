"""Whatever bytes a file holds, reading it gives values and problems, never an exception."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.importers import READERS, read_bytes
from bot.knowledge.importers.kinds import KINDS
from bot.knowledge.importers.reading import KEY_LENGTH, Context
from bot.text import storable

CONTEXT = {ending: Context(f"x{ending}", dt.date(2026, 3, 3)) for ending in READERS}
KEYS = sorted({name for kind in KINDS.values() for name in kind.fields} | KINDS.keys())
LINES = st.sampled_from(
    [
        *(f"{key}: " for key in KEYS),
        *(
            "  - ",
            "- name: ",
            "---\n",
            "BEGIN:VCALENDAR\n",
            "BEGIN:VEVENT\n",
            "END:VEVENT\n",
            "DTSTART:",
            "RRULE:FREQ=",
        ),
        *("DAILY;", "INTERVAL=", "UNTIL=", "DTEND:", "SUMMARY:x\n", "20260310T100000Z\n", "20260310\n", "EXDATE:"),
        *(
            "RDATE:",
            "RECURRENCE-ID:",
            "TZID=",
            "<p>",
            "<li>",
            "</",
            "<!--",
            "name,email,",
            "title,start\n",
            '"',
            "\n",
            ";",
        ),
    ]
)
TEXTS = st.lists(LINES | st.text(string.printable, max_size=6) | st.text(max_size=4), max_size=40).map("".join)


def check(data: bytes, ending: str) -> None:
    reading = read_bytes(data, CONTEXT[ending])
    assert reading.items or reading.problems or ending in (".csv", ".yaml", ".yml", ".ics")
    for item in reading.items:
        assert item.line > 0
        assert 0 < len(item.entry.id) <= KEY_LENGTH
        assert item.entry.id == storable(item.entry.id)
    for problem in reading.problems:
        assert problem.reason
        str(problem).encode()


@pytest.mark.parametrize("ending", READERS)
@given(data=st.binary(max_size=400))
@settings(deadline=None)
def test_no_bytes_break_a_reader(ending: str, data: bytes) -> None:
    check(data, ending)


@pytest.mark.parametrize("ending", [ending for ending in READERS if ending not in (".pdf", ".docx")])
@given(text=TEXTS)
@settings(max_examples=150, deadline=None)
def test_no_text_breaks_a_reader(ending: str, text: str) -> None:
    check(text.encode("utf-8", "replace"), ending)


@given(text=TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_event_breaks_the_reading_of_calendars(text: str) -> None:
    check(
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\n{text}\nEND:VEVENT\nEND:VCALENDAR\n".encode("utf-8", "replace"), ".ics"
    )


@given(body=st.binary(max_size=300))
@settings(deadline=None)
def test_no_bytes_after_a_true_beginning_break_a_reader(body: bytes) -> None:
    check(b"%PDF-1.7\n" + body + b"\n%%EOF", ".pdf")
    check(b"PK\x03\x04" + body, ".docx")
