"""How long a person takes to make a poll, a check-in and a prompt on the staff pages, in a real browser.

They type 40 words a minute (200 characters, a key each .3 s) and take 2.65 s to find, point at and press each link,
button and field, as the keystroke-level model has it (Card, Moran and Newell: M 1.35 + P 1.1 + B .2).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.browser.house import chromium, serving
from tests.browser.making import MADE, signed_in

KEY, LOOK = 300.0, 2650.0
"""Milliseconds."""
WITHIN = 60.0
"""Seconds."""


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as house, chromium() as browser:
        for what, (make, fields, presses) in MADE.items():
            maker = signed_in(browser.new_page(), house, look=LOOK, key=KEY)
            begin = time.monotonic()
            make(maker)
            took = round(time.monotonic() - begin, 1)
            name = f"{what} on the web at a person's pace ({fields} fields, {presses} presses) (s)"
            yield {"name": name, "value": took, "target": f"<= {WITHIN:g}", "ok": took <= WITHIN}
