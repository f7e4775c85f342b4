"""How the timed jobs of this process went."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """A job's last run: when it ended, how many seconds it took, and after how many the next begins."""

    ended: dt.datetime
    took: float
    every: float
    failed: str = ""
    """What went wrong, if anything did."""

    @property
    def next(self) -> dt.datetime:
        """When it begins again."""
        return self.ended + dt.timedelta(seconds=max(0.0, self.every - self.took))
