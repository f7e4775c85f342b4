"""A poll as a table to download: what may be shown, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from bot.polls import Poll, labels
from bot.store import ballots, polls
from bot.store.database import Transaction
from bot.text import guarded
from bot.usecases import poll_cards
from bot.usecases.poll_results import Results, standing, summary
from bot.words import Words


def table(tx: Transaction, poll: Poll, words: Words, zone: str) -> str:
    """The poll as CSV. While its result is secret only the turnout; of an anonymous poll no single votes."""
    results = standing(tx, poll)
    file = io.StringIO()
    writer = csv.writer(file)
    for row in _rows(tx, poll, results, words, zone):
        writer.writerow([guarded(cell) for cell in row])
    return file.getvalue()


def partner_rows(tx: Transaction, poll: Poll, results: Results, words: Words, zone: str) -> list[tuple[str, str]]:
    """What each organisation chose as one, where it has one vote."""
    names, options = polls.partner_names(tx, results.choices), labels(poll, words, zone)
    tied = words("no vote: its people are level")
    return [
        (names.get(partner, partner), words.listing([options[id] for id in chosen]) if chosen else tied)
        for partner, chosen in results.choices.items()
    ]


def _rows(tx: Transaction, poll: Poll, results: Results, words: Words, zone: str) -> Iterator[Sequence[str]]:
    yield words("Question"), poll.question
    yield words("Voted"), str(results.voters), words("of"), str(results.electorate)
    if poll.is_secret_now:
        yield (words("The result is shown when the poll closes."),)
        return
    yield words("Result"), summary(poll, results, words, zone)
    yield from _counts(tx, poll, results, words, zone)
    for title, texts in ((words("What people wrote"), results.texts), (words("Reasons"), results.reasons)):
        if poll.anonymous and texts:
            yield from ((title, text) for text in texts)
    if not poll.anonymous:
        yield from _votes(tx, poll, words, zone)


def _counts(tx: Transaction, poll: Poll, results: Results, words: Words, zone: str) -> Iterator[Sequence[str]]:
    names, kept_back = labels(poll, words, zone), words("not shown")
    if poll.kind == "meeting":
        yield words("Time"), words("Yes"), words("If need be"), words("Organisations")
        for slot in results.slots:
            yield names[slot.id], str(slot.yes), str(slot.maybe), str(slot.partners)
        return
    if results.counts:
        yield words("Option"), words("People"), *([words("Organisations")] if results.partners is not None else [])
    for id, number in results.counts.items():
        partners = [str(results.partners[id])] if results.partners is not None else []
        yield names[id], kept_back if number is None else str(number), *partners
    if results.choices:
        yield words("Organisation"), words("Choice")
        yield from partner_rows(tx, poll, results, words, zone)
    if results.turnout:
        yield words("Organisation"), words("Voted")
    for partner, number in results.turnout.items():
        yield partner or words("none"), kept_back if number is None else str(number)


def _votes(tx: Transaction, poll: Poll, words: Words, zone: str) -> Iterator[Sequence[str]]:
    yield words("Name"), words("Organisation"), words("Answer"), words("Reason"), words("When")
    for vote in ballots.named(tx, poll.id):
        answer = poll_cards.told(poll, vote.answer, words, zone, with_reason=False)
        yield vote.name, vote.partner_name, answer, vote.answer.reason, words.moment(vote.at, zone)
