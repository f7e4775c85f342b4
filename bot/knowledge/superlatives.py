"""The first, the last, the most: "which partner joined most recently?", "which network has the most partners?".

Compared is only what is recorded: a record without it is left out, and that some are is said.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.knowledge.comparing import LISTED
from bot.knowledge.context import Context
from bot.knowledge.date_rules import NUMBERS
from bot.knowledge.found import Answer
from bot.knowledge.list_rows import cited, counted
from bot.knowledge.list_words import EXPLAINED, OF_THEM, SHOWN, Asked, Extreme, Listing, Measure, listing_of
from bot.knowledge.lookup import COMPARES, SURE, sentence
from bot.knowledge.reading import Reading
from bot.knowledge.values import Desk, kind_of, report_text, step_text, title, value
from bot.records import CoalitionEvent, Partner, Record, Taskgroup
from bot.words import Words

_NUMBER = rf"\d{{1,2}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))}"
_BY_DATE = re.compile(
    rf"\b(?:(?P<before>{_NUMBER}) )?(?:(?P<most>newe(?:st|r)|late(?:st|r)|younge(?:st|r)|last|final|mo(?:st|re) recent(?:ly)?)|olde(?:st|r)|earlie(?:st|r)|first|soone(?:st|r)|(?P<coming>next)"
    rf"|(?P<long>longe(?:st|r)(?: (?:running|standing|serving|established))?))\b(?! (?:names?|time|aid)\b)(?: (?P<after>{_NUMBER})\b)?"
)
_BY_SIZE = re.compile(r"\b(?:(?P<most>bigge(?:st|r)|large(?:st|r))|smalle(?:st|r))\b")
_BY_COUNT = re.compile(
    r"\b(?:(?P<most>most|more|(?:highest|largest|higher|larger) number of)|fewest|fewer|least|less|(?:lowest|smallest|lower|smaller) number of) "
    r"(?P<what>members|people|partners|organisations|champions|networks|places|seats|spaces)\b"
)
_OF_TWO = re.compile(r"\b(?:more|less|(?!number)\w+er)\b")
"""In words that compare a few records with each other, not one with all."""
_NOUNS: tuple[tuple[Listing, re.Pattern[str]], ...] = (
    ("taskgroups", re.compile(r"\b(?P<plain>(?:task)?groups?)\b")),
    ("networks", re.compile(r"\b(?P<plain>networks?)\b")),
    ("reports", re.compile(r"\b(?P<plain>reports?|publications?)\b")),
    ("milestones", re.compile(r"\b(?P<plain>milestones?|deadlines?)\b")),
    ("events", re.compile(r"\b(?:(?P<plain>events?|meetings?|occasions?)|workshops?|webinars?|gatherings?)\b")),
    ("partners", re.compile(r"\b(?:(?P<plain>partners?|organisations?)|charity|councils?|university|hospices?|trusts?)\b")),
)  # fmt: skip
"""What is compared: plainly, or by a word that says its sort besides."""
_NOUNLESS = re.compile(r"^(?:and |so )?(?:which|who|what)(?: one)? (?:is|was|has|joined|came|started|began)\b")
_NO_NAMES = re.compile(r"^(?:how|why|(?:can|could)(?! you)|do|does|should|may|is|are)\b")
"""Questions that no name answers."""
_JOINED = re.compile(r"\b(?:join(?:ed)?|with us)\b")
_ASIDE = re.compile(
    r"\b(?:formed|founded|established|started|begun|began|start|running|going|came out|us|year|ever|so far)\b"
)
_DATES: dict[Listing, Measure] = {
    "partners": "joined", "taskgroups": "started", "events": "when", "reports": "published", "milestones": "due",
}  # fmt: skip
_COMING: dict[Listing, Measure] = {"events": "when", "reports": "due", "milestones": "due"}
_SIZES: dict[Listing, Measure] = {"taskgroups": "members", "networks": "partners", "events": "capacity"}
_COUNTS: dict[Listing, dict[str, Measure]] = {
    "taskgroups": {"members": "members", "people": "members"},
    "networks": {"partners": "partners", "organisations": "partners", "members": "partners"},
    "partners": {"people": "people", "members": "people", "champions": "champions", "networks": "networks"},
    "events": dict.fromkeys(("places", "seats", "spaces"), "capacity"),
}


@dataclass(frozen=True, slots=True)
class _Held:
    """What a record holds of what is compared: to compare, by itself in words, and as a sentence."""

    fact: dt.date | dt.datetime | int
    record: Record
    told: str
    whole: str


def sought(reading: Reading, context: Context | None) -> Asked | None:
    """The list whose first, last or greatest is asked for; None where none is."""
    text = _without_date(reading)
    found = _BY_COUNT.search(text) or _BY_SIZE.search(text) or _BY_DATE.search(text)
    if found is None:
        return None
    if between := _between(reading, found, text):
        return between
    if _NO_NAMES.search(text):
        return None
    nouns = [
        (listing, noun)
        for listing, pattern in _NOUNS
        for noun in pattern.finditer(text)
        if noun.end() <= found.start() or noun.start() >= found.end()
    ]
    places: list[tuple[int, int]] = [found.span()]
    of: tuple[str, ...] | None = None
    start, end = reading.date.span if reading.date else (None, None)
    if nouns:
        listing, noun = min(nouns, key=lambda one: max(found.start() - one[1].end(), one[1].start() - found.end()))
        places += [noun.span()] if noun["plain"] else []
    elif context and context.listing and (reading.carries_on or OF_THEM.search(text) or _NOUNLESS.search(text)):
        listing, of = listing_of(context), context.ids
        start, end = (start, end) if reading.date else (context.start, context.end)
    elif _JOINED.search(text):
        listing = "partners"
    else:
        return None
    extreme = _extreme(listing, found)
    if extreme is None or (of is None and _OF_TWO.search(found[0])):
        return None
    places += [one.span() for aside in (OF_THEM, EXPLAINED, _ASIDE) for one in aside.finditer(text)]
    return Asked(listing, start, end, tuple(reading.left(*places)), of, extreme)


def _between(reading: Reading, found: re.Match[str], text: str) -> Asked | None:
    """Those that are named, in order: "which is older, Mental Health or Health Equity?"; None where no two of a kind are."""
    named = Counter(kind for mention in reading.mentions for kind in dict(mention.records))
    kind = next((kind for kind, count in named.items() if count > 1), None)
    rest = text[: found.start()] + text[found.end() :]
    if kind is None or any(pattern.search(rest) for listing, pattern in _NOUNS if listing != LISTED[kind]):
        return None
    ids = tuple(id for mention in reading.mentions for of, id in mention.records if of == kind)
    extreme = _extreme(LISTED[kind], found)
    if extreme is None:
        return None
    start, end = reading.date.span if reading.date else (None, None)
    places = [found.span(), *(one.span() for aside in (COMPARES, EXPLAINED, _ASIDE) for one in aside.finditer(text))]
    return Asked(LISTED[kind], start, end, tuple(reading.left(*places)), ids, replace(extreme, n=len(ids)))


def told(records: Sequence[Record], asked: Asked, context: Context, desk: Desk) -> Answer:
    """Which of these have the most, or the least: more than one where they are level. ``context`` is that of their list."""
    words, why = desk.words, f"first or last of {asked.listing}"
    held = list(_held(records, asked, desk))
    if not held or asked.extreme is None:
        nothing = words("Nothing that fits is recorded, or may be shown to you. Shall I ask the team?")
        return Answer("unknown", nothing, confidence=SURE, context=context, why=why)
    ranked = sorted(held, key=lambda one: one.fact, reverse=asked.extreme.most)
    last = ranked[: asked.extreme.n][-1].fact
    first = [one for n, one in enumerate(ranked) if n < asked.extreme.n or one.fact == last]
    winners = list({one.record.id: one.record for one in first}.values())
    if len(winners) == 1:
        context = replace(context, kind=kind_of(winners[0]), id=winners[0].id)
    lead = first[0].whole
    if len(first) > 1:
        level = first[0].fact == last
        ordered = words("In order:") if asked.of is None else lead
        lead = words("These are level: {value}.", value=first[0].told) if level else ordered
    rows = tuple((title(one.record), one.told, "") for one in first[:SHOWN]) if len(first) > 1 else ()
    having = len({one.record.id for one in held})
    if having < len(records) and asked.listing not in {"reports", "milestones"}:
        part = words("This is recorded for {n} of {all}.", n=having, all=counted(asked.listing, len(records), desk))
        lead = f"{lead} {part}"
    sources = cited(winners, desk)
    return Answer("answer", lead, items=rows, sources=sources, confidence=SURE, context=context, why=why)


def _without_date(reading: Reading) -> str:
    """The text without names and date: the "last" of "last week" compares nothing."""
    text = reading.without_names()
    start, end = reading.date.at if reading.date else (0, 0)
    return text[:start] + "\u00b7" * (end - start) + text[end:]


def _extreme(listing: Listing, found: re.Match[str]) -> Extreme | None:
    """What is compared; None where the words compare nothing of this kind."""
    groups = found.groupdict()
    said = groups.get("before") or groups.get("after") or "1"
    n = max(1, int(said) if said.isdigit() else NUMBERS[said])
    if groups.get("coming"):
        coming = _COMING.get(listing) if n > 1 or listing != "events" else None
        return Extreme(coming, most=False, n=n) if coming else None
    if groups.get("long") and listing == "events":
        return None
    if "what" in groups:
        return Extreme(_COUNTS.get(listing, {}).get(groups["what"]), bool(groups["most"]))
    measures = _DATES if "coming" in groups else _SIZES
    return Extreme(measures.get(listing), bool(groups["most"]), n)


def _held(records: Sequence[Record], asked: Asked, desk: Desk) -> Iterator[_Held]:
    """What these records hold of what is compared; nothing of those that hold none."""
    match asked.extreme.measure if asked.extreme else None:
        case None:
            return
        case "published" | "due" as measure:
            for record in records:
                yield from _of_taskgroup(record, asked.listing, measure, desk) if isinstance(record, Taskgroup) else ()
        case "joined" | "started" | "when" as measure:
            for record in records:
                if (fact := _date(record)) and (said := value(record, measure, desk)):
                    yield _Held(fact, record, said, sentence(record, measure, said, desk.words, desk))
        case measure:
            counts = _counts(records, measure, desk)
            for record in records:
                if n := counts.get(record.id):
                    said = _number(measure, n, desk.words)
                    yield _Held(n, record, said, f"{title(record)}: {said}.")


def _date(record: Record) -> dt.date | dt.datetime | None:
    match record:
        case Partner():
            return record.joined
        case Taskgroup():
            return record.started
        case CoalitionEvent():
            return record.start
        case _:
            return None


def _of_taskgroup(group: Taskgroup, listing: Listing, measure: Measure, desk: Desk) -> Iterator[_Held]:
    """The dates of its reports or milestones: those published, or those that are still to come."""
    words, today = desk.words, desk.now.astimezone(ZoneInfo(desk.zone)).date()
    if listing == "milestones":
        dated = [(step.due, step_text(step, words)) for step in group.milestones if not step.done]
    elif measure == "published":
        dated = [(report.published, report_text(report, words)) for report in group.reports]
    else:
        dated = [(report.due, report_text(report, words)) for report in group.reports if not report.published]
    for day, said in dated:
        if day and (day < today) == (measure == "published"):
            yield _Held(day, group, said, f"{group.name}: {said}.")


def _counts(records: Sequence[Record], measure: Measure, desk: Desk) -> dict[str, int]:
    """How many each of these has, by its id."""
    match measure:
        case "partners":
            of = Counter(name for partner in desk.records.partners(desk.viewer) for name in partner.networks)
        case "people" | "champions":
            role = "champion" if measure == "champions" else None
            of = Counter(person.partner or "" for person in desk.records.people(desk.viewer, role=role))
        case _:
            of = Counter()
    counts = {}
    for record in records:
        match record:
            case Taskgroup():
                counts[record.id] = len(record.members)
            case CoalitionEvent():
                counts[record.id] = record.capacity or 0
            case Partner() if measure == "networks":
                counts[record.id] = len(record.networks)
            case _:
                counts[record.id] = of[title(record)]
    return counts


def _number(measure: Measure, n: int, words: Words) -> str:
    match measure:
        case "members":
            return words.plural("{n} member", "{n} members", n)
        case "capacity":
            return words.plural("{n} place", "{n} places", n)
        case "networks":
            return words.plural("{n} network", "{n} networks", n)
        case "champions":
            return words.plural("{n} champion", "{n} champions", n)
        case "people":
            return words.plural("{n} person", "{n} people", n)
        case _:
            return words.plural("{n} partner", "{n} partners", n)
