"""Back ends of the Teams door stay thin: docs/decisions/0007-small-back-ends.md."""

from __future__ import annotations

from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[2] / "adapters" / "teams"


@pytest.mark.parametrize("file", ["botbuilder.py", "botbuilder_wire.py", "teams_sdk.py"])
def test_a_back_end_is_a_thin_skin(file: str) -> None:
    assert 0 < len((HERE / file).read_text(encoding="utf-8").splitlines()) <= 72
