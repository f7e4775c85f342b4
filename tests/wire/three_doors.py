"""Three houses over one database: Slack's wire, Teams' wire, and a mail server with the pages behind its links."""

from __future__ import annotations

import asyncio
import datetime as dt
import re
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from html import unescape

import uvicorn
from httpx import AsyncClient, Response

from bot import app as composition
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.preferences import Preferences
from bot.settings import Settings
from bot.store import preferences, programmes
from bot.store.database import Database
from bot.usecases import introduction_clock
from bot.usecases.delivering import deliver_due
from bot.usecases.example_champions import CHAMPIONS
from bot.usecases.planning_routes import House as Around
from tests.stories.door import Clock
from tests.wire.email.server import Script, serving, settings_for
from tests.wire.slack import house as slack
from tests.wire.teams import house as teams
from tests.wire.test_loop import Houses, Somebody

_FORM = re.compile(r"<form[^>]*action=\"(?P<to>[^\"]+)\"[^>]*>(?P<inside>.*?)</form>", re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
_BUTTON = re.compile(r"<button[^>]*>(.*?)</button>", re.DOTALL)


@dataclass
class Doors(Houses):
    """All three, and the clockwork."""

    mail: Script
    pages: Dispatch

    @property
    def around(self) -> Around:
        return Around.of(self.pages.settings, self.pages.doors)

    async def deliver(self) -> None:
        """What is due is done and sent, and a few seconds pass."""
        for _ in range(4):
            introduction_clock.tick(self.database, self.clock(), self.around)
            await deliver_due(self.database, self.pages.platforms, self.clock)
            self.clock.pass_(seconds=5)

    def at_slack(self, name: str, full: str) -> Somebody:
        self.slack.slack.world.person(f"U{name.upper()}", full, address(full))
        return Somebody(self, self.slack.person(f"U{name.upper()}"))

    def at_teams(self, name: str, full: str) -> Somebody:
        return Somebody(self, self.teams.person(name, address(full)))


@dataclass
class Correspondent:
    """Somebody with an e-mail address and a browser."""

    doors: Doors
    address: str
    browser: AsyncClient
    seen: list[str] = field(default_factory=list)
    """Pages that were looked at, the latest last."""

    def heard(self) -> list[str]:
        """What the e-mails say."""
        return [plain for to, plain in self._mails() if to == self.address]

    async def say(self, text: str) -> str:
        """Write in the browser chat, where the link in an e-mail leads once asked for."""
        if "Your message" not in await self._look("/"):
            await self._sign_in()
            await self._look("/")
        await self._post("/say", csrf=_hidden(self.seen[-1])["csrf"], text=text)
        return await self._look("/")

    async def press(self, label: str) -> str:
        """Press the latest button with this label: on the page that is open, else behind the links of the e-mails."""
        return await self.fill(label)

    async def fill(self, label: str, **values: str) -> str:
        """Send the form with this button."""
        pages = [self.seen[-1]] if self.seen else []
        pages += [link for text in reversed(self.heard()) for link in re.findall(r"http://\S+?(/a/[\w-]+)", text)[:1]]
        for page in pages:
            html = (await self.browser.get(page)).text if page.startswith("/") else page
            for form in _FORM.finditer(html):
                if label in (unescape(one).strip() for one in _BUTTON.findall(form["inside"])):
                    entered = {f"field.{name}": value for name, value in values.items()}
                    return await self._post(form["to"], **_hidden(form["inside"]), **entered)
        raise AssertionError(f"no button {label!r} for {self.address}")

    async def _sign_in(self) -> None:
        await self._post("/sign-in", address=self.address)
        async with asyncio.timeout(60):
            while not self.heard():  # the page is answered first, the mail written after
                await asyncio.sleep(0.02)
        (path,) = re.findall(r"http://\S+?(/staff/sign-in/\S+)", self.heard()[-1])
        await self._look(path)
        await self._post(path, **_hidden(self.seen[-1]))

    async def _look(self, path: str) -> str:
        return self._shown(await self.browser.get(path))

    def _shown(self, page: Response) -> str:
        for cookie in self.browser.cookies.jar:
            cookie.secure = False  # browsers trust this machine without encryption, httpx does not
        self.seen.append(page.text)
        return _words(page.text)

    async def _post(self, path: str, **data: str) -> str:
        answer: Response = await self.browser.post(path, data=data)
        assert answer.status_code < 400, answer.text
        told = self._shown(answer)
        return await self._look(answer.headers["location"]) if answer.has_redirect_location else told

    def _mails(self) -> list[tuple[str, str]]:
        bodies = [(to, message.get_body(("plain",))) for _, to, message in self.doors.mail.taken]
        return [(to, str(body.get_content())) for to, body in bodies if body]


def address(full: str) -> str:
    """The address of somebody of the example coalition."""
    return f"{full.casefold().replace(' ', '.')}@example.org"


@asynccontextmanager
async def three_doors(database: Database) -> AsyncIterator[Doors]:
    """All that runs; nobody takes part in introductions yet, and nobody has quiet hours."""
    clock = Clock(utc_now())
    script = Script()
    async with AsyncExitStack() as stack:
        here = await stack.enter_async_context(slack.inhabited(database, now=clock.now))
        there = await stack.enter_async_context(teams.opened(database, clock=clock))
        port = stack.enter_context(serving(script))
        bot, url = await stack.enter_async_context(_served(settings_for(port), database, clock))
        platforms = bot.dispatch.platforms | {"slack": here.platform, "teams": there.platform}  # type: ignore[operator]
        for dispatch in (here.dispatch, there.dispatch, bot.dispatch):
            web = dispatch.settings.config.web.model_copy(update={"public_url": url, "host": "0.0.0.0"})
            config = dispatch.settings.config.model_copy(update={"web": web})
            object.__setattr__(dispatch, "settings", replace(dispatch.settings, config=config))
            object.__setattr__(dispatch, "clock", clock)
            object.__setattr__(dispatch, "platforms", platforms)
        doors = Doors(here, there, database, clock, script, bot.dispatch)
        with database.write() as tx:
            for one in CHAMPIONS:
                programmes.withdraw(tx, one.id, clock.now)
            for id in (*(one.id for one in CHAMPIONS), "sam"):
                preferences.choose(tx, id, Preferences(dt.time(0), dt.time(0)))
        yield doors


@asynccontextmanager
async def _served(settings: Settings, database: Database, clock: Clock) -> AsyncIterator[tuple[composition.Bot, str]]:
    """The pages on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
        web = settings.config.web.model_copy(update={"public_url": url, "host": "0.0.0.0"})
        config = settings.config.model_copy(update={"web": web})
        bot = composition.build(replace(settings, config=config), database, clock)
        server = uvicorn.Server(uvicorn.Config(bot.app, log_level="error", lifespan="off"))
        running = asyncio.create_task(server.serve([free]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield bot, url
        finally:
            server.should_exit = True
            await running


def _hidden(html: str) -> dict[str, str]:
    """The fields that a page fills in by itself."""
    return {name: unescape(value) for name, value in _HIDDEN.findall(html)}


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
