"""The search index of the running bot: built once, and built again beside the old one when knowledge changed."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import structlog

from bot.knowledge.library import Library
from bot.store import library as stored
from bot.store.database import Database

log = structlog.get_logger()


@dataclass(slots=True)
class Shelf:
    """Holds the current library. ``refresh`` swaps it whole, so a question never sees half an index."""

    database: Database
    library: Library = field(default_factory=lambda: Library.build((), (), ()))
    version: int = -1
    _building: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> bool:
        """Index again if knowledge has changed since; True if it did."""
        with self._building:
            with self.database.read() as tx:
                version = stored.version(tx)
                if version == self.version:
                    return False
                material = stored.faqs(tx), stored.documents(tx), stored.passages(tx)
            self.library = Library.build(*material)
            self.version = version
            log.info("indexed", version=version, faqs=len(material[0]), passages=len(material[2]))
            return True
