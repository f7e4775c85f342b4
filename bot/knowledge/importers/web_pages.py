"""Web pages: the words of the page without its navigation, and what its head says about it."""

from __future__ import annotations

import datetime as dt
import re

from bs4 import BeautifulSoup, Tag
from bs4.element import Comment, NavigableString, PreformattedString

from bot.knowledge.importers.dates import fixed_day
from bot.knowledge.importers.plain_text import Draft
from bot.knowledge.importers.provenance import Provenance
from bot.words import LANGUAGES

NOT_TEXT = (
    "script",
    "style",
    "noscript",
    "template",
    "nav",
    "aside",
    "footer",
    "form",
    "button",
    "svg",
    "iframe",
    "head",
)
BLOCKS = (
    *("p", "div", "section", "article", "main", "header", "ul", "ol", "table", "tr", "blockquote", "pre", "figure"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "dl", "dt", "dd", "hr", "figcaption", "address"),
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
    return Draft(_text(soup), overrides=stated, language=language if language in LANGUAGES else "en")


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


def _text(soup: BeautifulSoup) -> str:
    main = soup.find("main") or soup.find("article") or soup.body or soup
    for tag in main.find_all(NOT_TEXT):
        tag.decompose()
    for text in main.find_all(string=True):
        if isinstance(text, Comment | PreformattedString):
            text.extract()
        elif text.find_parent("pre") is None:
            text.replace_with(NavigableString(re.sub(r"\s+", " ", str(text))))
    for tag in main.find_all("br"):
        tag.replace_with("\n")
    for tag in main.find_all("li"):
        tag.insert(0, "\n• ")
        tag.append("\n")
    for tag in main.find_all(("td", "th")):
        tag.append(" ")
    for tag in main.find_all(BLOCKS):
        tag.insert_before("\n\n")
        tag.insert_after("\n\n")
    lines = (re.sub(r"[ \t]+", " ", line).strip() for line in main.get_text().split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
