"""The app package keeps to Microsoft's published schema."""

from __future__ import annotations

import json
import struct
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from adapters.teams.manifest import packages
from bot.config import Config
from bot.settings import ConfigError, Settings

SCHEMA = json.loads(Path(__file__).with_name("teams_manifest.schema.json").read_text())
APP = "11111111-2222-3333-4444-555555555555"
OTHER = "99999999-2222-3333-4444-555555555555"
SET = {"MICROSOFT_APP_ID": APP, "MICROSOFT_APP_PASSWORD": "x", "MICROSOFT_APP_TENANT_ID": "t"}


def settings(env: dict[str, str] | None = None, name: str = "Imagined Coast Coalition", **more: Any) -> Settings:
    config = {"coalition": {"name": name}, "web": {"public_url": "https://bot.example.org"}} | more
    return Settings(Config.model_validate(config), Path("config.yaml"), "", 8080, SET if env is None else env)


def opened(data: bytes) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(data))


@pytest.mark.parametrize(
    "name", ["Imagined Coast Coalition", "A coalition whose name is rather longer than most are", "C"]
)
def test_the_manifest_keeps_to_the_schema(name: str) -> None:
    (data,) = packages(settings(name=name)).values()
    manifest = json.loads(opened(data).read("manifest.json"))
    jsonschema.Draft4Validator(SCHEMA, format_checker=jsonschema.FormatChecker()).validate(manifest)
    assert manifest["bots"][0]["botId"] == APP
    assert manifest["validDomains"] == ["bot.example.org"]


def test_the_schema_sees_mistakes() -> None:
    (data,) = packages(settings()).values()
    manifest = json.loads(opened(data).read("manifest.json"))
    manifest["bots"][0]["scopes"] = ["everywhere"]
    assert not jsonschema.Draft4Validator(SCHEMA).is_valid(manifest)


def test_the_icons_are_png_of_the_right_size() -> None:
    archive = opened(packages(settings())["teams.zip"])
    for name, size in (("color.png", 192), ("outline.png", 32)):
        data = archive.read(name)
        assert data.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", data[16:24]) == (size, size)


def test_the_same_settings_give_the_same_bytes_and_each_registration_its_own_package() -> None:
    assert packages(settings()) == packages(settings())
    second = {"app_id_env": "B_ID", "app_password_env": "B_PW", "tenant_id_env": "B_TENANT"}
    both = settings(SET | {"B_ID": OTHER, "B_PW": "y", "B_TENANT": "u"}, teams={"registrations": [{}, second]})
    found = packages(both)
    assert sorted(found) == [f"teams-{APP}.zip", f"teams-{OTHER}.zip"]
    ids = {json.loads(opened(data).read("manifest.json"))["id"] for data in found.values()}
    assert len(ids) == 2


def test_what_is_missing_is_said_all_at_once() -> None:
    with pytest.raises(ConfigError) as error:
        packages(settings({}, web={}))
    assert len(error.value.mistakes) == 2
    with pytest.raises(ConfigError, match="is a GUID"):
        packages(settings(SET | {"MICROSOFT_APP_ID": "my-bot"}))
