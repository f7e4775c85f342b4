"""The web door as an attacker meets it: forged forms, foreign hosts, stolen links, and what leaves in the headers."""

from __future__ import annotations

import re

import pytest

from bot.store.database import Database
from bot.store.tables.traffic import InboundEventRow, WebMessageRow
from tests.wire.web.house import STAFF_PAGES, House, say, token

POSTS = ("/say", "/press", "/submit", "/person", "/clear")


@pytest.mark.parametrize("path", ["/", "/lines", "/staff/", "/healthz", "/readyz", "/static/chat.js", "/no-such-page"])
def test_every_answer_carries_the_strict_headers(house: House, path: str) -> None:
    headers = house.browser().get(path).headers
    policy = headers["content-security-policy"]
    for part in ("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"):
        assert part in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


@pytest.mark.parametrize("path", ["/", *STAFF_PAGES])
def test_no_page_holds_what_the_policy_forbids(house: House, path: str) -> None:
    browser = house.signed_in()
    say(browser, "hello")
    page = browser.get(path)
    assert page.status_code == 200
    assert not re.search(r"<script(?![^>]*\ssrc=)|\sstyle=|\son[a-z]+=", page.text)
    assert not re.search(r"""(src|href|action)=["'](?!/|#)""", page.text), "everything comes from this server"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("csrf", ["", "x" * 64])
def test_a_form_without_this_browsers_token_does_nothing(house: House, path: str, csrf: str) -> None:
    browser = house.browser()
    browser.get("/")
    fields = {"csrf": csrf, "text": "hello", "action": "ask|hello", "person": "gethin"}
    assert browser.post(path, data=fields).status_code == 403
    assert house.count(InboundEventRow) == house.count(WebMessageRow) == 0
    assert "bot_person" not in browser.cookies


@pytest.mark.parametrize("path", POSTS)
def test_another_browsers_token_does_nothing(house: House, path: str) -> None:
    mine, other = house.browser(), house.browser()
    mine.get("/")
    assert mine.post(path, data={"csrf": token(other.get("/")), "text": "hello"}).status_code == 403
    assert house.count(InboundEventRow) == 0


def test_a_token_without_its_cookie_does_nothing(house: House) -> None:
    csrf = token(house.browser().get("/"))
    assert house.browser().post("/say", data={"csrf": csrf, "text": "hello"}).status_code == 403


@pytest.mark.parametrize(("site", "status"), [("same-origin", 303), ("none", 303), ("cross-site", 403)])
def test_what_another_site_posts_is_refused(house: House, site: str, status: int) -> None:
    browser = house.browser()
    fields = {"csrf": token(browser.get("/")), "text": "hello"}
    assert browser.post("/say", data=fields, headers={"sec-fetch-site": site}).status_code == status


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8080", 200),
        ("LocalHost", 200),
        ("[::1]:8080", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("127.0.0.1@evil.example", 400),
        ("[::1", 400),
        ("[evil.example]:8080", 400),
        ("", 400),
    ],
)
@pytest.mark.parametrize("path", ["/", "/staff/", "/metrics"])
def test_on_this_machine_only_its_own_names_are_answered(house: House, host: str, status: int, path: str) -> None:
    assert house.browser().get(path, headers={"host": host}).status_code == status


def test_metrics_are_for_this_machine(house: House) -> None:
    browser = house.browser()
    browser.get("/")
    shown = browser.get("/metrics")
    assert shown.status_code == 200
    assert 'bot_web_seconds_count{route="/",status="200"} 1.0' in shown.text
    assert "bot_interactions" in shown.text
    assert house.browser(client="203.0.113.9").get("/metrics").status_code == 401


@pytest.mark.parametrize(
    ("given", "status"),
    [("", 401), ("Bearer ", 401), ("Bearer wrong", 401), ("Bearer s3cret-é", 401), ("Bearer s3cret", 200)],
)
def test_metrics_elsewhere_need_the_token(sqlite: Database, given: str, status: int) -> None:
    house = House(sqlite, web={"host": "0.0.0.0"}, environment={"METRICS_TOKEN": "s3cret"})
    headers = {"authorization": given.encode()} if given else {}
    assert house.browser("https://bot.example").get("/metrics", headers=headers).status_code == status
    closed = House(sqlite, web={"host": "0.0.0.0"})
    assert closed.browser("https://bot.example").get("/metrics", headers=headers).status_code == 401
