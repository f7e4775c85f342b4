"""Where champions are and where they are missing: by theme and region, who rests, who could fill a gap."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.champions import Champion, shown, state_on
from bot.store import champions, introductions
from bot.store.database import Transaction

MONTH = dt.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many active champions a theme has in a region; ``proposed`` would each fill a gap by being activated.

    ``waiting`` is how many were put forward and have not answered: who they are is nobody's business yet.
    """

    themes: tuple[str, ...]
    regions: tuple[str, ...]
    counts: Counter[tuple[str, str]]
    resting: int
    proposed: tuple[tuple[Champion, str], ...]
    waiting: int

    @property
    def gaps(self) -> list[tuple[str, str]]:
        """Themes and regions without anybody."""
        return [(theme, region) for theme in self.themes for region in self.regions if not self.counts[theme, region]]


def coverage(tx: Transaction, day: dt.date) -> Coverage:
    """The map on a day. Fields that a champion shows to nobody are not counted."""
    everybody = champions.listed(tx)
    agreed = [one for one in everybody if one.consent_at and one.reachable]
    seen = [one for one in (shown(one, "champions", day) for one in agreed) if one]
    counts = Counter((theme, one.region) for one in seen for theme in one.themes if one.region)
    found = Coverage(
        themes=tuple(theme.name for theme in champions.themes(tx)),
        regions=tuple(champions.regions(tx)),
        counts=counts,
        resting=sum(state_on(one, day) == "resting" for one in agreed),
        proposed=(),
        waiting=sum(one.state == "nominated" and one.consent_at is None for one in everybody),
    )
    gaps = set(found.gaps)
    proposed = tuple(
        (one, theme)
        for one in _open(agreed)
        for theme in one.themes
        if (theme, one.region) in gaps and {one.eyes("themes"), one.eyes("area")}.isdisjoint({"nobody"})
    )
    return Coverage(found.themes, found.regions, counts, found.resting, proposed, found.waiting)


def desk(tx: Transaction) -> list[Champion]:
    """Everybody whom staff may deal with: those who agreed, by name."""
    return [one for one in champions.listed(tx) if one.consent_at]


def load(tx: Transaction, now: dt.datetime) -> dict[str, int]:
    """How many introductions each was asked for in the last month; those without any are left out."""
    return introductions.since(tx, now - MONTH)


def _open(agreed: Sequence[Champion]) -> list[Champion]:
    return [one for one in agreed if one.state in ("nominated", "approved")]
