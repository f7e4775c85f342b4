"""A small bot for trying the door: it shows every kind of block, and does what its buttons say."""

from __future__ import annotations

import time
from typing import Any

from adapters.slack.surface import PATIENCE
from bot.cards import Button, Buttons, Card, Choice, Form, Input, Option, Reply, Text
from bot.events import Action, Arrival, Message, Press, Submission
from bot.router import Router
from bot.services import Services

ROUTER = Router("trial")
seen: list[Any] = []
"""What reached the handlers, in order."""
LONG = "one of everything, " * 20
slow: dict[str, Any] = {}
"""What the slow form takes in ``seconds``, and what it ``ends`` in."""


def said(text: str, *blocks: Any, how: Any = "say") -> Reply:
    return Reply(Card(text, (Text(text), *blocks)), how=how, led_to="trial")


def form(error: str = "", *blocks: Any) -> Reply:
    fields = (
        Input("why", "Why", "long_text", error=error),
        Input("meal", "Meal", "choice", (Option("Soup", "s"), Option("Bread", "b"), Option("All", LONG))),
    )
    return Reply(
        Card("Sign up", (Text("Please"), *blocks, Form("Sign up", Action("sign_up", ("7",)), fields, "Send"))),
        how="open_form",
        led_to="form",
    )


@ROUTER.message
def on_message(event: Message, services: Services) -> Reply | None:
    seen.append(event)
    if event.text == "silence":
        return None
    if event.text == "slowly":
        time.sleep(PATIENCE + 0.2)
    if event.text == "form":
        return form()
    if event.text == "whisper":
        return said("only you", how="whisper")
    buttons = Buttons(
        (Button("Form", Action("form")), Button("Replace", Action("replace")), Button("Whisper", Action("whisper")))
    )
    forms = Buttons((Button("Another", Action("another_form")), Button("Slow form", Action("slow_form"))))
    choice = Choice("Pick", Action("pick", ("1",)), (Option("A", "a"), Option("B", "b"), Option("C", LONG)))
    return said(f"you said: {event.text}", buttons, choice, forms)


@ROUTER.press("form")
@ROUTER.press("ask_team_form")
def on_form(event: Press, services: Services) -> Reply:
    seen.append(event)
    return form()


@ROUTER.press("another_form")
def on_another_form(event: Press, services: Services) -> Reply:
    return form("", Buttons((Button("Another", Action("another_form")),)))


@ROUTER.press("slow_form")
def on_slow_form(event: Press, services: Services) -> Reply:
    seen.append(event)
    if len(seen) > 2:
        time.sleep(slow["seconds"])
    return form() if slow["ends"] == "form" else said("there is no form today")


@ROUTER.press("replace")
def on_replace(event: Press, services: Services) -> Reply:
    return said("replaced", how="replace")


@ROUTER.press("whisper")
def on_whisper(event: Press, services: Services) -> Reply:
    return said("psst", how="whisper")


@ROUTER.press("pick")
def on_pick(event: Press, services: Services) -> Reply:
    return said(f"picked {event.values[0]}")


@ROUTER.submission("sign_up")
def on_sign_up(event: Submission, services: Services) -> Reply:
    seen.append(event)
    why = event.values["why"]
    if why == "slowly":
        time.sleep(0.6)
    return form("Say more.") if why == "no" else form() if why == "again" else said(f"thanks: {why}")


@ROUTER.arrival("opened")
def on_opened(event: Arrival, services: Services) -> Reply:
    done = sum(isinstance(one, Submission) for one in seen)
    buttons = Buttons((Button("Replace", Action("replace")), Button("Form", Action("form"))))
    return said(f"home, done {done}", buttons)


@ROUTER.arrival("joined")
@ROUTER.arrival("installed")
def on_arrival(event: Arrival, services: Services) -> Reply:
    seen.append(event)
    return said(f"welcome: {event.what}")
