"""Passages in any number, with words and lengths like real ones: the documents beside the project, shuffled by chance."""

from __future__ import annotations

import random
import re
from bisect import bisect
from itertools import accumulate

from bench.covidfaq import SHARED, load
from bot.knowledge.documents import Document, Faq, Passage

SEED = 20260303
PASSAGES_OF_A_DOCUMENT = 20
RARE_WORDS = 20_000
"""Made-up words, so that the vocabulary grows with the texts as it does in life (Zipf's law)."""


def passages(count: int) -> tuple[list[Document], list[Passage]]:
    """So many passages of three sentences, and the documents they come from; the same ones each time."""
    chance = random.Random(SEED)
    known = _words()
    words = [
        *known,
        *("".join(chance.choices("abcdefghilmnoprstu", k=chance.randint(5, 10))) for _ in range(RARE_WORDS)),
    ]
    weights = list(accumulate(1 / (rank + 3) for rank in range(len(words))))
    total = weights[-1]

    def sentence() -> str:
        picked = [words[bisect(weights, chance.random() * total)] for _ in range(chance.randint(12, 32))]
        return f"{picked[0].capitalize()} {' '.join(picked[1:])}."

    kept = [
        Passage(
            f"doc{number // PASSAGES_OF_A_DOCUMENT}",
            number % PASSAGES_OF_A_DOCUMENT,
            " ".join(sentence() for _ in range(3)),
        )
        for number in range(count)
    ]
    documents = [Document(id, f"{sentence()[:60]} {id}", "") for id in dict.fromkeys(one.document for one in kept)]
    return documents, kept


def faqs() -> list[Faq]:
    """The approved answers of CovidFAQ."""
    return [Faq(one.id, one.question, one.answer) for one in load()[0]]


def questions(count: int) -> list[str]:
    """Questions of people, as they typed them, with words that these texts hold."""
    chance = random.Random(SEED)
    asked = [text for text, _ in load()[1]]
    words = _words()
    return [f"{chance.choice(asked)} {' '.join(chance.choices(words[:400], k=3))}" for _ in range(count)]


def _words() -> list[str]:
    """The words of the documents beside the project, the most frequent first."""
    text = " ".join(file.read_text(encoding="utf-8") for file in sorted((SHARED / "seeds").glob("*.txt")))
    counts: dict[str, int] = {}
    for word in re.findall(r"[a-z]+", text.lower()):
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))
