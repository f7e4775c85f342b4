"""Vectors of texts by what the texts say, so that a text is encoded once and never again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import MODEL, WIDTH, Encoder, Matrix

ONE = 0.8
"""The cosine from which two questions are one: paraphrases lie above it, questions of one subject mostly below."""


@dataclass(frozen=True, slots=True)
class Vectors:
    """A model and what it has encoded so far: packed 16-bit floats by the key of the text."""

    encoder: Encoder
    known: Mapping[str, bytes]

    def of(self, texts: Sequence[str]) -> Matrix | None:
        """A row for each text; None while one is not encoded yet."""
        try:
            packed = b"".join([self.known[key(text)] for text in texts])
        except KeyError:
            return None
        return np.frombuffer(packed, "<f2").reshape(-1, WIDTH).astype(np.float32)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """The texts that are not encoded yet, each once, in order."""
        return [text for text in dict.fromkeys(texts) if key(text) not in self.known]


def key(text: str) -> str:
    """What a vector is kept under: the SHA-256 of the model's name and the text."""
    return hashlib.sha256(f"{MODEL}\n{text}".encode()).hexdigest()


def encoded(encoder: Encoder, texts: Sequence[str]) -> dict[str, bytes]:
    """Each text's vector under its key, packed to 768 bytes; cosines stay within 0.001."""
    return {key(text): row.astype("<f2").tobytes() for text, row in zip(texts, encoder.encode(texts), strict=True)}


def wanted(
    faqs: Iterable[Faq], documents: Iterable[Document], passages: Iterable[Passage], strange: Iterable[str] = ()
) -> list[str]:
    """Every text that the full engine needs a vector of, approved answers first."""
    asked = [text for faq in faqs for text in (*phrasings(faq), with_answer(faq))]
    return [*asked, *(passage.text for passage in passages), *strange]


def unlike(strange: Sequence[str], faqs: Iterable[Faq], vectors: Vectors) -> list[str]:
    """The strange questions that are not what an approved answer is for by now, of those that are encoded."""
    texts = [text for text in strange if not vectors.missing([text])]
    near, asked = vectors.of(texts), vectors.of([text for faq in faqs for text in phrasings(faq)])
    if near is None or asked is None or not len(asked):
        return texts
    return [text for text, row in zip(texts, near, strict=True) if float((asked @ row).max()) < ONE]


def phrasings(faq: Faq) -> tuple[str, ...]:
    """All the ways in which an approved answer is asked for."""
    return (faq.question, *faq.phrasings)


def with_answer(faq: Faq) -> str:
    """A question together with its answer."""
    return f"{faq.question} {faq.answer}"
