"""Cutting a card to what a door can show, without losing a word.

Blocks a door lacks become text; long ones are split; what still does not fit goes to further pages behind a "more"
button. All words of the card are on its pages, in order (``tests/rules/test_fitting.py`` proves it for any card).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from bot.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Divider,
    Facts,
    Form,
    Image,
    Item,
    Link,
    Listing,
    Option,
    Text,
    lines_of,
)
from bot.events import Action
from bot.platform import Capabilities
from bot.words import Words

T = TypeVar("T")


def fit(card: Card, capabilities: Capabilities, words: Words, rest_key: str) -> tuple[Card, ...]:
    """The card's pages, at least one. Every page but the last ends in a button ``more|rest_key|page number``."""
    blocks = [part for block in card.blocks for part in _fitted(block, capabilities, words)]
    pages = _pages(blocks, capabilities)
    return tuple(
        _page(card, blocks, number, len(pages), words, rest_key) for number, blocks in enumerate(pages, start=1)
    )


def cut(text: str, longest: int) -> Iterator[str]:
    """The text in pieces of at most ``longest`` characters, cut at a line's or sentence's end, else at a space."""
    while len(text) > longest:
        end = _break(text, longest)
        yield text[:end]
        text = text[end:]
    yield text


def _break(text: str, longest: int) -> int:
    for mark, earliest in (("\n", longest // 2), (". ", longest // 2), (" ", 0)):
        found = text.rfind(mark, earliest, longest)
        if found >= 0:
            return found + len(mark)
    return longest


def _page(card: Card, blocks: list[Block], number: int, pages: int, words: Words, rest_key: str) -> Card:
    if number < pages:
        label = words("More ({page} of {pages})", page=number + 1, pages=pages)
        blocks = [*blocks, Buttons((Button(label, Action("more", (rest_key, str(number + 1)))),))]
    return replace(card, blocks=tuple(blocks))


def _pages(blocks: list[Block], capabilities: Capabilities) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    size = count = 0
    for block in blocks:
        length, blocks_shown = sum(len(line) + 1 for line in lines_of(block)), _shown_as(block)
        full = count + blocks_shown >= capabilities.max_blocks or size + length > capabilities.max_total
        if full and pages[-1]:
            pages.append([])
            size = count = 0
        pages[-1].append(block)
        size, count = size + length, count + blocks_shown
    return pages


def _shown_as(block: Block) -> int:
    """How many blocks a door needs for it: a form's title, its fields and its button stand one below the other."""
    return len(block.inputs) + 2 if isinstance(block, Form) else 1


def _fitted(block: Block, capabilities: Capabilities, words: Words) -> list[Block]:
    longest = capabilities.max_text
    match block:
        case Text(text=text, style=style):
            return [Text(piece, style) for piece in cut(text, longest)]
        case Context(text=text):
            *pieces, last = cut(text, longest)
            return [*map(Context, pieces), replace(block, text=last)]
        case Facts(rows=rows):
            return _in_groups(rows, _fact_length, longest, Facts)
        case Listing(items=items):
            return _in_groups(items, _item_length, longest, Listing)
        case Buttons():
            return _fitted_buttons(block, capabilities)
        case Choice():
            return _fitted_choice(block, capabilities)
        case Form():
            asked = replace(block, missing=words("Please fill this in."))
            return [asked] if capabilities.forms != "none" else _as_text(block, longest)
        case Chart():
            return [block] if capabilities.charts else _as_text(block, longest)
        case Image():
            return [block] if capabilities.images else _as_text(block, longest)
        case Link() | Divider():
            return [block]


def _in_groups(
    rows: Sequence[T], length: Callable[[T], int], longest: int, build: Callable[[tuple[T, ...]], Block]
) -> list[Block]:
    """The rows as few blocks of at most ``longest`` characters; a row too long for a block becomes text."""
    blocks: list[Block] = []
    group: list[T] = []
    for row in rows:
        if group and sum(map(length, group)) + length(row) > longest:
            blocks.append(build(tuple(group)))
            group = []
        if length(row) > longest:
            blocks.extend(_as_text(build((row,)), longest))
        else:
            group.append(row)
    return [*blocks, build(tuple(group))] if group else blocks


def _fact_length(row: tuple[str, str]) -> int:
    return len(row[0]) + len(row[1]) + 3


def _item_length(item: Item) -> int:
    return len(item.title) + len(item.detail) + len(item.url) + 8


def _fitted_buttons(block: Buttons, capabilities: Capabilities) -> list[Block]:
    if capabilities.max_buttons == 0:
        return _as_text(block, capabilities.max_text)
    longest = capabilities.max_label
    explained = [
        Text(piece) for b in block.buttons if len(b.label) > longest for piece in cut(b.label, capabilities.max_text)
    ]
    short = [replace(button, label=_short(button.label, longest)) for button in block.buttons]
    rows = [tuple(short[i : i + capabilities.max_buttons]) for i in range(0, len(short), capabilities.max_buttons)]
    return [*explained, *(Buttons(row) for row in rows)]


def _fitted_choice(block: Choice, capabilities: Capabilities) -> list[Block]:
    longest, most = capabilities.max_label, capabilities.max_options
    full = [option.label for option in block.options if len(option.label) > longest]
    explained = [Text(piece) for label in full for piece in cut(label, capabilities.max_text)]
    short = [Option(_short(option.label, longest), option.value) for option in block.options]
    parts = [tuple(short[i : i + most]) for i in range(0, len(short), most)] or [()]
    return [*explained, *(replace(block, options=part) for part in parts)]


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else label[: longest - 1].rstrip() + "…"


def _as_text(block: Block, longest: int) -> list[Block]:
    return [Text(piece) for piece in cut("\n".join(lines_of(block)), longest)]
