"""The single dates and ranges that ``dates`` knows, each a pattern with the days it means.

Weeks begin on Monday. "Next Tuesday" is the Tuesday of next week. A month, season or day without a year is the coming
one, or the last one where the question looks back.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from bot.knowledge import feasts

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""First month of each; three months long, as the Met Office counts them."""
_ONE_TO_TWELVE = "one two three four five six seven eight nine ten eleven twelve"
NUMBERS = {"a couple of": 2, "couple of": 2, "couple": 2, "few": 3, "several": 3, "a": 1, "an": 1}
NUMBERS |= {"fourteen": 14, "thirty": 30, "sixty": 60, "ninety": 90}
NUMBERS |= {word: n for n, word in enumerate(_ONE_TO_TWELVE.split(), 1)}
ORDINALS = {"first": 0, "second": 1, "third": 2, "fourth": 3, "1st": 0, "2nd": 1, "3rd": 2, "4th": 3}
BACK = frozenset({"last", "past", "previous"})


class Span(NamedTuple):
    """Days from ``start`` to before ``end``; None is open on that side."""

    start: dt.date | None
    end: dt.date | None


class Today(NamedTuple):
    """The day on which a question is asked, and whether it looks back."""

    date: dt.date
    past: bool = False


Groups = Mapping[str, str]
Rule = Callable[[Groups, Today], Span | None]


def years_on(day: dt.date, count: int) -> dt.date:
    """The same day of another year; 1 March for a 29 February that is not there."""
    return _date(day.year + count, day.month, day.day) or dt.date(day.year + count, 3, 1)


def _days(start: dt.date, count: int = 1) -> Span:
    return Span(start, start + dt.timedelta(days=count))


def _date(year: int, month: int, day: int) -> dt.date | None:
    if 1 <= year <= 9998 and 1 <= month <= 12 and 1 <= day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, day)
    return None


def _months_on(day: dt.date, count: int) -> dt.date:
    """The first of the month ``count`` months on."""
    months = day.year * 12 + day.month - 1 + count
    return dt.date(months // 12, months % 12 + 1, 1)


def same_day(day: dt.date, months: int) -> dt.date:
    """The same day so many months on, or the last of a month that is too short."""
    first = _months_on(day, months)
    return first.replace(day=min(day.day, calendar.monthrange(first.year, first.month)[1]))


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())


def _named_day(groups: Groups, today: Today) -> Span:
    shift = {"tomorrow": 1, "yesterday": -1, "day after tomorrow": 2, "day before yesterday": -2}
    return _days(today.date + dt.timedelta(days=shift.get(groups["name"], 0)))


def _weekday(groups: Groups, today: Today) -> Span:
    number = DAYS.index(groups["day"][:3])
    ahead = today.date + dt.timedelta(days=(number - today.date.weekday()) % 7)
    week = groups["week"] or groups["a_week"]
    if week:
        return _days(ahead + dt.timedelta(weeks=2 if "fortnight" in week else 1))
    if groups["near"] == "next":
        return _days(_monday(today.date) + dt.timedelta(days=7 + number))
    if groups["near"] in BACK or (not groups["near"] and today.past):
        return _days(today.date - dt.timedelta(days=(today.date.weekday() - number - 1) % 7 + 1))
    return _days(ahead)


def _unit(groups: Groups, today: Today) -> Span:
    """A week, weekend, fortnight, month, quarter or year, or the one after next."""
    shift = {"next": 1, "coming": 1, "upcoming": 1, "last": -1, "previous": -1}.get(groups["near"], 0)
    shift = 2 if groups["after"] else shift
    day, monday = today.date, _monday(today.date)
    match groups["unit"]:
        case "week":
            return _days(monday + dt.timedelta(weeks=shift), 7)
        case "weekend":
            return _days(monday + dt.timedelta(weeks=shift, days=5), 2)
        case "fortnight":
            return _days(day, 14) if shift >= 0 else _days(day - dt.timedelta(days=14), 14)
        case "month":
            return Span(_months_on(day, shift), _months_on(day, shift + 1))
        case "quarter":
            first = dt.date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
            return Span(_months_on(first, 3 * shift), _months_on(first, 3 * (shift + 1)))
        case _:
            return Span(dt.date(day.year + shift, 1, 1), dt.date(day.year + shift + 1, 1, 1))


def _rest(groups: Groups, today: Today) -> Span:
    whole = _unit({"near": "this", "after": "", **groups}, today)
    return Span(today.date, whole.end)


def _stretch(groups: Groups, today: Today) -> Span:
    """The next or last so many days, weeks, months or years, from today."""
    count, back = _count(groups), groups["near"] in BACK
    match groups["unit"]:
        case "day" | "week" | "fortnight" as unit:
            length = dt.timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
            other = today.date - length if back else today.date + length
        case unit:
            months = count * (12 if unit == "year" else 1)
            other = same_day(today.date, -months if back else months)
    first, last = sorted((today.date, other))
    return Span(first, last + dt.timedelta(days=1))


def _from_now(groups: Groups, today: Today) -> Span:
    """In so many days (that day), weeks (that week), months (that month); or so many ago."""
    count = -_count(groups) if groups["ago"] else _count(groups)
    match groups["unit"]:
        case "day":
            return _days(today.date + dt.timedelta(days=count))
        case "week" | "fortnight" as unit:
            there = today.date + dt.timedelta(weeks=count * (2 if unit == "fortnight" else 1))
            return _days(_monday(there), 7)
        case unit:
            first = _months_on(today.date, count * (12 if unit == "year" else 1))
            return Span(first, _months_on(first, 1))


def _count(groups: Groups) -> int:
    text = groups.get("count") or "few"
    return min(int(text), 366) if text.isdigit() else NUMBERS[text]


def _month(groups: Groups, today: Today) -> Span:
    number, day, near = _month_number(groups), today.date, groups["near"]
    if groups["year"]:
        year = int(groups["year"])
    elif near in BACK or (not near and today.past):
        year = day.year - (number > day.month or (bool(near) and number == day.month))
    else:
        year = day.year + (number < day.month or (near == "next" and number == day.month))
    first = dt.date(year, number, 1)
    return Span(first, _months_on(first, 1))


def _share(groups: Groups, today: Today) -> Span | None:
    """A quarter or half of a year, by its number."""
    months, number = 3 if groups["share"] == "q" else 6, groups["number"]
    nth = int(number) - 1 if number.isdigit() else ORDINALS[number]
    first = _date(int(groups["year"] or today.date.year), months * nth + 1, 1)
    if first and not groups["year"] and today.past and first > today.date:
        first = years_on(first, -1)
    elif first and not groups["year"] and not today.past and _months_on(first, months) <= today.date:
        first = years_on(first, 1)
    return Span(first, _months_on(first, months)) if first else None


def _season(groups: Groups, today: Today) -> Span:
    month = SEASONS["autumn" if groups["season"] == "fall" else groups["season"]]
    starts = [dt.date(today.date.year + shift, month, 1) for shift in (-2, -1, 0, 1, 2)]
    if groups["year"]:
        first = dt.date(int(groups["year"]), month, 1)
    elif groups["near"] in BACK or (not groups["near"] and today.past):
        first = max(start for start in starts if _months_on(start, 3) <= today.date)
    elif groups["near"] == "next":
        first = min(start for start in starts if start > today.date)
    else:
        first = min(start for start in starts if _months_on(start, 3) > today.date)
    return Span(first, _months_on(first, 3))


def _day_of_month(groups: Groups, today: Today) -> Span | None:
    last = _day_in(int(groups["nth"]), _month_number(groups), groups["year"], today)
    if last and last.start and groups.get("whole"):
        return _days(_monday(last.start), 7)
    if not groups["from"] or last is None:
        return last
    first = _day_in(int(groups["from"]), _month_number(groups), groups["year"], today)
    return Span(first.start, last.end) if first and first < last else None


def _numeric(groups: Groups, today: Today) -> Span | None:
    year = groups["year"]
    return _day_in(int(groups["nth"]), int(groups["number"]), f"20{year}" if len(year) == 2 else year, today)


def _day_in(day: int, month: int, year: str, today: Today) -> Span | None:
    found = _date(int(year) if year else today.date.year, month, day)
    if found and not year and found < today.date and not today.past:
        found = years_on(found, 1)
    elif found and not year and found > today.date and today.past:
        found = years_on(found, -1)
    return _days(found) if found else None


def _bare_day(groups: Groups, today: Today) -> Span | None:
    """The 12th: of this month, or of the next one if it is over."""
    for first in (today.date.replace(day=1), _months_on(today.date, 1)):
        found = _date(first.year, first.month, int(groups["nth"]))
        if found and found >= today.date:
            return _days(_monday(found), 7) if groups["whole"] else _days(found)
    return None


def _feast(groups: Groups, today: Today) -> Span:
    spans = [feasts.days(groups["feast"], today.date.year + shift) for shift in (0, 1)]
    return next(Span(*span) for span in spans if span[1] > today.date)


def _whole_year(groups: Groups, today: Today) -> Span:
    return Span(dt.date(int(groups["year"]), 1, 1), dt.date(int(groups["year"]) + 1, 1, 1))


def _month_number(groups: Groups) -> int:
    return MONTHS.index(groups["month"][:3]) + 1


_DAY = r"(?P<day>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:rs?(?:day)?)?|fri(?:day)?|saturday|sunday)s?"
_CLEAR_MONTH = r"jan(?:uary)?|feb(?:ruary)?|apr(?:il)?|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_MONTH = rf"(?P<month>{_CLEAR_MONTH}|mar(?:ch)?|may)"
_NTH = r"(?P<nth>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_TO = r"(?:from |between )?(?:the )?(?P<from>\d{1,2})(?:st|nd|rd|th)?(?:-| to | and )(?:the )?"
_OF_DAY = r"(?: (?:morning|afternoon|evening|night))?"
_WEEK_OF = r"(?P<whole>(?:w ?c|w ?b|(?:the )?week (?:commencing|beginning|starting|of)) )?"
_YEAR = r"(?: (?P<year>20\d\d))?"
_NEAR = r"(?P<near>this|next|last|coming|upcoming|current|previous)"
_COUNT = rf"(?P<count>\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_UNITS = r"(?P<unit>day|week|fortnight|month|year)s?"
_LEAD = r"(?<=\bin )|(?<=\bby )|(?<=\bof )|(?<=during )|(?<=over )|(?<=before )|(?<=after )|(?<=since )|(?<=until )|(?<=from )|(?<=the )|(?<=early )|(?<=mid )|(?<=late )|(?<=^and )|(?<=^what about )|(?<=^how about )"

RULES: tuple[tuple[re.Pattern[str], Rule], ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), rule)
    for pattern, rule in (
        (rf"(?P<name>today|tonight|tomorrow|yesterday|day after tomorrow|day before yesterday){_OF_DAY}", _named_day),
        (r"this (?P<name>morning|afternoon|evening)|(?:(?<=between )|(?<=from ))now", _named_day),
        (
            rf"(?:(?P<a_week>week|fortnight) on )?(?:{_NEAR} )?{_DAY}{_OF_DAY}(?: (?P<week>week|fortnight)\b(?! after))?",
            _weekday,
        ),
        (r"(?:on|this|next|last) (?P<near>)(?P<day>sat|sun)(?P<week>)(?P<a_week>)", _weekday),
        (rf"{_NEAR} (?P<unit>week|weekend|fortnight|month|quarter|year)(?P<after>)", _unit),
        (r"(?P<unit>week|weekend|month|quarter|year) (?P<after>after next)(?P<near>)", _unit),
        (rf"(?P<near>next|coming|following|last|past|previous) {_COUNT} {_UNITS}", _stretch),
        (r"(?P<near>coming|next|past|last) (?P<unit>day|week|month|year)s", _stretch),
        (rf"within (?:the )?(?P<near>){_COUNT} {_UNITS}", _stretch),
        (rf"in {_COUNT} {_UNITS}(?: time)?(?P<ago>)", _from_now),
        (rf"{_COUNT} {_UNITS} (?P<ago>ago)", _from_now),
        (rf"(?:{_NEAR} )?(?P<month>{_CLEAR_MONTH}){_YEAR}", _month),
        (rf"{_NEAR} (?P<month>mar(?:ch)?|may){_YEAR}", _month),
        (r"(?P<near>)(?P<month>mar(?:ch)?|may) (?P<year>20\d\d)", _month),
        (rf"(?:{_LEAD})(?P<near>)(?P<month>mar(?:ch)?|may)(?P<year>)", _month),
        (rf"{_NEAR} (?P<season>spring|summer|autumn|fall|winter){_YEAR}", _season),
        (rf"(?:{_LEAD})(?:the )?(?P<near>)(?P<season>spring|summer|autumn|winter){_YEAR}", _season),
        (r"(?:(?<=of )|(?<=in ))the (?P<near>)(?P<after>)(?P<unit>week|month|quarter|year)", _unit),
        (r"(?:at|on|over) the (?P<near>)(?P<after>)(?P<unit>weekend)", _unit),
        (rf"(?P<share>[qh])(?P<number>[1-4]){_YEAR}", _share),
        (
            r"(?:in|of|by|before|after|during) the (?P<number>first|second|third|fourth) (?P<share>q)uarter(?P<year>)",
            _share,
        ),
        (r"(?:rest of (?:the |this )?|later (?:on )?(?:in the |this ))(?P<unit>week|month|quarter|year)", _rest),
        (rf"{_TO}{_NTH}(?: of)? {_MONTH}{_YEAR}", _day_of_month),
        (rf"{_WEEK_OF}(?:{_DAY} )?(?:the )?{_NTH}(?: of)? {_MONTH}(?P<from>){_YEAR}", _day_of_month),
        (rf"(?:{_DAY} )?{_MONTH} (?:the )?{_NTH}(?P<from>){_YEAR}", _day_of_month),
        (r"(?!24/7)(?P<nth>\d{1,2})[/.](?P<number>\d{1,2})(?:[/.](?P<year>\d{4}|\d\d))?", _numeric),
        (r"(?P<year>20\d\d)-(?P<number>\d\d)-(?P<nth>\d\d)", _numeric),
        (
            r"(?:(?P<whole>(?:week (?:commencing|beginning|starting|of)|w ?c) ))?(?:the|on) (?:the )?(?P<nth>3[01]|[12]?\d)(?:st|nd|rd|th)(?! (?:\w+ary|ones?|time|half|week|floor)\b)",
            _bare_day,
        ),
        (r"(?P<feast>good friday|easter monday|easter|christmas|new years? day|new year)", _feast),
        (
            r"(?:(?<=in )|(?<=of )|(?<=early )|(?<=mid )|(?<=late )|(?<=during )|(?<=since )|(?<=by )|(?<=before )|(?<=after )|(?<=for )|(?<=until )|(?<=between )|(?<=from )|(?<=and )|(?<=to ))(?P<year>20\d\d)",
            _whole_year,
        ),
    )
)
