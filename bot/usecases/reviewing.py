"""Approved answers are looked at again from time to time; one that still holds is good for another while."""

from __future__ import annotations

import datetime as dt

from bot.clock import local
from bot.settings import Settings
from bot.store import faqs
from bot.store.database import Transaction
from bot.store.faqs import Due


def due(tx: Transaction, settings: Settings, now: dt.datetime) -> list[Due]:
    """Answers that should be looked at again, the longest waiting first."""
    return faqs.due(tx, _today(settings, now))


def confirm(tx: Transaction, id: str, settings: Settings, now: dt.datetime) -> dt.date | None:
    """An answer was found right; when to look again, None if it is gone."""
    today = _today(settings, now)
    again = today + dt.timedelta(days=settings.config.questions.review_after_days)
    return again if faqs.reviewed(tx, id, today, again) else None


def _today(settings: Settings, now: dt.datetime) -> dt.date:
    return local(now, settings.config.coalition.zone).date()
