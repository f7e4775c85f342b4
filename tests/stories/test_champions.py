"""Champions: put forward, agreed, approved, found, resting, gone."""

from __future__ import annotations

from typing import cast

import pytest

from bot.cards import Form
from bot.champions import Champion, State
from bot.events import Action
from bot.store import champions, people
from bot.store.database import Database
from bot.usecases import championing
from bot.words import words_for
from tests.conftest import NOW
from tests.stories.champions import House, house_with

ASK = "Who knows about social prescribing in Leeds?"
EN = words_for("en")
NONE = "I found no champion for that."


@pytest.fixture
async def house(database: Database) -> House:
    house = house_with(database)
    with database.write() as tx:
        championing.add_theme(tx, "Social prescribing", EN)
        championing.add_theme(tx, "Workforce", EN)
        championing.add_theme(tx, "Telecare", EN, retired=True)
    return house


def take(house: House, who: str, *steps: State) -> None:
    with house.dispatch.database.write() as tx:
        sam = people.find(tx, "sam")
        assert sam
        for to in steps:
            championing.step(tx, who, to, sam, EN, house.around, house.clock())


async def test_from_nomination_to_being_found_and_away_again(house: House) -> None:
    ann, bob = house.at("ann"), house.at("bob")
    assert "nobody sees anything until they agree" in await ann.say(
        "nominate Bob Baxter for Social prescribing: he is good"
    )
    await house.settle()
    assert "Would you like to be a champion?" in house.told("bob")[-1]
    assert "he is good" not in house.told("bob")[-1]
    assert NONE in await ann.say(ASK)
    with pytest.raises(championing.CannotDo, match="have not agreed yet"):
        take(house, "bob", "approved")
    told = await house.at("sam").say("champions desk")
    assert "1 person has not answered yet" in told
    assert "Bob" not in told
    assert "Thank you" in await bob.press("Yes, I agree")
    assert NONE in await ann.say(ASK)
    assert "Bob Baxter" in await house.at("sam").say("champions desk")
    await house.at("sam").press("Approve Bob Baxter")
    assert NONE in await ann.say(ASK)
    await house.at("sam").press("Activate Bob Baxter")
    await house.settle()
    assert ["approved" in text or "You are a champion now" in text for text in house.told("bob")[-2:]] == [True, True]
    assert house.told("ann")[-1] == "Bob Baxter, whom you put forward, is a champion now. Thank you."
    found = await ann.say(ASK)
    assert "Bob Baxter" in found
    assert "theme: Social prescribing" in found
    assert "Bob Baxter" in await ann.say("who knows about socail prescribin?")
    assert "Rest well" in await bob.say("rest as a champion until 2026-04-01")
    assert NONE in await ann.say(ASK)
    house.clock.pass_(days=40)
    assert "Bob Baxter" in await ann.say(ASK)
    assert "Nothing of it is kept" in await bob.say("stop being a champion")
    assert NONE in await ann.say(ASK)
    with house.dispatch.database.read() as tx:
        assert champions.get(tx, "bob") is None
        assert champions.steps(tx, "bob") == []


async def test_a_no_leaves_nothing(house: House) -> None:
    await house.at("ann").say("nominate Bob Baxter for Workforce")
    await house.settle()
    assert "nobody is told" in await house.at("bob").press("No")
    with house.dispatch.database.read() as tx:
        assert champions.listed(tx) == []
    await house.settle()
    assert not any("Bob" in text for text in house.told("ann"))


async def test_what_the_team_does_is_told_kindly_and_to_nobody_else(house: House) -> None:
    ann, sam = house.at("ann"), house.at("sam")
    for who in ("Bob Baxter", "Cat Calder"):
        await ann.say(f"nominate {who} for Workforce")
    await house.settle()
    await house.at("bob").press("Yes, I agree")
    await sam.say("champions desk")
    assert "forgotten" in await sam.press("Decline Bob Baxter")
    assert "forgotten" in await sam.act(Action("champion_decline", ("cat",)))
    await house.settle()
    assert "Thank you for being willing" in house.told("bob")[-1]
    assert not any("willing" in text for text in house.told("cat"))
    assert not any("champion now" in text or "take up" in text for text in house.told("ann"))
    await house.at("dan").say("nominate me for Workforce")
    await house.at("dan").press("Yes, I agree")
    take(house, "dan", "approved", "active", "resting", "active", "alumni")
    await house.settle()
    told = "\n".join(house.told("dan"))
    assert "lets you rest" in told
    assert "Thank you for all you did" in told
    assert "whom you put forward" not in told


async def test_what_cannot_be(house: House) -> None:
    ann = house.at("ann")
    assert 'The theme "Telecare" has ended. The nearest is' in await ann.say("nominate me for Telecare")
    assert 'no theme "Work force". Did you mean "Workforce"?' in await ann.say("nominate me for Work force")
    assert 'I know nobody called "Zed"' in await ann.say("nominate Zed for Workforce")
    assert "If you say no" in await ann.say("nominate me for Workforce")
    assert "already" in await ann.say("nominate me for Workforce")
    assert "not possible now" not in await ann.press("Yes, I agree")
    assert "Only the team" in await ann.say("back as a champion")


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("who", "Zed", 'I know nobody called "Zed"'),
        ("theme", "Telecare", 'The theme "Telecare" has ended.'),
        ("why", "x" * 1001, "in at most 1000 characters; this has 1001."),
    ],
)
async def test_a_nomination_with_a_mistake_comes_back_as_it_was_filled_in(
    house: House, field: str, typed: str, problem: str
) -> None:
    values = {"who": "Bob Baxter", "theme": "Workforce", "why": "He listens."} | {field: typed}
    assert problem in await house.at("ann").submit(Action("champion_nominate"), **values)
    (form,) = [block for block in house.doors["slack"].sent[-1][1].blocks if isinstance(block, Form)]
    assert {one.name: one.value for one in form.inputs} == values
    assert [one.name for one in form.inputs if one.error] == [field]
    with house.dispatch.database.read() as tx:
        assert champions.listed(tx) == []


async def test_who_was_a_champion_and_cannot_be_asked_again_keeps_what_they_were(house: House) -> None:
    before = Champion("bob", "Bob Baxter", state="alumni", themes=("Workforce",), bio="I was here.", consent_at=NOW)
    with house.dispatch.database.write() as tx:
        champions.save(tx, before, NOW)
        people.stop(tx, "bob", stopped=True)
    assert "I cannot reach Bob Baxter" in await house.at("ann").say("nominate Bob Baxter")
    with house.dispatch.database.read() as tx:
        (found,) = champions.listed(tx)
        assert (found.state, found.bio, found.themes, found.consent_at) == (
            "alumni",
            "I was here.",
            ("Workforce",),
            NOW,
        )


async def test_a_profile_shows_to_whom_it_is_for(house: House) -> None:
    bob = house.at("bob")
    with house.dispatch.database.write() as tx:
        champions.save(tx, Champion("bob", state="active", consent_at=NOW), NOW)
    told = await bob.submit(
        Action("champion_profile"), themes="Workforce", place="Leeds", can_help="link workers, rotas",
        bio="I ran a telephone choir", eyes_bio="nobody", eyes_can_help="members", load_limit="3",
    )  # fmt: skip
    assert "Your profile is kept" in told
    ann = house.at("ann")
    found = await ann.say("who can help with link workers in Leeds?")
    assert "can help with: link workers" in found
    assert "area: Leeds" in found
    assert NONE in await ann.say("who knows about telephone choirs?")
    assert "from 0 to 20" in await bob.submit(Action("champion_profile"), load_limit="-4")
    assert "Who may see: About you" in await bob.say("champion profile")
    form = next(block for block in bob.door.sent[-1][1].blocks if isinstance(block, Form))
    typed = {field.name: field.value for field in form.inputs}
    assert (typed["bio"], typed["eyes_bio"], typed["load_limit"]) == ("I ran a telephone choir", "nobody", "3")


async def test_who_stopped_or_left_is_not_found(house: House) -> None:
    with house.dispatch.database.write() as tx:
        champions.save(tx, Champion("bob", state="active", themes=("Workforce",), consent_at=NOW), NOW)
    assert "Bob Baxter" in await house.at("ann").say("who knows about workforce?")
    with house.dispatch.database.write() as tx:
        people.stop(tx, "bob", stopped=True)
    assert NONE in await house.at("ann").say("who knows about workforce?")
    assert "Ask around" in await house.at("ann").press("Ask the champions")


async def test_the_desk_shows_gaps_and_who_would_fill_them(house: House) -> None:
    north, south = "North", "South"
    with house.dispatch.database.write() as tx:
        for who, state, theme, region in (
            ("ann", "active", "Workforce", north), ("bob", "resting", "Workforce", north),
            ("cat", "approved", "Social prescribing", south), ("dan", "approved", "Workforce", north),
        ):  # fmt: skip
            state = cast(State, state)
            champions.save(tx, Champion(who, state=state, themes=(theme,), region=region, consent_at=NOW), NOW)
    told = await house.at("sam").say("champion coverage")
    assert "Workforce, North: 1" in told
    assert "Social prescribing, South: nobody" in told
    assert "Cat Calder: Social prescribing, South" in told
    assert "Dan Dorset: Workforce" not in told
    assert "Resting: 1" in told
    assert "Only the hub team can do that" in await house.at("ann").say("champion coverage")
