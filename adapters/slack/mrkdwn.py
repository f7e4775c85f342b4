"""Slack's text markup: plain text becomes mrkdwn in which nothing pings, and what people wrote becomes plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from bot.fitting import cut
from bot.links import safe_link

URL_ESCAPES = str.maketrans({"&": "&amp;", "<": "%3C", ">": "%3E", "|": "%7C", " ": "%20"})
_MARKUP = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def escaped(text: str) -> str:
    """The text with the three control characters taken out of force."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def pieces(text: str, longest: int, mark: str = "") -> Iterator[str]:
    """The text escaped, each line after ``mark``, in pieces of at most ``longest`` characters as Slack counts them."""
    while text:
        size = longest
        part = next(cut(text, size))
        while len(_marked(part, mark)) > longest:
            size = max(1, min(len(part) - 1, size * longest // len(_marked(part, mark))))
            part = next(cut(part, size))
        yield _marked(part, mark)
        text = text[len(part) :]


def _marked(text: str, mark: str) -> str:
    return "\n".join(mark + line for line in escaped(text).split("\n"))


def link(label: str, url: str) -> str:
    """A labelled link; an address that Slack would not open stands beside its label."""
    address = safe_link(url)
    if address:
        return f"<{address.translate(URL_ESCAPES)}|{escaped(label).replace('|', '/')}>"
    return f"{escaped(label)} ({escaped(url)})" if url else escaped(label)


def plain(text: str, bot: str = "") -> str:
    """What a person wrote, without Slack's markup and without the mention of the bot that it was meant for."""
    return " ".join(unescape(_MARKUP.sub(lambda found: _shown(found, bot), text)).split(" ")).strip()


def _shown(found: re.Match[str], bot: str) -> str:
    target, label = found[1], found[2]
    if bot and target == f"@{bot}":
        return ""
    if label:
        return f"#{label}" if target.startswith("#") else label
    return target.replace("!", "@", 1) if target.startswith("!") else target.removeprefix("mailto:")
