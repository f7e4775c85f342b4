"""The full answer engine: how fast, how big and how right it is. ``lines()`` gives one measurement at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from bench import clinc, corpus, encoding, fitting, records
from bench.answers import NAMES, Line, ask, figures, line
from bench.covidfaq import load
from bench.ranking import auroc
from bot.knowledge.documents import Faq
from bot.knowledge.library import Library
from bot.knowledge.search import Scores
from bot.knowledge.tokens import read, terms
from bot.knowledge.training import Row, fit, score
from bot.people import Viewer

ITEMS = 20_000
FOLDS = 5


def lines() -> Iterator[Line]:
    """Every measurement of the engine."""
    if encoding.encoder.folder() is None:
        return
    for name, value, target in zip(NAMES, zero_shot(), (">= 0.73", ">= 0.81", ">= 0.86"), strict=True):
        yield line(f"full_covidfaq_{name}", value, target)
    for name, value, target in zip(NAMES, with_phrasings(), (">= 0.86", ">= 0.9", ">= 0.92"), strict=True):
        yield line(f"full_covidfaq_learned_{name}", value, target)
    yield line("full_near_domain_auroc", near_domain(), ">= 0.75")
    yield from out_of_scope()
    took = ask(encoding.library(corpus.faqs(), *corpus.passages(ITEMS)), corpus.questions(300), records.coalition())
    yield line(f"full_cpu_ms_p50_{ITEMS}", float(np.percentile(took[50:], 50)), "")
    yield line(f"full_cpu_ms_p99_{ITEMS}", float(np.percentile(took[50:], 99)), "<= 25")
    yield line(f"full_rss_mb_{ITEMS}", memory(), "<= 420")


def zero_shot() -> tuple[float, float, float]:
    """CovidFAQ with the approved answers alone."""
    library = encoding.library([Faq(one.id, one.question, one.answer) for one in load()[0]])
    return figures([_scores(library, text) for text, _ in load()[1]])


def with_phrasings() -> tuple[float, float, float]:
    """CovidFAQ where four fifths of the questions are known as phrasings of what answers them; the fifth is asked."""
    pairs, queries = load()
    found: list[Scores] = [np.zeros(0, np.float32)] * len(queries)
    for fold in range(FOLDS):
        known: dict[str, list[str]] = {}
        for number, (text, right) in enumerate(queries):
            if _fold(number) != fold:
                for one in right:
                    known.setdefault(one, []).append(text)
        library = encoding.library(
            [Faq(one.id, one.question, one.answer, tuple(known.get(one.id, ()))) for one in pairs]
        )
        for number, (text, _) in enumerate(queries):
            if _fold(number) == fold:
                found[number] = _scores(library, text)
    return figures(found)


def _fold(number: int) -> int:
    return number * 2_654_435_761 % 2**32 * FOLDS >> 32


def _scores(library: Library, text: str) -> Scores:
    return library.approved.scores(terms(text), library.vector(" ".join(terms(text))))


def near_domain() -> float:
    """CovidFAQ: whether what is best found is surer with the right answer there than with it taken away.

    Weights fitted on the other four fifths of the questions.
    """
    groups: dict[tuple[int, bool], list[Row]] = {}
    for number, there, row in fitting.covid_rows(full=True):
        groups.setdefault((number, there), []).append(row)
    sure, right = [], []
    for fold in range(FOLDS):
        known = [row for (number, _), rows in groups.items() if _fold(number) != fold for row in rows]
        weights = fit(fitting.balanced(known), fitting.FULL_FAQ)
        for (number, there), rows in groups.items():
            if _fold(number) == fold:
                sure.append(max(score(row.evidence, weights) for row in rows))
                right.append(there)
    return auroc(np.array(sure), np.array(right))


def out_of_scope() -> Iterator[Line]:
    """CLINC150's test part, with 100 phrases of each intent known and 100 of none; the shipped weights."""
    library = clinc.library()
    asked = clinc.rows("test")
    found = [library.search(read(row.text), Viewer(), limit=1)[0] for row in asked]
    sure = np.array([one.confidence for one in found])
    inside = np.array([row.intent != clinc.NONE for row in asked])
    right = np.array(
        [one.found.id == row.intent for one, row in zip(found, asked, strict=True) if isinstance(one.found, Faq)]
    )
    yield line("full_clinc150_oos_auroc", auroc(sure, inside), ">= 0.98")
    accepted = float(np.quantile(sure[inside], 0.05))
    yield line("full_clinc150_oos_recall_at_95_accepted", float((sure[~inside] < accepted).mean()), ">= 0.65")
    yield line("full_clinc150_accuracy", float(right[inside].mean()), "")


def memory() -> float:
    """Megabytes that a process of its own holds with so many passages, after a hundred questions."""
    script = (
        "from bench import answers, corpus, encoding, records\n"
        f"library = encoding.library(corpus.faqs(), *corpus.passages({ITEMS}))\n"
        "encoding.kept.cache_clear()\n"
        "answers.ask(library, corpus.questions(100), records.NONE)\n"
        "import gc; gc.collect()\n"
        "status = open('/proc/self/status').read()\n"
        "print(int(status.split('VmRSS:')[1].split()[0]) / 1024)\n"
    )
    home = Path(__file__).resolve().parent.parent
    done = subprocess.run([sys.executable, "-c", script], cwd=home, capture_output=True, text=True, check=True)
    return float(done.stdout)
