"""The app package that is uploaded to Teams: manifest and icons, in one zip file for each registration."""

from __future__ import annotations

import json
import uuid
import zipfile
from io import BytesIO
from urllib.parse import urlsplit

from adapters.teams import icons
from adapters.teams.invokes import SEARCH_COMMAND
from adapters.teams.registrations import registered
from adapters.teams.transport import Json
from bot.settings import ConfigError, Settings

SCHEMA = "https://developer.microsoft.com/json-schemas/teams/v1.19/MicrosoftTeams.schema.json"
MANIFEST_VERSION = "1.19"
VERSION = "1.0.0"
NAME_SPACE = uuid.UUID("5f6d7c1e-58bb-4f0e-9d53-6f2a4d0c7a10")
"""App ids are made from bot ids with it, so that a package built again is the same app."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time in the zip, always the same, so that the same settings give the same bytes."""
COMMANDS = (
    ("help", "What I can do"),
    ("ask the team", "Put a question to the team"),
    ("language", "English or Cymraeg"),
    ("privacy", "What is kept about you"),
    ("link", "Join this account with another of yours"),
    ("stop", "Make me silent"),
)


def packages(settings: Settings) -> dict[str, bytes]:
    """A zip file for each registration, by file name.

    Raises:
        ConfigError: no registration is complete, or the bot has no public https address.
    """
    apps = [one.app for one in registered(settings)]
    mistakes = []
    if not apps:
        mistakes.append("teams.registrations: none is complete; set the variables that docs/teams.md lists")
    if urlsplit(settings.public_url).scheme != "https":
        mistakes.append(f"web.public_url: Teams needs an https address, found {settings.public_url!r}")
    mistakes += [f"{app!r}: an app id is a GUID such as {NAME_SPACE}" for app in apps if not _is_guid(app)]
    if mistakes:
        raise ConfigError(mistakes)
    names = ["teams.zip"] if len(apps) == 1 else [f"teams-{app}.zip" for app in apps]
    return {name: _zipped(manifest(settings, app)) for name, app in zip(names, apps, strict=True)}


def manifest(settings: Settings, app: str) -> Json:
    """The manifest of the app whose bot has this id."""
    coalition, address = settings.config.coalition.name, settings.public_url
    scopes = ["personal", "team", "groupChat"]
    commands = [{"title": title, "description": text} for title, text in COMMANDS]
    return {
        "$schema": SCHEMA,
        "manifestVersion": MANIFEST_VERSION,
        "version": VERSION,
        "id": str(uuid.uuid5(NAME_SPACE, app)),
        "developer": {
            "name": _cut(coalition, 32),
            "websiteUrl": address,
            "privacyUrl": f"{address}/privacy",
            "termsOfUseUrl": f"{address}/terms",
        },
        "name": {"short": _cut(coalition, 30), "full": _cut(f"{coalition} assistant", 100)},
        "description": {
            "short": _cut(f"Answers questions about {coalition}, with sources.", 80),
            "full": _cut(
                f"Ask about taskgroups, events, partners and reports of {coalition}. Answers name their source; what "
                "is not known can be put to the team, and the answer comes back here. It is a program, not a person.",
                4000,
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": icons.ACCENT,
        "bots": [
            {
                "botId": app,
                "scopes": scopes,
                "supportsFiles": False,
                "isNotificationOnly": False,
                "commandLists": [{"scopes": ["personal", "groupChat"], "commands": commands}],
            }
        ],
        "composeExtensions": [{"botId": app, "commands": [_search()]}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(address).hostname or ""],
    }


def _search() -> Json:
    return {
        "id": SEARCH_COMMAND,
        "type": "query",
        "title": "Events and taskgroups",
        "description": "Find an event or a taskgroup to insert",
        "initialRun": True,
        "context": ["compose", "commandBox"],
        "parameters": [{"name": "words", "title": "Words", "description": "Words of its name, or nothing"}],
    }


def _zipped(content: Json) -> bytes:
    files = {
        "manifest.json": json.dumps(content, indent=2, ensure_ascii=False).encode() + b"\n",
        "color.png": icons.color(),
        "outline.png": icons.outline(),
    }
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), data)
    return buffer.getvalue()


def _is_guid(text: str) -> bool:
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"
