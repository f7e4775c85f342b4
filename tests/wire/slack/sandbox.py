"""`make slack-sandbox`: the bot beside the mock Slack, and a page on which to write and click as a person."""

from __future__ import annotations

import asyncio
import html
import sys
import tempfile
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import utc_now
from bot.store.database import Database
from bot.store.tables import Base
from tests.wire.slack.house import House, inhabited

PORT = 8090
STYLE = "body{font:16px/1.5 sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem}article{border:1px solid #888;margin:.5rem 0;padding:.5rem}form{display:inline}pre{white-space:pre-wrap;margin:0}"
PEOPLE = {"UANN": "Ann, a guest", "USAM": "Sam, of the team"}


class Sandbox:
    """Pages of one person's direct conversation, Home tab and open modals."""

    def __init__(self, house: House) -> None:
        self.house = house

    def app(self) -> web.Application:
        """The page and what it sends."""
        made = web.Application()
        made.router.add_get("/", self._show)
        made.router.add_post("/", self._act)
        return made

    async def _show(self, request: web.Request) -> web.Response:
        who = request.query.get("who", "UANN")
        return web.Response(text=self._page(who), content_type="text/html")

    async def _act(self, request: web.Request) -> web.Response:
        sent = await request.post()
        who = str(sent["who"])
        person = self.house.person(who)
        match sent["do"]:
            case "say":
                await person.say(str(sent["text"]))
            case "command":
                await person.command(str(sent["text"]), person.direct)
            case "home":
                await person.open_home()
            case "press":
                await person.press(str(sent["label"]))
            case "press at home":
                await person.press_at_home(str(sent["label"]))
            case "submit":
                view = self.house.slack.world.views[str(sent["view"])]
                await person.submit(
                    view, **{key[2:]: str(value) for key, value in sent.items() if key.startswith("f:")}
                )
        await self.house.settle()
        await self.house.deliver()
        raise web.HTTPSeeOther(f"/?who={who}")

    def _page(self, who: str) -> str:
        world, direct = self.house.slack.world, self.house.person(who).direct
        whispers = [one for one in world.whispers if one["channel"] == direct and one["user"] == who]
        messages = sorted([*world.channels[direct].messages, *whispers], key=lambda one: float(one["ts"]))
        people = " · ".join(f'<a href="/?who={id}">{name}</a>' for id, name in PEOPLE.items())
        parts = [f"<h1>{PEOPLE[who]}</h1><nav>{people}</nav>"]
        parts += [self._message(message, who) for message in messages]
        parts += [self._modal(view, who) for view in world.views.values()]
        if who in world.homes:
            parts.append(f"<h2>Home</h2>{self._blocks(world.homes[who]['blocks'], who, 'press at home')}")
        parts.append(_form(who, "say", '<label>Message <input name="text" autofocus></label><button>Send</button>'))
        parts.append(_form(who, "command", '<label>/coalition <input name="text"></label><button>Send</button>'))
        parts.append(_form(who, "home", "<button>Open Home</button>"))
        return f"<!doctype html><html lang=en><title>Sandbox</title><style>{STYLE}</style>{''.join(parts)}"

    def _message(self, message: dict[str, Any], who: str) -> str:
        return f"<article>{self._blocks(message.get('blocks', []), who, 'press')}</article>"

    def _blocks(self, blocks: list[dict[str, Any]], who: str, do: str) -> str:
        return "".join(_block(block, who, do) for block in blocks)

    def _modal(self, view: dict[str, Any], who: str) -> str:
        fields = "".join(
            f'<p><label>{html.escape(block["label"]["text"])} <input name="f:{html.escape(block["block_id"].partition(":")[2])}" '
            f'value="{html.escape(block["element"].get("initial_value", ""))}"></label></p>'
            for block in view["blocks"]
            if block["type"] == "input"
        )
        shown = self._blocks([block for block in view["blocks"] if block["type"] != "input"], who, "press")
        send = (
            f'<input type=hidden name=view value="{view["id"]}"><button>{html.escape(view["submit"]["text"])}</button>'
        )
        return f"<article><h2>{html.escape(view['title']['text'])}</h2>{shown}{_form(who, 'submit', fields + send)}</article>"


def _form(who: str, do: str, inside: str) -> str:
    return f'<form method=post><input type=hidden name=who value="{who}"><input type=hidden name=do value="{do}">{inside}</form> '


def _block(block: dict[str, Any], who: str, do: str) -> str:
    if block["type"] == "actions":
        labels = [element["text"]["text"] for element in block["elements"] if element["type"] == "button"]
        return "".join(
            _form(
                who,
                do,
                f'<input type=hidden name=label value="{html.escape(label)}"><button>{html.escape(label)}</button>',
            )
            for label in labels
        )
    texts = [block.get("text", {}), *block.get("elements", [])]
    shown = "\n".join(text["text"] for text in texts if isinstance(text.get("text"), str))
    shown = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return "<hr>" if block["type"] == "divider" else f"<pre>{html.escape(shown)}</pre>"


async def main() -> None:
    """Serve until stopped."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'bot.db'}")
        Base.metadata.create_all(database.engine)
        async with inhabited(database, now=utc_now()) as house:
            runner = web.AppRunner(Sandbox(house).app(), access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", PORT).start()
            sys.stdout.write(f"Write as Ann or Sam at http://127.0.0.1:{PORT}/ (Ctrl+C stops)\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
