"""Cutting text into the word pieces that the language model was trained on (BERT's uncased WordPiece, Devlin et al. 2019)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LONGEST_WORD = 100
"""Characters; a longer word is unknown, as in the original."""
KEPT = 50_000
"""Words whose pieces are remembered."""
_IDEOGRAPHS = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F))
_ASCII_MARKS = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")


@dataclass(frozen=True, slots=True)
class WordPieces:
    """A vocabulary, and the pieces of the words seen so far."""

    numbers: dict[str, int]
    _seen: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def load(cls, file: Path) -> WordPieces:
        """From a vocabulary file: a piece a line, numbered from 0."""
        pieces = file.read_text(encoding="utf-8").splitlines()
        return cls({piece: number for number, piece in enumerate(pieces)})

    def cut(self, text: str, longest: int) -> list[int]:
        """The numbers of a text's pieces between the marks for beginning and end, ``longest`` at most."""
        numbers = [number for word in _words(text) for number in self._pieces(word)]
        return [self.numbers["[CLS]"], *numbers[: longest - 2], self.numbers["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        found = self._seen.get(word)
        if found is None:
            if len(self._seen) >= KEPT:
                self._seen.clear()
            found = self._seen[word] = self._cut_word(word)
        return found

    def _cut_word(self, word: str) -> list[int]:
        """The longest piece first, again and again; unknown as a whole if one part is."""
        unknown = [self.numbers["[UNK]"]]
        if len(word) > LONGEST_WORD:
            return unknown
        pieces: list[int] = []
        start = 0
        while start < len(word):
            front = "##" if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if front + word[start:end] in self.numbers), None)
            if end is None:
                return unknown
            pieces.append(self.numbers[front + word[start:end]])
            start = end
        return pieces


def _words(text: str) -> Iterator[str]:
    """Words in lower case without accents; every mark and ideograph by itself."""
    text = text.lower()
    if not (text.isascii() and text.isprintable()):
        text = "".join(mark for mark in unicodedata.normalize("NFD", text) if mark.isspace() or not _dropped(mark))
    for word in text.split():
        if word.isalnum() and word.isascii():
            yield word
            continue
        start = 0
        for at, mark in enumerate(word):
            if _alone(mark):
                if start < at:
                    yield word[start:at]
                yield mark
                start = at + 1
        if start < len(word):
            yield word[start:]


def _dropped(mark: str) -> bool:
    """Whether it is an accent or a control character."""
    category = unicodedata.category(mark)
    return category == "Mn" or category.startswith("C")


def _alone(mark: str) -> bool:
    if mark.isascii():
        return mark in _ASCII_MARKS
    code = ord(mark)
    return unicodedata.category(mark).startswith("P") or any(first <= code <= last for first, last in _IDEOGRAPHS)
