"""A bot with one of each thing that a press can lead to."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import func, select

from bot.cards import Button, Buttons, Card, Form, Input, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.router import Router
from bot.services import Services
from bot.store.database import Database

SMALL = Router("small")


@SMALL.message
def menu(event: Message, services: Services) -> Reply:
    names = ("count", "slow", "form", "secret", "crash")
    buttons = tuple(Button(name, Action(name, ("1",) if name == "count" else ())) for name in names)
    return Reply(Card(f"You said {event.text}", (Text(f"You said {event.text}"), Buttons(buttons))))


@SMALL.press("count")
def count(event: Press, services: Services) -> Reply:
    number = int(event.action.args[0])
    button = Button("count", Action("count", (str(number + 1),)))
    return Reply(Card("Counted", (Text(f"Counted to {number}"), Buttons((button,)))), how="replace")


@SMALL.press("slow")
def slow(event: Press, services: Services) -> Reply:
    time.sleep(0.4)
    return Reply(Card("Slow", (Text("At last"),)), how="replace")


@SMALL.press("secret")
def secret(event: Press, services: Services) -> Reply:
    return Reply(Card("Secret", (Text("Only for you"),)), how="whisper")


@SMALL.press("crash")
def crash(event: Press, services: Services) -> Reply:
    raise RuntimeError("a mistake in a handler")


@SMALL.press("form")
def form(event: Press, services: Services) -> Reply:
    return asked("")


@SMALL.submission("form")
def submit(event: Submission, services: Services) -> Reply:
    name = event.values.get("name", "").strip()
    return Reply(Card("Done", (Text(f"Thank you, {name}"),))) if name else asked("Please write your name.")


def asked(error: str) -> Reply:
    field = Input("name", "Your name", error=error)
    return Reply(Card("Form", (Form("Who are you?", Action("form"), (field,), "Send"),)), how="open_form")


def rows(database: Database, table: Any) -> int:
    with database.read() as tx:
        return tx.scalar(select(func.count()).select_from(table)) or 0
