"""The pieces that cards are made of in more than one place: texts, and buttons that come back."""

from __future__ import annotations

from typing import Any

from adapters.teams.markdown import escaped
from adapters.teams.transport import Json
from bot.events import Action


def text(words: str, **look: Any) -> Json:
    """A paragraph, shown as written."""
    return {"type": "TextBlock", "text": escaped(words), "wrap": True, **look}


def styled(words: str, style: str) -> Json:
    """A paragraph in one of the card's styles."""
    match style:
        case "heading":
            return text(words, style="heading", size="Medium", weight="Bolder")
        case "quote":
            return {"type": "Container", "style": "emphasis", "items": [text(words)]}
        case _:
            return text(words)


def execute(title: str, action: Action, data: Json, **look: Any) -> Json:
    """A button that sends the action back with the inputs; older clients send it as a message."""
    submit = {"type": "Action.Submit", "title": title, "data": data, **look}
    return {
        "type": "Action.Execute",
        "title": title,
        "verb": action.pack(),
        "data": {name: value for name, value in data.items() if name != "action"},
        "fallback": submit,
        **look,
    }
