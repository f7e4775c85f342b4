"""Which answer engine is on: the full one where its model is installed, else the light one."""

from __future__ import annotations

import structlog

from bot.findings import Finding
from bot.knowledge.encoder import MODEL, Encoder, ModelDamaged, folder, load
from bot.knowledge.vectors import Vectors, wanted
from bot.store import library, vectors
from bot.store.database import Transaction

log = structlog.get_logger()


def installed_encoder() -> Encoder | None:
    """The full engine's model; None where it is not installed, or is damaged."""
    model = folder()
    if model is None:
        return None
    try:
        return load(model)
    except ModelDamaged as error:
        log.error("the full answer engine is off", error=str(error))
        return None


def looked_at(tx: Transaction) -> Finding:
    """What `bot doctor` says of it."""
    model = folder()
    if model is None:
        return Finding("answers", "ok", "light engine (words); `make setup-full` installs the full one (meaning)")
    try:
        encoder = load(model)
    except ModelDamaged as error:
        return Finding("answers", "broken", f"light engine: {error}", "run `make setup-full` again")
    texts = dict.fromkeys(wanted(library.faqs(tx), (), library.passages(tx)))
    ready = len(texts) - len(Vectors(encoder, vectors.known(tx)).missing(texts))
    told = f"full engine ({MODEL}), {ready:,} of {len(texts):,} texts encoded"
    mend = "" if ready == len(texts) else "the running bot encodes the rest; until then it searches by words"
    return Finding("answers", "ok", told, mend)
