"""Many workspaces: installing through OAuth, tokens at rest, keys that change, removal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from adapters.slack.client import SlackPlatform
from adapters.slack.keys import keys_of
from adapters.slack.stores import EncryptedInstallations, States
from bot.cards import Card
from bot.events import Place, Sender
from bot.platform import Delivered, Never
from bot.settings import load
from bot.store import people
from bot.store.database import Database
from tests.wire.slack.house import House, settings
from tests.wire.slack.installing import KEY, OAUTH, SECOND, begun, install, installed, page
from tests.wire.slack.server import MockSlack
from tests.wire.slack.world import Workspace

NEWER = Fernet.generate_key().decode()
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack-sdk still uses it
CARD = Card("x", ())
WHOLE = Workspace("E1", "The Whole Shore", "xoxb-3", "UBOT3", "B3", teams=frozenset({"T5", "T6"}))


async def test_a_workspace_installs_the_bot_and_is_answered_with_its_own_token(several: House) -> None:
    two = several.person("UTWO", team="T2", at="T2")
    assert (await two.say("help")).status == 200
    await several.settle()
    assert two.heard() == []
    await install(several)
    await two.say("help")
    await several.settle()
    assert "I answer questions" in two.heard()[0]
    ann = several.person("UANN")
    await ann.say("help")
    await several.settle()
    assert "I answer questions" in ann.heard()[0]


async def test_an_organisation_installs_the_bot_for_all_its_workspaces(several: House) -> None:
    world = several.slack.world
    world.workspaces["E1"] = WHOLE
    world.person("UORG", "Olwen Whole", "olwen@example.org", team="T5")
    world.channel("CORG", "UORG", team="E1")
    several.slack.installing = "E1"
    await install(several)
    olwen = several.person("UORG", team="T5", at="E1")
    await olwen.say("Who leads the Mental Health taskgroup?")
    await several.settle()
    assert "Farah Wintergreen" in olwen.heard()[-1]
    await olwen.press("Not helpful")
    await olwen.mention("CORG", "help")
    await olwen.open_home()
    await olwen.command("help")
    await several.settle()
    assert "Shall I ask the hub team?" in olwen.heard()[-1]
    assert "I answer questions" in world.texts("CORG")[-1]
    assert "My settings" in str(world.homes["UORG"]["blocks"])
    assert "I answer questions" in world.whispers[-1]["text"]
    await olwen.shortcut("is there any budget?")
    await several.settle()
    await olwen.submit(olwen.modal(), question="is there any budget?")
    await several.settle()
    assert "is there any budget?" in olwen.heard()[-1]
    assert await several.platform.open_direct(Sender("slack", "T5", "UORG")) == Place("slack", "E1", olwen.direct)

    await olwen.event({"type": "app_uninstalled"})
    heard = len(olwen.heard())
    await olwen.say("help")
    await several.settle()
    assert len(olwen.heard()) == heard
    assert isinstance(await several.platform.open_direct(Sender("slack", "T5", "UORG")), Never)


async def test_a_person_of_elsewhere_is_answered_where_two_workspaces_share_a_channel(several: House) -> None:
    world = several.slack.world
    world.person("UEXT", "Eve Elsewhere", team="T9", stranger=True)
    world.person("UFAR", "Fay Faraway", team="T9", stranger=True)
    world.channel("C1", "UANN", "USAM", "UEXT")
    ann, eve = several.person("UANN"), several.person("UEXT", team="T9")
    assert await several.platform.open_direct(Sender("slack", "T9", "UEXT")) == Never(
        "the workspace has removed the bot, or never installed it"
    )
    await ann.mention("C1", "Who leads the Mental Health taskgroup?")
    await several.settle()
    await eve.press("Not helpful", "C1")
    await several.settle()
    assert "Shall I ask the hub team?" in world.texts("C1")[-1]
    await eve.press("Ask the hub team", "C1")
    await several.settle()
    await eve.submit(eve.modal(), question="Is there a budget for llamas?")
    await several.settle()
    assert "I have put your question to the hub team" in world.texts("C1")[-1]
    with several.dispatch.database.read() as tx:
        person = people.of_account(tx, Sender("slack", "T9", "UEXT"))
    assert person
    assert person.is_guest

    place = await several.platform.open_direct(Sender("slack", "T9", "UEXT"))
    assert isinstance(place, Place)
    sent = await several.platform.send(place, CARD, "key")
    assert isinstance(sent, Delivered)
    assert sent.sent.place == Place("slack", "T1", "DEXT")
    assert isinstance(await several.platform.open_direct(Sender("slack", "T9", "UFAR")), Never)


async def test_a_stranger_who_left_the_shared_channel_cannot_be_written_to(several: House) -> None:
    world = several.slack.world
    world.person("UEXT", "Eve Elsewhere", team="T9", stranger=True)
    shared = world.channel("C1", "UANN", "UEXT")
    await several.person("UEXT", team="T9").mention("C1", "help")
    await several.settle()
    shared.members.remove("UEXT")
    place = await several.platform.open_direct(Sender("slack", "T9", "UEXT"))
    assert isinstance(place, Place)
    assert isinstance(await several.platform.send(place, CARD, "key"), Never)


async def test_a_stranger_is_reached_through_the_workspace_whose_channel_they_still_share(several: House) -> None:
    world = several.slack.world
    await install(several)
    world.person("UEXT", "Eve Elsewhere", team="T9", stranger=True)
    world.channel("C1", "UANN", "UEXT")
    left = world.channel("C2", "UTWO", "UEXT", team="T2")
    await several.person("UEXT", team="T9").mention("C1", "help")
    await several.person("UEXT", team="T9", at="T2").mention("C2", "help")
    await several.settle()
    left.members.remove("UEXT")
    eve = Sender("slack", "T9", "UEXT")
    assert await several.platform.open_direct(eve) == Place("slack", "T1", "DEXT")
    world.channels["C1"].members.remove("UEXT")
    several.platform.directs.forget("T1")
    assert isinstance(await several.platform.open_direct(eve), Never)


async def test_the_state_must_be_ours_fresh_and_of_this_browser(several: House) -> None:
    cookie, state, code = await begun(several)
    for query, with_cookie in (
        (f"code={code}&state={state}", ""),
        (f"code={code}&state=forged", cookie),
        (f"state={state}", cookie),
        ("error=access_denied", cookie),
    ):
        await page(several, f"/slack/oauth_redirect?{query}", with_cookie)
        assert await several.platform.workspaces._installed("T2") == ""
    cookie, state, code = await begun(several)
    assert (await page(several, f"/slack/oauth_redirect?code={code}&state={state}", cookie))[0] == 200
    status, _, _ = await page(several, f"/slack/oauth_redirect?code={code}&state={state}", cookie)
    assert status == 401


async def test_tokens_are_encrypted_at_rest(several: House) -> None:
    await install(several)
    with several.dispatch.database.read() as tx:
        for table in ("installed_bot", "installation"):
            (token,) = tx.execute(text(f"SELECT bot_token FROM {table}")).scalars()
            assert "xoxb" not in token
            assert Fernet(KEY).decrypt(token).decode() == SECOND.token


@pytest.fixture
async def slack() -> AsyncIterator[MockSlack]:
    async with MockSlack() as server:
        yield server


def store(slack: MockSlack, database: Database, keys: str) -> EncryptedInstallations:
    told = settings(slack, database, **{**OAUTH, "SLACK_TOKEN_KEY": keys, "SLACK_SIGNING_SECRET": "s"})
    return EncryptedInstallations(keys_of(told), database)


async def test_a_key_can_be_replaced(slack: MockSlack, database: Database) -> None:
    await store(slack, database, KEY).async_save(installed())
    both = store(slack, database, f"{NEWER}, {KEY}")
    found = await both.async_find_bot(enterprise_id=None, team_id="T2")
    assert found
    assert found.bot_token == installed().bot_token
    only_newer = store(slack, database, NEWER)
    found = await only_newer.async_find_bot(enterprise_id=None, team_id="T2")
    assert found
    assert found.bot_token == installed().bot_token
    kept = await only_newer.async_find_installation(enterprise_id=None, team_id="T2")
    assert kept
    assert kept.bot_token == installed().bot_token
    with database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM installed_bot")).scalar() == 1


async def test_an_organisations_token_is_found_by_the_organisation(slack: MockSlack, database: Database) -> None:
    kept = store(slack, database, KEY)
    whole = installed()
    whole.team_id, whole.is_enterprise_install = None, True
    await kept.async_save(whole)
    for team, flag in ((None, True), ("T5", True), (None, False)):
        found = await kept.async_find_bot(enterprise_id="E1", team_id=team, is_enterprise_install=flag)
        assert found
        assert found.bot_token == whole.bot_token
    assert await kept.async_find_bot(enterprise_id="E1", team_id="T5") is None
    await kept.async_delete_bot(enterprise_id="E1", team_id=None)
    await kept.async_delete_installation(enterprise_id="E1", team_id=None)
    assert await kept.async_find_bot(enterprise_id="E1", team_id=None) is None


async def test_a_lost_key_means_not_installed(slack: MockSlack, database: Database) -> None:
    await store(slack, database, KEY).async_save(installed())
    assert await store(slack, database, NEWER).async_find_bot(enterprise_id=None, team_id="T2") is None


async def test_a_state_is_good_once(database: Database) -> None:
    states = States(database)
    issued = await states.async_issue()
    assert await states.async_consume(issued)
    assert not await states.async_consume(issued)
    assert not await states.async_consume("forged")


def test_without_keys_the_door_is_closed(sqlite: Database) -> None:
    platform = SlackPlatform(load(Path("config.yaml"), {}), sqlite)
    assert not platform.keys.open
    for some in ({"SLACK_BOT_TOKEN": "x"}, {"SLACK_SIGNING_SECRET": "x"}, {**OAUTH}):
        assert not keys_of(load(Path("config.yaml"), some)).open
    assert "secret" not in repr(keys_of(load(Path("config.yaml"), {**OAUTH, "SLACK_SIGNING_SECRET": "secret"})))
