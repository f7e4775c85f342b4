"""The light answer engine: how fast, how big and how right it is. ``lines()`` gives one measurement at a time."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench import clinc, corpus, records
from bench.covidfaq import load
from bench.ranking import auroc, average_precision, ndcg
from bot.knowledge.answers import answer
from bot.knowledge.documents import Faq
from bot.knowledge.library import Library
from bot.knowledge.search import Scores
from bot.knowledge.tokens import read, terms
from bot.people import Viewer
from bot.records import Records
from bot.words import words_for

NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
SIZES = (100, 5_000, 20_000)
NAMES = ("p_at_1", "map", "ndcg_at_10")
Line = dict[str, object]


def lines() -> Iterator[Line]:
    """Every measurement of the engine."""
    for size in SIZES:
        yield from speed(size)
    yield line("rss_mb_20000", _memory(), "<= 200")
    yield from ranking()
    yield line("clinc150_oos_auroc", out_of_scope(), "")


def speed(size: int) -> Iterator[Line]:
    """Building, and answering whole questions over so many passages, 68 approved answers and the example coalition."""
    documents, passages = corpus.passages(size)
    started = time.process_time()
    library = Library.build(corpus.faqs(), documents, passages)
    yield line(f"build_cpu_s_{size}", time.process_time() - started, "<= 10")
    took = ask(library, corpus.questions(600), records.coalition())[100:]
    yield line(f"questions_per_s_{size}", 1000 / float(np.mean(took)), "")
    yield line(f"cpu_ms_p50_{size}", float(np.percentile(took, 50)), "")
    yield line(f"cpu_ms_p99_{size}", float(np.percentile(took, 99)), "<= 5")


def ask(library: Library, questions: Sequence[str], known: Records) -> list[float]:
    """CPU milliseconds that each question takes, from message to answer."""
    words, took = words_for("en"), []
    for question in questions:
        started = time.process_time_ns()
        answer(
            question, viewer=Viewer(), context=None, records=known, library=library, words=words, now=NOW, zone="Europe/London"
        )  # fmt: skip
        took.append((time.process_time_ns() - started) / 1e6)
    return took


def _memory() -> float:
    """Megabytes that a process of its own holds with 20,000 passages, after a hundred questions."""
    script = (
        "from bench import answers, corpus, records\n"
        "from bot.knowledge.library import Library\n"
        "library = Library.build(corpus.faqs(), *corpus.passages(20_000))\n"
        "answers.ask(library, corpus.questions(100), records.NONE)\n"
        "status = open('/proc/self/status').read()\n"
        "print(int(status.split('VmRSS:')[1].split()[0]) / 1024)\n"
    )
    home = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=home, capture_output=True, text=True, check=True)
    return float(done.stdout)


def ranking() -> Iterator[Line]:
    """CovidFAQ, zero-shot: is the right answer first, and how high does it stand."""
    pairs, queries = load()
    library = Library.build([Faq(one.id, one.question, one.answer) for one in pairs], (), ())
    scores = [library.approved.scores(terms(text), None) for text, _ in queries]
    for name, value, target in zip(NAMES, figures(scores), (">= 0.67", ">= 0.74", ""), strict=True):
        yield line(f"covidfaq_{name}", value, target)


def figures(scores: Sequence[Scores]) -> tuple[float, float, float]:
    """P@1, MAP and nDCG@10 of CovidFAQ's questions, from a score for every approved answer."""
    pairs, queries = load()
    ids = np.array([one.id for one in pairs])
    rows = [
        np.isin(ids[np.argsort(-one, kind="stable")], sorted(right))
        for one, (_, right) in zip(scores, queries, strict=True)
    ]
    return (
        float(np.mean([row[0] for row in rows])),
        float(np.mean([average_precision(row) for row in rows])),
        float(np.mean([ndcg(row) for row in rows])),
    )


def out_of_scope() -> float:
    """CLINC150: five phrases of each intent are known; how well confidence tells the test's intents from the rest."""
    faqs = [Faq(intent, texts[0], intent, tuple(texts[1:5])) for intent, texts in clinc.phrases().items()]
    library = Library.build(faqs, (), ())
    asked = clinc.rows("test")[::5]
    hits = [library.search(read(row.text), Viewer(), limit=1) for row in asked]
    sure = np.array([found[0].confidence if found else 0.0 for found in hits])
    return auroc(sure, np.array([row.intent != clinc.NONE for row in asked]))


def line(name: str, value: float, target: str) -> Line:
    """One measurement, and whether it meets its target."""
    return {"name": f"answers.{name}", "value": round(value, 3), "target": target, "ok": _meets(value, target)}


def _meets(value: float, target: str) -> bool:
    """Whether a value meets ``>= 0.67`` or ``<= 5``; without a target any does."""
    if not target:
        return True
    sign, limit = target.split()
    return value >= float(limit) if sign == ">=" else value <= float(limit)
