"""What people write of when they are free, as parts of the week."""

from __future__ import annotations

import pytest

from bot.free_times import DAYS, PARTS, WORKING, free_times

WEEK = {f"{day} {part}" for day in WORKING for part in PARTS[:2]}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Tuesday and Thursday afternoons", {"tue afternoon", "thu afternoon"}),
        ("Tue am, Fri pm", {"tue morning", "fri afternoon"}),
        ("Monday mornings and Thursday evenings", {"mon morning", "thu evening"}),
        ("mornings on Wednesdays", {"wed morning"}),
        ("Mondays", {"mon morning", "mon afternoon"}),
        ("Mon-Wed mornings", {"mon morning", "tue morning", "wed morning"}),
        ("Friday to Sunday evenings", {"fri evening", "sat evening", "sun evening"}),
        ("evenings", {f"{day} evening" for day in WORKING}),
        ("weekdays, not Fridays", {one for one in WEEK if not one.startswith("fri")}),
        ("not on Mondays", {one for one in WEEK if not one.startswith("mon")}),
        ("weekends", {"sat morning", "sat afternoon", "sun morning", "sun afternoon"}),
        ("any time except Wednesday afternoons", {f"{d} {p}" for d in WORKING for p in PARTS} - {"wed afternoon"}),
        ("dydd Mawrth, bore Iau", {"tue morning", "tue afternoon", "thu morning"}),
        ("by arrangement; ask me", set()),
        ("", set()),
        ("the month of March, sunny days", set()),
    ],
)
def test_what_people_write(text: str, parts: set[str]) -> None:
    assert free_times(text) == parts


def test_every_part_is_one_of_the_week() -> None:
    known = {f"{day} {part}" for day in DAYS for part in PARTS}
    assert free_times("daily and weekends, mornings, afternoons, evenings, nights") <= known
