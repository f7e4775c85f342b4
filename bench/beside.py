"""A door of ours beside the bare framework: the same calls straight into both, in turns, and what one of them costs."""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from aiohttp import web
from starlette.applications import Starlette
from starlette.routing import Route

from bot.clock import utc_now
from bot.events import Place
from bot.store import interactions
from bot.store.database import Database
from bot.store.tables import Base

PROJECT = Path(__file__).resolve().parent.parent
ANSWER = "Thank you."
COUNT, ROUNDS, SIDE_BY_SIDE = 400, 7, 8
Headers = list[tuple[bytes, bytes]]
Call = Callable[[], tuple[bytes, Headers]]
"""Makes a call: its body, and the headers that vouch for it."""


@dataclass(frozen=True, slots=True)
class Side:
    """What takes the calls, and what waits until all that was acknowledged is answered."""

    routes: Iterable[Route]
    settle: Callable[[], Awaitable[None]]

    def poster(self, call: Call) -> Callable[[], Awaitable[None]]:
        """Makes one call and waits for its acknowledgement; without a network, so that only its own cost counts."""
        app, (path, *_) = Starlette(routes=list(self.routes)), [route.path for route in self.routes]

        async def post() -> None:
            body, headers = call()
            statuses: list[int] = []

            async def receive() -> dict[str, Any]:
                return {"type": "http.request", "body": body, "more_body": False}

            async def send(message: Any) -> None:
                if "status" in message:
                    statuses.append(message["status"])

            scope = {"type": "http", "method": "POST", "path": path, "query_string": b"", "headers": headers}
            await app(scope, receive, send)
            assert statuses == [200], statuses

        return post


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one call: milliseconds of CPU, all threads together; and how many a second."""

    cpu: float
    rate: float


async def in_turns(bare: Side, ours: Side, call: Call) -> tuple[Cost, Cost]:
    """The median cost of several rounds, in turns, so that a busy machine is busy for both."""
    costs = [(await _cost(bare, call), await _cost(ours, call)) for _ in range(ROUNDS)]
    first, second = (
        Cost(median(cost.cpu for cost in side), median(cost.rate for cost in side)) for side in zip(*costs, strict=True)
    )
    return first, second


async def _cost(side: Side, call: Call) -> Cost:
    post = side.poster(call)
    for _ in range(20):
        await post()
    await side.settle()

    async def some() -> None:
        for _ in range(COUNT // SIDE_BY_SIDE):
            await post()

    cpu, wall = time.process_time(), time.perf_counter()
    await asyncio.gather(*(some() for _ in range(SIDE_BY_SIDE)))
    await side.settle()
    return Cost((time.process_time() - cpu) * 1000 / COUNT, COUNT / (time.perf_counter() - wall))


def compared(what: str, framework: str, door: str, bare: Cost, ours: Cost, most: float) -> Iterator[dict[str, Any]]:
    """Both costs, and how many times the framework's the door's is: at ``most`` so many."""
    for name, cost in ((f"bare {framework}", bare), (f"the {door} door", ours)):
        yield {"name": f"{what} through {name} (CPU ms)", "value": round(cost.cpu, 2), "target": "-", "ok": True}
        yield {"name": f"{what} through {name} (a second)", "value": round(cost.rate), "target": "-", "ok": True}
    times = ours.cpu / bare.cpu
    yield {
        "name": f"{what}, times bare {framework}",
        "value": round(times, 2),
        "target": f"<= {most}",
        "ok": times <= most,
    }


@contextmanager
def stand_in(routes: Callable[[str], Iterable[web.RouteDef]]) -> Iterator[str]:
    """The platform, as a process of its own that answers at once; its address. ``routes`` are told it too."""
    context = multiprocessing.get_context("fork")
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        process = context.Process(target=_serve, args=(listening, routes, address), daemon=True)
        process.start()
        try:
            yield address
        finally:
            process.terminate()
            process.join()


def _serve(listening: socket.socket, routes: Callable[[str], Iterable[web.RouteDef]], address: str) -> None:
    async def serve() -> None:
        app = web.Application()
        app.add_routes(routes(address))
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.SockSite(runner, listening).start()
        await asyncio.Event().wait()

    asyncio.run(serve())


def empty(file: Path) -> Database:
    """A database with tables and nothing in them."""
    database = Database(f"sqlite:///{file}")
    Base.metadata.create_all(database.engine)
    return database


def write_row(database: Database, place: Place, kind: str) -> None:
    """The one row that the bare framework's handler writes, as the bot does."""
    with database.write() as tx:
        interactions.record(tx, utc_now(), None, place, {kind: None}, led_to="thanks")
