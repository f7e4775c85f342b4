"""Pacing by the generic cell rate algorithm: one number, the theoretical arrival time, remembers all of the past.

Formula: ITU-T I.371, annex A (virtual scheduling). Moments are seconds since the epoch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

SLOWER = 0.8
"""What is left of a rate after the platform complained."""
SLOWEST = 0.1
"""The part of the usual rate below which complaints slow nothing down further."""
RECOVERS = 1.1
"""How a lowered rate grows with every minute without a complaint."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Moments at which something may be sent, in order, and the arrival time to remember."""

    at: tuple[float, ...]
    tat: float


def reserve(tat: float, now: float, rate: float, most: int, ahead: float) -> Slots:
    """Up to ``most`` evenly spaced slots within the next ``ahead`` seconds at ``rate`` a second (0: no limit).

    Slots are reserved, not saved up: time in which nothing was sent gives no burst afterwards, so no second ever
    holds more than ``rate`` + 1 slots, whoever reserved them.
    """
    if rate <= 0:
        return Slots((now,) * most, max(tat, now))
    first = max(tat, now)
    fitting = math.floor((now + ahead - first) * rate) + 1 if first <= now + ahead else 0
    count = max(0, min(most, fitting))
    return Slots(tuple(first + number / rate for number in range(count)), first + count / rate if count else tat)


def slowed(rate: float, usual: float) -> float:
    """The rate after a complaint; no limit stays none."""
    return max(usual * SLOWEST, rate * SLOWER) if usual > 0 else 0.0


def recovered(rate: float | None, usual: float, quiet: float) -> float:
    """What a lowered rate (None: it never was) has grown to again after ``quiet`` seconds without a complaint."""
    if rate is None or usual <= 0:
        return usual
    return min(usual, rate * math.pow(RECOVERS, min(quiet / 60, 100.0)))
