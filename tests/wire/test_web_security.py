"""The web door as an attacker meets it: forged forms, foreign hosts, stolen links, and what leaves in the headers."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Cookies, Response
from sqlalchemy import func, select

from adapters.web.client import place_of
from adapters.web.render import is_safe
from bot import app as composition
from bot.config import Config
from bot.events import Sender
from bot.people import Role
from bot.settings import Settings
from bot.store import database as databases
from bot.store import people, questions
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.people import PersonRow, RoleRow
from bot.store.tables.questions import QuestionRow
from bot.store.tables.traffic import InboundEventRow, SignInLinkRow, WebMessageRow, WebSessionRow
from bot.usecases.signing_in import make_link
from tests.conftest import NOW
from tests.stories.door import Clock

HERE = "http://127.0.0.1:8080"
STAFF_PAGES = (
    "/staff/questions",
    "/staff/people",
    "/staff/taskgroups",
    "/staff/events",
    "/staff/interactions",
)
POSTS = ("/say", "/press", "/submit", "/person", "/clear")


@dataclass(frozen=True)
class Browser:
    """A browser that follows nothing by itself."""

    client: AsyncClient

    @property
    def cookies(self) -> Cookies:
        return self.client.cookies

    def get(self, path: str, **request: Any) -> Response:
        return asyncio.run(self.client.get(path, **request))

    def head(self, path: str) -> Response:
        return asyncio.run(self.client.head(path))

    def post(self, path: str, **request: Any) -> Response:
        return asyncio.run(self.client.post(path, **request))


@dataclass
class House:
    """A bot on this machine, and browsers in front of it."""

    database: Database
    clock: Clock = field(default_factory=Clock)
    web: Mapping[str, object] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)

    def browser(self, address: str = HERE, client: str = "127.0.0.1") -> Browser:
        config = Config.model_validate({"coalition": {"name": "Imagined Coast Coalition"}, "web": self.web})
        settings = Settings(config, Path("config.yaml"), "", 8080, self.environment)
        bot = composition.build(settings, self.database, self.clock)
        return Browser(AsyncClient(transport=ASGITransport(bot.app, client=(client, 50000)), base_url=address))

    def person(self, id: str, role: Role) -> str:
        """Somebody with a role; gives the path of a sign-in link of theirs."""
        with self.database.write() as tx:
            if people.find(tx, id) is None:
                tx.add(PersonRow(id=id, name=id.title(), language="en", stopped=False, source="", created=NOW))
                tx.flush()
                tx.add(RoleRow(person_id=id, role=role, scope="", source=""))
                tx.flush()
            person = people.find(tx, id)
            assert person
            return f"/staff/sign-in/{make_link(tx, person, self.clock())}"

    def signed_in(self, id: str = "gethin", role: Role = "staff") -> Browser:
        browser = self.browser()
        path = self.person(id, role)
        assert browser.post(path, data={"csrf": token(browser.get(path))}).status_code == 303
        return browser

    def count(self, table: type[Base]) -> int:
        with self.database.read() as tx:
            return tx.scalar(select(func.count()).select_from(table)) or 0


@pytest.fixture
def house(sqlite: Database) -> House:
    return House(sqlite, web={"person_switching": True})


def token(page: Response) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def say(browser: Browser, text: str, **more: str) -> Response:
    return browser.post("/say", data={"csrf": token(browser.get("/")), "text": text, **more})


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


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    browser = house.browser()
    path = house.person("gethin", "staff")
    csrf = token(browser.get(path))
    guest = browser.get("/").headers["set-cookie"]
    session = browser.post(path, data={"csrf": csrf}).headers["set-cookie"]
    assert "HttpOnly" in guest
    assert "SameSite=lax" in guest
    assert "HttpOnly" in session
    assert "SameSite=strict" in session


def test_off_this_machine_nobody_chats_without_signing_in_and_cookies_need_encryption(sqlite: Database) -> None:
    house = House(sqlite, web={"host": "0.0.0.0", "public_url": "https://bot.example", "person_switching": True})
    browser = house.browser("https://bot.example", "203.0.113.9")
    refused = browser.get("/")
    assert refused.status_code == 403
    assert "<textarea" not in refused.text
    assert refused.headers["strict-transport-security"]
    path = house.person("amina", "champion")
    csrf = token(browser.get(path))
    signed_in = browser.post(path, data={"csrf": csrf})
    assert "Secure" in signed_in.headers["set-cookie"]
    assert browser.get("/").status_code == 200
    assert say(browser, "hello").status_code == 303
    with sqlite.read() as tx:
        assert tx.scalars(select(WebMessageRow.place).distinct()).all() == ["person/amina"]
    assert browser.post("/person", data={"csrf": csrf, "person": "gethin"}).status_code == 403


def test_persons_are_switched_only_where_the_configuration_says_so(sqlite: Database) -> None:
    house = House(sqlite)
    house.person("gethin", "staff")
    browser = house.browser()
    page = browser.get("/")
    assert "/person" not in page.text
    assert browser.post("/person", data={"csrf": token(page), "person": "gethin"}).status_code == 403
    browser.cookies.set("bot_person", "gethin")
    say(browser, "hello")
    with sqlite.read() as tx:
        assert not tx.scalars(select(WebMessageRow).where(WebMessageRow.place == "person/gethin")).all()


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_staff_pages_are_for_those_whose_roles_say_so(house: House, path: str) -> None:
    stranger, champion = house.browser(), house.signed_in("amina", "champion")
    assert stranger.get(path).headers["location"] == "/staff/"
    refused = champion.get(path)
    assert refused.status_code == 403
    assert "<table" not in refused.text
    assert house.signed_in().get(path).status_code == 200


def test_an_answer_needs_the_right_and_the_sessions_token(house: House) -> None:
    champion, staff = house.signed_in("amina", "champion"), house.signed_in()
    with house.database.write() as tx:
        asker = people.find(tx, "amina")
        assert asker
        place = place_of(Sender("web", "person", "amina"))
        number = questions.open_question(tx, "e1", asker, place, "Is there parking?", NOW)
    fields = {"number": str(number), "answer": "Yes."}
    path = "/staff/questions/answer"
    assert house.browser().post(path, data=fields).headers["location"] == "/staff/"
    assert champion.post(path, data={**fields, "csrf": token(champion.get("/staff/questions"))}).status_code == 403
    assert staff.post(path, data=fields).status_code == 403
    assert _state(house) == "new"
    done = staff.post(path, data={**fields, "csrf": token(staff.get("/staff/questions"))})
    assert done.headers["location"] == "/staff/questions?answered=yes"
    assert _state(house) == "answered"
    assert "<td>Yes.</td>" in staff.get("/staff/questions?text=PARKING").text
    assert "Nothing answered before matches." in staff.get("/staff/questions?text=100%25").text


def test_a_link_works_once_and_looking_does_not_use_it(house: House) -> None:
    path = house.person("gethin", "staff")
    first, second = house.browser(), house.browser()
    assert first.head(path).status_code == first.get(path).status_code == 200
    assert first.post(path).status_code == 200, "without the token the button is shown again"
    csrf = token(second.get(path))
    assert first.post(path, data={"csrf": token(first.get(path))}).status_code == 303
    assert second.post(path, data={"csrf": csrf}).status_code == 410
    assert second.get(path).status_code == 410
    assert house.count(WebSessionRow) == 1


def test_a_link_lasts_a_quarter_of_an_hour_and_a_session_a_working_day(house: House) -> None:
    path = house.person("gethin", "staff")
    late = house.browser()
    csrf = token(late.get(path))
    house.clock.pass_(minutes=15)
    assert late.post(path, data={"csrf": csrf}).status_code == 410
    browser = house.signed_in()
    house.clock.pass_(hours=7, minutes=59)
    assert browser.get("/staff/people").status_code == 200
    house.clock.pass_(minutes=1)
    assert browser.get("/staff/people").status_code == 303


def test_signing_out_ends_the_session_on_the_server(house: House) -> None:
    browser = house.signed_in()
    session = browser.cookies["bot_session"]
    browser.post("/staff/sign-out", data={"csrf": "wrong"})
    assert house.count(WebSessionRow) == 1
    browser.cookies.set("bot_session", session)
    browser.post("/staff/sign-out", data={"csrf": token(browser.get("/staff/people"))})
    assert house.count(WebSessionRow) == 0


def test_secrets_are_kept_as_digests_only(house: House) -> None:
    path = house.person("gethin", "staff")
    browser = house.signed_in()
    with house.database.read() as tx:
        kept = {*tx.scalars(select(SignInLinkRow.digest)), *tx.scalars(select(WebSessionRow.digest))}
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in kept)
    assert path.rsplit("/", 1)[1] not in kept
    assert browser.cookies["bot_session"] not in kept


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


def test_the_same_form_twice_is_one_event(house: House) -> None:
    browser = house.browser()
    fields = {"csrf": token(browser.get("/")), "text": "thank you", "key": "0" * 32}
    for _ in range(2):
        assert browser.post("/say", data=fields).status_code == 303
    assert house.count(InboundEventRow) == 1
    assert house.count(WebMessageRow) == 2
    other = house.browser()
    other.post("/say", data={**fields, "csrf": token(other.get("/"))})
    assert house.count(InboundEventRow) == 2, "keys are each browser's own"


def test_a_form_of_an_odd_shape_is_answered_all_the_same(house: House) -> None:
    browser = house.browser()
    csrf = token(browser.get("/"))
    for path, fields in (
        ("/press", {}),
        ("/press", {"action": "no-such|action", "message": "../../x", "key": "-" * 500}),
        ("/submit", {"action": "|" * 5000}),
        ("/say", {"text": "\x00 \ud83d".encode("utf-16", "surrogatepass").decode("utf-16", "replace")}),
    ):
        assert browser.post(path, data={"csrf": csrf, **fields}).status_code == 303, path
    upload = browser.post("/say", data={"csrf": csrf}, files={"text": ("a.txt", b"hello")})
    assert upload.status_code == 413, "files are not taken"
    assert browser.get("/lines?after=999999999999999999999").status_code == 200


def test_a_body_without_end_is_cut_off(house: House) -> None:
    browser = house.browser()
    fields = {"csrf": token(browser.get("/")), "text": "x" * 4_000_000}
    assert browser.post("/say", data=fields).status_code == 413
    assert browser.post("/staff/questions/answer", data=fields).status_code == 413
    assert house.count(InboundEventRow) == 0


def test_what_was_too_long_stays_in_the_box(house: House) -> None:
    browser = house.browser()
    answer = say(browser, "y" * 200_001)
    assert answer.status_code == 422
    assert "y" * 200_001 in answer.text
    assert house.count(InboundEventRow) == 0


def test_through_an_outage_the_words_stay_and_the_same_form_goes_through_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "SQLITE_WAIT", 0.05)
    database = Database(f"sqlite:///{tmp_path}/bot.db")
    Base.metadata.create_all(database.engine)
    browser = House(database).browser()
    fields = {"csrf": token(browser.get("/")), "text": "Who leads it?", "key": "a" * 32}
    with database.engine.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")
        down = browser.post("/say", data=fields)
        assert down.status_code == 503
        assert "Who leads it?" in down.text
        piece = browser.post("/say", data=fields, headers={"x-fragment": "1"})
        assert piece.status_code == 503
        assert "nothing was sent" in piece.text
    assert browser.post("/say", data=fields).status_code == 303
    assert "Who leads it?" in browser.get("/").text
    database.close()


def test_while_the_database_is_gone_every_page_says_so(house: House) -> None:
    browser = house.signed_in()
    csrf = token(browser.get("/"))
    Base.metadata.drop_all(house.database.engine)
    for path in ("/", "/readyz", "/metrics", "/lines", "/staff/", "/staff/people"):
        assert browser.get(path).status_code == 503, path
    down = browser.post("/say", data={"csrf": csrf, "text": "Who leads it?", "key": "a" * 32})
    assert down.status_code == 503
    assert "Who leads it?" in down.text
    assert browser.get("/healthz").status_code == 200
    Base.metadata.create_all(house.database.engine)
    assert browser.get("/").status_code == 200


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=c", "mailto:hub@example.org", "HTTP://EXAMPLE.ORG", " http://example.org"]
)
def test_links_can_be_followed(url: str) -> None:
    assert is_safe(url)


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "data:text/html,<script>",
        "//evil.example",
        "/staff/sign-out",
        "http://[",
        "",
    ],
)
def test_harmful_links_cannot(url: str) -> None:
    assert not is_safe(url)


def _state(house: House) -> str:
    with house.database.read() as tx:
        return tx.scalars(select(QuestionRow.state)).one()
