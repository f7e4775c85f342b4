"""Commands about answers: `bot ask` and `bot calibrate`."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.clock import utc_now
from bot.people import Person
from bot.settings import Settings
from bot.store import people
from bot.store.database import Database
from bot.usecases import batch
from bot.usecases.calibrating import calibrate
from bot.usecases.engine import installed_encoder
from bot.usecases.explaining import explained
from bot.usecases.indexing import Shelf

GUEST = Person("", "", noticed=True)
PATIENCE = 30.0
"""Seconds that a command waits for texts to be encoded; what is not ready then is searched by its words."""


class NobodyThere(Exception):
    """There is no person of that id."""


def told(
    lines: Iterator[batch.Line] | list[batch.Line],
    as_person: str | None,
    settings: Settings,
    database: Database,
    *,
    as_json: bool,
    why: bool,
) -> Iterator[str]:
    """The answer to each question, in lines.

    Raises:
        NobodyThere: nobody has this id.
    """
    shelf = ready(database)
    with database.read() as tx:
        person = GUEST if as_person is None else people.find(tx, as_person)
        if person is None:
            raise NobodyThere(f"--as {as_person}: there is no such person; `bot import` reads people from a CSV file")
        for found in batch.answers(lines, person, tx=tx, library=shelf.library, settings=settings, now=utc_now()):
            yield json.dumps(batch.as_row(found), ensure_ascii=False) if as_json else batch.as_text(found)
            if why:
                yield from explained(found, shelf.library, settings.config.answers)


def calibrated(database: Database) -> Iterator[str]:
    """What came of training on local judgements, in lines."""
    for one in calibrate(database, ready(database).library, utc_now()):
        yield one.told


def ready(database: Database) -> Shelf:
    """The index, with the full engine on where it is installed."""
    shelf = Shelf(database, installed_encoder())
    shelf.refresh()
    shelf.encode(PATIENCE)
    return shelf
