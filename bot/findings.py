"""What a check found: the lines of `bot doctor`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked. ``mend`` says what to do about anything that is not ok."""

    name: str
    state: Literal["ok", "closed", "warning", "broken"]
    detail: str
    mend: str = ""
