"""Whose turn it is: messages to one conversation are spaced so that Teams refuses none of a burst."""

from __future__ import annotations

from collections import OrderedDict

RATE, BURST = 1.8, 4
"""Messages a second to one conversation, and how many may go at once after a silence: at most 5 in a second, 7 in two and
58 in thirty, of the 7, 8 and 60 that Teams takes (generic cell rate algorithm, ITU-T I.371)."""
LONGEST = 5.0
"""Seconds that a message waits here; longer, and it is better tried again later."""
REMEMBERED = 10_000


class Turns:
    """When each conversation may be written to next. Moments are of one monotonic clock, in seconds."""

    def __init__(self) -> None:
        self._due: OrderedDict[str, float] = OrderedDict()

    def wait(self, conversation: str, now: float) -> float | None:
        """Seconds until this message's turn, which is taken with it; None if it is too far away."""
        due = max(now, self._due.get(conversation, now))
        wait = max(0.0, due - now - (BURST - 1) / RATE)
        if wait > LONGEST:
            return None
        self._due[conversation] = due + 1 / RATE
        self._due.move_to_end(conversation)
        if len(self._due) > REMEMBERED:
            self._due.popitem(last=False)
        return wait
