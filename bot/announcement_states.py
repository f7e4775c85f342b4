"""What can be done with an announcement in which state, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

State = Literal["template", "draft", "approval", "scheduled", "sending", "paused", "done", "cancelled", "withdrawn"]
STATES: tuple[State, ...] = get_args(State)
Deed = Literal["edit", "submit", "approve", "return", "launch", "pause", "resume", "cancel", "finish", "correct", "withdraw", "chase", "resend"]  # fmt: skip

MOVES: Mapping[Deed, tuple[frozenset[State], State | None]] = {
    "edit": (frozenset({"template", "draft", "approval", "scheduled"}), None),
    "submit": (frozenset({"draft"}), None),
    "approve": (frozenset({"approval"}), "scheduled"),
    "return": (frozenset({"approval", "scheduled"}), "draft"),
    "launch": (frozenset({"scheduled"}), "sending"),
    "pause": (frozenset({"sending"}), "paused"),
    "resume": (frozenset({"paused"}), "sending"),
    "cancel": (frozenset({"draft", "approval", "scheduled", "sending", "paused"}), "cancelled"),
    "finish": (frozenset({"sending"}), "done"),
    "correct": (frozenset({"sending", "paused", "done"}), None),
    "withdraw": (frozenset({"sending", "paused", "done", "cancelled"}), "withdrawn"),
    "chase": (frozenset({"sending", "done"}), None),
    "resend": (frozenset({"sending", "done"}), "sending"),
}
"""From which states each deed is possible, and the state after it (None: as it was, or the deed decides)."""


def possible(state: State, deed: Deed) -> bool:
    """Whether something can be done with an announcement in this state."""
    return state in MOVES[deed][0]
