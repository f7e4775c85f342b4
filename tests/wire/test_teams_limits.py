"""What Teams takes of one bot: nobody is sent more, and what was too much comes later."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.cards import Card, Text, words_of
from bot.events import Sender
from bot.platform import Delivered, Later, Unknown
from bot.store import references
from bot.store.database import Database
from tests.conftest import NOW
from tests.wire.meter import Limit
from tests.wire.paced import Paced, faster
from tests.wire.teams.connector import Fault
from tests.wire.teams.house import APP, BACK_ENDS, CARD, HERE, TENANT, House, met, opened, words


@BACK_ENDS
async def test_the_rest_of_a_message_waits_for_its_turn_and_else_is_in_doubt(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        card = Card("Long", tuple(Text("word " * 800) for _ in range(14)))
        meter = house.connector.meter
        meter.happened("a:ann", 5)
        before = len(house.connector.said("a:ann"))
        assert isinstance(await house.platform.send(HERE, card, "key"), Delivered)
        said = house.connector.said("a:ann")[before:]
        assert "".join(map(words, said)).split() == words_of(card).split()
        meter.forget("a:ann")
        meter.happened("a:ann", 59, ago=10)  # of the 60 that go in half a minute
        outcome = await house.platform.send(HERE, card, "key")
        assert isinstance(outcome, Unknown)
        assert "only the beginning" in outcome.reason


@BACK_ENDS
async def test_the_published_limits_are_met_with_later(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        outcomes = [await house.platform.send(HERE, CARD, "key") for _ in range(9)]
        assert all(isinstance(outcome, Delivered) for outcome in outcomes), "a burst is spaced here"
        house.connector.meter.happened("a:ann", 6, ago=-60)  # whenever the clock is read
        outcome = await house.platform.send(HERE, CARD, "key")
        assert isinstance(outcome, Later)
        assert outcome.wait >= 1


@BACK_ENDS
async def test_waits_double_while_a_service_is_down(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        house.connector.faults = [Fault(503) for _ in range(4)]
        waits = [
            outcome.wait for _ in range(4) if isinstance(outcome := await house.platform.send(HERE, CARD, ""), Later)
        ]
        assert waits == [2, 4, 8, 16]
        assert isinstance(await house.platform.send(HERE, CARD, ""), Delivered)
        house.connector.faults = [Fault(503)]
        again = await house.platform.send(HERE, CARD, "")
        assert isinstance(again, Later)
        assert again.wait == 2


@BACK_ENDS
async def test_more_than_a_tenant_takes_in_a_second_waits(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        await met(house)
        meter = house.connector.meter
        meter.happened(TENANT, 50, ago=-60)  # other conversations of the tenant, whenever the clock is read
        outcome = await house.platform.send(HERE, CARD, "key")
        assert isinstance(outcome, Later)
        assert outcome.wait >= 1
        meter.forget(TENANT)
        assert isinstance(await house.platform.send(HERE, CARD, "key"), Delivered)


def known(house: House, names: Sequence[str]) -> list[Sender]:
    """People with whom the bot has a conversation."""
    for name in names:
        house.person(name)
        with house.dispatch.database.write() as tx:
            direct = references.Reference("teams", TENANT, f"a:{name}", "personal", house.service, APP, f"aad-{name}")
            references.keep(tx, direct, NOW)
    return [Sender("teams", TENANT, f"aad-{name}") for name in names]


def paced(house: House, speed: float = 1.0) -> Paced:
    """The engine at the door's configured rates beside the mock, both so many times as fast as the world."""
    house.connector.meter.speed = speed
    house.platform.capabilities = faster(house.platform.capabilities, speed)
    return Paced(house.dispatch.database, house.platform, house.connector.meter)


@BACK_ENDS
async def test_hundreds_are_written_to_and_teams_refuses_nothing(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        engine, names = paced(house, 3), [f"p{number}" for number in range(200)]
        posted = engine.post("news", engine.to(*known(house, names)))
        await engine.through()
        assert house.connector.meter.refused == 0
        assert engine.states(posted) == {"sent": 200}
        assert [[words(one).split() for one in house.connector.said(f"a:{name}")] for name in names] == [
            [["news"]]
        ] * 200


@BACK_ENDS
async def test_messages_updates_and_first_conversations_share_what_a_tenant_takes(sqlite: Database, sdk: str) -> None:
    """All at once: a poll's posted cards are drawn again, an announcement goes out, and half of its people were never
    written to, which costs two requests. Meanwhile people write to the bot."""
    async with opened(sqlite, sdk=sdk) as house:
        engine, meter = paced(house), house.connector.meter
        friends = known(house, [f"p{number}" for number in range(60)])
        strangers = [Sender("teams", TENANT, f"aad-n{number}") for number in range(60)]
        everyone = engine.to(*friends, *strangers)
        poll = engine.post("poll", everyone[:60])
        await engine.through()
        engine.redraw(poll, "one vote")
        news = engine.post("news", [one for pair in zip(everyone[60:], everyone[:60], strict=True) for one in pair])
        storm = asyncio.create_task(engine.through())
        for number in range(10):
            assert await house.person(f"p{number}").say("help")
        await storm
        assert meter.refused == 0
        assert [engine.states(one) for one in (poll, news)] == [{"sent": 60}, {"sent": 120}]
        shown = [" ".join(map(words, house.connector.said(f"a:p{number}"))) for number in range(60)]
        assert all("one vote" in one and "news" in one for one in shown)
        opened_for = [there for id, there in house.connector.conversations.items() if id.startswith("a:new")]
        assert [[words(one).split() for one in there.activities.values()] for there in opened_for] == [[["news"]]] * 60


@BACK_ENDS
async def test_neither_messages_nor_updates_wait_until_all_of_the_others_are_out(sqlite: Database, sdk: str) -> None:
    async with opened(sqlite, sdk=sdk) as house:
        engine = paced(house, 3)
        everyone = engine.to(*known(house, [f"p{number}" for number in range(60)]))
        poll = engine.post("poll", everyone[:30])
        await engine.through()
        house.connector.calls.clear()
        engine.redraw(poll, "one vote")
        engine.post("news", everyone[30:])
        await engine.through()
        verbs = [method for method, _, _ in house.connector.calls]
        assert 10 <= verbs[:40].count("PUT") <= 30
        assert (verbs.count("PUT"), verbs.count("POST")) == (30, 30)


async def test_a_teams_that_takes_less_gets_less_and_everybody_gets_theirs_once(
    sqlite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.wire.teams.connector.IN_A_TENANT", (Limit(12, 1.0),))
    async with opened(sqlite) as house:
        engine, names = paced(house, 3), [f"p{number}" for number in range(120)]
        posted = engine.post("news", engine.to(*known(house, names)))
        await engine.through()
        assert 0 < house.connector.meter.refused <= 12
        assert engine.states(posted) == {"sent": 120}
        assert [len(house.connector.said(f"a:{name}")) for name in names] == [1] * 120
