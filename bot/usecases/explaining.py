"""`bot ask --why`: how an answer came about, in lines."""

from __future__ import annotations

import math
from collections.abc import Iterator

from bot.knowledge.answers import Answer, Thresholds
from bot.knowledge.library import Library
from bot.usecases.calibrating import shipped_or_trained

NOTED = 0.01
"""Differences below this are only of rounding."""


def explained(answer: Answer, library: Library, thresholds: Thresholds) -> Iterator[str]:
    """The outcome and its route, the engine, what was considered, and the evidence times weight of each text; where more
    than the weights decided, how sure these alone were."""
    approved = "full" if library.approved.meaning is not None else "light"
    prose = "full" if library.prose.meaning is not None else "light"
    yield f"outcome: {answer.kind} ({answer.why}), confidence {answer.confidence:.2f}"
    yield f"engine: {approved} for approved answers, {prose} for documents; weights {shipped_or_trained(library.calibration)}"
    yield f"thresholds: answer from {thresholds.answer_at:.2f}, suggest from {thresholds.suggest_at:.2f}"
    for one in answer.considered:
        yield f"considered: {one.confidence:.2f} {one.what}"
        for name, value, weight in sorted(one.factors, key=lambda factor: -abs(factor[1] * factor[2])):
            yield f"    {name:12} {value:6.2f} x {weight:6.2f} = {value * weight:6.2f}"
        alone = 1 / (1 + math.exp(-sum(value * weight for _, value, weight in one.factors)))
        if one.factors and alone - one.confidence > NOTED:
            yield f"    held back from {alone:.2f}: it does not hold what is asked or named, says the opposite, or is in another language"
