"""Rounds by the clock: planned once, saved whole, resumed after a kill, never made again."""

from __future__ import annotations

import contextlib
import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.cards import words_of
from bot.events import Action, Sender
from bot.platform import Unknown
from bot.store import held, intro_rounds, introductions, linking, people, programmes
from bot.store.database import Database
from bot.store.tables.introductions import IntroductionSideRow, IntroRoundRow
from bot.store.tables.people import PersonRow
from bot.usecases import introduction_clock, rounds
from bot.usecases.telling import Desk
from tests.conftest import NOW
from tests.stories.champions import HOME, NAMES, House, house_with, joined, round_sent, yes
from tests.stories.door import Talk


@pytest.fixture
def house(database: Database) -> House:
    return house_with(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_with(sqlite)


async def weekly(house: House) -> None:
    """A programme with a round every week, the first in a week's time."""
    sam = house.at("sam")
    told = await sam.submit(
        Action("programme_save", ("champions",)), name="Champions", size="2", every="week", ask_days="5", across=""
    )
    assert "Saved." in told


def groups(house: House) -> set[frozenset[str]]:
    with house.dispatch.database.read() as tx:
        return {frozenset(one.people) for one in introductions.of_round(tx, house.round.id) if one.state != "cancelled"}


def asked(house: House) -> dict[str, int]:
    return {who: sum("Would you like to meet?" in text for text in house.told(who)) for who in HOME}


async def test_the_clock_plans_shows_and_sends(house: House) -> None:
    await joined(house, *HOME)
    await weekly(house)
    house.clock.pass_(days=7, minutes=1)
    await house.settle()
    assert house.round.state == "preview"
    assert "3 introductions are planned." in house.told("sam")[-1]
    assert "It goes out by itself on Thursday 12 March 2026" in house.told("sam")[-1]
    assert set(asked(house).values()) == {0}
    house.clock.pass_(days=2)
    await house.settle()
    assert house.round.state == "asked"
    assert asked(house) == dict.fromkeys(HOME, 1)
    house.clock.pass_(days=6)
    await house.settle()
    assert house.round.number == 2


async def test_several_schedulers_make_one_round(house: House) -> None:
    await joined(house, *HOME)
    await weekly(house)
    house.clock.pass_(days=7, minutes=1)
    for wait in (0, 3):
        house.clock.pass_(days=wait)
        with ThreadPoolExecutor(4) as processes:
            list(processes.map(lambda _: house.tick(), range(4)))
    await house.settle()
    with house.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(IntroRoundRow)) == 1
        sides = tx.scalars(select(IntroductionSideRow.person_id)).all()
    assert sorted(sides) == sorted(HOME)
    assert asked(house) == dict.fromkeys(HOME, 1)


async def test_a_kill_after_any_step_rematches_nobody(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step is its own transaction: a process that dies after any of them is carried on by the next one."""
    await joined(house, *HOME)
    await weekly(house)
    house.clock.pass_(days=7, minutes=1)
    steps = introduction_clock.STEPS

    def dying(step: introduction_clock.Step) -> introduction_clock.Step:
        def once(*args: object) -> bool:
            if step(*args):  # type: ignore[arg-type]
                done.append(1)
                if len(done) > 1:
                    raise KeyboardInterrupt
                return True
            return False

        return once

    seen: list[set[frozenset[str]]] = []
    for _ in range(12):
        done: list[int] = []
        monkeypatch.setattr(introduction_clock, "STEPS", tuple((name, find, dying(step)) for name, find, step in steps))
        with contextlib.suppress(KeyboardInterrupt):
            house.tick()
        house.clock.pass_(hours=5)
        with house.dispatch.database.read() as tx:
            if intro_rounds.latest(tx):
                seen.append(groups(house))
    monkeypatch.setattr(introduction_clock, "STEPS", steps)
    house.clock.pass_(hours=12)
    await house.settle()
    assert len(seen) > 6
    assert all(plan == seen[0] for plan in seen)
    assert len(seen[0]) == 3
    assert asked(house) == dict.fromkeys(HOME, 1)
    assert house.round.state == "asked"


async def test_a_kill_between_send_and_mark_asks_nobody_twice(house: House) -> None:
    """The platform took the message, the process died before it noted that."""
    await joined(house, "ann", "bob")
    house.doors["slack"].outcomes, house.doors["teams"].outcomes = [], [Unknown("the process died here")]
    await round_sent(house)
    for _ in range(3):
        house.clock.pass_(minutes=2)
        await house.settle()
    assert asked(house)["ann"] == asked(house)["bob"] == 1
    assert (
        NAMES["ann"]
        in (await yes(house, "ann", house.introduction("ann")), await yes(house, "bob", house.introduction("ann")))[1]
    )


async def test_the_plan_is_the_same_again_while_it_has_not_gone_out(small_house: House) -> None:
    house = small_house
    await joined(house, *HOME)
    sam = house.at("sam")
    first = await sam.act(Action("round_plan", ("champions",)))
    await house.at("ann").say("pause introductions until 1 May")
    assert await sam.act(Action("round_plan", ("champions",))) == first
    assert "Cancelled: nobody was asked." in await sam.press("Cancel it")
    assert "cancelled" in await sam.act(Action("round_send", (house.round.id,)))
    second = await sam.act(Action("round_plan", ("champions",)))
    assert NAMES["ann"] not in second
    assert len(house.round.input_hash) == 64


async def test_only_staff_run_rounds_and_guests_take_no_part(small_house: House) -> None:
    house = small_house
    await joined(house, "ann", "bob")
    for action in ("round_plan", "round_send", "round_cancel", "programme_edit"):
        assert "Only the hub team can do that" in await house.at("ann").act(Action(action, ("champions",)))
    assert "That is for members" in await house.at("stranger").say("introductions on")
    assert "Only the hub team can do that" in await house.at("ann").say("introduction rounds")
    assert "Can be introduced now: 2" in await house.at("sam").say("introduction rounds")


async def test_who_did_not_meet_may_be_introduced_again_and_who_did_is_not(small_house: House) -> None:
    """Round after round with two people: an introduction that came to nothing does not count."""
    house = small_house
    await joined(house, "ann", "bob")
    await round_sent(house)
    house.clock.pass_(days=8)
    await house.settle()
    await round_sent(house)
    assert groups(house) == {frozenset({"ann", "bob"})}
    id = house.introduction("ann", "bob")
    with house.dispatch.database.read() as tx:
        id = introductions.of_round(tx, house.round.id)[0].id
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.at("ann").act(Action("intro_met", (id, "yes")))
    await house.at("sam").act(Action("round_plan", ("champions",)))
    assert groups(house) == set()


async def test_never_again_and_two_accounts_that_become_one(house: House) -> None:
    """ "Never again" is on the avoid list; merging keeps consent, list and sides; erasing takes all of it."""
    await joined(house, "ann", "bob")
    await round_sent(house)
    id = house.introduction("ann", "bob")
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.at("ann").act(Action("intro_met", (id, "no")))
    assert "Noted. Nobody else sees this." in await house.at("ann").press("Not to this person again")
    assert NAMES["bob"] in await house.at("ann").say("avoid list")
    assert not any("avoid list" in text or "never introduce" in text for text in house.told("bob"))
    with house.dispatch.database.write() as tx:
        linking.merge(tx, "dan", "ann")
        assert [name for _, name in programmes.avoided_by(tx, "dan")] == [NAMES["bob"]]
        assert [one.programme for one in programmes.memberships(tx, "dan")] == ["champions"]
        assert {"introduction_side", "outcome", "avoid", "programme_member", "relay_member"} <= held.counts(
            tx, "dan"
        ).keys()
        found = introductions.find(tx, id)
        assert found
        assert set(found.people) == {"bob", "dan"}
        linking.merge(tx, "bob", "dan")
        assert "introduction_side" in held.counts(tx, "bob")
    with house.dispatch.database.write() as tx:
        tx.delete(tx.get_one(PersonRow, "bob"))
    with house.dispatch.database.read() as tx:
        assert held.counts(tx, "bob") == {}
        assert not tx.scalars(select(IntroductionSideRow)).all()


def test_the_next_round_keeps_its_time_through_summer_time(small_house: House) -> None:
    desk = Desk(small_house.around, dt.datetime(2026, 3, 24, 9, 0, tzinfo=dt.UTC))
    programme = programmes.Programme("p", "P", every="week", next_at=desk.now)
    following = rounds.next_at(programme, desk)
    assert following == dt.datetime(2026, 3, 31, 8, 0, tzinfo=dt.UTC)
    late = Desk(small_house.around, desk.now + dt.timedelta(days=30))
    assert rounds.next_at(programme, late) == dt.datetime(2026, 4, 28, 8, 0, tzinfo=dt.UTC)


async def test_groups_of_three_meet_with_those_who_agreed(small_house: House) -> None:
    """One of three says no: at the end the other two are put in touch, and learn nothing of the third."""
    house = small_house
    await joined(house, "ann", "bob", "cat")
    form = {"name": "Champions", "size": "3", "every": "", "ask_days": "5", "across": "organisation"}
    await house.at("sam").submit(Action("programme_save", ("champions",)), **form)
    await round_sent(house)
    id = house.introduction("ann", "bob", "cat")
    assert "I have thought of 2 people you may like to know" in house.told("cat")[-1]
    await yes(house, "ann", id)
    await yes(house, "bob", id)
    await house.at("cat").act(Action("intro_no", (id,)))
    house.clock.pass_(days=5)
    await house.settle()
    assert NAMES["bob"] in house.told("ann")[-1]
    assert NAMES["ann"] in house.told("bob")[-1]
    for who, other in (("ann", "cat"), ("bob", "cat"), ("cat", "ann"), ("cat", "bob")):
        assert not any(NAMES[other] in text for text in house.told(who))
    await house.at("cat").act(Action("intro_show", (id,)))
    assert "once everybody has said yes" in await house.at("cat").act(Action("relay_write", (id,)))


async def test_a_programme_is_checked_and_bad_input_says_what_is_wrong(small_house: House) -> None:
    house = small_house
    await joined(house, "ann")
    sam = house.at("sam")
    told = await sam.submit(Action("programme_save", ("",)), name="", size="2", every="", ask_days="7")
    assert "Please give it a name." in told
    told = await sam.submit(Action("programme_save", ("",)), name="New", size="2", every="", ask_days="lots")
    assert "a number from 1 to 30" in told
    assert "Until which day?" in await house.at("ann").say("pause introductions until whenever")
    assert "Until which day?" in await house.at("ann").say("pause introductions until 2020-01-01")
    assert "I know nobody of that name" in await house.at("ann").say("avoid Nobody Known")
    assert "there is nothing to pause" in await house.at("bob").say("pause introductions until 1 May")
    assert "I know of no such introduction" in await house.at("ann").act(Action("intro_yes", ("forged",)))


async def test_one_person_in_two_workspaces_is_asked_once_and_never_meets_themselves(house: House) -> None:
    """Ann is known in a second workspace too: she takes part once, and answers from either."""
    with house.dispatch.database.write() as tx:
        people.link(tx, "ann", Sender("teams", "T2", "ann"), NOW)
    await joined(house, "ann", "bob")
    elsewhere = Talk(house.dispatch, house.doors["teams"], "ann", workspace="T2")
    await elsewhere.say("introductions on")
    assert "Thank you" in await elsewhere.press("Yes, introduce me")
    await round_sent(house)
    assert groups(house) == {frozenset({"ann", "bob"})}
    asks = [words_of(card) for door in house.doors.values() for place, card, _ in door.sent if place.id == "direct-ann"]
    assert sum("Would you like to meet?" in text for text in asks) == 1
    id = house.introduction("ann", "bob")
    assert "Thank you. I tell you" in await elsewhere.act(Action("intro_yes", (id,)))
    assert NAMES["ann"] in await yes(house, "bob", id)
