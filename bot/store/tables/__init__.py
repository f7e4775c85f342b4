"""Tables, grouped as the features use them. Importing this package registers them all on ``Base.metadata``."""

from bot.store.tables import (
    announcements,
    answering,
    asks,
    coalition,
    delivery,
    email,
    installations,
    introductions,
    knowledge,
    linking,
    people,
    polls,
    preferences,
    questions,
    references,
    relay,
    traffic,
)
from bot.store.tables.base import Base

__all__ = [
    "Base",
    "announcements",
    "answering",
    "asks",
    "coalition",
    "delivery",
    "email",
    "installations",
    "introductions",
    "knowledge",
    "linking",
    "people",
    "polls",
    "preferences",
    "questions",
    "references",
    "relay",
    "traffic",
]
