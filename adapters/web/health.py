"""Is it alive, can it answer, and how is it doing: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import (
    CollectorRegistry,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.web.security import same
from bot.dispatch import Dispatch
from bot.settings import Settings
from bot.sources import LOOPBACK
from bot.store import figures
from bot.store.database import DatabaseDown

UNREACHABLE = "the database cannot be reached\n"


@dataclass(frozen=True, slots=True, eq=False)
class Figures(Collector):
    """What the database knows, counted at each scrape, so that it is the same from every process."""

    dispatch: Dispatch

    def collect(self) -> Iterator[Metric]:
        """One gauge a table, labelled by state or kind."""
        with self.dispatch.database.read() as tx:
            for figure in figures.all_of(tx):
                gauge = GaugeMetricFamily(f"bot_{figure.name}", figure.told, labels=[figure.label])
                for value, amount in figure.amounts:
                    gauge.add_metric([value], amount)
                yield gauge

    def describe(self) -> list[Metric]:
        """Nothing is counted at registration."""
        return []


class Timed:
    """ASGI middleware for one route: how long its answers take."""

    def __init__(self, app: ASGIApp, path: str, seconds: Histogram) -> None:
        self.app = app
        self.path = path
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        status = 500

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        began = time.perf_counter()
        try:
            await self.app(scope, receive, noting)
        finally:
            self.seconds.labels(self.path, status).observe(time.perf_counter() - began)


def registry_for(dispatch: Dispatch) -> CollectorRegistry:
    """What is measured: the process, the database's counts; the door adds its requests."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(Figures(dispatch))
    return registry


def timing(registry: CollectorRegistry) -> Histogram:
    """The seconds that requests take, by route and status."""
    return Histogram("bot_web_seconds", "Seconds that requests took", ["route", "status"], registry=registry)


def routes(settings: Settings, dispatch: Dispatch, registry: CollectorRegistry) -> list[Route]:
    """The three addresses."""
    token = settings.secret(settings.config.web.metrics_token_env)

    def healthz(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    def readyz(request: Request) -> Response:
        try:
            dispatch.shelf.refresh()
        except DatabaseDown:
            return PlainTextResponse(UNREACHABLE, 503)
        return PlainTextResponse("ready\n")

    def metrics(request: Request) -> Response:
        near = request.client is not None and request.client.host in LOOPBACK and settings.on_loopback
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not near and not (token and same(given, token.get_secret_value())):
            return PlainTextResponse("a bearer token is needed here\n", 401)
        try:
            return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)
        except DatabaseDown:
            return PlainTextResponse(UNREACHABLE, 503)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
