"""Two approved answers to one question that differ are shown to whoever owns them, once."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence

from bot.cards import Card, Context, Divider, Text
from bot.knowledge.contradictions import Pair
from bot.knowledge.documents import Faq
from bot.store import faqs, people
from bot.store.database import Transaction
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

KIND = "contradiction"
AT_ONCE = 20
"""Contradictions that are told at a time: whoever imports hundreds finds them all on the staff pages."""


def tell_owners(tx: Transaction, pairs: Sequence[Pair], house: House, now: dt.datetime) -> None:
    """Tell the owners of both answers, and the team where an answer has none that the bot knows. The same two answers are
    told once; when one of them changes and they still differ, again. Nobody is shown what they may not see."""
    for pair in pairs[:AT_ONCE]:
        said = hashlib.sha256("\0".join(part for one in pair for part in (one.id, one.answer)).encode()).hexdigest()[
            :32
        ]
        owners = {person for one in pair for person in faqs.owners(tx, one.owner or "")}
        if not all(faqs.owners(tx, one.owner or "") for one in pair):
            owners |= {person.id for person in people.holding(tx, "staff")}
        for id in sorted(owners):
            person = people.find(tx, id)
            if person and not person.stopped and all(person.sees.may_see(one.audience) for one in pair):
                card = contradiction_card(pair, words_for(person.language))
                notify(tx, f"contradiction-{said}-{id}"[:190], KIND, id, card, house, now)


def contradiction_card(pair: Pair, words: Words) -> Card:
    """Both answers, with whose they are and where they come from."""
    title = words("Two answers to one question differ")
    end = words("Please make them one, or say in each question how they differ. Until then either may be given.")
    first, second = (_told(one, words) for one in pair)
    return Card(title, (Text(title, "heading"), *first, Divider(), *second, Context(end)))


def _told(faq: Faq, words: Words) -> tuple[Text, Text, Context]:
    whose = words("Owner: {name}. Source: {source}", name=faq.owner or words("nobody"), source=faq.source or faq.id)
    return Text(faq.question), Text(faq.answer, "quote"), Context(whose)
