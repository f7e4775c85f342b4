"""Nell of the hub team, who writes announcements, and the clock of the house."""

from __future__ import annotations

import pytest

from bot.store.database import Database
from tests.stories.announcements import nell_at
from tests.stories.door import Clock, Talk


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def nell(database: Database, clock: Clock) -> Talk:
    return nell_at(database, clock)
