"""Announcements: what an author typed is read into texts, an audience and a moment, with a sentence for each mistake.

What was typed is what is kept, so that a mistake loses nothing. Texts may hold fields such as ``{first_name}``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from bot.audiences import nearest
from bot.clock import local
from bot.links import web_link
from bot.local_time import is_skipped, moment
from bot.words import Words

Variant = Literal["en", "cy", "en-easy", "cy-easy"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)
When = Literal["now", "moment", "local"]
WHENS: tuple[When, ...] = get_args(When)
FIELDS = ("name", "first_name", "partner", "coalition", "team")
PERSONAL = frozenset({"name", "first_name", "partner"})
"""Those that differ from one person to the next."""

LONGEST_TITLE = 150
LONGEST_BODY = 12_000
MOST_LINKS = 8
YEARS = range(2000, 2101)
FIRST_ZONE = "Pacific/Kiritimati"
"""Where every date begins first (UTC+14)."""
_FIELD = re.compile(r"\{([^{}]*)\}")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")

Values = Mapping[str, str]
Problems = dict[str, str]


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and a text in one variant, fields not filled in yet."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Announcement:
    """What is announced. ``date`` and ``time`` are by the clocks of ``zone``, or (``local``) of each reader."""

    texts: Mapping[Variant, Wording]
    audience: str = "everyone"
    when: When = "now"
    date: dt.date | None = None
    time: dt.time | None = None
    zone: str = "Europe/London"
    urgent: bool = False
    acknowledge: bool = False
    event: str = ""
    poll: str = ""
    reply_to: str = ""
    links: tuple[tuple[str, str], ...] = ()
    counted: bool = False
    """Whether it is counted how often its links are opened."""

    @property
    def title(self) -> str:
        """What staff call it."""
        return next((self.texts[one].title for one in VARIANTS if one in self.texts), "")

    @property
    def fields(self) -> frozenset[str]:
        """The fields that its texts use."""
        return frozenset(name for text in self.texts.values() for name in _fields(f"{text.title}\n{text.body}"))

    def wanted(self, zone: str, now: dt.datetime) -> dt.datetime:
        """When somebody in a zone is to get it."""
        if self.when == "now" or self.date is None or self.time is None:
            return now
        return moment(self.date, self.time, zone if self.when == "local" else self.zone)

    def launch_at(self, now: dt.datetime) -> dt.datetime:
        """When its recipients are worked out: when the first of them may be due."""
        return max(now, self.wanted(FIRST_ZONE, now))


def read(values: Values, zone: str, words: Words) -> tuple[Announcement, Problems]:
    """What was typed, by the names of its inputs, as an announcement; and what is wrong with it, by input.

    ``zone`` is the author's. Whether the names in it exist, and whether its moment is still to come, is not asked here.
    """
    problems: Problems = {}
    texts = _texts(values, words, problems)
    when = _when(values)
    return (
        Announcement(
            texts=texts,
            audience=values.get("audience", "").strip(),
            when=when,
            date=_date(values, when, words, problems),
            time=_time(values, when, words, problems),
            zone=zone,
            urgent=values.get("urgent") == "yes",
            acknowledge=values.get("acknowledge") == "yes",
            event=values.get("event", "").strip(),
            poll=values.get("poll", "").strip(),
            reply_to=values.get("reply_to", "").strip(),
            links=_links(values, words, problems),
            counted=values.get("counted") == "yes",
        ),
        problems,
    )


def mistimed(one: Announcement, words: Words, now: dt.datetime) -> Problems:
    """What is wrong with its moment now: past, or an hour that the clocks skip."""
    if one.when == "now" or one.date is None or one.time is None:
        return {}
    if is_skipped(one.date, one.time, one.zone):
        later = local(moment(one.date, one.time, one.zone), one.zone)
        text = words(
            "The clocks go forward on {date}: there is no {time}. Choose {later} or another time.",
            date=words.date(one.date),
            time=f"{one.time:%H:%M}",
            later=f"{later:%H:%M}",
        )
        return {"time": text}
    then = one.wanted(one.zone, now)
    if then <= now:
        text = words(
            "{moment} is past: it is {now} now. Choose a later time, or send it at once.",
            moment=words.moment(then, one.zone),
            now=words.moment(now, one.zone),
        )
        return {"date": text}
    return {}


def variant_for(texts: Iterable[Variant], language: str, *, easy_read: bool) -> Variant:
    """The variant that somebody gets: their language goes before easy words, easy words before plain ones.

    Raises:
        ValueError: there is no text at all.
    """
    there = set(texts)
    languages = [language, *(code for code in ("en", "cy") if code != language)]
    wished = [f"{code}{end}" for code in languages for end in (("-easy", "") if easy_read else ("", "-easy"))]
    for name in wished:
        for variant in VARIANTS:
            if variant == name and variant in there:
                return variant
    raise ValueError("an announcement without a text")


def filled(text: str, fields: Mapping[str, str]) -> str:
    """The text with its fields filled in; an unknown one stays as it is."""
    return _FIELD.sub(lambda found: fields.get(found[1].strip(), found[0]), text)


def ledger_variant(variant: Variant, used: frozenset[str], fields: Mapping[str, str]) -> str:
    """The name under which all share one card who see the same words: the variant, and a mark of the fields used."""
    if not used & PERSONAL:
        return variant
    mark = "\x00".join(fields.get(name, "") for name in sorted(used))
    return f"{variant}-{hashlib.sha256(mark.encode()).hexdigest()[:16]}"


def sent_as(name: str, texts: Collection[Variant]) -> Variant:
    """The variant that went out under a ledger's name, or the nearest one if its text is gone.

    Raises:
        ValueError: there is no text at all.
    """
    variant = next(one for one in sorted(VARIANTS, key=len, reverse=True) if f"{name}-".startswith(f"{one}-"))
    return variant if variant in texts else variant_for(texts, variant[:2], easy_read=variant.endswith("-easy"))


def _texts(values: Values, words: Words, problems: Problems) -> dict[Variant, Wording]:
    texts: dict[Variant, Wording] = {}
    for variant in VARIANTS:
        end = "" if variant == "en" else f"_{variant.replace('-', '_')}"
        title, body = values.get(f"title{end}", "").strip(), values.get(f"body{end}", "").strip()
        plain = texts.get("en" if variant == "en-easy" else "cy") if variant.endswith("-easy") else None
        if body and not title and plain:
            title = plain.title
        if body and not title:
            problems[f"title{end}"] = words("Give it a title: people see it first.")
        if title and not body and not plain:
            problems[f"body{end}"] = words("Write what you want to tell.")
        _check_text(f"title{end}", title, LONGEST_TITLE, words, problems)
        _check_text(f"body{end}", body, LONGEST_BODY, words, problems)
        if title and body:
            texts[variant] = Wording(title, body)
    if not texts and not problems:
        problems["title"] = words("Give it a title: people see it first.")
        problems["body"] = words("Write what you want to tell.")
    return texts


def _check_text(name: str, text: str, longest: int, words: Words, problems: Problems) -> None:
    if len(text) > longest:
        problems[name] = words(
            "This has {length} characters, at most {longest} fit. Put the details on a page and link to it.",
            length=len(text),
            longest=longest,
        )
    for field in _fields(text):
        if field not in FIELDS:
            near = nearest(field, FIELDS)
            accepted = words.listing([f"{{{one}}}" for one in FIELDS])
            unknown = f"{{{field}}}"
            problems[name] = (
                words("There is no field {field}. Did you mean {near}?", field=unknown, near=f"{{{near}}}")
                if near
                else words("There is no field {field}. There are {accepted}.", field=unknown, accepted=accepted)
            )
            return
    if "{" in _FIELD.sub("", text) or "}" in _FIELD.sub("", text):
        problems[name] = words("A curly bracket stands alone: a field is written {example}.", example="{name}")


def _fields(text: str) -> list[str]:
    return [found.strip() for found in _FIELD.findall(text)]


def _when(values: Values) -> When:
    for when in WHENS:
        if when == values.get("when"):
            return when
    return "now"


def _date(values: Values, when: When, words: Words, problems: Problems) -> dt.date | None:
    if when == "now":
        return None
    try:
        date = dt.date.fromisoformat(values.get("date", "").strip())
    except ValueError:
        date = dt.date.min
    if date.year in YEARS:
        return date
    problems["date"] = words("Give the day as year-month-day, such as 2027-03-30.")
    return None


def _time(values: Values, when: When, words: Words, problems: Problems) -> dt.time | None:
    if when == "now":
        return None
    found = _TIME.fullmatch(values.get("time", "").strip())
    if found is None:
        problems["time"] = words("Give the time as hours and minutes, such as 09:30.")
        return None
    return dt.time(int(found[1]), int(found[2]))


def _links(values: Values, words: Words, problems: Problems) -> tuple[tuple[str, str], ...]:
    """One link a line: the address at the end, what it is called before it."""
    links: list[tuple[str, str]] = []
    for line in values.get("links", "").splitlines():
        if not line.strip():
            continue
        label, _, url = line.strip().rpartition(" ")
        if not web_link(url):
            problems["links"] = words(
                '"{line}" has no web address at its end. Write: Agenda https://example.org/agenda', line=line.strip()
            )
        links.append((label.strip(" :-") or url, url))
    if len(links) > MOST_LINKS:
        problems["links"] = words("At most {n} links fit.", n=MOST_LINKS)
    return tuple(links)
