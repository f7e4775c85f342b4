"""Which handler takes an event."""

from __future__ import annotations

import pytest

from bot.cards import Card, Reply
from bot.events import MAX_ACTION, Action, Message
from bot.router import Router, combine, normal
from bot.services import Services


def silent(event: Message, services: Services) -> Reply | None:
    return Reply(Card("never called"))


def test_two_routers_cannot_take_the_same_command() -> None:
    first, second = Router("first"), Router("second")
    first.command("help")(silent)
    second.command("HELP!")(silent)
    with pytest.raises(ValueError, match="second: 'help' is taken twice"):
        combine((first, second))


@pytest.mark.parametrize("text", ["help", "Help!", " /help ", "HELP...", "¿help?"])
def test_commands_are_known_in_any_dress(text: str) -> None:
    assert normal(text) == "help"


def test_a_long_text_is_no_command() -> None:
    assert normal("help " * 50) == ""


@pytest.mark.parametrize("action", [Action("stop"), Action("more", ("e7", "2")), Action("ask", ("",))])
def test_actions_survive_the_wire(action: Action) -> None:
    assert Action.unpack(action.pack()) == action


def test_an_action_that_is_too_long_or_holds_the_separator_is_refused() -> None:
    with pytest.raises(ValueError, match=f"at most {MAX_ACTION} fit"):
        Action("ask", ("x" * 300,)).pack()
    with pytest.raises(ValueError, match="may not hold"):
        Action("ask", ("a|b",)).pack()
