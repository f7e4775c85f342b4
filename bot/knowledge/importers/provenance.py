"""Where a text comes from, as far as the text itself says: title, author, publisher, date and link.

Every rule needs the text's own word for it; where it says nothing, nothing is filled in. Lines that only say who, when
and where leave the text, because they are kept as fields; every other line stays word for word.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile

from bot.knowledge.importers.boilerplate import BULLET, bare
from bot.knowledge.importers.dates import FIXED, fixed_day

LONGEST_TITLE = 120
SHORTENED = 80
HEAD, TAIL = 8, 2
"""How many lines before the first sentence, and at the end, may say who wrote the text, and when."""

LABELS = {
    "title": "title",
    "author": "author",
    "authors": "author",
    "about the author": "author",
    "written by": "author",
    "posted by": "author",
    "original author": "author",
    "publisher": "publisher",
    "published by": "publisher",
    "organisation": "publisher",
    "date": "date",
    "published": "date",
    "published on": "date",
    "date published": "date",
    "publication date": "date",
    "posted on": "date",
    "last updated": "date",
    "link": "link",
    "url": "link",
    "source": "link",
}
LABELLED = re.compile(
    rf"(?P<label>{'|'.join(sorted(LABELS, key=len, reverse=True))})\s*:\s*(?P<value>\S.*)", re.IGNORECASE
)
KEPT = re.compile(r"(?:title|date|organisation|publisher|link|url|source)\s*:", re.IGNORECASE)
"""Labels whose lines stay in the text: on a flyer, say, they speak of the event."""
BYLINE = re.compile(r"(?:by|written by|posted by) (?P<author>[^.,:;]{3,60})", re.IGNORECASE)
POSTED = re.compile(
    r"(?:posted|published|last updated)(?: on)?:? (?P<date>.{8,30}?)(?: by (?P<author>.{3,60}))?", re.IGNORECASE
)
ABOUT_BLOCK = re.compile(
    r"(?:article|document|page|publication) (?:information|details)|about this (?:article|page)", re.IGNORECASE
)
DATED_TITLE = re.compile(r"(?P<title>.{5,}?)\s*\((?P<date>[^()]{8,30})\)")
JOB = (
    r"(?:Director|Manager|Chair|Chief Executive|CEO|President|Officer|Lead|Head|Secretary|Professor|Editor|Coordinator)"
)
ROLE = rf"(?:(?:[A-Z][\w-]+|of|and|the|for|&) ){{0,5}}?{JOB}"
INTRODUCED = re.compile(
    rf"(?P<author>[^\s.,]+(?: [^\s.,]+){{1,3}}) is (?:the |an? )?{ROLE}[^.]*? (?:for|of|at) (?:the )?"
    r"(?P<publisher>[A-Z][^.,;]{3,80})[.,]"
)
IN_THIS_BLOG = re.compile(r"\bin this (?:blog|article|post|piece|guest blog|report|interview)\b", re.IGNORECASE)
STANDFIRST = re.compile(
    rf"(?P<publisher>[A-Z][\w'’&-]+(?: (?:[A-Z][\w'’&-]+|of|and|for|the)){{1,6}}?)(?:'s|’s)? "  # noqa: RUF001
    rf"(?:(?:Deputy|Associate|Managing|Executive|Medical|Clinical|Programme|Network) )*{JOB} "
    r"(?P<author>[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){1,2}) "  # noqa: RUF001
    r"(?:on|writes|explains|describes|introduces|reflects|shares|looks|sets out|discusses)\b"
)
GLUED = re.compile(r"\b[A-Z][A-Z0-9]{1,7}(?=[A-Z][a-z])")
"""Letters of a logo that were glued to the name after it when the page became text."""
URL = re.compile(r"https?://[^\s<>\"]+")


@dataclass(frozen=True, slots=True)
class Provenance:
    """What is known of where a text comes from."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: dt.date | None = None
    link: str | None = None

    def over(self, other: Provenance) -> Provenance:
        """What this holds, with ``other`` filling in what is missing."""
        return Provenance(
            self.title or other.title,
            self.author or other.author,
            self.publisher or other.publisher,
            self.date or other.date,
            self.link or other.link,
        )


def find(text: str) -> tuple[Provenance, str]:
    """What the text says of itself (a title only where a line of its own holds one), and the text without bylines."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    found, used = _block(lines)
    head = takewhile(lambda number: not is_prose(lines[number]), filled[:HEAD])
    for number in dict.fromkeys((*head, *filled[-TAIL:])):
        line = lines[number].strip()
        said = None if number in used else _line(line)
        if said and found.over(said) != found:
            found = found.over(said)
            if not KEPT.match(line):
                used.add(number)
    body = [bare(lines[number]) for number in filled if number not in used]
    found = _link(body, _title(body, found.over(_sentence(body))))
    rest = "\n".join(line for number, line in enumerate(lines) if number not in used)
    return found, re.sub(r"\n{3,}", "\n\n", BULLET.sub("", rest.strip("\n")) if found.title else rest.strip("\n"))


def _line(line: str) -> Provenance | None:
    """What a line says if it says only who, when or where."""
    if (date := fixed_day(line)) is not None:
        return Provenance(date=date)
    if match := LABELLED.fullmatch(line):
        return _labelled(LABELS[match["label"].lower()], match["value"])
    if (match := BYLINE.fullmatch(line)) and is_name(match["author"]):
        return Provenance(author=match["author"])
    if (match := POSTED.fullmatch(line)) and (date := fixed_day(match["date"])):
        return Provenance(author=match["author"], date=date)
    return None


def _labelled(field: str, value: str) -> Provenance | None:
    match field:
        case "date":
            date = fixed_day(value)
            return Provenance(date=date) if date else None
        case "link":
            return Provenance(link=value) if URL.fullmatch(value) else None
        case "author":
            return Provenance(author=value) if is_name(value) else None
        case "publisher":
            return Provenance(publisher=value)
        case _:
            return Provenance(title=value)


def _block(lines: list[str]) -> tuple[Provenance, set[int]]:
    """A block of details under a heading such as "Article information", and the lines it takes.

    Its publisher is the short name right above the heading. Without labels, its date is the one there is, and its
    author the name right before the date.
    """
    for number, line in enumerate(lines):
        if ABOUT_BLOCK.fullmatch(bare(line)):
            details = list(_until_blank(lines, number + 1))
            values = [bare(lines[at]) for at in details]
            found = _details(values)
            if found == Provenance():
                continue
            used = {number, *details}
            above = bare(lines[number - 1]) if number else ""
            if is_name(above):
                found = replace(found, publisher=found.publisher or above)
                used.add(number - 1)
            return found, used
    return Provenance(), set()


def _until_blank(lines: list[str], start: int) -> Iterator[int]:
    for number in range(start, len(lines)):
        if not lines[number].strip():
            return
        yield number


def _details(values: list[str]) -> Provenance:
    found = Provenance()
    for before, value in zip(["", *values], values, strict=False):
        found = found.over(_line(value) or Provenance())
        if fixed_day(value) and is_name(before):
            found = replace(found, author=found.author or before)
    return found


def _sentence(body: list[str]) -> Provenance:
    """The author and organisation that one of the first sentences introduces."""
    for line in body[:5]:
        if match := STANDFIRST.match(line):
            return Provenance(author=match["author"], publisher=match["publisher"])
        line = GLUED.sub("", line)  # noqa: PLW2901 -- the same line, mended
        if IN_THIS_BLOG.search(line) and (match := INTRODUCED.match(line)) and is_name(match["author"]):
            return Provenance(author=match["author"], publisher=match["publisher"].strip())
    return Provenance()


def _title(body: list[str], found: Provenance) -> Provenance:
    if found.title or not body:
        return found
    line = body[0]
    if len(body) > 1 and len(line) <= LONGEST_TITLE and not line.endswith((".", ",", ":", ";")):
        match = DATED_TITLE.fullmatch(line)
        date = fixed_day(match["date"]) if match else None
        if match and date:
            return replace(found, title=match["title"], date=found.date or date)
        return replace(found, title=line)
    return found


def _link(body: list[str], found: Provenance) -> Provenance:
    """The address on the line that repeats the title."""
    for line in body:
        if found.title and not found.link and line.startswith(found.title) and (match := URL.search(line)):
            return replace(found, link=match[0])
    return found


def shortened(text: str) -> str:
    """The first sentence, cut at a word where it is long."""
    sentence = re.split(r"(?<=[.!?])\s", " ".join(text.split()), maxsplit=1)[0]
    if len(sentence) <= SHORTENED:
        return sentence.rstrip(".")
    return sentence[:SHORTENED].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"  # noqa: RUF001


def is_prose(line: str) -> bool:
    """Whether a line is part of the text proper and not of its head."""
    return len(line.strip()) > LONGEST_TITLE or line.rstrip().endswith(".")


def is_name(text: str) -> bool:
    """Whether this can be the name of a person or an organisation: a few words, the first and last with a capital."""
    words = text.split()
    if not 2 <= len(words) <= 8 or len(text) > 80 or text[-1] in ".,;:!?" or any(p.fullmatch(text) for p in FIXED):
        return False
    small = {
        "of",
        "and",
        "the",
        "for",
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "al",
        "bin",
        "ap",
        "ferch",
        "&",
        "in",
    }
    return all(word[0].isupper() or word.lower() in small for word in words) and words[-1][0].isupper()
