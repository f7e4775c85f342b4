"""`make slack-sandbox`: the bot beside the mock Slack, and a page on which to write and click as a person.

The direct conversation, a channel, the Home tab and open modals, drawn as plainly as will do.
"""

from __future__ import annotations

import asyncio
import re
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
    "em{color:#a00;font-style:normal}p{margin:.5rem 0}textarea{width:100%}"
    "dialog{position:fixed;inset:5vh 0 auto;max-height:80vh;overflow:auto;min-width:50%;max-width:40rem;box-shadow:0 0 0 100vmax #0008}"
)
PEOPLE = {"UANN": "Ann, a guest", "USAM": "Sam, of the team"}
KINDS = {"datepicker": "date", "timepicker": "time", "number_input": "number", "email_text_input": "email"}
"""What a browser calls the elements in which something is written."""
FIELD = "field:"
CHANNEL = "C1"
SHORTCUT = "Ask the team about this"
WHERE = {"mention": "#channel", "press in channel": "#channel", "home": "#home", "press at home": "#home"}
"""Which part of the page shows what came of something that was done; else the newest direct messages."""
MARKUP = (
    (r"&lt;((?:https?|mailto):[^|&]+)\|(.+?)&gt;", r'<a href="\1">\2</a>'),
    (r"(?m)^&gt;(.*)$", r"<q>\1</q>"),
    (r"\*([^*\n]+)\*", r"<b>\1</b>"),
)
"""What the door writes of Slack's markup, as it stands here after escaping."""


class Sandbox:
    """Pages of one person."""

    def __init__(self, house: House) -> None:
        self.house, self.world = house, house.slack.world
        self.errors: dict[str, dict[str, str]] = {}
        """What is wrong in an open modal, by block."""
        self.entered: dict[str, dict[str, Any]] = {}
        """What was sent from an open modal, by field: Slack keeps it there beside what is wrong with it."""
        self.owners: dict[str, str] = {}
        """Who opened a modal."""

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
        who, label = sent["who"][0], sent.get("label", [""])[0]
        text = escape(sent.get("text", [""])[0], quote=False)  # as Slack does with what people write
        person = self.house.person(who)
        match sent["do"][0]:
            case "say":
                self._post(person.direct, who, text)
                await person.say(text)
            case "command":
                await person.command(text, person.direct)
            case "home":
                await person.open_home()
            case "mention":
                self._post(CHANNEL, who, text)
                await person.mention(CHANNEL, text)
            case "shortcut":
                await person.shortcut(text, person.direct)
            case "press" | "press in channel" as where:
                await person.press(label, CHANNEL if where.endswith("channel") else "", **_values(sent))
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
        for view in self.world.views:
            self.owners.setdefault(view, who)
        raise web.HTTPSeeOther(f"/?who={who}{WHERE.get(sent['do'][0], '')}")

    def _post(self, channel: str, who: str, text: str) -> None:
        self.world.channels[channel].messages.append({"user": who, "text": text, "ts": self.world.ts()})

    async def _submit(self, who: str, sent: dict[str, list[str]]) -> None:
        view = self.world.views[sent["view"][0]]
        values = _values(sent)
        answer = await self.house.person(who).submit(view, **values)
        self.errors[view["id"]] = answer.body.get("errors", {})
        self.entered[view["id"]] = values if self.errors[view["id"]] else {}
        if answer.body.get("response_action") == "update":
            view.update(answer.body["view"])

    def _page(self, who: str) -> str:
        people = " · ".join(f'<a href="/?who={id}">{name}</a>' for id, name in PEOPLE.items())
        home = _blocks(self.world.homes[who]["blocks"], who, "press at home") if who in self.world.homes else ""
        modals = [self._modal(view, who) for id, view in self.world.views.items() if self.owners.get(id) == who]
        parts = (
            f"<h1>{PEOPLE[who]}</h1><nav>{people}</nav>",
            "<h2>Direct messages</h2>",
            self._messages(self.house.person(who).direct, who, "press"),
            *modals,
            _entry(who, "say", "Message", "" if modals else "autofocus") + _entry(who, "command", "/coalition"),
            "<h2 id=channel>#general</h2>",
            self._messages(CHANNEL, who, "press in channel"),
            _entry(who, "mention", "@Coalition"),
            f"<h2 id=home>Home</h2>{home}<p>{_form(who, 'home', '<button>Open Home</button>')}</p>",
        )
        return f"<!doctype html><html lang=en><title>Sandbox</title><style>{STYLE}</style>{''.join(parts)}"

    def _messages(self, channel: str, who: str, do: str) -> str:
        whispers = [one for one in self.world.whispers if one["channel"] == channel and one["user"] == who]
        messages = sorted([*self.world.channels[channel].messages, *whispers], key=lambda one: float(one["ts"]))
        return "".join(_message(message, who, do) for message in messages)

    def _modal(self, view: dict[str, Any], who: str) -> str:
        errors, entered = self.errors.get(view["id"], {}), self.entered.get(view["id"], {})
        fields = "".join(
            _field(block, errors, entered) if block["type"] == "input" else _block(block, who, "press")
            for block in view["blocks"]
        )
        hidden = f'<input type=hidden name=view value="{view["id"]}">'
        send = f"<button>{escape(view['submit']['text'])}</button>" if "submit" in view else ""
        close = _form(who, "close", f"{hidden}<button>{escape(view['close']['text'])}</button>")
        title = f"<h2>{escape(view['title']['text'])}</h2>"
        return f"<dialog open>{title}{_form(who, 'submit', fields + hidden + send)}{close}</dialog>"


def _grouped(sent: Any) -> dict[str, list[str]]:
    return {key: sent.getall(key) for key in sent}


def _values(sent: dict[str, list[str]]) -> dict[str, Any]:
    """What was entered, by field: a text, or a list where several are chosen."""
    entered = {key.removeprefix(FIELD): found for key, found in sent.items() if key.startswith(FIELD)}
    return {name: found if len(found) > 1 else found[0] for name, found in entered.items()}


def _form(who: str, do: str, inside: str) -> str:
    hidden = f'<input type=hidden name=who value="{who}"><input type=hidden name=do value="{do}">'
    return f"<form method=post>{hidden}{inside}</form> "


def _entry(who: str, do: str, label: str, more: str = "") -> str:
    inside = f'<label>{label} <input name="text" size=50 {more}></label> <button>Send</button>'
    return f"<p>{_form(who, do, inside)}</p>"


def _message(message: dict[str, Any], who: str, do: str) -> str:
    if "blocks" in message:
        return f"<article>{_blocks(message['blocks'], who, do)}</article>"
    name = PEOPLE[message["user"]].partition(",")[0] if message["user"] != who else "You"
    text = escape(unescape(message["text"]))
    hidden = f'<input type=hidden name=text value="{text}">'
    return (
        f"<article><pre>{name}: {text}</pre>{_form(who, 'shortcut', f'{hidden}<button>{SHORTCUT}</button>')}</article>"
    )


def _blocks(blocks: list[dict[str, Any]], who: str, do: str) -> str:
    """The blocks; fields go with the button below them."""
    shown, fields = "", ""
    for block in blocks:
        if block["type"] == "input":
            fields += _field(block, {}, {})
        elif fields and block["type"] == "actions":
            shown += _button(escape(block["elements"][0]["text"]["text"]), who, do, fields)
            fields = ""
        else:
            shown += _block(block, who, do)
    return shown


def _block(block: dict[str, Any], who: str, do: str) -> str:
    if block["type"] == "divider":
        return "<hr>"
    buttons = [one for one in block.get("elements", ()) if one["type"] == "button"]
    texts = [block.get("text", {}), *block.get("elements", ())]
    shown = "\n".join(text["text"] for text in texts if isinstance(text.get("text"), str))
    parts = [f"<pre>{_marked_up(shown)}</pre>"] if shown and block["type"] != "header" else []
    parts += [f"<h3>{escape(shown)}</h3>"] if block["type"] == "header" else []
    parts += [_button(escape(button["text"]["text"]), who, do) for button in buttons]
    if "accessory" in block:
        parts.append(_pick(block["accessory"], who))
    return "".join(parts)


def _marked_up(text: str) -> str:
    shown = escape(unescape(text))
    for pattern, replacement in MARKUP:
        shown = re.sub(pattern, replacement, shown)
    return shown


def _button(label: str, who: str, do: str, fields: str = "") -> str:
    return _form(who, do, f'{fields}<input type=hidden name=label value="{label}"><button>{label}</button>')


def _pick(element: dict[str, Any], who: str) -> str:
    action = f'<input type=hidden name=action value="{escape(element["action_id"])}">'
    return _form(who, "pick", f"{action}{_select(element, 'value', 'Pick', _before(element))}<button>Pick</button>")


def _field(block: dict[str, Any], errors: dict[str, str], entered: dict[str, Any]) -> str:
    element, label, field = block["element"], escape(block["label"]["text"]), block["block_id"].partition(":")[2]
    before = _listed(entered[field]) if field in entered else _before(element)
    name, value = escape(FIELD + field), escape(next(iter(before), ""))
    kind = KINDS.get(element["type"], "text")
    written = f'<input type={kind} name="{name}" value="{value}" step=any>'
    written = f'<textarea name="{name}">{value}</textarea>' if element.get("multiline") else written
    entry = _select(element, name, label, before) if options_of(element) else written
    error = f"<em>{escape(errors[block['block_id']])}</em>" if block["block_id"] in errors else ""
    hint = f" <small>{escape(block['hint']['text'])}</small>" if "hint" in block else ""
    return f"<p><label>{label} {entry}</label>{hint} {error}</p>"


def _before(element: dict[str, Any]) -> list[str]:
    """The values that an element has before anybody touches it."""
    initial = [value for key, value in element.items() if key.startswith("initial_")]
    chosen = [one for value in initial for one in _listed(value)]
    return [one["value"] if isinstance(one, dict) else str(one) for one in chosen]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _select(element: dict[str, Any], name: str, label: str, before: list[str]) -> str:
    many = " multiple" if element["type"].startswith("multi") else ""
    nothing = "" if many or before else "<option value=''>"
    shown = "".join(
        f'<option value="{escape(one["value"])}"{" selected" * (one["value"] in before)}>{escape(one["text"]["text"])}'
        for one in options_of(element)
    )
    return f'<select name="{name}" aria-label="{label}"{many}>{nothing}{shown}</select>'


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
