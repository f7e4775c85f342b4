"""What several tests of the store begin with."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.store.database import Database
from tests.store.importing import FILES
from tests.store.outbox import Bench


@pytest.fixture
def bench(database: Database) -> Bench:
    """A ledger with its platform in memory, on both databases."""
    return Bench(database)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of each kind."""
    for name, text in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text)
    return tmp_path / "in"
