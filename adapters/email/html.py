"""A card as HTML for mail programs: inline styles, no scripts, and pictures only where the card has them."""

from __future__ import annotations

from typing import assert_never

from markupsafe import Markup, escape

from adapters.email import styles
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
    Option,
    Text,
)
from bot.links import safe_link, web_link
from bot.picks import picks

TEXTS = {"plain": ("p", styles.TEXT), "heading": ("h2", styles.HEADING), "quote": ("blockquote", styles.QUOTE)}
PAGE = Markup("""\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body style="{body}">
<div role="main" style="{main}">
{blocks}
<hr style="{line}">
{foot}
</div>
</body>
</html>
""")


def html(card: Card, around: Around) -> str:
    """The HTML half."""
    first = next((block for block in body(card) if isinstance(block, Text) and block.style == "heading"), None)
    blocks = Markup().join(
        _tag("h1", styles.HEADING, _lines(first.text)) if first and block is first else _html(block, around)
        for block in body(card)
    )
    foot = Markup('<p style="{}">{}<br><a href="{}" style="{}">{}</a></p>').format(
        styles.SMALL, around.why, around.unsubscribe, styles.LINK, around.no_more
    )
    return PAGE.format(
        language=around.words.language,
        title=card.summary,
        body=styles.BODY,
        main=styles.MAIN.format(styles.LARGE_PRINT if around.large else styles.PRINT),
        blocks=blocks,
        line=styles.LINE,
        foot=foot,
    )


def _html(block: Block, around: Around) -> Markup:
    match block:
        case Text(text=text, style=style):
            return _tag(*TEXTS[style], _lines(text))
        case Context(text=text):
            return _tag("p", styles.SMALL, _lines(text))
        case Facts(rows=rows):
            return _tag("table", styles.TABLE, Markup().join(_row(label, _lines(value)) for label, value in rows))
        case Listing(items=items):
            return _tag("ul", styles.LIST, Markup().join(_item(item) for item in items))
        case Buttons():
            links = Markup(" ").join(_button(pick.label, around.to(pick)) for pick in picks(block))
            return _tag("p", styles.TEXT, links)
        case Choice():
            return _choice(block, around)
        case Form():
            return _form(block, around)
        case Chart():
            return _chart(block)
        case Image():
            return _tag("p", styles.TEXT, _image(block))
        case Link(label=label, url=url):
            return _tag("p", styles.TEXT, _link(label, url))
        case Divider():
            return Markup('<hr style="{}">').format(styles.LINE)
        case _:
            assert_never(block)


def _choice(block: Choice, around: Around) -> Markup:
    label = _tag("p", styles.STRONG, block.label)
    if block.many:
        button = _button(around.words("Choose"), around.answer)
        return label + _options(block.options) + _tag("p", styles.TEXT, button)
    links = (
        _tag("li", styles.ITEM, _link(option.label, around.to(pick)))
        for option, pick in zip(block.options, picks(block), strict=True)
    )
    return label + _tag("ul", styles.LIST, Markup().join(links))


def _form(block: Form, around: Around) -> Markup:
    fields = Markup().join(_tag("li", styles.ITEM, _input(field)) for field in block.inputs)
    return (
        _tag("p", styles.STRONG, block.title)
        + _tag("ul", styles.LIST, fields)
        + _tag("p", styles.TEXT, _button(block.submit, around.answer))
    )


def _input(field: Input) -> Markup:
    extras = (_tag("div", styles.SMALL, extra) for extra in (field.hint, field.error) if extra)
    return escape(field.label) + Markup().join(extras) + (_options(field.options) if field.options else "")


def _options(options: tuple[Option, ...]) -> Markup:
    return _tag("ul", styles.LIST, Markup().join(_tag("li", styles.ITEM, option.label) for option in options))


def _item(item: Item) -> Markup:
    detail = Markup("<br>") + _lines(item.detail) if item.detail else ""
    title = _link(item.title, item.url) if item.url else _tag("strong", "", item.title)
    return _tag("li", styles.ITEM, title + detail)


def _chart(block: Chart) -> Markup:
    rows = Markup().join(_row(label, shown_amount(amount, block.unit)) for label, amount in block.rows)
    return _tag("table", styles.TABLE, _tag("caption", styles.CAPTION, block.title) + rows)


def _row(label: str, value: str) -> Markup:
    return Markup('<tr><th scope="row" style="{}">{}</th><td style="{}">{}</td></tr>').format(
        styles.LABEL, label, styles.VALUE, value
    )


def _image(block: Image) -> Markup:
    address = web_link(block.url)
    if not address:
        return escape(f"{block.alt} ({block.url})")
    return Markup('<img src="{}" alt="{}" style="{}">').format(address, block.alt, styles.IMAGE)


def _link(label: str, url: str) -> Markup:
    address = safe_link(url)
    if not address:
        return escape(f"{label} ({url})")
    return Markup('<a href="{}" style="{}">{}</a>').format(address, styles.LINK, label)


def _button(label: str, url: str) -> Markup:
    return Markup('<a href="{}" style="{}">{}</a>').format(url, styles.BUTTON, label)


def _tag(name: str, style: str, inner: str) -> Markup:
    return Markup('<{} style="{}">{}</{}>').format(name, style, inner, name)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))
