"""How a round of a check-in went, beside the round before; moods only as an average over at least five."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from bot.cards import Block, Card, Chart, Context, Facts, Item, Listing, Text
from bot.checkins import FEWEST_MOODS, CheckIn, mean
from bot.store import checkin_answers, checkins
from bot.store.checkins import Round
from bot.store.database import Transaction
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
    title = words("{title}, {date}", title=checkin.title, date=words.date(round.day))
    blocks: list[Block] = [Text(title, "heading"), Facts(_numbers(tx, round, words))]
    for place in range(len(checkin.questions)) if not checkin.prompts else ():
        if place in round.places:
            blocks += _question(checkin, place, now, before, words)
    if checkin.prompts:
        blocks += _told(words("What people did"), now.get("done", ()), words)
        blocks += _told(words("Stories"), now.get("story", ()), words)
    return Card(title, tuple(blocks))


def answers_in(tx: Transaction, checkin: CheckIn, round: Round) -> Answers:
    """What was answered in a round; moods only once it was summed up: an average that grows tells each new one."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _, name, field, value in checkin_answers.of_round(tx, round.checkin, round.day):
        if round.told or not _asked(checkin, field)[1]:
            found[field].append((name, value))
    return found


def trend(tx: Transaction, checkin: CheckIn, place: int) -> list[tuple[str, float]]:
    """The average of a rating or mood, round by round, the oldest first; rounds without one are left out."""
    private = checkin.questions[place].kind == "mood"
    found: list[tuple[str, float]] = []
    for round in reversed(checkins.rounds(tx, checkin.id)):
        average = mean(_scores(answers_in(tx, checkin, round), place), private=private)
        if average is not None:
            found.append((round.day.isoformat(), round_off(average)))
    return found


def export(tx: Transaction, checkin: CheckIn) -> str:
    """Every answer as CSV, the latest round first. Moods are averages, in a row without a name."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(("day", "name", "question", "answer"))
    for round in checkins.rounds(tx, checkin.id):
        answers = answers_in(tx, checkin, round)
        for field, given in sorted(answers.items()):
            question, private = _asked(checkin, field)
            if private:
                average = mean([int(value) for _, value in given], private=True)
                writer.writerow((round.day, "", question, "" if average is None else round_off(average)))
                continue
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


def _question(checkin: CheckIn, place: int, now: Answers, before: Answers | None, words: Words) -> list[Block]:
    asked, field = checkin.questions[place], f"q{place}"
    given = now.get(field, ())
    match asked.kind:
        case "rating" | "mood":
            private = asked.kind == "mood"
            average = mean(_scores(now, place), private=private)
            if average is None:
                few = (
                    words("Shown with the summary, from {n} answers on.", n=FEWEST_MOODS)
                    if private
                    else words("No answer yet")
                )
                return [Facts(((asked.text, few),))]
            past = mean(_scores(before, place), private=private) if before else None
            text = words("{average} of 5 on average", average=round_off(average))
            if past is not None:
                text = words("{text}; {past} the time before", text=text, past=round_off(past))
            return [Facts(((asked.text, text),))]
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


def _told(title: str, given: Sequence[tuple[str, str]], words: Words) -> list[Block]:
    if not given:
        return []
    blocks: list[Block] = [Text(title), Listing(tuple(Item(value, name) for name, value in given[:TEXTS]))]
    more = len(given) - TEXTS
    if more > 0:
        told = words.plural("{n} more is in the file.", "{n} more are in the file.", more)
        blocks.append(Context(told))
    return blocks


def _scores(answers: Answers | None, place: int) -> list[int]:
    return [int(value) for _, value in (answers or {}).get(f"q{place}", ())]


def _asked(checkin: CheckIn, field: str) -> tuple[str, bool]:
    """The question of a field, and whether its answers are told as an average only."""
    number = field.removeprefix("q").removesuffix("_more")
    if not number.isdecimal() or int(number) >= len(checkin.questions):
        return field, False
    asked = checkin.questions[int(number)]
    return (asked.follow_up if field.endswith("_more") else asked.text), asked.kind == "mood"
