"""`make slack-sandbox`: the bot beside the mock Slack, and a page on which to write and click as a person."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape, unescape
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import utc_now
from bot.store.database import Database
from bot.store.tables import Base
from tests.wire.slack.house import House, inhabited
from tests.wire.slack.people import options_of

PORT = 8090
STYLE = (
    "body{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}form{display:inline}"
    "article{border:1px solid #888;margin:.5rem 0;padding:.5rem}pre{white-space:pre-wrap;margin:0;font:inherit}"
    "strong{color:#a00}"
)
PEOPLE = {"UANN": "Ann, a guest", "USAM": "Sam, of the team"}
KINDS = {"datepicker": "date", "timepicker": "time", "number_input": "number", "email_text_input": "email"}
"""What a browser calls the elements in which something is written."""
FIELD = "field:"


class Sandbox:
    """Pages of one person's direct conversation, Home tab and open modals."""

    def __init__(self, house: House) -> None:
        self.house, self.world = house, house.slack.world
        self.errors: dict[str, dict[str, str]] = {}
        """What is wrong in an open modal, by block."""

    def app(self) -> web.Application:
        """The page and what it sends."""
        made = web.Application()
        made.router.add_get("/", self._show)
        made.router.add_post("/", self._act)
        return made

    async def _show(self, request: web.Request) -> web.Response:
        return web.Response(text=self._page(request.query.get("who", "UANN")), content_type="text/html")

    async def _act(self, request: web.Request) -> web.Response:
        sent = {key: [str(value) for value in found] for key, found in _grouped(await request.post()).items()}
        who, text, label = sent["who"][0], sent.get("text", [""])[0], sent.get("label", [""])[0]
        person = self.house.person(who)
        match sent["do"][0]:
            case "say":
                self.world.channels[person.direct].messages.append({"user": who, "text": text, "ts": self.world.ts()})
                await person.say(text)
            case "command":
                await person.command(text, person.direct)
            case "home":
                await person.open_home()
            case "press":
                await person.press(label)
            case "press at home":
                await person.press_at_home(label)
            case "pick":
                await person.pick(sent["action"][0], sent["value"][0])
            case "submit":
                await self._submit(who, sent)
            case "close":
                self.world.views.pop(sent["view"][0], None)
        await self.house.settle()
        await self.house.deliver()
        raise web.HTTPSeeOther(f"/?who={who}")

    async def _submit(self, who: str, sent: dict[str, list[str]]) -> None:
        view = self.world.views[sent["view"][0]]
        values = {key.removeprefix(FIELD): found for key, found in sent.items() if key.startswith(FIELD)}
        answer = await self.house.person(who).submit(
            view, **{name: found if len(found) > 1 else found[0] for name, found in values.items()}
        )
        self.errors[view["id"]] = answer.body.get("errors", {})
        if answer.body.get("response_action") == "update":
            view.update(answer.body["view"])

    def _page(self, who: str) -> str:
        direct = self.house.person(who).direct
        whispers = [one for one in self.world.whispers if one["channel"] == direct and one["user"] == who]
        messages = sorted([*self.world.channels[direct].messages, *whispers], key=lambda one: float(one["ts"]))
        people = " · ".join(f'<a href="/?who={id}">{name}</a>' for id, name in PEOPLE.items())
        parts = [f"<h1>{PEOPLE[who]}</h1><nav>{people}</nav>"]
        parts += [_message(message, who) for message in messages]
        parts += [self._modal(view, who) for view in self.world.views.values()]
        if who in self.world.homes:
            parts.append(f"<h2>Home</h2>{_blocks(self.world.homes[who]['blocks'], who, 'press at home')}")
        parts.append(_form(who, "say", '<label>Message <input name="text" autofocus></label><button>Send</button>'))
        parts.append(_form(who, "command", '<label>/coalition <input name="text"></label><button>Send</button>'))
        parts.append(_form(who, "home", "<button>Open Home</button>"))
        return f"<!doctype html><html lang=en><title>Sandbox</title><style>{STYLE}</style>{''.join(parts)}"

    def _modal(self, view: dict[str, Any], who: str) -> str:
        errors = self.errors.get(view["id"], {})
        fields = "".join(
            _field(block, errors) if block["type"] == "input" else _block(block, who, "press")
            for block in view["blocks"]
        )
        hidden = f'<input type=hidden name=view value="{view["id"]}">'
        send = f"<button>{escape(view['submit']['text'])}</button>" if "submit" in view else ""
        close = _form(who, "close", f"{hidden}<button>{escape(view['close']['text'])}</button>")
        title = f"<h2>{escape(view['title']['text'])}</h2>"
        return f"<article>{title}{_form(who, 'submit', fields + hidden + send)}{close}</article>"


def _grouped(sent: Any) -> dict[str, list[str]]:
    return {key: sent.getall(key) for key in sent}


def _form(who: str, do: str, inside: str) -> str:
    hidden = f'<input type=hidden name=who value="{who}"><input type=hidden name=do value="{do}">'
    return f"<form method=post>{hidden}{inside}</form> "


def _message(message: dict[str, Any], who: str) -> str:
    if "blocks" not in message:
        return f"<pre>You: {escape(message['text'])}</pre>"
    return f"<article>{_blocks(message['blocks'], who, 'press')}</article>"


def _blocks(blocks: list[dict[str, Any]], who: str, do: str) -> str:
    return "".join(_block(block, who, do) for block in blocks)


def _block(block: dict[str, Any], who: str, do: str) -> str:
    if block["type"] == "divider":
        return "<hr>"
    if block["type"] == "input":
        return _field(block, {})
    buttons = [one for one in block.get("elements", ()) if one["type"] == "button"]
    texts = [block.get("text", {}), *block.get("elements", ())]
    shown = "\n".join(text["text"] for text in texts if isinstance(text.get("text"), str))
    parts = [f"<pre>{escape(unescape(shown))}</pre>"] if shown else []
    parts += [_button(escape(button["text"]["text"]), who, do) for button in buttons]
    if "accessory" in block:
        parts.append(_pick(block["accessory"], who))
    return "".join(parts)


def _button(label: str, who: str, do: str) -> str:
    return _form(who, do, f'<input type=hidden name=label value="{label}"><button>{label}</button>')


def _pick(element: dict[str, Any], who: str) -> str:
    action = f'<input type=hidden name=action value="{escape(element["action_id"])}">'
    return _form(who, "pick", f"{action}{_select(element, 'value', 'Pick')}<button>Pick</button>")


def _field(block: dict[str, Any], errors: dict[str, str]) -> str:
    element, label = block["element"], escape(block["label"]["text"])
    name = escape(FIELD + block["block_id"].partition(":")[2])
    before = next((str(value) for key, value in element.items() if key.startswith("initial_")), "")
    kind = KINDS.get(element["type"], "text")
    written = f'<input type={kind} name="{name}" value="{escape(before)}" step=any>'
    entry = _select(element, name, label) if options_of(element) else written
    error = f"<strong>{escape(errors[block['block_id']])}</strong>" if block["block_id"] in errors else ""
    hint = f" <small>{escape(block['hint']['text'])}</small>" if "hint" in block else ""
    return f"<p><label>{label} {entry}</label>{hint} {error}</p>"


def _select(element: dict[str, Any], name: str, label: str) -> str:
    many = " multiple" if element["type"].startswith("multi") else ""
    before = [*element.get("initial_options", ()), element.get("initial_option")]
    shown = "".join(
        f'<option value="{escape(one["value"])}"{" selected" if one in before else ""}>{escape(one["text"]["text"])}'
        for one in options_of(element)
    )
    return f'<select name="{name}" aria-label="{label}"{many}>{shown}</select>'


@asynccontextmanager
async def sandbox(port: int) -> AsyncIterator[str]:
    """Serve; the address of the page."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bot.db'}")
        Base.metadata.create_all(database.engine)
        async with inhabited(database, now=utc_now()) as house:
            runner = web.AppRunner(Sandbox(house).app(), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            yield f"http://127.0.0.1:{runner.addresses[0][1]}/"
            await runner.cleanup()
        database.close()


async def main(port: int) -> None:
    """Serve until stopped."""
    async with sandbox(port) as address:
        sys.stdout.write(f"Write as Ann or Sam at {address} (Ctrl+C stops)\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if sys.argv[1:] else PORT))
