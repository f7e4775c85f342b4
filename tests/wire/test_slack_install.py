"""Many workspaces: installing through OAuth, tokens at rest, keys that change, removal."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation
from sqlalchemy import text

from adapters.slack.client import SlackPlatform
from adapters.slack.keys import keys_of
from adapters.slack.stores import EncryptedInstallations, States
from bot.cards import Card
from bot.events import Place, Sender, Sent
from bot.platform import Delivered, Never
from bot.settings import load
from bot.store import ledger, people, places, questions
from bot.store.database import Database
from bot.usecases.posting import enqueue
from tests.conftest import NOW
from tests.wire.slack.house import House, inhabited, settings
from tests.wire.slack.server import CLIENT_ID, CLIENT_SECRET, MockSlack
from tests.wire.slack.world import Workspace

KEY, NEWER = Fernet.generate_key().decode(), Fernet.generate_key().decode()
OAUTH = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET, "SLACK_TOKEN_KEY": KEY}
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated")  # slack-sdk still uses it
CARD = Card("x", ())
SECOND = Workspace("T2", "Second Shore", "xoxb-2-" + "x" * 180, "UBOT2", "B2")
WHOLE = Workspace("E1", "The Whole Shore", "xoxb-3", "UBOT3", "B3", teams=frozenset({"T5", "T6"}))


@pytest.fixture
async def running(sqlite: Database) -> AsyncIterator[House]:
    async with inhabited(sqlite, **OAUTH) as opened:
        opened.slack.world.workspaces["T2"] = SECOND
        opened.slack.world.person("UTWO", "Two Second", "two@example.org", team="T2")
        yield opened
        await opened.settle()


async def page(running: House, path: str, cookie: str = "") -> tuple[int, dict[str, str], str]:
    url = running.http.url.replace("/slack/events", path)
    headers = {"Cookie": cookie} if cookie else {}
    async with running.http.session.get(url, headers=headers, allow_redirects=False) as response:
        return response.status, dict(response.headers), await response.text()


async def begun(running: House) -> tuple[str, str, str]:
    """The page's cookie, the state, and a code from Slack."""
    status, headers, html = await page(running, "/slack/install")
    assert status == 200
    address = unescape(re.findall(r'href="(http[^"]+)"', html)[0])
    assert address.startswith(f"{running.slack.origin}/oauth/v2/authorize?")
    asked = parse_qs(urlsplit(address).query)
    assert "chat:write" in asked["scope"][0]
    async with running.http.session.get(address, allow_redirects=False) as response:
        back = parse_qs(urlsplit(response.headers["Location"]).query)
    return headers["Set-Cookie"].split(";")[0], back["state"][0], back["code"][0]


async def install(running: House) -> None:
    cookie, state, code = await begun(running)
    status, _, _ = await page(running, f"/slack/oauth_redirect?code={code}&state={state}", cookie)
    assert status == 200


async def test_a_workspace_installs_the_bot_and_is_answered_with_its_own_token(running: House) -> None:
    two = running.person("UTWO", team="T2", at="T2")
    assert (await two.say("help")).status == 200
    await running.settle()
    assert two.heard() == []
    await install(running)
    await two.say("help")
    await running.settle()
    assert "I answer questions" in two.heard()[0]
    ann = running.person("UANN")
    await ann.say("help")
    await running.settle()
    assert "I answer questions" in ann.heard()[0]


async def test_an_organisation_installs_the_bot_for_all_its_workspaces(running: House) -> None:
    world = running.slack.world
    world.workspaces["E1"] = WHOLE
    world.person("UORG", "Olwen Whole", "olwen@example.org", team="T5")
    world.channel("CORG", "UORG", team="E1")
    running.slack.installing = "E1"
    await install(running)
    olwen = running.person("UORG", team="T5", at="E1")
    await olwen.say("Who leads the Mental Health taskgroup?")
    await running.settle()
    assert "Farah Wintergreen" in olwen.heard()[-1]
    await olwen.press("Not helpful")
    await olwen.mention("CORG", "help")
    await olwen.open_home()
    await olwen.command("help")
    await running.settle()
    assert "Shall I ask the hub team?" in olwen.heard()[-1]
    assert "I answer questions" in world.texts("CORG")[-1]
    assert "My settings" in str(world.homes["UORG"]["blocks"])
    assert "I answer questions" in world.whispers[-1]["text"]
    await olwen.shortcut("is there any budget?")
    await running.settle()
    await olwen.submit(olwen.modal(), question="is there any budget?")
    await running.settle()
    assert "is there any budget?" in olwen.heard()[-1]
    assert await running.platform.open_direct(Sender("slack", "T5", "UORG")) == Place("slack", "E1", olwen.direct)

    await olwen.event({"type": "app_uninstalled"})
    heard = len(olwen.heard())
    await olwen.say("help")
    await running.settle()
    assert len(olwen.heard()) == heard
    assert isinstance(await running.platform.open_direct(Sender("slack", "T5", "UORG")), Never)


async def test_a_person_of_elsewhere_is_answered_where_two_workspaces_share_a_channel(running: House) -> None:
    world = running.slack.world
    world.person("UEXT", "Eve Elsewhere", team="T9", stranger=True)
    world.person("UFAR", "Fay Faraway", team="T9", stranger=True)
    world.channel("C1", "UANN", "USAM", "UEXT")
    ann, eve = running.person("UANN"), running.person("UEXT", team="T9")
    assert await running.platform.open_direct(Sender("slack", "T9", "UEXT")) == Never(
        "the workspace has removed the bot, or never installed it"
    )
    await ann.mention("C1", "Who leads the Mental Health taskgroup?")
    await running.settle()
    await eve.press("Not helpful", "C1")
    await running.settle()
    assert "Shall I ask the hub team?" in world.texts("C1")[-1]
    await eve.press("Ask the hub team", "C1")
    await running.settle()
    await eve.submit(eve.modal(), question="Is there a budget for llamas?")
    await running.settle()
    assert "I have put your question to the hub team" in world.texts("C1")[-1]
    with running.dispatch.database.read() as tx:
        person = people.of_account(tx, Sender("slack", "T9", "UEXT"))
    assert person
    assert person.is_guest

    place = await running.platform.open_direct(Sender("slack", "T9", "UEXT"))
    assert place == Place("slack", "T1", "DEXT")
    assert isinstance(await running.platform.send(place, CARD, "key"), Delivered)
    assert isinstance(await running.platform.open_direct(Sender("slack", "T9", "UFAR")), Never)


async def test_a_stranger_who_left_the_shared_channel_cannot_be_written_to(running: House) -> None:
    world = running.slack.world
    world.person("UEXT", "Eve Elsewhere", team="T9", stranger=True)
    shared = world.channel("C1", "UANN", "UEXT")
    await running.person("UEXT", team="T9").mention("C1", "help")
    await running.settle()
    shared.members.remove("UEXT")
    assert isinstance(await running.platform.open_direct(Sender("slack", "T9", "UEXT")), Never)


async def test_the_state_must_be_ours_fresh_and_of_this_browser(running: House) -> None:
    cookie, state, code = await begun(running)
    for query, with_cookie in (
        (f"code={code}&state={state}", ""),
        (f"code={code}&state=forged", cookie),
        (f"state={state}", cookie),
        ("error=access_denied", cookie),
    ):
        await page(running, f"/slack/oauth_redirect?{query}", with_cookie)
        assert await running.platform.workspaces._installed("T2") == ""
    cookie, state, code = await begun(running)
    assert (await page(running, f"/slack/oauth_redirect?code={code}&state={state}", cookie))[0] == 200
    status, _, _ = await page(running, f"/slack/oauth_redirect?code={code}&state={state}", cookie)
    assert status == 401


async def test_tokens_are_encrypted_at_rest(running: House) -> None:
    await install(running)
    with running.dispatch.database.read() as tx:
        for table in ("installed_bot", "installation"):
            (token,) = tx.execute(text(f"SELECT bot_token FROM {table}")).scalars()
            assert "xoxb" not in token
            assert Fernet(KEY).decrypt(token).decode() == SECOND.token


async def test_a_workspace_that_removes_the_bot_mid_conversation(running: House) -> None:
    await install(running)
    two = running.person("UTWO", team="T2", at="T2")
    await two.say("help")
    await running.settle()
    await two.event({"type": "app_uninstalled"})
    await running.settle()
    with running.dispatch.database.read() as tx:
        assert tx.execute(text("SELECT count(*) FROM installed_bot")).scalar() == 0
        assert tx.execute(text("SELECT count(*) FROM installation")).scalar() == 0
    place = Place("slack", "T2", two.direct)
    from_then_on = await running.platform.update(Sent(place, "1.2"), CARD)
    assert from_then_on == Never("the workspace has removed the bot, or never installed it")
    assert (await two.say("help")).status == 200
    await running.settle()
    assert len(two.heard()) == 1


async def test_revoked_tokens_are_forgotten_only_if_the_bots_own(running: House) -> None:
    await install(running)
    two = running.person("UTWO", team="T2", at="T2")
    await two.event({"type": "tokens_revoked", "tokens": {"oauth": ["UTWO"], "bot": []}})
    assert await running.platform.workspaces._installed("T2") == SECOND.token
    await two.event({"type": "tokens_revoked", "tokens": {"oauth": [], "bot": ["UBOT2"]}})
    assert await running.platform.workspaces._installed("T2") == ""


async def test_a_workspace_that_its_organisation_closes_and_opens_again(running: House) -> None:
    await install(running)
    two = running.person("UTWO", team="T2", at="T2")
    assert (await two.event({"type": "team_access_granted", "team_ids": ["T2", "T9"]})).status == 200
    assert await running.platform.workspaces._installed("T2") == SECOND.token
    assert (await two.event({"type": "team_access_revoked", "team_ids": ["T2"]})).status == 200
    assert await running.platform.workspaces._installed("T2") == ""
    assert (await two.event({"type": "team_access_revoked"})).status == 200, "of another shape than documented"


async def test_installing_again_takes_effect_at_once(running: House) -> None:
    await install(running)
    two = running.person("UTWO", team="T2", at="T2")
    await two.event({"type": "app_uninstalled"})
    await install(running)
    await two.say("help")
    await running.settle()
    assert len(two.heard()) == 1


@pytest.fixture
async def slack() -> AsyncIterator[MockSlack]:
    async with MockSlack() as server:
        yield server


def store(slack: MockSlack, database: Database, keys: str) -> EncryptedInstallations:
    told = settings(slack, database, **{**OAUTH, "SLACK_TOKEN_KEY": keys, "SLACK_SIGNING_SECRET": "s"})
    return EncryptedInstallations(keys_of(told), database)


def installed(token: str = "xoxe.xoxb-" + "a" * 300) -> Installation:
    return Installation(
        app_id="A1",
        team_id="T2",
        enterprise_id="E1",
        user_id="U1",
        bot_token=token,
        bot_id="B",
        bot_user_id="UB",
        bot_scopes="chat:write",
    )


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


def test_a_conversation_that_got_another_id_is_followed(database: Database) -> None:
    place = Place("slack", "T1", "COLD", "1.2", private=False)
    with database.write() as tx:
        person = people.meet(tx, Sender("slack", "T1", "U1"), None, "en", NOW)
        questions.open_question(tx, "e1", person, place, "Why?", NOW)
        enqueue(tx, "d1", person, place, CARD, NOW)
        enqueue(tx, "d2", person, Place("slack", "T2", "COLD"), CARD, NOW)
        assert places.move(tx, "slack", "T1", "COLD", "CNEW") == 2
    with database.write() as tx:
        assert questions.waiting(tx)[0].place == Place("slack", "T1", "CNEW", "1.2", private=False)
        going = [
            one.place.id for lane in ("slack:T1", "slack:T2") for one in ledger.pending(tx, lane, NOW, 9) if one.place
        ]
    assert going == ["CNEW", "COLD"]


async def test_a_changed_channel_is_heard_of(running: House) -> None:
    with running.dispatch.database.write() as tx:
        sam = people.find(tx, "sam")
        assert sam
        enqueue(tx, "d1", sam, Place("slack", "T1", "COLD", private=False), CARD, NOW)
    await running.person("UANN").event({"type": "channel_id_changed", "old_channel_id": "COLD", "new_channel_id": "C1"})
    assert await running.deliver() == 1
    assert running.slack.world.texts("C1") == ["x"]


def test_without_keys_the_door_is_closed(sqlite: Database) -> None:
    platform = SlackPlatform(load(Path("config.yaml"), {}), sqlite)
    assert not platform.keys.open
    for some in ({"SLACK_BOT_TOKEN": "x"}, {"SLACK_SIGNING_SECRET": "x"}, {**OAUTH}):
        assert not keys_of(load(Path("config.yaml"), some)).open
    assert "secret" not in repr(keys_of(load(Path("config.yaml"), {**OAUTH, "SLACK_SIGNING_SECRET": "secret"})))
