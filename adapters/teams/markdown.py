"""Texts for Adaptive Cards, which read a subset of Markdown: nothing a person typed may style, link or ping."""

from __future__ import annotations

import re
from urllib.parse import quote

from bot.links import safe_link

_MARKS = re.compile(r"([\\`*_\[\]{}<>~&])")
_LINE_START = re.compile(r"^(?:(\d+)([.)])(?=\s)|()([#+=-]))")


def escaped(text: str) -> str:
    """The text so that it is shown as written; lines stay lines.

    Braces are among the marks because ``{{DATE(...)}}`` is a command on cards, angle brackets because of ``<at>``.
    """
    lines = [line.strip() for line in text.splitlines()]
    return "\n\n".join(_LINE_START.sub(_held, _MARKS.sub(r"\\\1", line)) for line in lines if line) or " "


def _held(found: re.Match[str]) -> str:
    return f"{found[1] or ''}\\{found[2] or found[4]}"


def link(label: str, url: str) -> str:
    """A link, where the address is one that may be followed; else its words."""
    target = linkable(url)
    return f"[{escaped(label)}]({target})" if target else escaped(f"{label} ({url})" if url else label)


def linkable(url: str) -> str:
    """The address as it may stand in a link, or empty for one that is no web or mail address."""
    return quote(safe_link(url), safe=":/?#@!$&'*+,;=%~-._")
