"""The directory: nobody finds or reads a field that was not for them, whoever asks and in whatever words."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from bot.champions import EYES, FIELDS, Champion, Eyes, Field, Theme
from bot.events import Sender
from bot.store import champions, people
from bot.store.database import Database, Transaction
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases import championing, covering
from bot.words import words_for
from tests.conftest import NOW
from tests.stories.champions import House, house_with

EN = words_for("en")
SECRET: dict[Field, str] = {
    "themes": "Zithers", "area": "Yonderland", "interests": "Xylophones", "can_help": "Wombats", "want_help": "Vipers",
    "languages": "Ubykh", "availability": "Tuesdays", "bio": "Salamanders", "badges": "first action",
    "tier": "national",
}  # fmt: skip
FOUND_BY: tuple[Field, ...] = ("themes", "interests", "can_help", "bio")
MAY: dict[str, tuple[Eyes, ...]] = {
    "mel": ("members",),
    "eve": ("members", "champions"),
    "sam": ("members", "champions"),
}
BOB = Champion(
    "bob", state="active", themes=("Zithers",), region="Yonderland", interests=("Xylophones",), can_help=("Wombats",),
    want_help=("Vipers",), languages=("Ubykh",), availability="Tuesdays", bio="Salamanders", tier="national",
    lived_experience=True, consent_at=NOW,
)  # fmt: skip


@pytest.fixture
async def house(database: Database) -> House:
    """Besides the six champions and staff a member, Mel; and a guest whom nobody knows."""
    house = house_with(database)
    with database.write() as tx:
        champions.save_theme(tx, Theme("zithers", "Zithers"))
        tx.add(PersonRow(id="mel", name="Mel Moor", email="mel@example.org", noticed=NOW, created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="mel", role="member"))
        people.link(tx, "mel", Sender("slack", "T1", "mel"), NOW)
        champions.add_action(tx, "bob", "something", NOW)
    return house


def show(tx: Transaction, what: Field, eyes: Eyes) -> None:
    """Everything is for nobody but one field."""
    nobody: dict[Field, Eyes] = dict.fromkeys(FIELDS, "nobody")
    champions.save(tx, replace(BOB, visibility=nobody | {what: eyes}), NOW)


async def test_every_field_for_every_viewer(house: House) -> None:
    for what, eyes in itertools.product(FIELDS, EYES):
        with house.dispatch.database.write() as tx:
            show(tx, what, eyes)
        for who, may in MAY.items():
            with house.dispatch.database.read() as tx:
                viewer = people.find(tx, who)
                assert viewer
                seen = championing.visible(tx, viewer, NOW.date())
            told = repr(seen)
            for field, secret in SECRET.items():
                if field != "badges":
                    assert (secret in told) == (field == what and eyes in may), (what, eyes, who, field)
            assert ("lived_experience=True" in told) == (what == "lived_experience" and eyes in may)
            assert ("'first'" in told) == (what == "badges" and eyes in may)


@pytest.mark.parametrize("what", FOUND_BY)
async def test_what_is_hidden_finds_nobody_in_chat(house: House, what: Field) -> None:
    for eyes in EYES:
        with house.dispatch.database.write() as tx:
            show(tx, what, eyes)
        for who, may in MAY.items():
            told = await house.at(who).say(f"who knows about {SECRET[what]}?")
            assert ("Bob Baxter" in told) == (eyes in may), (what, eyes, who)
            others = [secret for field, secret in SECRET.items() if field != what]
            assert not any(secret in told for secret in others)
        assert "Bob" not in await house.at("nobody-knows").say(f"who knows about {SECRET[what]}?")


async def test_a_theme_that_is_no_more(house: House) -> None:
    with house.dispatch.database.write() as tx:
        champions.save(tx, replace(BOB, visibility={}), NOW)
        championing.add_theme(tx, "Zithers", EN, retired=True)
        championing.add_theme(tx, "Workforce", EN)
    assert 'The theme "Zithers" has ended. The nearest is "Workforce".' in await house.at("mel").say(
        "nominate me for Zithers"
    )
    with house.dispatch.database.read() as tx:
        assert covering.coverage(tx, NOW.date()).themes == ("Workforce",), "there is no gap in what has ended"
        kept = champions.get(tx, "bob")
        assert kept
        assert kept.themes == ("Zithers",), "whoever has it keeps it"
    with house.dispatch.database.write() as tx:
        champions.save(tx, replace(BOB, themes=("Never There",), visibility={}), NOW)
        again = champions.get(tx, "bob")
        assert again
        assert again.themes == ()


async def test_who_cannot_be_asked_is_not_put_forward(house: House) -> None:
    with house.dispatch.database.write() as tx:
        tx.add(PersonRow(id="gus", name="Gus Gone", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="gus", role="member"))
    told = await house.at("mel").say("nominate Gus Gone for Zithers")
    assert "I cannot reach Gus Gone to ask whether they agree, so nothing is kept." in told
    with house.dispatch.database.read() as tx:
        assert champions.get(tx, "gus") is None
        assert champions.steps(tx, "gus") == []


async def test_a_champion_who_left_the_workspace_is_found_by_nobody_until_they_are_back(house: House) -> None:
    with house.dispatch.database.write() as tx:
        champions.save(tx, replace(BOB, visibility={}), NOW)
        tx.get_one(PersonRow, "bob").email = None
    assert "Bob Baxter" in await house.at("mel").say("who knows about wombats?")
    with house.dispatch.database.write() as tx:
        people.account_gone(tx, house.at("bob").sender, NOW)
    assert "Bob" not in await house.at("mel").say("who knows about wombats?")
    with house.dispatch.database.write() as tx:
        assert covering.coverage(tx, NOW.date()).counts == {}
    await house.at("bob").say("hello")
    assert "Bob Baxter" in await house.at("mel").say("who knows about wombats?")
