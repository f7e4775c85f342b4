"""No name before both agree, whatever two people do in whatever order: through the real use cases, on both databases."""

from __future__ import annotations

import itertools
import secrets
from typing import Literal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.cards import Card, words_of
from bot.introductions import Introduction, No, Side, Yes
from bot.store import introductions, people, programmes
from bot.store.database import Database, Transaction
from bot.store.tables.delivery import BroadcastContentRow, BroadcastRow, DeliveryRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.usecases import introducing, relaying
from bot.usecases.introducing import Refused
from bot.usecases.planning_routes import House
from bot.usecases.relaying import CannotRelay
from bot.usecases.taking_part import USUAL
from bot.usecases.telling import Desk
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES
from tests.stories.door import settings as house_settings

Act = Literal["yes", "no", "withdraw", "avoid", "stop", "pause", "leave", "write", "later"]
ACTS: tuple[Act, ...] = ("yes", "no", "withdraw", "avoid", "stop", "pause", "leave", "write", "later")
DEEDS = st.lists(st.tuples(st.sampled_from((0, 1)), st.sampled_from(ACTS) | st.just("yes")), max_size=8)
_numbers = itertools.count()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(deeds=DEEDS)
def test_no_name_leaks_before_both_consented(database: Database, deeds: list[tuple[int, Act]]) -> None:
    desk = Desk(House.of(house_settings(), {"slack": CAPABILITIES, "teams": CAPABILITIES}), NOW)
    both = two_people(database)
    with database.write() as tx:
        made = Introduction(secrets.token_hex(6), USUAL.id, tuple(Side(id) for id in both), reasons=("organisation",))
        introductions.add(tx, made, NOW)
        introducing.ask(tx, made, desk, 7)
    willing, out = dict.fromkeys(both, False), set[str]()
    agreed = False
    for who, act in deeds:
        me, other = both[who], both[1 - who]
        with database.write() as tx:
            card = done(tx, made.id, me, other, act, desk)
        if act in ("yes", "no") and not agreed:
            willing[me] = act == "yes"
        if act in ("withdraw", "avoid", "stop") and not agreed:
            out.add(me)
        agreed = agreed or (all(willing.values()) and not out)
        with database.read() as tx:
            for reader, named in (both, reversed(both)):
                shown = shown_to(tx, reader) + (words_of(card) if card and reader == me else "")
                assert agreed or f"Name-{named}" not in shown, (reader, act)
                assert agreed or f"{named}@example.org" not in shown


def two_people(database: Database) -> tuple[str, str]:
    number = next(_numbers)
    both = (f"one{number}", f"two{number}")
    with database.write() as tx:
        if programmes.find(tx, USUAL.id) is None:
            programmes.save(tx, USUAL, NOW)
        for id, door in zip(both, ("slack", "teams"), strict=True):
            tx.add(PersonRow(id=id, name=f"Name-{id}", email=f"{id}@example.org", created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role="champion"))
            tx.add(IdentityRow(platform=door, workspace="T1", external_id=id, person_id=id, created=NOW))
            programmes.join(tx, USUAL.id, id, "agreed", NOW)
    return both


def done(tx: Transaction, id: str, me: str, other: str, act: Act, desk: Desk) -> Card | None:
    """One deed of one person; what they are shown at once."""
    try:
        match act:
            case "yes" | "no":
                found = introducing.answer(tx, id, Yes(me) if act == "yes" else No(me), desk)
                return introducing.card_of(tx, found, me, desk)
            case "withdraw":
                introducing.withdraw(tx, me, desk)
            case "avoid":
                introducing.avoid(tx, me, other, desk)
            case "stop":
                people.stop(tx, me, stopped=True)
            case "pause":
                programmes.pause(tx, me, NOW.date().replace(year=2027))
            case "leave":
                introducing.end(tx, id, me, desk)
            case "write":
                writer = people.find(tx, me)
                assert writer
                introducing.touching(tx, id, me)
                relaying.pass_on(tx, id, writer, "hello", secrets.token_hex(4), desk.house, desk.now)
            case "later":
                introducing.expire(tx, id, Desk(desk.house, desk.now.replace(year=2027)))
    except (Refused, CannotRelay):
        return None
    return None


def shown_to(tx: Transaction, person: str) -> str:
    """Every card that was or will be sent to somebody."""
    rows = tx.scalars(
        select(BroadcastContentRow.card)
        .join(BroadcastRow, BroadcastRow.id == BroadcastContentRow.broadcast_id)
        .join(DeliveryRow, DeliveryRow.broadcast_id == BroadcastRow.id)
        .where(DeliveryRow.person_id == person)
    )
    return "\n".join(rows)
