"""Telling the result of a poll: to everybody who could vote, or as an announcement to any audience."""

from __future__ import annotations

import datetime as dt

from bot.announcements import LONGEST_BODY, LONGEST_TITLE
from bot.cards import Card, words_of
from bot.people import Person
from bot.polls import Poll
from bot.store import polls
from bot.store.announcements import Kept
from bot.store.database import Transaction
from bot.usecases import announcing, poll_cards
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused
from bot.usecases.poll_results import standing
from bot.usecases.polling import RESULT, addressed_to, drawn, existing
from bot.usecases.posting import post
from bot.words import words_for


def publish(tx: Transaction, id: str, now: dt.datetime, house: House) -> int:
    """Tell the result of a closed poll to everybody who could vote, once. Returns to how many.

    Raises:
        Refused: it is gone or not closed.
    """
    poll = _closed(tx, id)
    addressed = addressed_to(tx, poll, [elector.person for elector in polls.electors(tx, id)], now, house)
    if addressed:
        cards = drawn(poll, {one.variant for one in addressed}, standing(tx, poll))
        post(tx, f"poll-{id}-result", RESULT, id, cards, addressed, now)
    return len(addressed)


def announcement(tx: Transaction, poll: Poll, by: Person, house: House, now: dt.datetime) -> Kept:
    """A draft that announces the result to the poll's audience; its author may change all of it.

    Raises:
        Refused: the poll is not closed.
        NotAllowed: the person may not announce.
    """
    _closed(tx, poll.id)
    words = words_for(house.coalition.language)
    card = Card(poll.question, tuple(poll_cards.result_blocks(poll, words, poll.zone, standing(tx, poll))))
    title = words("Result: {question}", question=poll.question)
    end = "" if words.language == "en" else f"_{words.language}"
    values = {
        f"title{end}": _plain(title)[:LONGEST_TITLE],
        f"body{end}": _plain(words_of(card))[:LONGEST_BODY],
        "audience": poll.audience,
    }
    return announcing.draft(tx, values, by, house, now)


def _plain(text: str) -> str:
    """The text without braces: in an announcement they stand for fields."""
    return text.replace("{", "(").replace("}", ")")


def _closed(tx: Transaction, id: str) -> Poll:
    poll = existing(tx, id)
    if poll.state != "closed":
        raise Refused("not_closed", poll)
    return poll
