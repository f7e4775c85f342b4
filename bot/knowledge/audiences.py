"""Which rows of an index a viewer may see: few audiences, many rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.knowledge.search import Scores
from bot.people import Viewer


@dataclass(frozen=True, slots=True)
class Audiences:
    """Who may see each row."""

    names: tuple[str, ...]
    of_row: NDArray[np.int32]

    @classmethod
    def of(cls, rows: Iterable[str]) -> Audiences:
        """From the audience of each row."""
        numbers: dict[str, int] = {}
        of_row = [numbers.setdefault(name, len(numbers)) for name in rows]
        return cls(tuple(numbers), np.array(of_row, np.int32))

    def visible(self, scores: Scores, viewer: Viewer) -> Scores:
        """The scores with 0 for every row that the viewer may not see."""
        seen = np.array([viewer.may_see(name) for name in self.names], bool)
        return scores if seen.all() else np.where(seen[self.of_row], scores, np.float32(0))
