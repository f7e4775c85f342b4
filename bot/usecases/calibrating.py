"""`bot calibrate`: the decision learns from what people here thought of answers, where there are enough judgements.

Only judgements whose question may be kept count. Weights are drawn to the shipped ones, and are used only where they
foresee judgements that they were not trained on clearly better than the shipped ones do, and better than merely knowing
how often answers help: what people press by chance says that, and nothing about which answer is right.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.decision import SHIPPED, Calibration, Weights
from bot.knowledge.documents import Faq
from bot.knowledge.hits import Hit
from bot.knowledge.library import Library
from bot.knowledge.tokens import read
from bot.knowledge.training import Row, Values, fit, losses
from bot.people import Viewer
from bot.store import calibrations, feedback
from bot.store.database import Database

ENOUGH = 100
"""Judgements of one kind of answer without which nothing is trained."""
OF_EACH = 20
"""How many of them must be helpful, and how many not."""
FOLDS = 5
CLEARLY = 2.33
"""Standard errors by which the mean gain must be above none: one chance in a hundred, one-sided."""
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
    new, old, usual = (np.concatenate(one) for one in zip(*_held_out(rows, names, before), strict=True))
    figures = (
        f"{len(rows)} judgements ({helpful} helpful), log loss {old.mean():.3f} shipped, {new.mean():.3f} trained, "
        f"{usual.mean():.3f} by how often answers help"
    )
    if not (_clear(old - new) and _clear(usual - new)):
        return Trained(name, f"{name}: shipped weights stay, trained ones foresee no better. {figures}")
    return Trained(name, f"{name}: trained. {figures}", fit(rows, names, before))


def _held_out(
    rows: list[Row], names: list[str], before: Mapping[str, float]
) -> Iterator[tuple[Values, Values, Values]]:
    """For each fold what was not trained on it: the loss of trained weights, of the shipped, and of the usual share."""
    for fold in range(FOLDS):
        others, own = [row for at, row in enumerate(rows) if at % FOLDS != fold], rows[fold::FOLDS]
        yield losses(own, fit(others, names, before)), losses(own, before), losses(own, fit(others, ()))


def _clear(gains: Values) -> bool:
    """Whether a mean gain is more than chance gives."""
    return bool(gains.mean() > CLEARLY * gains.std(ddof=1) / np.sqrt(len(gains)))


def shipped_or_trained(calibration: Calibration) -> str:
    """Which sets of weights were trained here."""
    names = [
        name
        for name in ("faq", "prose", "full_faq", "full_prose")
        if getattr(calibration, name) != getattr(SHIPPED, name)
    ]
    return f"trained here: {', '.join(names)}" if names else "shipped"
