"""`bot calibrate`: the decision learns from what people here thought of answers, where there are enough judgements.

Only judgements whose question may be kept count. Weights are drawn to the shipped ones, and are used only where they
foresee judgements that they were not trained on better than the shipped ones do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.knowledge.decision import SHIPPED, Calibration, Weights
from bot.knowledge.documents import Faq
from bot.knowledge.hits import Hit
from bot.knowledge.library import Library
from bot.knowledge.tokens import read
from bot.knowledge.training import Row, fit, loss
from bot.people import Viewer
from bot.store import calibrations, feedback
from bot.store.database import Database

ENOUGH = 100
"""Judgements of one kind of answer without which nothing is trained."""
OF_EACH = 20
"""How many of them must be helpful, and how many not."""
FOLDS = 5
EVERYTHING = Viewer(everything=True)


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of one set of weights: in words, and the weights where they are better than the shipped ones."""

    name: str
    told: str
    weights: dict[str, float] | None = None


def calibrate(database: Database, library: Library, now: dt.datetime) -> list[Trained]:
    """Train on the judgements, and keep what is better; the next index uses it."""
    with database.read() as tx:
        judged = feedback.judged(tx)
    rows = gathered(judged, library)
    done = [_train(name, rows[name], getattr(SHIPPED, name)) for name in rows]
    with database.write() as tx:
        calibrations.replace(
            tx, {one.name: one.weights for one in done if one.weights}, "; ".join(one.told for one in done), now
        )
    return done


def gathered(judged: Iterable[feedback.Judged], library: Library) -> dict[str, list[Row]]:
    """For each set of weights of the engine that is on, the finds that people judged."""
    faq = "faq" if library.approved.meaning is None else "full_faq"
    prose = "prose" if library.prose.meaning is None else "full_prose"
    rows: dict[str, list[Row]] = {faq: [], prose: []}
    for one in judged:
        hit = _shown(one, library.search(read(one.question), EVERYTHING))
        if hit:
            rows[faq if isinstance(hit.found, Faq) else prose].append(Row(hit.evidence, one.helpful))
    return rows


def _shown(one: feedback.Judged, hits: Sequence[Hit]) -> Hit | None:
    """The find that was shown then, if it would be found today."""
    return next(
        (hit for hit in hits if (hit.found.id if isinstance(hit.found, Faq) else hit.found.document) == one.refers_to),
        None,
    )


def _train(name: str, rows: list[Row], shipped: Weights) -> Trained:
    helpful = sum(row.right for row in rows)
    if len(rows) < ENOUGH or min(helpful, len(rows) - helpful) < OF_EACH:
        told = (
            f"{name}: shipped weights stay. {len(rows)} judgements ({helpful} helpful); "
            f"{ENOUGH} are needed, {OF_EACH} of each kind"
        )
        return Trained(name, told)
    names = [factor for factor, _ in shipped.factors]
    before = {"constant": shipped.constant, **dict(shipped.factors)}
    new = sum(
        loss(rows[fold::FOLDS], fit([row for at, row in enumerate(rows) if at % FOLDS != fold], names, before))
        for fold in range(FOLDS)
    )
    old = sum(loss(rows[fold::FOLDS], before) for fold in range(FOLDS))
    figures = (
        f"{len(rows)} judgements ({helpful} helpful), log loss {old / FOLDS:.3f} shipped, {new / FOLDS:.3f} trained"
    )
    if new >= old:
        return Trained(name, f"{name}: shipped weights stay, trained ones foresee no better. {figures}")
    return Trained(name, f"{name}: trained. {figures}", fit(rows, names, before))


def shipped_or_trained(calibration: Calibration) -> str:
    """Which sets of weights were trained here."""
    names = [
        name
        for name in ("faq", "prose", "full_faq", "full_prose")
        if getattr(calibration, name) != getattr(SHIPPED, name)
    ]
    return f"trained here: {', '.join(names)}" if names else "shipped"
