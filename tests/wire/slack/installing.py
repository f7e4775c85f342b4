"""Installing the app in a workspace, as somebody does in a browser."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from cryptography.fernet import Fernet
from slack_sdk.oauth.installation_store import Installation

from tests.wire.slack.house import House
from tests.wire.slack.server import CLIENT_ID, CLIENT_SECRET
from tests.wire.slack.world import Workspace

KEY = Fernet.generate_key().decode()
OAUTH = {"SLACK_CLIENT_ID": CLIENT_ID, "SLACK_CLIENT_SECRET": CLIENT_SECRET, "SLACK_TOKEN_KEY": KEY}
SECOND = Workspace("T2", "Second Shore", "xoxb-2-" + "x" * 180, "UBOT2", "B2")


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
