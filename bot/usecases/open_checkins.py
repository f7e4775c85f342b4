"""A check-in that somebody can answer now, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from bot.checkins import CheckIn
from bot.prompts import Prompt
from bot.store.checkins import Asked, Round


@dataclass(frozen=True, slots=True)
class Open:
    """Something that a person can answer now."""

    checkin: CheckIn
    round: Round
    asked: Asked
    prompt: Prompt | None = None

    @property
    def places(self) -> tuple[int, ...]:
        """The questions that can still be answered: no moods once their averages were told, for they stay as they are."""
        moods = self.checkin.of_kind("mood") if self.round.told else ()
        return tuple(place for place in self.round.places if f"q{place}" not in moods)
