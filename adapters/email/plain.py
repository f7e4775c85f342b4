"""A card as plain text: every word, and the address of every answer."""

from __future__ import annotations

from typing import assert_never

from adapters.email.around import Around, body, shown_amount
from bot.cards import (
    Block,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Divider,
    Facts,
    Form,
    Image,
    Input,
    Item,
    Link,
    Listing,
    Text,
)
from bot.picks import picks


def plain(card: Card, around: Around) -> str:
    """The plain half."""
    blocks = "\n\n".join(_plain(block, around) for block in body(card))
    return f"{blocks}\n\n-- \n{around.why}\n{around.no_more}: {around.unsubscribe}\n"


def _plain(block: Block, around: Around) -> str:
    match block:
        case Text():
            return _plain_text(block)
        case Context(text=text):
            return text
        case Facts(rows=rows):
            return "\n".join(f"{label}: {value}" for label, value in rows)
        case Listing(items=items):
            return "\n".join(_plain_item(item) for item in items)
        case Buttons():
            return "\n".join(f"{pick.label}: {around.to(pick)}" for pick in picks(block))
        case Choice():
            return _plain_choice(block, around)
        case Form(title=title, inputs=inputs, submit=submit):
            return "\n".join((title, *(_plain_input(field) for field in inputs), f"{submit}: {around.answer}"))
        case Chart(title=title, rows=amounts, unit=unit):
            return "\n".join((title, *(f"{label}: {shown_amount(amount, unit)}" for label, amount in amounts)))
        case Image(url=url, alt=alt):
            return f"{alt} ({url})"
        case Link(label=label, url=url):
            return f"{label}: {url}"
        case Divider():
            return "-" * 40
        case _:
            assert_never(block)


def _plain_text(block: Text) -> str:
    match block.style:
        case "heading":
            return f"{block.text}\n{'-' * min(len(block.text), 70)}"
        case "quote":
            return "\n".join(f"> {line}" for line in block.text.split("\n"))
        case "plain":
            return block.text
        case _:
            assert_never(block.style)


def _plain_item(item: Item) -> str:
    head = f"- {item.title}" + (f" ({item.url})" if item.url else "")
    return f"{head}\n  {item.detail}" if item.detail else head


def _plain_choice(block: Choice, around: Around) -> str:
    if block.many:
        options = "\n".join(f"- {option.label}" for option in block.options)
        return f"{block.label}\n{options}\n{around.words('Choose')}: {around.answer}"
    lines = (f"- {option.label}: {around.to(pick)}" for option, pick in zip(block.options, picks(block), strict=True))
    return "\n".join((block.label, *lines))


def _plain_input(field: Input) -> str:
    extras = (field.hint, field.error, *(f"  - {option.label}" for option in field.options))
    return "\n".join((f"* {field.label}", *(f"  {extra}" for extra in extras if extra)))
