"""The light answer engine: how fast, how big and how right it is. ``lines()`` gives one measurement at a time."""

from __future__ import annotations

import datetime as dt
import json
import math
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from bench import corpus, records
from bench.covidfaq import SHARED, load
from bot.knowledge.answers import answer
from bot.knowledge.documents import Faq
from bot.knowledge.library import Library
from bot.knowledge.tokens import read, terms
from bot.people import Viewer
from bot.records import Records
from bot.words import words_for

NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
SIZES = (100, 5_000, 20_000)
Line = dict[str, object]


def lines() -> Iterator[Line]:
    """Every measurement of the engine."""
    for size in SIZES:
        yield from speed(size)
    yield _line("rss_mb_20000", _memory(), "<= 200")
    yield from ranking()
    yield _line("clinc150_oos_auroc", out_of_scope(), "")


def speed(size: int) -> Iterator[Line]:
    """Building, and answering whole questions over so many passages, 68 approved answers and the example coalition."""
    documents, passages = corpus.passages(size)
    started = time.process_time()
    library = Library.build(corpus.faqs(), documents, passages)
    yield _line(f"build_cpu_s_{size}", time.process_time() - started, "<= 10")
    took = ask(library, corpus.questions(600), records.coalition())[100:]
    yield _line(f"questions_per_s_{size}", 1000 / float(np.mean(took)), "")
    yield _line(f"cpu_ms_p50_{size}", float(np.percentile(took, 50)), "")
    yield _line(f"cpu_ms_p99_{size}", float(np.percentile(took, 99)), "<= 5")


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
    ids = np.array([one.id for one in pairs])
    rows = [
        np.isin(ids[np.argsort(-library.approved.scores(terms(text), None), kind="stable")], sorted(right))
        for text, right in queries
    ]
    yield _line("covidfaq_p_at_1", float(np.mean([row[0] for row in rows])), ">= 0.67")
    yield _line("covidfaq_map", float(np.mean([_average_precision(row) for row in rows])), ">= 0.74")
    yield _line("covidfaq_ndcg_at_10", float(np.mean([_ndcg(row) for row in rows])), "")


def _average_precision(right: np.ndarray) -> float:
    places = np.flatnonzero(right) + 1
    return float(np.mean(np.arange(1, len(places) + 1) / places))


def _ndcg(right: np.ndarray, depth: int = 10) -> float:
    gains = sum(1 / math.log2(place + 2) for place in np.flatnonzero(right[:depth]))
    return gains / sum(1 / math.log2(place + 2) for place in range(min(depth, int(right.sum()))))


def out_of_scope() -> float:
    """CLINC150: five phrases of each intent are known; how well confidence tells the test's intents from the rest."""
    rows = [
        json.loads(line) for line in (SHARED / "data" / "clinc150_full.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    phrases: dict[str, list[str]] = {}
    for row in rows:
        if row["split"] == "train" and row["intent"] != "oos":
            phrases.setdefault(row["intent"], []).append(row["text"])
    library = Library.build(
        [Faq(intent, texts[0], intent, tuple(texts[1:5])) for intent, texts in phrases.items()], (), ()
    )
    asked = [row for row in rows if row["split"] == "test"][::5]
    hits = [library.search(read(row["text"]), Viewer(), limit=1) for row in asked]
    sure = np.array([found[0].confidence if found else 0.0 for found in hits])
    return auroc(sure, np.array([row["intent"] != "oos" for row in asked]))


def auroc(scores: np.ndarray, right: np.ndarray) -> float:
    """How often a right one scores above a wrong one."""
    order = np.argsort(np.argsort(scores)) + 1
    count = right.sum()
    return float((order[right].sum() - count * (count + 1) / 2) / (count * (~right).sum()))


def _line(name: str, value: float, target: str) -> Line:
    return {"name": f"answers.{name}", "value": round(value, 3), "target": target, "ok": _meets(value, target)}


def _meets(value: float, target: str) -> bool:
    """Whether a value meets ``>= 0.67`` or ``<= 5``; without a target any does."""
    if not target:
        return True
    sign, limit = target.split()
    return value >= float(limit) if sign == ">=" else value <= float(limit)
