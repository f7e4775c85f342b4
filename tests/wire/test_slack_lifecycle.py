"""What becomes of a workspace and its channels: removed, revoked, closed, opened, installed again, renamed; both ways in."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import text

from adapters.slack.outcomes import CallFailed
from bot.cards import Card
from bot.clock import utc_now
from bot.events import Place, Sender, Sent
from bot.platform import Never
from bot.store import conversations, ledger, people, places, questions
from bot.store.database import Database
from bot.usecases.posting import enqueue
from tests.conftest import NOW
from tests.wire.slack.house import House
from tests.wire.slack.installing import SECOND, install

pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack-sdk still uses it
CARD = Card("x", ())


async def test_a_workspace_that_removes_the_bot_mid_conversation(several: House) -> None:
    await install(several)
    two = several.person("UTWO", team="T2", at="T2")
    await two.say("help")
    await several.settle()
    await two.event({"type": "app_uninstalled"})
    await several.settle()
    with several.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM installed_bot")).scalar() == 0
        assert tx.execute(text("SELECT count(*) FROM installation")).scalar() == 0
    place = Place("slack", "T2", two.direct)
    from_then_on = await several.platform.update(Sent(place, "1.2"), CARD)
    assert from_then_on == Never("the workspace has removed the bot, or never installed it")
    assert (await two.say("help")).status == 200
    await several.settle()
    assert len(two.heard()) == 1


async def test_what_is_under_way_when_a_workspace_removes_the_bot_ends_with_that_reason(several: House) -> None:
    await install(several)
    two, world = several.person("UTWO", team="T2", at="T2"), several.slack.world
    await two.say("help")
    await several.settle()
    with several.dispatch.database.write() as tx:
        person = people.of_account(tx, Sender("slack", "T2", "UTWO"))
        assert person
        enqueue(tx, "d1", person, Place("slack", "T2", two.direct), CARD, utc_now())
    world.script["chat.postMessage"] = ["account_inactive"]
    await asyncio.gather(two.say("When is the next event?"), two.event({"type": "app_uninstalled"}))
    await several.settle()
    assert (await two.press("Who are the partners?")).status == 200
    await several.deliver()
    await several.settle()
    assert len(two.heard()) == 1
    with several.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT state FROM inbound_event WHERE state NOT IN ('done', 'failed')")).all() == []
        told = tx.execute(text("SELECT state, reason FROM delivery")).all()
    assert told == [("failed", "the workspace has removed the bot, or never installed it")]


async def test_a_token_that_was_read_while_its_workspace_removed_the_bot_is_not_used_again(several: House) -> None:
    await install(several)
    workspaces = several.platform.workspaces
    await asyncio.gather(workspaces.token("T2"), workspaces.forget("T2"), return_exceptions=True)
    with pytest.raises(CallFailed, match="not_installed"):
        await workspaces.token("T2")


async def test_revoked_tokens_are_forgotten_only_if_the_bots_own(several: House) -> None:
    await install(several)
    two = several.person("UTWO", team="T2", at="T2")
    await two.event({"type": "tokens_revoked", "tokens": {"oauth": ["UTWO"], "bot": []}})
    assert await several.platform.workspaces._installed("T2") == SECOND.token
    await two.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT2"]}})
    assert await several.platform.workspaces._installed("T2") == ""


async def test_a_workspace_that_its_organisation_closes_and_opens_again(several: House) -> None:
    await install(several)
    two = several.person("UTWO", team="T2", at="T2")
    assert (await two.event({"type": "team_access_granted", "team_ids": ["T2", "T9"]})).status == 200
    assert await several.platform.workspaces._installed("T2") == SECOND.token
    assert (await two.event({"type": "team_access_revoked", "team_ids": ["T2"]})).status == 200
    assert await several.platform.workspaces._installed("T2") == ""
    assert (await two.event({"type": "team_access_revoked"})).status == 200, "of another shape than documented"


async def test_installing_again_takes_effect_at_once(several: House) -> None:
    await install(several)
    two = several.person("UTWO", team="T2", at="T2")
    await two.event({"type": "app_uninstalled"})
    await install(several)
    await two.say("help")
    await several.settle()
    assert len(two.heard()) == 1


def test_a_conversation_that_got_another_id_is_followed(database: Database) -> None:
    place = Place("slack", "T1", "COLD", "1.2", private=False)
    with database.write() as tx:
        person = people.meet(tx, Sender("slack", "T1", "U1"), None, "en", NOW)
        questions.open_question(tx, "e1", person, place, "Why?", NOW)
        enqueue(tx, "d1", person, place, CARD, NOW)
        enqueue(tx, "d2", person, Place("slack", "T2", "COLD"), CARD, NOW)
        conversations.remember(tx, person.id, place, {"about": "x"}, NOW)
        assert places.move(tx, "slack", "T1", "COLD", "CNEW") == 2
    with database.write() as tx:
        assert questions.waiting(tx)[0].place == Place("slack", "T1", "CNEW", "1.2", private=False)
        going = [
            one.place.id for lane in ("slack:T1", "slack:T2") for one in ledger.pending(tx, lane, NOW, 9) if one.place
        ]
        assert conversations.recall(tx, person.id, replace(place, id="CNEW"), NOW) == {"about": "x"}
        assert conversations.recall(tx, person.id, place, NOW) is None
    assert going == ["CNEW", "COLD"]


async def test_a_changed_channel_is_heard_of(several: House) -> None:
    with several.dispatch.database.write() as tx:
        sam = people.find(tx, "sam")
        assert sam
        enqueue(tx, "d1", sam, Place("slack", "T1", "COLD", private=False), CARD, NOW)
    await several.person("UANN").event({"type": "channel_id_changed", "old_channel_id": "COLD", "new_channel_id": "C1"})
    assert await several.deliver() == 1
    assert several.slack.world.texts("C1") == ["x"]
