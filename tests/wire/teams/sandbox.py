"""`make teams-sandbox`: the bot beside the connector in small, and a page on which to write and click as a person."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import utc_now
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from tests.wire.teams.house import House, Talker, opened
from tests.wire.teams.sandbox_page import SEVERAL, page

PORT = 8091
PEOPLE = {"ann": ("Ann, a guest", None), "nell": ("Nell, of the team", "nell.oakhanger@example.org")}


class Sandbox:
    """The page of one person's chat, with the dialog that is open."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.people: dict[str, Talker] = {name: house.person(name, email) for name, (_, email) in PEOPLE.items()}
        self.dialogs: dict[str, dict[str, Any]] = {}
        self.notes: dict[str, str] = {}
        self.own = defaultdict[str, list[tuple[int, str]]](list)
        """What each person wrote, and how many messages there were before."""

    def app(self) -> web.Application:
        """The page and what it sends."""
        made = web.Application()
        made.add_routes([web.get("/", self._show), web.post("/", self._act)])
        return made

    async def _show(self, request: web.Request) -> web.Response:
        who = request.query.get("who", "ann")
        said = list(self.people[who].there.activities.items())
        for before, text in reversed(self.own[who]):
            said.insert(before, ("", {"type": "message", "text": text}))
        shown = [(id, told) for id, told in said if told["type"] == "message"]
        labels = {name: label for name, (label, _) in PEOPLE.items()}
        text = page(who, labels, shown, self.notes.pop(who, ""), self.dialogs.get(who))
        return web.Response(text=text, content_type="text/html")

    async def _act(self, request: web.Request) -> web.Response:
        sent = dict(joined((await request.post()).items()))
        who, do = sent.pop("who"), sent.pop("do")
        person = self.people[who]
        if do == "close":
            self.dialogs.pop(who, None)
        elif do == "say":
            self.dialogs.pop(who, None)
            self.own[who].append((len(person.there.activities), sent["text"]))
            await person.say(sent["text"])
        else:
            action, message = json.loads(sent.pop("action")), sent.pop("message", "")
            await self._press(who, person, action, message, sent)
        await self.house.settled()
        await deliver_due(self.house.dispatch.database, self.house.dispatch.platforms, self.house.dispatch.clock)
        raise web.HTTPSeeOther(f"/?who={who}")

    async def _press(
        self, who: str, person: Talker, action: dict[str, Any], message: str, values: dict[str, str]
    ) -> None:
        self.dialogs.pop(who, None)
        if action["type"] == "Action.Execute":
            inputs = {} if action.get("associatedInputs") == "none" else values
            body = await person.execute(action, message, **inputs)
            self.notes[who] = body["value"] if isinstance(body["value"], str) else ""
            return
        name = "task/fetch" if "msteams" in action["data"] else "task/submit"
        body = await person.invoke(name, {"data": action["data"] | values}, replyToId=message)
        if "task" in body:
            self.dialogs[who] = body["task"]


def joined(sent: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, str]]:
    """What a browser sent as Teams would: the values of a field with several are joined, of others the last counts."""
    several = defaultdict[str, list[str]](list)
    for name, value in sent:
        if name.endswith(SEVERAL):
            several[name.removesuffix(SEVERAL)].append(str(value))
        else:
            yield name, str(value)
    yield from ((name, ",".join(values)) for name, values in several.items())


async def main() -> None:
    """Serve until stopped."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bot.db'}")
        Base.metadata.create_all(database.engine)
        load_example(database, utc_now())
        async with opened(database, clock=utc_now) as house:
            runner = web.AppRunner(Sandbox(house).app(), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", int(sys.argv[1]) if sys.argv[1:] else PORT).start()
            sys.stdout.write(f"Write as Ann or Nell at http://127.0.0.1:{runner.addresses[0][1]}/ (Ctrl+C stops)\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
