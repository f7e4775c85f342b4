"""The manifest and the doctor: least scopes, and what is missing is named."""

from __future__ import annotations

import asyncio
import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from jsonschema import Draft7Validator
from typer.testing import CliRunner

from adapters.slack.check import check
from adapters.slack.client import SlackPlatform
from adapters.slack.inbound import EVENTS as HEARD
from adapters.slack.keys import keys_of
from adapters.slack.manifest import EVENTS, SCOPES, manifest
from adapters.slack.stores import EncryptedInstallations
from bot.cli import cli
from bot.config import Config
from bot.settings import ConfigError, Settings
from bot.store.database import Database
from tests.wire.slack.house import BASIC, inhabited, settings
from tests.wire.slack.installing import installed
from tests.wire.slack.methods import HISTORY, METHODS, OF_SEVERAL
from tests.wire.slack.sending import SECRET
from tests.wire.slack.server import APP_TOKEN, MockSlack

SCHEMA = json.loads((Path(__file__).parents[1] / "contracts" / "slack_manifest.schema.json").read_text())
LONG = "The Very Long Name of a Coalition of a Great Many Partners in Health and Care"
KEY = Fernet.generate_key().decode()
OAUTH = {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2"}
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "member_joined_channel": "channels:read",
}


def written(
    name: str = "Imagined Coast Coalition", public_url: str | None = None, language: str = "en", **environment: str
) -> dict[str, Any]:
    coalition, web = {"name": name, "language": language}, {"public_url": public_url}
    config = Config.model_validate({"coalition": coalition, "web": web})
    made: dict[str, Any] = json.loads(manifest(Settings(config, Path("config.yaml"), "", 8080, environment)))
    return made


@pytest.mark.parametrize("name", ["Imagined Coast Coalition", LONG])
@pytest.mark.parametrize("url", [None, "https://bot.example.org"])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_manifest_is_valid(name: str, url: str | None, language: str) -> None:
    made = written(name, url, language)
    reference = {"definitions": SCHEMA["definitions"], "$ref": "#/definitions/Manifest"}
    scopes = made["oauth_config"]["scopes"]
    scopes["bot"].remove("assistant:write")  # agent_view needs it; the published types do not know it yet
    assert list(Draft7Validator(reference).iter_errors(made)) == []
    assert len(made["display_information"]["name"]) <= 35
    assert len(made["display_information"]["description"]) <= 140
    assert len(made["features"]["bot_user"]["display_name"]) <= 80
    assert len(made["features"]["agent_view"]["suggested_prompts"]) <= 4
    assert all(len(one["name"]) <= 24 for one in made["features"]["shortcuts"])


def test_over_http_the_addresses_are_the_public_ones() -> None:
    made = written(public_url="https://bot.example.org/")
    settings_, url = made["settings"], "https://bot.example.org/slack/events"
    assert settings_["socket_mode_enabled"] is False
    assert settings_["event_subscriptions"]["request_url"] == url
    assert settings_["interactivity"]["request_url"] == url
    assert made["features"]["slash_commands"][0]["url"] == url
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example.org/slack/oauth_redirect"]


def test_with_socket_mode_slack_needs_no_address() -> None:
    for made in (written(), written(public_url="https://bot.example.org", SLACK_APP_TOKEN="xapp-1")):
        assert made["settings"]["socket_mode_enabled"] is True
        assert "request_url" not in made["settings"]["event_subscriptions"]
        assert "url" not in made["features"]["slash_commands"][0]


def test_what_is_said_in_channels_is_asked_for_only_where_it_is_configured() -> None:
    config = Config.model_validate({"coalition": {"name": "Coast"}, "slack": {"hear_threads": True}})
    more = json.loads(manifest(Settings(config, Path("config.yaml"), "", 8080, {})))
    heard = more["settings"]["event_subscriptions"]["bot_events"]
    assert {"message.channels", "message.groups"} <= set(heard)
    assert not {"message.channels", "message.groups"} & set(written()["settings"]["event_subscriptions"]["bot_events"])
    assert more["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert {"channels:history", "groups:history"} <= set(SCOPES)


def test_an_organisation_can_install_where_workspaces_can() -> None:
    many = {"SLACK_CLIENT_ID": "1", "SLACK_CLIENT_SECRET": "2", "SLACK_SIGNING_SECRET": "3", "SLACK_TOKEN_KEY": "4"}
    assert written(**many)["settings"]["org_deploy_enabled"] is True
    assert written()["settings"]["org_deploy_enabled"] is False


def test_the_guides_commands_and_scopes_are_those_of_the_code() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "slack.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\.venv/bin/bot ([^>#\n]+)", guide, re.MULTILINE)
    assert len(commands) == 3
    for command in commands:
        done = CliRunner().invoke(cli, [*command.split(), "--help"])
        assert done.exit_code == 0, done.output
    told = set(re.findall(r"`([a-z_]+:[a-z.]+|commands)`", guide.split("## What the scopes are for")[1]))
    assert told == set(SCOPES)


def test_every_scope_is_needed_and_every_need_has_its_scope() -> None:
    called = {OF_SEVERAL} | {scope for scope, _ in METHODS.values() if scope} | set(HISTORY.values())
    needed = called | set(EVENT_SCOPES.values()) | {"commands", "users:read.email", "groups:read"}
    assert set(SCOPES) == needed
    assert {event.partition(".")[0] for event in EVENTS} >= set(HEARD)


async def states(slack: MockSlack, database: Database | None = None, **environment: str) -> dict[str, tuple[str, str]]:
    found = await check(settings(slack, database, **environment))
    return {one.name: (one.state, f"{one.detail} {one.mend}") for one in found}


async def test_a_door_that_is_well_set_up(sqlite: Database) -> None:
    async with MockSlack() as slack:
        fine = await states(slack, **BASIC, SLACK_APP_TOKEN=APP_TOKEN)
        assert {state for state, _ in fine.values()} == {"ok"}
        many = await states(slack, sqlite, **BASIC, **OAUTH, SLACK_TOKEN_KEY=KEY)
        assert {state for state, _ in many.values()} == {"ok"}
        assert "slack installations" in many


async def test_the_scopes_that_were_not_granted_are_named() -> None:
    async with MockSlack() as slack:
        slack.world.workspaces["T1"].scopes = "chat:write,im:history"
        state, told = (await states(slack, **BASIC))["slack scopes"]
        assert state == "broken"
        assert "users:read.email (knows which person of the coalition this is)" in told
        assert "chat:write" not in told


async def test_a_workspace_that_installed_the_app_with_fewer_scopes_is_named(
    database: Database, tmp_path: Path
) -> None:
    async with MockSlack() as slack:
        told = {**BASIC, **OAUTH, "SLACK_TOKEN_KEY": KEY}
        kept = EncryptedInstallations(keys_of(settings(slack, database, **told)), database)
        older, other = installed(), installed()
        older.team_name, other.team_id, other.team_name, other.bot_scopes = "Second", "T3", "Third", ",".join(SCOPES)
        for one in (older, other):
            await kept.async_save(one)
        found = await states(slack, database, **told)
        assert [name for name, (state, _) in found.items() if state != "ok"] == ["slack scopes of Second"]
        assert "commands (offers /coalition" in found["slack scopes of Second"][1]
        again = installed()
        again.team_name, again.bot_scopes = "Second", ",".join(SCOPES)
        again.installed_at = time.time() + 60
        await kept.async_save(again)
        assert {state for state, _ in (await states(slack, database, **told)).values()} == {"ok"}

        new = Database(f"sqlite:///{tmp_path}/none.db")
        assert {state for state, _ in (await states(slack, new, **told)).values()} == {"ok"}
        assert not (tmp_path / "none.db").exists(), "the doctor changes nothing"
        new.close()


@pytest.mark.parametrize(
    ("environment", "name", "state", "told"),
    [
        ({}, "slack", "closed", "no variable of Slack's is set set SLACK_APP_TOKEN (Socket Mode"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "slack", "broken", "a token, but no way in set SLACK_APP_TOKEN"),
        ({"SLACK_APP_TOKEN": APP_TOKEN}, "slack", "broken", "no token to answer with set SLACK_BOT_TOKEN (one"),
        ({"SLACK_SIGNING_SECRET": SECRET}, "slack", "broken", "no token to answer with set SLACK_BOT_TOKEN (one"),
        ({**BASIC, "SLACK_BOT_TOKEN": "xoxb-wrong"}, "slack token", "broken", "does not accept SLACK_BOT_TOKEN"),
        ({**BASIC, "SLACK_BOT_TOKEN": "xapp-1"}, "slack token", "broken", "not a bot's token: that begins with xoxb-"),
        ({**BASIC, "SLACK_APP_TOKEN": "xapp-wrong"}, "slack socket mode", "broken", "does not accept SLACK_APP_TOKEN"),
        ({**BASIC, "SLACK_APP_TOKEN": "xoxb-1"}, "slack socket mode", "broken", "level token: that begins with xapp-"),
        ({**BASIC, "SLACK_SIGNING_SECRET": "short"}, "slack signing secret", "broken", "has 5 characters, and Slack's"),
        ({**BASIC, **OAUTH}, "slack token key", "broken", "SLACK_TOKEN_KEY is not set, so workspaces cannot"),
        (
            {**BASIC, **OAUTH, "SLACK_TOKEN_KEY": f"{KEY},x"},
            "slack token key",
            "broken",
            "key 2 in SLACK_TOKEN_KEY is no",
        ),
        ({**OAUTH, "SLACK_TOKEN_KEY": KEY}, "slack installations", "broken", "SLACK_SIGNING_SECRET is not set, so"),
    ],
)
async def test_each_mistake_is_one_clear_line(
    sqlite: Database, environment: dict[str, str], name: str, state: str, told: str
) -> None:
    async with MockSlack() as slack:
        found = (await states(slack, sqlite, **environment))[name]
        assert found[0] == state
        assert told in found[1]
        assert not any(secret in str(found) for secret in environment.values() if len(secret) > 6)


async def test_a_slack_that_cannot_be_reached_is_no_fault_of_the_tokens() -> None:
    async with MockSlack() as gone:
        pass
    found = await states(gone, **BASIC, SLACK_APP_TOKEN=APP_TOKEN)
    for name in ("slack token", "slack socket mode"):
        assert found[name] == ("broken", "Slack cannot be reached check the way to Slack, then try again")


async def test_a_bot_that_has_just_connected_is_no_fault_of_the_tokens() -> None:
    async with MockSlack() as slack:
        slack.world.meter.happened("apps.connections.open", 1, ago=15)
        found = await states(slack, **BASIC, SLACK_APP_TOKEN=APP_TOKEN)
        assert found["slack socket mode"] == ("warning", "Slack asks the bot to slow down try again in 45 seconds")


async def test_spaces_around_a_secret_do_no_harm() -> None:
    async with MockSlack() as slack:
        assert (await states(slack, **{**BASIC, "SLACK_BOT_TOKEN": " xoxb-1\n"}))["slack token"][0] == "ok"


async def test_an_app_token_that_slack_refuses_is_told_and_not_tried_again_at_once(
    sqlite: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    async with inhabited(sqlite, socket=True, SLACK_APP_TOKEN="xapp-wrong") as running:
        while "no Socket Mode" not in (told := capsys.readouterr().out):
            await asyncio.sleep(0.01)
        assert "Slack refuses the app-level token" in told
        assert len(running.slack.world.called("apps.connections.open")) == 1


async def test_a_wrong_signing_secret_is_told(sqlite: Database, capsys: pytest.CaptureFixture[str]) -> None:
    async with inhabited(sqlite, SLACK_SIGNING_SECRET="another") as running:
        assert (await running.person("UANN").say("help")).status == 401
        assert "not signed with this signing secret" in capsys.readouterr().out


def test_a_token_key_that_is_none_is_told_at_the_start(sqlite: Database) -> None:
    environment = {**BASIC, **OAUTH, "SLACK_TOKEN_KEY": "nonsense"}
    settings_ = Settings(
        Config.model_validate({"coalition": {"name": "Coast"}}), Path("config.yaml"), "", 8080, environment
    )
    with pytest.raises(ConfigError, match="no Fernet key; make one with"):
        SlackPlatform(settings_, sqlite)
