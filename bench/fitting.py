"""Fits the weights of ``bot.knowledge.decision``: `python -m bench.fitting` prints them with how well they do.

Approved answers: CovidFAQ (1,078 questions of people, 68 approved answers), each question with the right answer there and
with it hidden (a near-domain question that nothing answers). For the full engine also CLINC150's validation part (3,000
phrases of 150 intents, 100 of none), where each intent's 100 training phrases are known. Prose: the tuned part of
``tests/answers/questions.jsonl`` over the documents beside the project, and questions that those do not answer: a fifth
of CovidFAQ's, and those of the example's approved answers. Each of the first hits is a row, labelled with whether it is right. Logistic regression with a
small ridge, by Newton; evidence whose weight comes out with the wrong sign is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from bench import clinc, encoding
from bench.covidfaq import SHARED, load
from bench.ranking import auroc
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.hits import Hit
from bot.knowledge.importers import read_file
from bot.knowledge.importers.reading import Context
from bot.knowledge.library import Library
from bot.knowledge.passages import cut
from bot.knowledge.tokens import read
from bot.knowledge.training import Row, fit, score
from bot.knowledge.vectors import phrasings
from bot.people import Viewer

RIGHT_SHARE = 0.4
"""How many of the finds are taken to be right, so that 0.5 means "more likely than not" where answers are sought."""
LIGHT = ("covered", "in_sentence", "nearby", "asked", "named", "unknown", "margin", "fits", "length")
FULL_FAQ = ("near", "like", "nearer", "liker", "words", "stranger")
FULL_PROSE = ("near", *LIGHT)


def faq_rows() -> Iterator[Row]:
    """Approved answers of CovidFAQ, present and hidden, and questions from elsewhere."""
    library = Library.build([Faq(faq.id, faq.question, faq.answer) for faq in load()[0]], (), ())
    for text in _elsewhere():
        for hit in library.search(read(text), Viewer(), limit=1):
            yield Row(hit.evidence, right=False)
    yield from (row for _, _, row in covid_rows())


def covid_rows(*, full: bool = False) -> Iterator[tuple[int, bool, Row]]:
    """The number of a question of CovidFAQ, whether the right answer can be found, and a find."""
    faqs, queries = load()
    approved = [Faq(faq.id, faq.question, faq.answer, audience=faq.id) for faq in faqs]
    library = encoding.library(approved) if full else Library.build(approved, (), ())
    every = frozenset(faq.id for faq in faqs)
    for number, (text, right) in enumerate(queries):
        for seen in (every, every - right):
            for hit in library.search(read(text), Viewer(seen), limit=3):
                found = isinstance(hit.found, Faq) and hit.found.id in right
                yield number, seen is every, Row(hit.evidence, found)


def intent_rows() -> Iterator[Row]:
    """CLINC150's validation part; what is of no intent counts half as much as the rest together."""
    asked = clinc.rows("val")
    strange = sum(row.intent == clinc.NONE for row in asked)
    library = clinc.library()
    for row in asked:
        weight = (len(asked) - strange) / strange / 2 if row.intent == clinc.NONE else 1.0
        for hit in library.search(read(row.text), Viewer(), limit=1):
            yield Row(hit.evidence, isinstance(hit.found, Faq) and hit.found.id == row.intent, weight)


def _elsewhere() -> list[str]:
    """Every twentieth phrase of CLINC150: about banks, travel, cars and the like."""
    lines = (SHARED / "data" / "clinc150_full.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines[::20]]


def our_rows(split: str = "tuned", *, full: bool = False) -> Iterator[Row]:
    """Our own questions over the documents beside the project, and CovidFAQ's, which those do not answer."""
    documents = []
    for file in sorted((SHARED / "seeds").glob("*.txt")):
        documents += [item.entry for item in read_file(file, Context(file.name, date(2026, 3, 3))).items]
    kept = [one for one in documents if isinstance(one, Document)]
    passages = [Passage(one.id, n, text) for one in kept for n, text in enumerate(cut(one.text))]
    library = encoding.library((), kept, passages) if full else Library.build((), kept, passages)
    names = {one.id for one in kept}
    questions = Path(__file__).resolve().parent.parent / "tests" / "answers" / "questions.jsonl"
    for line in questions.read_text(encoding="utf-8").splitlines():
        asked = json.loads(line)
        if asked["split"] != split or asked.get("history") or asked["kind"] in {"smalltalk", "handover", "clarify"}:
            continue
        if "document" in asked and not any(name.startswith(asked["document"] or "-") for name in names):
            continue
        for hit in library.search(read(asked["question"]), Viewer(), limit=4):
            yield Row(hit.evidence, _right(hit, asked))
    strange = [text for text, _ in load()[1][::5]] + _elsewhere()[::5]
    for text, weight in [*((text, 0.2) for text in strange), *((text, 1.0) for text in _approved())]:
        for hit in library.search(read(text), Viewer(), limit=1):
            yield Row(hit.evidence, right=False, weight=weight)


def _approved() -> list[str]:
    """The questions of the example's approved answers, which the documents do not answer."""
    file = Path(__file__).resolve().parent.parent / "bot" / "example" / "faq.yaml"
    items = read_file(file, Context(file.name, date(2026, 3, 3))).items
    return [text for item in items if isinstance(item.entry, Faq) for text in phrasings(item.entry)]


def _right(hit: Hit, asked: dict[str, str]) -> bool:
    return (
        "document" in asked
        and isinstance(hit.found, Passage)
        and hit.found.document.startswith(asked["document"])
        and asked["phrase"].lower() in hit.found.text.lower()
    )


def balanced(rows: Sequence[Row]) -> list[Row]:
    """The rows with weights that make RIGHT_SHARE of them right."""
    right = sum(row.weight for row in rows if row.right)
    more = RIGHT_SHARE / (1 - RIGHT_SHARE) * (sum(row.weight for row in rows) - right) / right
    return [row._replace(weight=row.weight * more) if row.right else row for row in rows]


def main() -> None:
    """Print every set of weights."""
    sets: tuple[tuple[str, list[Row], tuple[str, ...]], ...] = (
        ("faq", balanced(list(faq_rows())), LIGHT),
        ("prose", balanced(list(our_rows())), LIGHT),
        ("full_faq", [*balanced([row for _, _, row in covid_rows(full=True)]), *intent_rows()], FULL_FAQ),
        ("full_prose", balanced(list(our_rows(full=True))), FULL_PROSE),
    )
    for name, rows, names in sets:
        found = fit(rows, names)
        right = np.array([row.right for row in rows])
        sure = np.array([score(row.evidence, found) for row in rows])
        told = ", ".join(f"{key}={value:.2f}" for key, value in found.items())
        print(f"{name}=_weights({told})  # rows {len(rows)}, right {right.mean():.3f}, AUROC {auroc(sure, right):.3f}")


if __name__ == "__main__":
    main()
