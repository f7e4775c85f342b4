"""How a round of a check-in went, beside the round before; moods only as an average over at least five."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from bot.cards import Block, Card, Chart, Context, Facts, Item, Listing, Text
from bot.checkins import FEWEST_MOODS, CheckIn, mean
from bot.store import checkin_answers, checkins, needs, prompts
from bot.store.checkins import Round
from bot.store.database import Transaction
from bot.store.needs import Needed
from bot.text import guarded
from bot.words import Words

TEXTS = 10
"""Answers in people's own words that a card shows; the file holds all."""
Answers = Mapping[str, Sequence[tuple[str, str]]]
"""By field: who (name) and what."""


def summary(tx: Transaction, checkin: CheckIn, round: Round, words: Words) -> Card:
    """How a round stands now."""
    now, before = answers_in(tx, checkin, round), None
    earlier = [one for one in checkins.rounds(tx, checkin.id) if one.day < round.day]
    if earlier:
        before = answers_in(tx, checkin, earlier[0])
    past = earlier[0].moods if earlier else {}
    title = words("{title}, {date}", title=checkin.title, date=words.date(round.day))
    blocks: list[Block] = [Text(title, "heading"), Facts(_numbers(tx, round, words))]
    for place in range(len(checkin.questions)) if not checkin.prompts else ():
        if place in round.places:
            mood = round.moods.get(f"q{place}"), past.get(f"q{place}")
            blocks += _question(checkin, place, now, before, mood, words)
    blocks += _needs(tx, round, words)
    if checkin.prompts:
        blocks += _told(words("What people did"), now.get("done", ()), words)
        blocks += _told(words("Stories"), _stories(tx, round, words), words)
    return Card(title, tuple(blocks))


def answers_in(tx: Transaction, checkin: CheckIn, round: Round) -> Answers:
    """What was answered in a round, without moods."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _, name, field, value in checkin_answers.of_round(tx, round.checkin, round.day):
        if field not in checkin.of_kind("mood"):
            found[field].append((name, value))
    return found


def moods_in(tx: Transaction, checkin: CheckIn, round: Round) -> dict[str, float]:
    """The averages of moods as they are now, by field: told once, when the round is summed up."""
    found: dict[str, list[int]] = defaultdict(list)
    for _, _, field, value in checkin_answers.of_round(tx, round.checkin, round.day):
        if field in checkin.of_kind("mood"):
            found[field].append(int(value))
    averages = {field: mean(values, private=True) for field, values in found.items()}
    return {field: average for field, average in averages.items() if average is not None}


def trend(tx: Transaction, checkin: CheckIn, place: int, words: Words) -> list[tuple[str, float]]:
    """The average of a rating or mood, round by round, the oldest first; rounds without one are left out."""
    found: list[tuple[str, float]] = []
    for round in reversed(checkins.rounds(tx, checkin.id)):
        average = round.moods.get(f"q{place}")
        if checkin.questions[place].kind != "mood":
            average = mean(_scores(answers_in(tx, checkin, round), place), private=False)
        if average is not None:
            found.append((words.short_date(round.day), round_off(average)))
    return found


def export(tx: Transaction, checkin: CheckIn) -> str:
    """Every answer as CSV, the latest round first. Moods are averages, in a row without a name."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("day", "name", "question", "answer"))
    for round in checkins.rounds(tx, checkin.id):
        for field, average in sorted(round.moods.items()):
            writer.writerow((round.day, "", _asked(checkin, field), round_off(average)))
        for field, given in sorted(answers_in(tx, checkin, round).items()):
            question = guarded(_asked(checkin, field))
            writer.writerows((round.day, guarded(name), question, guarded(value)) for name, value in given)
    return file.getvalue()


def round_off(value: float) -> float:
    """To one place, as it is shown."""
    return round(value, 1)


def _numbers(tx: Transaction, round: Round, words: Words) -> tuple[tuple[str, str], ...]:
    stands = checkins.standing(tx, round.checkin, round.day)
    waiting = stands.get("asked", 0) + stands.get("snoozed", 0)
    named = (
        (words("Answered"), stands.get("answered", 0)),
        (words("Skipped"), stands.get("skipped", 0)),
        (words("No answer yet"), waiting),
        (words("Away"), stands.get("away", 0)),
        (words("Cannot be reached"), stands.get("unreachable", 0)),
    )
    return tuple((label, str(n)) for label, n in named if n or label == words("Answered"))


def _question(
    checkin: CheckIn,
    place: int,
    now: Answers,
    before: Answers | None,
    mood: tuple[float | None, float | None],
    words: Words,
) -> list[Block]:
    """What was answered; ``mood`` is the average that was told, and that of the round before."""
    asked, field = checkin.questions[place], f"q{place}"
    given = now.get(field, ())
    match asked.kind:
        case "mood":
            few = words("Shown with the summary, from {n} answers on.", n=FEWEST_MOODS)
            return [Facts(((asked.text, _average(*mood, few, words)),))]
        case "rating":
            average, past = (mean(_scores(answers, place), private=False) for answers in (now, before))
            return [Facts(((asked.text, _average(average, past, words("No answer yet"), words)),))]
        case "help":
            return []
        case "choice" | "yes_no":
            counts = Counter(value for _, value in given)
            yes_no = {"yes": words("Yes"), "no": words("No")}
            options = asked.options if asked.kind == "choice" else ("yes", "no")
            rows = tuple(
                (yes_no.get(one, one) if asked.kind == "yes_no" else one, float(counts[one])) for one in options
            )
            return [Chart(asked.text, rows), *_told(asked.follow_up, now.get(f"{field}_more", ()), words)]
        case "text":
            return _told(asked.text, given, words)


def _average(average: float | None, past: float | None, none: str, words: Words) -> str:
    if average is None:
        return none
    text = words("{average} of 5 on average", average=round_off(average))
    return text if past is None else words("{text}; {past} the time before", text=text, past=round_off(past))


def _needs(tx: Transaction, round: Round, words: Words) -> list[Block]:
    """Who asked for help, and what became of it."""
    found = needs.of_checkin(tx, round.checkin, round.day)
    items = tuple(Item(one.text, f"{one.name}: {need_state(one, words)}") for one in found)
    return [Text(words("Asked for help"), "heading"), Listing(items)] if items else []


def need_state(one: Needed, words: Words) -> str:
    """What became of a request for help, in words."""
    match one.state:
        case "open":
            return words("nobody sees to it yet")
        case "taken":
            return words("{name} sees to it", name=one.helper_name)
        case "settled":
            return words("settled")


def _stories(tx: Transaction, round: Round, words: Words) -> list[tuple[str, str]]:
    """Each with whose it is and what they allow, so that nobody quotes what was told to the team."""
    given = checkin_answers.of_round(tx, round.checkin, round.day)
    may = {"named": words("May be quoted with the name."), "unnamed": words("May be quoted without the name.")}
    may_not = words("Not to be quoted.")
    allowed = {person: may.get(value, may_not) for person, _, field, value in given if field == prompts.QUOTE}
    stories = [(person, name, value) for person, name, field, value in given if field == prompts.STORY]
    return [(f"{name}. {allowed.get(person, may_not)}", value) for person, name, value in stories]


def _told(title: str, given: Sequence[tuple[str, str]], words: Words) -> list[Block]:
    if not given:
        return []
    blocks: list[Block] = [Text(title, "heading"), Listing(tuple(Item(value, name) for name, value in given[:TEXTS]))]
    more = len(given) - TEXTS
    if more > 0:
        told = words.plural("{n} more is in the file.", "{n} more are in the file.", more)
        blocks.append(Context(told))
    return blocks


def _scores(answers: Answers | None, place: int) -> list[int]:
    return [int(value) for _, value in (answers or {}).get(f"q{place}", ())]


def _asked(checkin: CheckIn, field: str) -> str:
    """The question of a field."""
    number = field.removeprefix("q").removesuffix("_more")
    if not number.isdecimal() or int(number) >= len(checkin.questions):
        return field
    asked = checkin.questions[int(number)]
    return asked.follow_up if field.endswith("_more") else asked.text
