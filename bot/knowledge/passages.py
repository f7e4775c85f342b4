"""Cutting a text into passages: windows of three sentences, word for word.

A list stays with the sentence that introduces it, a heading with what follows it; no window crosses a heading. Windows
overlap, so that a sentence is found together with what stands before and after it.
"""

from __future__ import annotations

import re

SENTENCES = 3
LONGEST = 1200
"""Characters of a window, unless one sentence with its list is longer."""
LONGEST_LIST = 1500
LONGEST_SENTENCE = 700
LONGEST_HEADING = 90

_ITEM = re.compile(r"\s*(?:[•◦▪‣·*–—-]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s+\S")  # noqa: RUF001 -- as lists are written
_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[^\Wa-z_])|(?<=[。！？])")  # noqa: RUF001
_ABBREVIATION = re.compile(
    r"(?:^|[\s(“\"'‘])(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Rev|Sir|St|Hon|Rt|Gen|Col|Capt|Lt|Sgt|Jr|Sr|No|Nos|Dept|Fig|Vol|pp?"  # noqa: RUF001
    r"|approx|incl|e\.g|i\.e|cf|vs|viz|al|[Ee]st|[Ee]d|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)|(?:[A-Za-z]\.)*[A-Z])\.$"
)


def cut(text: str) -> list[str]:
    """The passages of a text, in order; each is found in it but for the space between lines."""
    return [passage for section in _sections(text) for passage in _windows(section)]


def _sections(text: str) -> list[list[str]]:
    """Units (a sentence, with its list if it has one) between headings; each begins with its separator."""
    sections: list[list[str]] = [[]]
    heading = ""
    for line in text.split("\n"):
        bare = line.strip()
        if not bare:
            continue
        if _ITEM.match(line):
            _add_item(sections[-1], heading, bare)
            heading = ""
        elif _is_heading(bare):
            if not heading and sections[-1]:
                sections.append([])
            heading = f"{heading}\n{bare}".strip()
        else:
            first, *rest = sentences(bare)
            sections[-1].append(f"\n{heading}\n{first}" if heading else f"\n{first}")
            sections[-1] += [f" {sentence}" for sentence in rest]
            heading = ""
    if heading:
        sections[-1].append(f"\n{heading}")
    return sections


def _add_item(units: list[str], heading: str, item: str) -> None:
    if units and not heading and len(units[-1]) + len(item) <= LONGEST_LIST:
        units[-1] += f"\n{item}"
    else:
        units.append(f"\n{heading}\n{item}" if heading else f"\n{item}")


def _is_heading(line: str) -> bool:
    return (
        len(line) <= LONGEST_HEADING
        and not line.endswith((".", "!", ":", ";", ",", "”", '"', "…"))
        and (not line.endswith("?") or len(sentences(line)) == 1)
    )


def sentences(paragraph: str) -> list[str]:
    """The sentences of a paragraph; ``Dr.``, ``e.g.`` and initials end none."""
    found: list[str] = []
    start = 0
    for boundary in _END.finditer(paragraph):
        before = paragraph[start : boundary.start()]
        if not _ABBREVIATION.search(before[-12:]):
            found.append(paragraph[start : boundary.end()].strip())
            start = boundary.end()
    found.append(paragraph[start:].strip())
    return [piece for sentence in found if sentence for piece in _pieces(sentence)]


def _pieces(sentence: str) -> list[str]:
    """A sentence that is far too long (a table, say) in pieces, cut at spaces where there are any."""
    pieces = []
    while len(sentence) > LONGEST_SENTENCE:
        at = sentence.rfind(" ", 1, LONGEST_SENTENCE)
        at = at if at > 0 else LONGEST_SENTENCE
        pieces.append(sentence[:at].strip())
        sentence = sentence[at:].strip()
    return [*pieces, sentence]


def _windows(units: list[str]) -> list[str]:
    windows: list[str] = []
    last_end = 0
    for start in range(len(units)):
        end = start + 1
        while end < min(start + SENTENCES, len(units)) and sum(map(len, units[start : end + 1])) <= LONGEST:
            end += 1
        if end > last_end:
            windows.append("".join(units[start:end]).strip())
            last_end = end
    return windows
