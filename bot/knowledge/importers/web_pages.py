"""Web pages: the words of the page without its navigation, and what its head says about it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from bot.knowledge.importers.dates import fixed_day
from bot.knowledge.importers.plain_text import Draft
from bot.knowledge.importers.provenance import Provenance
from bot.words import LANGUAGES

NOT_TEXT = frozenset(
    ["script", "style", "noscript", "template", "nav", "aside", "footer", "form", "button", "svg", "iframe", "head"]
)
BLOCKS = frozenset(
    [
        *("p", "div", "section", "article", "main", "header", "ul", "ol", "li", "table", "tr", "blockquote", "pre"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "figure", "figcaption", "address"),
    ]
)


def read(html: str) -> Draft:
    """The main text of a page."""
    soup = BeautifulSoup(html, "html.parser")
    stated = Provenance(
        title=_meta(soup, "og:title", "dc.title", "citation_title") or _heading(soup) or _title(soup),
        author=_meta(soup, "author", "article:author", "dc.creator", "citation_author"),
        publisher=_meta(soup, "og:site_name", "dc.publisher", "publisher", "citation_publisher"),
        date=_date(soup),
        link=_link(soup),
    )
    language = str(soup.html.get("lang", ""))[:2].lower() if soup.html else ""
    return Draft(_text(soup), overrides=stated, language=language if language in LANGUAGES else None)


def _meta(soup: BeautifulSoup, *names: str) -> str | None:
    for name in names:
        for tag in soup.find_all("meta"):
            if name in (str(tag.get(key, "")).lower() for key in ("name", "property", "itemprop")):
                content = " ".join(str(tag.get("content", "")).split())
                if content and not content.startswith(("http:", "https:")):
                    return content
    return None


def _title(soup: BeautifulSoup) -> str | None:
    """The title without the site's name behind it."""
    text = " ".join(soup.title.get_text().split()) if soup.title else ""
    return re.split(r"\s+[|–—]\s+|\s+-\s+(?=[^-]*$)", text)[0] or None  # noqa: RUF001


def _heading(soup: BeautifulSoup) -> str | None:
    headings = soup.find_all("h1")
    return " ".join(headings[0].get_text(" ").split()) or None if len(headings) == 1 else None


def _date(soup: BeautifulSoup) -> dt.date | None:
    said = _meta(soup, "article:published_time", "datepublished", "dc.date", "dcterms.issued", "citation_date", "date")
    times = [str(tag.get("datetime", "")) for tag in soup.find_all("time", limit=1)]
    for text in (said or "", *times):
        if (day := fixed_day(text[:10])) or (day := fixed_day(text)):
            return day
    return None


def _link(soup: BeautifulSoup) -> str | None:
    tag = soup.find("link", rel="canonical")
    meta = soup.find("meta", property="og:url")
    for text in (
        tag.get("href") if isinstance(tag, Tag) else None,
        meta.get("content") if isinstance(meta, Tag) else None,
    ):
        if text and re.fullmatch(r"https?://[^\s<>\"]+", str(text)):
            return str(text)
    return None


@dataclass(frozen=True, slots=True)
class _Where:
    """What surrounds a text: the block it belongs to, and whether it is left out or keeps its line breaks."""

    block: int
    in_list: bool = False
    left_out: bool = False
    as_is: bool = False


def _text(soup: BeautifulSoup) -> str:
    """The words, block by block, in one pass: a page may hold very many."""
    main = soup.find("main") or soup.find("article") or soup.body or soup
    surroundings = {id(main): _Where(id(main))}
    parts: list[str] = []
    last = id(main)
    begun: set[int] = set()
    for node in main.descendants:
        around = surroundings[id(node.parent)]
        if isinstance(node, Tag):
            surroundings[id(node)] = _inside(node, around)
            parts += {"br": ["\n"], "td": [" "], "th": [" "]}.get(node.name, [])
        elif type(node) is NavigableString and not around.left_out:  # not its kin: comments, scripts, declarations
            text = str(node) if around.as_is else re.sub(r"\s+", " ", node)
            if around.block != last and text.strip():
                bullet = around.in_list and around.block not in begun
                parts.append("\n• " if bullet else "\n\n")
                last = around.block
                begun.add(last)
            parts.append(text)
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in "".join(parts).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _inside(tag: Tag, around: _Where) -> _Where:
    is_block = tag.name in BLOCKS and not (tag.name == "p" and around.in_list)
    return _Where(
        id(tag) if is_block else around.block,
        tag.name == "li" if is_block else around.in_list,
        around.left_out or tag.name in NOT_TEXT,
        around.as_is or tag.name == "pre",
    )
