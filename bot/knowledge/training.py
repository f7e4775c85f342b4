"""Fitting the weights of a decision: logistic regression by Newton's method, with weights drawn to those known before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.decision import Evidence

EITHER, AGAINST = frozenset({"length"}), frozenset({"unknown", "stranger"})
"""Evidence that may speak either way, and that can only speak against a find; the rest only speaks for it."""
STEPS = 100
LONGEST_STEP = 1.0
"""Newton's own steps run away from a start that is sure and wrong."""
RIDGE = 1.0
"""How strongly weights are drawn to those before, in judgements."""
NOTHING: Mapping[str, float] = {}
Values = NDArray[np.float64]


class Row(NamedTuple):
    """A find, whether it is right, and how much it counts."""

    evidence: Evidence
    right: bool
    weight: float = 1.0


def fit(rows: Sequence[Row], names: Sequence[str], before: Mapping[str, float] = NOTHING) -> dict[str, float]:
    """The constant and the factors that make what is right most likely; a factor with the wrong sign is left out."""
    used = list(names)
    while True:
        values = np.array([[1.0, *(getattr(row.evidence, name) for name in used)] for row in rows])
        right = np.array([float(row.right) for row in rows])
        start = np.array([before.get(name, 0.0) for name in ("constant", *used)])
        found = _newton(values, right, np.array([row.weight for row in rows]), start)
        wrong = {
            name
            for name, factor in zip(used, found[1:], strict=True)
            if name not in EITHER and (factor > 0 if name in AGAINST else factor < 0)
        }
        if not wrong:
            return dict(zip(("constant", *used), found.tolist(), strict=True))
        used = [name for name in used if name not in wrong]


def score(evidence: Evidence, weights: Mapping[str, float]) -> float:
    """The sum before the logistic."""
    factors = (factor * getattr(evidence, name) for name, factor in weights.items() if name != "constant")
    return weights["constant"] + sum(factors, 0.0)


def loss(rows: Sequence[Row], weights: Mapping[str, float]) -> float:
    """The mean surprise at what turned out right or wrong, in nats; less is better, guessing by halves is 0.69."""
    return float(losses(rows, weights).mean())


def losses(rows: Sequence[Row], weights: Mapping[str, float]) -> Values:
    """The surprise at each."""
    sums = np.array([score(row.evidence, weights) * (1 if row.right else -1) for row in rows])
    found: Values = np.logaddexp(0, -sums)
    return found


def _newton(values: Values, right: Values, weight: Values, start: Values) -> Values:
    ridge = RIDGE * np.eye(values.shape[1])
    if not start[0]:
        ridge[0, 0] = 0.0
    found = start.copy()
    for _ in range(STEPS):
        sure = 1 / (1 + np.exp(-np.clip(values @ found, -500, 500)))
        slope = values.T @ (weight * (right - sure)) - ridge @ (found - start)
        curve = (values * (weight * sure * (1 - sure))[:, None]).T @ values + ridge + 1e-9 * np.eye(len(found))
        step = np.linalg.solve(curve, slope)
        found = found + step * min(1.0, LONGEST_STEP / max(float(np.linalg.norm(step)), 1e-12))
    return found
