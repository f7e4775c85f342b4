"""Two people act on one introduction at the same moment: whichever comes first, no name is shown without both consents."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier

import pytest

from bot.introductions import Introduction, Side, Yes
from bot.store import introductions
from bot.store.database import Conflict, Database
from bot.usecases import introducing
from bot.usecases.planning_routes import House
from bot.usecases.taking_part import USUAL
from bot.usecases.telling import Desk
from tests.conftest import NOW
from tests.store.test_introductions import Act, done, shown_to, two_people
from tests.stories.door import CAPABILITIES
from tests.stories.door import settings as house_settings

ROUNDS = 3


@pytest.mark.parametrize("already", [(), ("two",)])
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("yes", "yes"), ("yes", "no"), ("yes", "withdraw"), ("withdraw", "yes"), ("yes", "avoid"), ("avoid", "yes"),
        ("later", "yes"), ("later", "later"), ("yes", "stop"), ("leave", "write"), ("no", "withdraw"),
    ],
)  # fmt: skip
def test_at_the_same_moment(database: Database, already: tuple[str, ...], one: Act, two: Act) -> None:
    desk = Desk(House.of(house_settings(), {"slack": CAPABILITIES, "teams": CAPABILITIES}), NOW)
    for _ in range(ROUNDS):
        both = two_people(database)
        made = Introduction(secrets.token_hex(6), USUAL.id, tuple(Side(id) for id in both))
        with database.write() as tx:
            introductions.add(tx, made, NOW)
            introducing.ask(tx, made, desk, 7)
        for who in already:
            with database.write() as tx:
                introducing.answer(tx, made.id, Yes(both[who == "two"]), desk)
        start = Barrier(2)

        def act(me: str, other: str, deed: Act, id: str = made.id, start: Barrier = start) -> None:
            start.wait()
            for _ in range(3):  # the dispatch tries again too
                with suppress(Conflict), database.write() as tx:
                    done(tx, id, me, other, deed, desk)
                    break

        with ThreadPoolExecutor(2) as threads:
            list(threads.map(act, both, reversed(both), (one, two)))
        _judged(database, made.id, both, {*already, *_said(one, two)})


def _said(one: Act, two: Act) -> set[str]:
    return {who for who, act in (("one", one), ("two", two)) if act == "yes"}


def _judged(database: Database, id: str, both: tuple[str, str], willing: set[str]) -> None:
    """Named means both: each has learned the other's name or neither has, and only if both had said yes."""
    with database.read() as tx:
        found = introductions.find(tx, id)
        assert found
        shown = [f"Name-{other}" in shown_to(tx, me) for me, other in (both, both[::-1])]
    assert len(found.named) in (0, 2)
    assert bool(found.named) <= (willing == {"one", "two"})
    assert not any(shown) or found.named
