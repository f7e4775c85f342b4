"""What can be shown: a card and the closed union of blocks it is made of.

Texts are plain: no markup of any platform. Each adapter escapes them for its own wire, so nothing that a person
typed can ping, link or run anywhere. ``fitting.fit`` cuts a card to what a door can show.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter

from bot.events import Action


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; ``quote`` for words taken from a source, ``heading`` for a title."""

    text: str
    style: Literal["plain", "heading", "quote"] = "plain"
    kind: Literal["text"] = "text"


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values, in order."""

    rows: tuple[tuple[str, str], ...]
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a list: a title, a detail below it, a link on the title."""

    title: str
    detail: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list of items."""

    items: tuple[Item, ...]
    kind: Literal["listing"] = "listing"


@dataclass(frozen=True, slots=True)
class Button:
    """A button that sends its action back."""

    label: str
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Buttons:
    """Buttons side by side."""

    buttons: tuple[Button, ...]
    kind: Literal["buttons"] = "buttons"


@dataclass(frozen=True, slots=True)
class Option:
    """One of the values of a choice."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Choice:
    """Pick one option (or several), sent back at once as a press."""

    label: str
    action: Action
    options: tuple[Option, ...]
    many: bool = False
    chosen: tuple[str, ...] = ()
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True, slots=True)
class Input:
    """One field of a form. ``error`` stands beside the field when an earlier submission was refused."""

    name: str
    label: str
    type: Literal["text", "long_text", "number", "date", "time", "email", "choice", "choices", "yes_no"] = "text"
    options: tuple[Option, ...] = ()
    value: str = ""
    required: bool = True
    hint: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """Typed inputs that are sent together. ``missing`` is what a client says beside a required input that was left empty;
    fitting fills it in."""

    title: str
    action: Action
    inputs: tuple[Input, ...]
    submit: str
    missing: str = ""
    kind: Literal["form"] = "form"


@dataclass(frozen=True, slots=True)
class Chart:
    """Amounts by label; each door draws bars or writes them out."""

    title: str
    rows: tuple[tuple[str, float], ...]
    unit: str = ""
    kind: Literal["chart"] = "chart"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture; ``alt`` says what it shows and is never empty."""

    url: str
    alt: str
    kind: Literal["image"] = "image"


@dataclass(frozen=True, slots=True)
class Link:
    """A link on a line of its own."""

    label: str
    url: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, slots=True)
class Context:
    """Small print: where an answer comes from, when it was checked. ``cites`` are the sources that it names, each with its
    title and address (empty: none to open); at most one block of a card has them."""

    text: str
    cites: tuple[tuple[str, str], ...] = ()
    kind: Literal["context"] = "context"


@dataclass(frozen=True, slots=True)
class Divider:
    """A line between two parts."""

    kind: Literal["divider"] = "divider"


Block = Text | Facts | Listing | Buttons | Choice | Form | Chart | Image | Link | Context | Divider


@dataclass(frozen=True, slots=True)
class Card:
    """What is shown: blocks, and a summary that reads well alone (notification, screen reader, no-blocks fallback)."""

    summary: str
    blocks: tuple[Block, ...] = ()
    generated: bool = False
    """A language model wrote some of it: doors label it in their own way too."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a handler wants done with a card; ``led_to`` and ``refers_to`` are kept in the interaction."""

    card: Card
    how: Literal["say", "whisper", "replace", "open_form"] = "say"
    led_to: str = ""
    refers_to: str = ""
    kept: Card | None = None
    """What is written down in the card's place when the card holds what nobody but this person may ever read."""
    unkept: bool = False
    """What the person wrote is not written down, whatever they chose: it is for others, or about others."""


CARD: TypeAdapter[Card] = TypeAdapter(Card)
REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)
"""Read and write cards and replies as JSON, for what the store keeps."""


def words_of(card: Card) -> str:
    """Every word a card shows, one piece a line, in order: the plain-text fallback, and what fitting must keep."""
    return card.summary if says_nothing(card) else "\n".join(line for block in card.blocks for line in lines_of(block))


def says_nothing(card: Card) -> bool:
    """Whether no block has words: then the summary stands in their place."""
    return not any(line.strip() for block in card.blocks for line in lines_of(block))


def lines_of(block: Block) -> list[str]:
    """The words of one block as lines of plain text."""
    match block:
        case Text(text=text) | Context(text=text):
            return [text]
        case Facts(rows=rows):
            return [f"{label}: {value}" for label, value in rows]
        case Listing(items=items):
            return [line for item in items for line in _item_lines(item)]
        case Buttons(buttons=buttons):
            return [f"[{button.label}]" for button in buttons]
        case Choice(label=label, options=options):
            return [label, *(f"- {option.label}" for option in options)]
        case Form(title=title, inputs=inputs, submit=submit):
            return [title, *(line for field in inputs for line in _input_lines(field)), f"[{submit}]"]
        case Chart(title=title, rows=amounts, unit=unit):
            return [title, *(f"{label}: {amount:g} {unit}".rstrip() for label, amount in amounts)]
        case Image(url=url, alt=alt):
            return [f"{alt} ({url})"]
        case Link(label=label, url=url):
            return [f"{label}: {url}"]
        case Divider():
            return []


def _item_lines(item: Item) -> list[str]:
    head = f"- {item.title} ({item.url})" if item.url else f"- {item.title}"
    return [head, f"  {item.detail}"] if item.detail else [head]


def _input_lines(field: Input) -> list[str]:
    extras = (field.hint, field.error, *(f"- {option.label}" for option in field.options))
    return [field.label, *(extra for extra in extras if extra)]
