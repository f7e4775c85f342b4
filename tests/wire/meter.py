"""Counts calls as the platforms' published limits do, by a clock of its own that a test may run faster or move on."""

from __future__ import annotations

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

MOST_COUNTED = 2000


@dataclass(frozen=True)
class Limit:
    """At most so many calls within so many seconds, wherever those begin."""

    most: int
    seconds: float = 60.0


Counted = tuple[str, tuple[Limit, ...]]
"""What a call counts under, and the limits there."""


@dataclass
class Meter:
    """Its clock runs ``speed`` times as fast as the world's, and has ``passed`` more seconds."""

    speed: float = 1.0
    passed: float = 0.0
    refused: int = 0
    """Calls that were too many."""
    _calls: defaultdict[str, deque[float]] = field(
        default_factory=lambda: defaultdict(lambda: deque(maxlen=MOST_COUNTED))
    )

    def wait(self, *counted: Counted) -> int:
        """0, and the call counts; or the seconds of the world until it would, and it does not."""
        now = time.monotonic() * self.speed + self.passed
        wait = max((self._until_free(name, limit, now) for name, limits in counted for limit in limits), default=0.0)
        if wait > 0:
            self.refused += 1
            return max(1, math.ceil(wait / self.speed))
        for name, _ in counted:
            self._calls[name].append(now)
        return 0

    def happened(self, name: str, times: int, ago: float = 0.0) -> None:
        """So many calls have been made, so many seconds ago."""
        self._calls[name].extend([time.monotonic() * self.speed + self.passed - ago] * times)

    def forget(self, name: str) -> None:
        """No call has been made."""
        self._calls[name].clear()

    def _until_free(self, name: str, limit: Limit, now: float) -> float:
        recent = [moment for moment in self._calls[name] if now - moment < limit.seconds]
        return recent[-limit.most] + limit.seconds - now if len(recent) >= limit.most else 0.0
