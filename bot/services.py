"""What a handler may use for one event: values, and the transaction that the whole event shares."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.knowledge.library import Library
from bot.people import Person, Viewer
from bot.platform import Capabilities
from bot.settings import Settings
from bot.store.database import Transaction
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Services:
    """Built by dispatch for each event and thrown away after it."""

    tx: Transaction
    person: Person
    viewer: Viewer
    """What may be shown here: what the person sees, but in a shared place only what everyone may."""
    words: Words
    now: dt.datetime
    settings: Settings
    library: Library
    capabilities: Capabilities
    doors: Mapping[str, Capabilities] = field(default_factory=dict)
    """What each open door can show."""

    @property
    def zone(self) -> str:
        """The zone in which this person reads dates and times."""
        return self.person.zone or self.settings.config.coalition.zone
