"""Who somebody is: by team and user, by a confirmed address, and never by guessing."""

from __future__ import annotations

from bot.events import Sender
from bot.store import people
from tests.wire.slack.house import House
from tests.wire.slack.trial import seen


async def test_slack_connect_people_are_known_by_team_and_user(trial: House) -> None:
    world = trial.slack.world
    world.person("UEXT", "Eve Elsewhere", "sam@example.org", team="T9", stranger=True)
    world.channel("C1", "UANN", "USAM", "UEXT")
    ann, eve = trial.person("UANN"), trial.person("UEXT", team="T9")
    await ann.mention("C1", "hello")
    await trial.settle()
    await eve.press("Whisper", "C1")
    await trial.settle()
    assert (world.whispers[-1]["user"], world.whispers[-1]["text"]) == ("UEXT", "psst")
    with trial.dispatch.database.read() as tx:
        person = people.of_account(tx, Sender("slack", "T9", "UEXT"))
    assert person
    assert person.id != "sam"
    assert person.zone is None


async def test_a_confirmed_address_makes_the_account_a_known_person(trial: House) -> None:
    trial.slack.world.person("UFOE", "Fo Unconfirmed", "sam@example.org", confirmed=False)
    await trial.person("USAM").say("hello")
    await trial.person("UFOE").say("hello")
    await trial.settle()
    with trial.dispatch.database.read() as tx:
        sam, foe = (people.of_account(tx, Sender("slack", "T1", id)) for id in ("USAM", "UFOE"))
    assert sam
    assert foe
    assert (sam.id, foe.is_guest) == ("sam", True)


async def test_without_the_scope_for_addresses_nobody_is_taken_for_somebody(trial: House) -> None:
    trial.slack.world.workspaces["T1"].scopes = "chat:write,im:write,users:read"
    await trial.person("USAM").say("hello")
    await trial.settle()
    assert seen[0].profile.name == "Sam Hub"
    assert seen[0].profile.email is None
