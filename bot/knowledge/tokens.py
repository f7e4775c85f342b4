"""From text to words that can be compared: one case, no accents, one way to write what people write in several."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import Stemmer

_STOP_WORDS = (
    "a about all also am an and any anything are arent as ask at be because been being but by can cannot could did didnt do "
    "does doesnt doing don done dont else ever every for from get gets getting give given gives go going got had "
    "has hasnt have havent having he her here hers him his how i if im in into is isnt it its just kindly know let like ll "
    "many may me might mine more most much my no not now of off ok okay on only or other our ours out over "
    "please really regarding s say said says see shall she should show so some something still such t tell than "
    "that thats the their them then there theres these they thing things this those to too up us ve very want "
    "wanted wants was wasnt we were werent what whats when where whereabouts whether which while who whom whos whose why will "
    "with within would you your yours"
)
STOP = frozenset(_STOP_WORDS.split())
"""Words that do not say what a question is about."""

_LIGHT = (
    "call called come consist contain cover describe explain feel general happen happened have include involve kind long make "
    "mean means meant much name need new people person piece say sort start take tell thing time type use way work"
)
_PIECE = re.compile(r"[^\W_]+(?:['-][^\W_]+|[./:](?=\d)[^\W_]+)*")
_MARKS = str.maketrans(
    {
        "\u2019": "'",
        "\u2018": "'",
        "\u02bc": "'",
        "`": "'",
        "\u2010": "-",
        "\u2011": "-",
        "\u2013": " - ",
        "\u2014": " - ",
        "&": " and ",
    }
)
_PICTURE = re.compile(r"(?<![\w:]):[a-z][a-z0-9_+-]*:(?![\w:])|:[+-]1:")
"""The name of a picture, as Slack sends it."""
_TAG = re.compile(r"<[^<>]{0,300}>")
_NUMBER = re.compile(r"\d[\d./:-]*")
_ONE_WORD = (
    r"\b(?:co[ -](?=produc|design|ordinat|creat|commission)|task[ -](?=groups?\b|forces?\b)|well[ -](?=being\b)"
    r"|(?:step|barrier|smoke|alcohol|gluten)[ -](?=free\b)|e-(?=mails?\b)|on[ -](?=line\b)|check[ -](?=ins?\b)|web[ -](?=sites?\b|pages?\b))"
)
_ONE_WORD_SMALL, _ONE_WORD_ANY = re.compile(_ONE_WORD), re.compile(_ONE_WORD, re.IGNORECASE)
"""The first is twice as fast, for texts in small letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as compared, and whether it was written with a capital, or in capitals."""

    text: str
    capital: bool = False
    upper: bool = False


def read(text: str) -> list[Word]:
    """The words of what a person wrote, in order."""
    text = _PICTURE.sub(" ", text)
    return [
        Word(part, piece[0].isupper(), len(piece) > 1 and piece.isupper())
        for piece in _PIECE.findall(_joined(_ONE_WORD_ANY, _folded(text)))
        for part in _parts(piece.casefold())
    ]


def terms(text: str) -> list[str]:
    """The words of a text, whatever their capitals: what is indexed."""
    pieces = _PIECE.findall(_joined(_ONE_WORD_SMALL, _folded(text).casefold()))
    return [part for piece in pieces for part in ((piece,) if piece.isalnum() else _parts(piece))]


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its English ending: one stem for ``publish``, ``published`` and ``publishing``."""
    return str(_STEMMER.stemWord(word))


def content(words: Iterable[str]) -> list[str]:
    """The stems of the words that say what a text is about, in order."""
    return [stem(word) for word in words if word not in STOP]


@lru_cache(maxsize=4096)
def gist(text: str) -> frozenset[str]:
    """The stems that say what a text is about, as a set; kept for the next question."""
    return frozenset(content(terms(text)))


_STEMMER = Stemmer.Stemmer("english")
LIGHT = frozenset(stem(word) for word in _LIGHT.split())
"""Stems that many questions hold and that answers often put in other words."""


def _folded(text: str) -> str:
    if "<" in text:
        text = _TAG.sub(" ", text)
    if not text.isascii() or "&" in text or "`" in text:
        text = text.translate(_MARKS)
    if not text.isascii():
        text = "".join(mark for mark in unicodedata.normalize("NFKD", text) if not unicodedata.combining(mark))
    return text


def _joined(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda match: match[0][:-1], text)


def _parts(piece: str) -> list[str]:
    if "'" in piece:
        piece = piece.removesuffix("'s").replace("'", "")
    if piece.isalnum() or _NUMBER.fullmatch(piece):
        return [piece]
    return [part for part in re.split(r"[-./:]", piece) if part]
