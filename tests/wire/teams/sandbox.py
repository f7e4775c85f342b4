"""`make teams-sandbox`: the bot beside the connector in small, and a page on which to write and click as a person."""

from __future__ import annotations

import asyncio
import html
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import utc_now
from bot.store.database import Database
from bot.store.tables import Base
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from tests.contracts.teams_cards import unescaped
from tests.wire.teams.house import House, Talker, opened

PORT = 8091
STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}form{display:inline}"
    "article{border:1px solid #888;margin:.5rem 0;padding:.5rem}pre{white-space:pre-wrap;margin:0;font:inherit}"
)
PEOPLE = {"ann": ("Ann, a guest", None), "nell": ("Nell, of the team", "nell.oakhanger@example.org")}


class Sandbox:
    """The page of one person's chat, with the dialog that is open."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.people: dict[str, Talker] = {name: house.person(name, email) for name, (_, email) in PEOPLE.items()}
        self.dialogs: dict[str, dict[str, Any]] = {}

    def app(self) -> web.Application:
        """The page and what it sends."""
        made = web.Application()
        made.add_routes([web.get("/", self._show), web.post("/", self._act)])
        return made

    async def _show(self, request: web.Request) -> web.Response:
        return web.Response(text=self._page(request.query.get("who", "ann")), content_type="text/html")

    async def _act(self, request: web.Request) -> web.Response:
        sent = {name: str(value) for name, value in (await request.post()).items()}
        who, do = sent.pop("who"), sent.pop("do")
        person = self.people[who]
        if do == "say":
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
            await person.execute(action, message, **values)
            return
        name = "task/fetch" if "msteams" in action["data"] else "task/submit"
        body = await person.invoke(name, {"data": action["data"] | values}, replyToId=message)
        if "task" in body:
            self.dialogs[who] = body["task"]

    def _page(self, who: str) -> str:
        links = " · ".join(f'<a href="/?who={name}">{label}</a>' for name, (label, _) in PEOPLE.items())
        there = self.people[who].there.activities.items()
        parts = [f"<h1>{PEOPLE[who][0]}</h1><nav>{links}</nav>"]
        parts += [f"<article>{_message(who, id, told)}</article>" for id, told in there if told["type"] == "message"]
        if who in self.dialogs:
            parts.append(f"<article><h2>Dialog</h2>{_dialog(who, self.dialogs[who])}</article>")
        parts.append(_form(who, "say", '<label>Message <input name="text" autofocus></label><button>Send</button>'))
        return f"<!doctype html><html lang=en><title>Sandbox</title><style>{STYLE}</style>{''.join(parts)}"


def _message(who: str, id: str, message: dict[str, Any]) -> str:
    cards = [_card(who, id, attachment["content"]) for attachment in message.get("attachments", [])]
    return f"<pre>{html.escape(message.get('text', ''))}</pre>{''.join(cards)}"


def _dialog(who: str, task: dict[str, Any]) -> str:
    if task["type"] == "message":
        return f"<pre>{html.escape(task['value'])}</pre>"
    return _card(who, "", task["value"]["card"]["content"])


def _card(who: str, id: str, card: dict[str, Any]) -> str:
    """Texts, then inputs and buttons in one form, so that a button sends the inputs."""
    shown, fields, buttons = [], [], []
    for node in _walk(card["body"]):
        kind = node.get("type", "")
        if kind == "TextBlock":
            shown.append(f"<pre>{html.escape(unescaped(node['text']))}</pre>")
        elif "title" in node and "value" in node and not kind and "facts" not in node:
            shown.append(f"<pre>{html.escape(unescaped(node['title']))}: {html.escape(unescaped(node['value']))}</pre>")
        elif kind.startswith("Input."):
            fields.append(f"<p><label>{html.escape(node.get('label', ''))} <input name={node['id']}></label></p>")
        elif kind.startswith("Action."):
            value = html.escape(json.dumps(node), quote=True)
            buttons.append(f'<button name=action value="{value}">{html.escape(node["title"])}</button> ')
    message = f"<input type=hidden name=message value={id}>"
    return "".join(shown) + _form(who, "press", "".join(fields + buttons) + message)


def _walk(value: Any) -> Iterator[dict[str, Any]]:
    for part in value if isinstance(value, list) else [value]:
        yield part
        for name in ("items", "columns", "rows", "cells", "facts", "actions"):
            if isinstance(part.get(name), list):
                yield from _walk(part[name])


def _form(who: str, do: str, inside: str) -> str:
    hidden = f'<input type=hidden name=who value="{who}"><input type=hidden name=do value="{do}">'
    return f"<form method=post>{hidden}{inside}</form> "


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
