"""Feasts that questions are dated by."""

from __future__ import annotations

import datetime as dt


def days(name: str, year: int) -> tuple[dt.date, dt.date]:
    """The first day of a feast and the day after its last."""
    sunday = easter(year)
    match name:
        case "good friday":
            return _from(sunday - dt.timedelta(days=2))
        case "easter monday":
            return _from(sunday + dt.timedelta(days=1))
        case "easter":
            return _from(sunday - dt.timedelta(days=2), 4)
        case "christmas":
            return _from(dt.date(year, 12, 24), 3)
        case _:
            return _from(dt.date(year, 1, 1))


def _from(first: dt.date, count: int = 1) -> tuple[dt.date, dt.date]:
    return first, first + dt.timedelta(days=count)


def easter(year: int) -> dt.date:
    """Easter Sunday (the Gregorian computus of Meeus, Jones and Butcher)."""
    golden, (century, of_century) = year % 19, divmod(year, 100)
    leap, rest = divmod(century, 4)
    moon = (19 * golden + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * rest + 2 * (of_century // 4) - moon - of_century % 4) % 7
    shift = (golden + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * shift + 114, 31)
    return dt.date(year, month, day + 1)
