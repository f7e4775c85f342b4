"""Two champions who have been put in touch, and what is kept of their words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.events import Message
from bot.store.tables import Base
from tests.stories.champions import House, joined, round_sent, yes


async def in_touch(house: House) -> House:
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.settle()
    return house


def kept_anywhere(house: House, words: str) -> list[str]:
    """The tables in which these words stand."""
    with house.dispatch.database.read() as tx:
        return [
            table.name
            for table in Base.metadata.sorted_tables
            if any(words in " ".join(map(str, row)) for row in tx.execute(select(table)))
        ]


def got(house: House, who: str, words: str) -> int:
    return sum(words in text for text in house.told(who))


def written(house: House, who: str, text: str, id: str, **more: Any) -> Message:
    """Something that a person wrote on their platform, which knows it by this origin."""
    talk = house.at(who)
    return Message(id, house.clock(), talk.sender, talk.here, text, origin="D1-17", **more)
