"""Fits the weights of ``bot.knowledge.decision``: `python -m bench.fitting` prints them with how well they do.

Approved answers: CovidFAQ (1,078 questions of people, 68 approved answers), each question with the right answer there and
with it hidden (a near-domain question that nothing answers). Prose: the tuned part of ``tests/answers/questions.jsonl``
over the documents beside the project, and a fifth of CovidFAQ's questions, which those documents do not answer.
Each of the first hits is a row, labelled with whether it is right. Logistic regression with a small ridge, by Newton;
evidence whose weight comes out with the wrong sign is left out (weight 0).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bench.answers import auroc
from bench.covidfaq import SHARED, load
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.importers import read_file
from bot.knowledge.importers.reading import Context
from bot.knowledge.library import Hit, Library
from bot.knowledge.passages import cut
from bot.knowledge.tokens import read
from bot.people import Viewer

RIDGE = 1.0
RIGHT_SHARE = 0.4
"""How many of the finds are taken to be right, so that 0.5 means "more likely than not" where answers are looked for."""
SIGNS = (0, 1, 1, 1, 1, 1, -1, 1, 1, 0)
"""Which way each piece of evidence can speak; 0 for either."""
Row = tuple[list[float], bool, float]


def faq_rows() -> Iterator[Row]:
    """Approved answers of CovidFAQ, present and hidden."""
    faqs, queries = load()
    library = Library.build([Faq(faq.id, faq.question, faq.answer, audience=faq.id) for faq in faqs], (), ())
    every = frozenset(faq.id for faq in faqs)
    for text in _elsewhere():
        for hit in library.search(read(text), Viewer(every), limit=1):
            yield _row(hit, False, 1.0)
    for text, right in queries:
        for seen in (every, every - right):
            for hit in library.search(read(text), Viewer(seen), limit=3):
                yield _row(hit, isinstance(hit.found, Faq) and hit.found.id in right, 1.0)


def _elsewhere() -> list[str]:
    """Every twentieth phrase of CLINC150: about banks, travel, cars and the like."""
    lines = (SHARED / "data" / "clinc150_full.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::20]]


def our_rows(split: str = "tuned") -> Iterator[Row]:
    """Our own questions over the documents beside the project, and CovidFAQ's, which those do not answer."""
    documents = []
    for file in sorted((SHARED / "seeds").glob("*.txt")):
        documents += [item.entry for item in read_file(file, Context(file.name, date(2026, 3, 3))).items]
    kept = [one for one in documents if isinstance(one, Document)]
    library = Library.build(
        (), kept, [Passage(one.id, n, text) for one in kept for n, text in enumerate(cut(one.text))]
    )
    questions = Path(__file__).resolve().parent.parent / "tests" / "answers" / "questions.jsonl"
    for line in questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        if asked["split"] != split or asked.get("history") or asked["kind"] in {"smalltalk", "handover", "clarify"}:
            continue
        hits = library.search(read(asked["question"]), Viewer(), limit=4)
        for hit in hits:
            yield _row(hit, _right(hit, asked), 1.0)
    for text, _ in load()[1][::5]:
        for hit in library.search(read(text), Viewer(), limit=1):
            yield _row(hit, False, 0.2)
    for text in _elsewhere()[::5]:
        for hit in library.search(read(text), Viewer(), limit=1):
            yield _row(hit, False, 0.2)


def _right(hit: Hit, asked: dict[str, str]) -> bool:
    return (
        "document" in asked
        and isinstance(hit.found, Passage)
        and hit.found.document.startswith(asked["document"])
        and asked["phrase"].lower() in hit.found.text.lower()
    )


def _row(hit: Hit, right: bool, weight: float) -> Row:  # noqa: FBT001 -- a label, not a switch
    return [1.0, *astuple(hit.evidence)], right, weight


def fit(rows: Sequence[Row]) -> NDArray[np.float64]:
    """The weights that make what is right most likely."""
    used = np.ones(len(SIGNS), bool)
    while True:
        found = np.zeros(len(SIGNS))
        found[used] = _newton(
            [([value for value, keep in zip(row, used, strict=True) if keep], *rest) for row, *rest in rows]
        )
        wrong = (np.array(SIGNS) * found) < 0
        if not wrong.any():
            return found
        used &= ~wrong


def _newton(rows: Sequence[Row]) -> NDArray[np.float64]:
    values = np.array([row for row, _, _ in rows])
    right = np.array([label for _, label, _ in rows], float)
    weight = np.array([share for _, _, share in rows])
    weight[right == 1] *= RIGHT_SHARE / (1 - RIGHT_SHARE) * weight[right == 0].sum() / weight[right == 1].sum()
    ridge = np.diag([0.0] + [RIDGE] * (values.shape[1] - 1))
    found = np.zeros(values.shape[1])
    for _ in range(50):
        sure = 1 / (1 + np.exp(-values @ found))
        slope = values.T @ (weight * (right - sure)) - ridge @ found
        curve = (values * (weight * sure * (1 - sure))[:, None]).T @ values + ridge + 1e-9 * np.eye(len(found))
        found += np.linalg.solve(curve, slope)
    return found


def main() -> None:
    """Print both sets of weights."""
    for name, rows in (("FAQ", list(faq_rows())), ("PROSE", list(our_rows()))):
        found = fit(rows)
        values = np.array([row for row, _, _ in rows])
        right = np.array([label for _, label, _ in rows])
        print(f"{name}_WEIGHTS = ({', '.join(f'{weight:.2f}' for weight in found)})")
        print(f"  rows {len(rows)}, right {right.mean():.3f}, AUROC {auroc(values @ found, right):.3f}")


if __name__ == "__main__":
    main()
