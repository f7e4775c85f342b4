"""Cards as HTML. Every text is escaped by the templates; only http, https and mailto links become links."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, assert_never

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

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
    Link,
    Listing,
    Text,
    says_nothing,
)
from bot.links import safe_link, web_link
from bot.words import Words

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of a chart; ``width`` is in percent of the longest."""

    label: str
    amount: str
    width: float


def environment() -> Environment:
    """The templates."""
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.tests |= {"safe_link": safe_link, "web_link": web_link}
    made.filters["option_pair"] = lambda option: (option.value, option.label)
    return made


def card_html(templates: Environment, card: Card, here: dict[str, Any]) -> Markup:
    """A card's blocks; ``here`` holds what forms need: ``csrf``, ``key``, ``message``, ``_``, and
    where they go, ``press`` and ``submit``."""
    blocks = (Text(card.summary),) if says_nothing(card) else card.blocks
    return Markup("").join(block_html(templates, block, here) for block in blocks)


def block_html(templates: Environment, block: Block, here: dict[str, Any]) -> Markup:
    """One block."""
    macros: Any = templates.get_template("blocks.html").module
    match block:
        case Text():
            made = macros.text(block)
        case Facts():
            made = macros.facts(block)
        case Listing():
            made = macros.listing(block)
        case Buttons():
            made = macros.buttons(block, here)
        case Choice():
            made = macros.choice(block, here)
        case Form():
            made = macros.form(block, here)
        case Chart():
            made = macros.chart(block, bars(block))
        case Image():
            made = macros.image(block)
        case Link():
            made = macros.link(block)
        case Context():
            made = macros.context(block)
        case Divider():
            made = macros.divider()
        case _:
            assert_never(block)
    return Markup(made)  # noqa: S704 the templates have escaped it


def bars(chart: Chart) -> list[Bar]:
    """A chart's rows as bars; what is below nothing has no length."""
    most = max((amount for _, amount in chart.rows), default=0)
    return [
        Bar(label, f"{amount:,g} {chart.unit}".strip(), round(100 * max(amount, 0) / most, 1) if most > 0 else 0)
        for label, amount in chart.rows
    ]


def part_names(words: Words) -> dict[str, str]:
    """What people call the roles."""
    return {
        "member": words("partner member"),
        "champion": words("champion"),
        "taskgroup_lead": words("taskgroup lead"),
        "partner_admin": words("partner admin"),
        "staff": words("staff"),
    }
