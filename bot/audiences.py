"""Who something is for, as people write it: ``partner:bgs and not role:champion``.

The grammar: terms ``kind:value`` (quoted where the value holds and, or, not or a bracket), ``everyone``, joined by
``and``, ``or`` and ``not`` with brackets; ``not`` binds first, then ``and``. Or a list of e-mail addresses.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, assert_never

from bot.mailboxes import BadAddress, mailbox
from bot.words import Words, words_for

Kind = Literal["partner", "network", "taskgroup", "role", "region", "champion", "language", "person", "saved"]
KINDS: tuple[Kind, ...] = (
    "partner", "network", "taskgroup", "role", "region", "champion", "language", "person", "saved",
)  # fmt: skip
EVERYONE = "everyone"
LONGEST = 2000
"""Characters of an audience."""
MOST_PARTS = 200
"""Names, brackets and joining words; with ``DEEPEST`` it keeps any audience a query that databases take."""
DEEPEST = 20
"""Brackets within brackets."""
_ADDRESSES = re.compile(r"\s*[^\s@:,;]+@[^\s@:,;]+(?:[\s,;]+[^\s@:,;]+@[^\s@:,;]+)*[\s,;]*")
_TOKEN = re.compile(r'"[^"]*"|[()]|[^\s()"]+(?:"[^"]*")?|"')


class BadAudience(ValueError):
    """It cannot be read; the text says what would be right."""


class UnknownAudience(ValueError):
    """It names something that is not there; the text says what is."""


@dataclass(frozen=True, slots=True)
class Everyone:
    """All the people on record."""


@dataclass(frozen=True, slots=True)
class Is:
    """People of one partner, network, role ..."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Everybody else."""

    part: Audience


@dataclass(frozen=True, slots=True)
class Both:
    """Those in every part."""

    parts: tuple[Audience, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """Those in any part."""

    parts: tuple[Audience, ...]


Audience = Everyone | Is | Not | Both | Either


def parse(text: str, words: Words | None = None) -> Audience:
    """The audience that a text describes; whether its names exist is the store's to say.

    Raises:
        BadAudience: it does not follow the grammar; the sentence is in the language of ``words``.
    """
    words = words or words_for("en")
    reader = _Reader(text, words)
    if listed := _ADDRESSES.fullmatch(text):
        return _people(listed[0], words)
    audience = reader.either()
    reader.end()
    return audience


def names_people(text: str) -> bool:
    """Whether a text names single people, which is for staff alone to read."""
    return "@" in text or "person:" in text.casefold()


def written(audience: Audience) -> str:
    """The text that ``parse`` reads back as this audience."""
    match audience:
        case Everyone():
            return EVERYONE
        case Is(kind=kind, value=value):
            return f"{kind}:{value}" if re.fullmatch(r"[^\s()\":]+", value) else f'{kind}:"{value}"'
        case Not(part=part):
            return f"not {_bracketed(part)}"
        case Both(parts=parts):
            return " and ".join(map(_bracketed, parts))
        case Either(parts=parts):
            return " or ".join(map(_bracketed, parts))
        case _:
            assert_never(audience)


def _bracketed(audience: Audience) -> str:
    return f"({written(audience)})" if isinstance(audience, Both | Either) else written(audience)


def nearest(word: str, accepted: Iterable[str]) -> str | None:
    """The accepted word that somebody who wrote ``word`` most likely meant."""
    by_case = {one.casefold(): one for one in accepted}
    near = difflib.get_close_matches(word.casefold(), by_case, n=1, cutoff=0.5)
    return by_case[near[0]] if near else None


def _people(text: str, words: Words) -> Audience:
    found = []
    for written in re.split(r"[\s,;]+", text.strip(" \t\r\n,;")):
        try:
            found.append(Is("person", mailbox(written).address))
        except BadAddress:
            raise BadAudience(words('"{text}" is no e-mail address.', text=written[:80])) from None
    return found[0] if len(found) == 1 else Either(tuple(dict.fromkeys(found)))


class _Reader:
    """Reads tokens from left to right."""

    def __init__(self, text: str, words: Words) -> None:
        self.words = words
        if len(text) > LONGEST:
            raise BadAudience(
                words(
                    "An audience has at most {n} characters, this one has {all}. Save a longer list under a name, on "
                    "the staff page Audiences.",
                    n=LONGEST,
                    all=len(text),
                )
            )
        self.tokens: list[str] = _TOKEN.findall(text)
        self.at = self.depth = 0
        if len(self.tokens) > MOST_PARTS:
            raise BadAudience(words("An audience has at most {n} parts. Save a part of it under a name.", n=MOST_PARTS))
        if '"' in self.tokens:
            raise BadAudience(words('A quotation mark is open: write both, as in partner:"Health and Care".'))

    def either(self) -> Audience:
        parts = [self.both()]
        while self._take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Either(tuple(parts))

    def both(self) -> Audience:
        parts = [self.one()]
        while self._take("and"):
            parts.append(self.one())
        return parts[0] if len(parts) == 1 else Both(tuple(parts))

    def one(self) -> Audience:
        negations = 0
        while self._take("not"):
            negations += 1
        inner = self._inner()
        return Not(inner) if negations % 2 else inner

    def end(self) -> None:
        if self.at < len(self.tokens):
            self._refuse_next()

    def _inner(self) -> Audience:
        words = self.words
        if self._take("("):
            self.depth += 1
            if self.depth > DEEPEST:
                raise BadAudience(words("At most {n} brackets may stand within each other.", n=DEEPEST))
            inner = self.either()
            self.depth -= 1
            if not self._take(")"):
                raise BadAudience(words("A bracket is open: put ) where it ends."))
            return inner
        token = self._next()
        if token is None or token.casefold() in {"and", "or", ")"}:
            raise BadAudience(
                words('After "{before}" something is missing, such as partner:NAME or everyone.', before=self._before())
                if self.at
                else words("Write who it is for, such as everyone, partner:NAME or network:NAME and not role:champion.")
            )
        self.at += 1
        if token.casefold() == EVERYONE:
            return Everyone()
        return self._term(token)

    def _term(self, token: str) -> Is:
        kind, colon, value = token.partition(":")
        known = next((one for one in KINDS if one == kind.casefold()), None)
        if not colon or known is None:
            raise self._unknown(kind, token, colon)
        value = value.strip('"').strip()
        while not token.endswith('"') and (more := self._next()) and self._goes_on(more):
            value = f"{value} {more.strip(chr(34))}".strip()
            self.at += 1
        if not value:
            raise BadAudience(self.words("After {kind}: a name is missing, such as {kind}:NAME.", kind=known))
        return Is(known, value)

    def _unknown(self, kind: str, token: str, colon: str) -> BadAudience:
        near = nearest(kind, KINDS if colon else (EVERYONE,))
        if near == EVERYONE:
            return BadAudience(self.words('"{word}" is not known. Did you mean "{near}"?', word=token, near=near))
        if near:
            return BadAudience(self.words('"{word}" is not known. Did you mean "{near}:"?', word=kind, near=near))
        kinds = self.words.listing([f"{one}:" for one in KINDS])
        return BadAudience(
            self.words('"{word}" is not known. Write everyone, or one of {kinds} with a name.', word=token, kinds=kinds)
        )

    def _goes_on(self, token: str) -> bool:
        """Whether this is a further word of a name, rather than a joining word, a bracket or another term."""
        return token.casefold() not in {"and", "or", "not", "(", ")", EVERYONE} and not self._is_term(token)

    def _is_term(self, token: str) -> bool:
        return token.partition(":")[0].casefold() in KINDS and ":" in token

    def _refuse_next(self) -> None:
        token = self.tokens[self.at]
        if token == ")":
            raise BadAudience(self.words("There is a ) without its ( before it."))
        raise BadAudience(
            self.words('Between "{before}" and "{after}" write and or or.', before=self._before(), after=token)
        )

    def _next(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def _take(self, word: str) -> bool:
        found = (self._next() or "").casefold() == word
        self.at += found
        return found

    def _before(self) -> str:
        return self.tokens[self.at - 1]
