"""Texts for Adaptive Cards, which read a subset of Markdown: nothing a person typed may style, link or ping."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

_MARKS = re.compile(r"([\\`*_\[\]{}<>~|])")
_LINE_STARTS = re.compile(r"^(\s*)([#+-]|\d+(?=[.)]))", re.MULTILINE)


def escaped(text: str) -> str:
    """The text so that it is shown as written; lines stay lines.

    Braces are among the marks because ``{{DATE(...)}}`` is a command on cards, angle brackets because of ``<at>``.
    """
    marked = _LINE_STARTS.sub(_started, _MARKS.sub(r"\\\1", text))
    return "\n\n".join(line for line in marked.splitlines() if line.strip()) or " "


def _started(found: re.Match[str]) -> str:
    space, mark = found.groups()
    return f"{space}{mark}\u200b" if mark.isdigit() else f"{space}\\{mark}"


def link(label: str, url: str) -> str:
    """A link, where the address is one that may be followed; else its words."""
    target = linkable(url)
    return f"[{escaped(label)}]({target})" if target else escaped(f"{label} ({url})" if url else label)


def linkable(url: str) -> str:
    """The address as it may stand in a link, or empty for one that is no web or mail address."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https", "mailto") or not (parts.netloc or parts.scheme == "mailto"):
        return ""
    return quote(url.strip(), safe=":/?#@!$&'*+,;=%~-._")
