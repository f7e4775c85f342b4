"""The search index of the running bot: built once, and built again beside the old one when knowledge changed.

The full engine needs a vector of every text. What is new is searched by its words at once; a few texts are encoded on the
spot, many in the background (``encode``), and the index is swapped when they are all there.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field

import structlog

from bot.knowledge import vectors as encoding
from bot.knowledge.decision import SHIPPED, Calibration
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import Encoder
from bot.knowledge.library import Library
from bot.knowledge.vectors import Vectors
from bot.store import calibrations, vectors
from bot.store import library as stored
from bot.store.database import Database, Transaction

log = structlog.get_logger()
ON_THE_SPOT = 16
"""Texts that are encoded before an index is swapped in: about half a second."""
BATCH = 64
"""Texts that are encoded and kept at a time."""
Material = tuple[list[Faq], list[Document], list[Passage], list[str]]
"""The last are questions that are known to be none of the bot's."""


@dataclass(slots=True)
class Shelf:
    """Holds the current library. ``refresh`` swaps it whole, so a question never sees half an index."""

    database: Database
    encoder: Encoder | None = None
    """With it the full engine is on."""
    library: Library = field(default_factory=lambda: Library.build((), (), ()))
    version: int = -1
    waiting: int = 0
    """Texts that have no vector yet."""
    _building: threading.Lock = field(default_factory=threading.Lock)

    def refresh(self) -> bool:
        """Index again if knowledge has changed since; True if it did."""
        with self._building:
            with self.database.read() as tx:
                version = stored.version(tx)
                if version == self.version:
                    return False
                material, known = _material(tx), vectors.known(tx) if self.encoder else {}
                calibration = SHIPPED.with_trained(calibrations.current(tx))
            self._swap(material, known, calibration, version)
            return True

    def encode(self, seconds: float) -> None:
        """Encode what waits, for about so long, and index again once nothing waits."""
        if self.encoder is None or not self.waiting:
            return
        until = time.monotonic() + seconds
        with self.database.read() as tx:
            texts, known = encoding.wanted(*_material(tx)), vectors.known(tx)
        missing = Vectors(self.encoder, known).missing(texts)
        while missing and time.monotonic() < until:
            self._kept(encoding.encoded(self.encoder, missing[:BATCH]))
            missing = missing[BATCH:]
        log.info("encoded", ready=len(texts) - len(missing), of=len(texts))
        self.waiting = len(missing)
        if not missing:
            with self.database.write() as tx:
                vectors.keep_only(tx, {encoding.key(text) for text in texts})
            self.version = -1
            self.refresh()

    def _swap(self, material: Material, known: dict[str, bytes], calibration: Calibration, version: int) -> None:
        encoder, ready = self.encoder, None
        if encoder:
            missing = Vectors(encoder, known).missing(encoding.wanted(*material))
            if 0 < len(missing) <= ON_THE_SPOT:
                known |= self._kept(encoding.encoded(encoder, missing))
                missing = []
            self.waiting, ready = len(missing), Vectors(encoder, known)
        faqs, documents, passages, strange = material
        strange = encoding.unlike(strange, faqs, ready) if ready else []
        self.library = Library.build(faqs, documents, passages, ready, calibration, strange)
        self.version = version
        log.info("indexed", version=version, faqs=len(faqs), passages=len(passages), waiting=self.waiting)

    def _kept(self, new: dict[str, bytes]) -> dict[str, bytes]:
        with self.database.write() as tx:
            vectors.keep(tx, new)
        return new


def _material(tx: Transaction) -> Material:
    return stored.faqs(tx), stored.documents(tx), stored.passages(tx), stored.strange(tx)
