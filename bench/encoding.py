"""The full engine for measuring; what it has encoded once lies in ``build`` for the next run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from bot.knowledge import encoder
from bot.knowledge.documents import Document, Faq, Passage
from bot.knowledge.encoder import WIDTH, Encoder
from bot.knowledge.library import Library
from bot.knowledge.vectors import Vectors, encoded, wanted

FILE = Path(__file__).resolve().parent.parent / "build" / "vectors.bin"
KEY, ROW = 64, 2 * WIDTH
TOGETHER = 512


@lru_cache(maxsize=1)
def model() -> Encoder:
    """The installed model."""
    folder = encoder.folder()
    if folder is None:
        raise SystemExit("the full engine is not installed: `make setup-full` installs it")
    return encoder.load(folder)


def vectors(texts: Iterable[str]) -> Vectors:
    """These texts, encoded now or in an earlier run."""
    known = kept()
    missing = Vectors(model(), known).missing(texts)
    for start in range(0, len(missing), TOGETHER):
        new = encoded(model(), missing[start : start + TOGETHER])
        FILE.parent.mkdir(exist_ok=True)
        with FILE.open("ab") as file:
            file.write(b"".join(key.encode() + row for key, row in new.items()))
        known.update(new)
    return Vectors(model(), known)


def library(
    faqs: Iterable[Faq],
    documents: Iterable[Document] = (),
    passages: Iterable[Passage] = (),
    strange: Sequence[str] = (),
) -> Library:
    """A library with the full engine on."""
    faqs, passages = list(faqs), list(passages)
    return Library.build(faqs, documents, passages, vectors([*wanted(faqs, (), passages), *strange]), strange=strange)


@lru_cache(maxsize=1)
def kept() -> dict[str, bytes]:
    """What earlier runs encoded."""
    if not FILE.exists():
        return {}
    size = FILE.stat().st_size // (KEY + ROW) * (KEY + ROW)
    content = FILE.read_bytes()[:size]
    return {content[at : at + KEY].decode(): content[at + KEY : at + KEY + ROW] for at in range(0, size, KEY + ROW)}
