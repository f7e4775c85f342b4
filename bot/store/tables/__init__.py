"""Tables, grouped as the features use them. Importing this package registers them all on ``Base.metadata``."""

from bot.store.tables import (
    announcements,
    coalition,
    delivery,
    email,
    installations,
    knowledge,
    linking,
    people,
    polls,
    preferences,
    references,
    traffic,
)
from bot.store.tables.base import Base

__all__ = [
    "Base",
    "announcements",
    "coalition",
    "delivery",
    "email",
    "installations",
    "knowledge",
    "linking",
    "people",
    "polls",
    "preferences",
    "references",
    "traffic",
]
