"""Is it alive, can it answer, and how is it doing: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.security import same
from bot.dispatch import Dispatch
from bot.settings import LOOPBACK, Settings
from bot.store import figures


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


def routes(settings: Settings, dispatch: Dispatch) -> list[Route]:
    """The three addresses."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    registry.register(Figures(dispatch))
    token = settings.secret(settings.config.web.metrics_token_env)

    def healthz(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    def readyz(request: Request) -> Response:
        if not dispatch.database.is_up():
            return PlainTextResponse("the database cannot be reached\n", 503)
        dispatch.shelf.refresh()
        return PlainTextResponse("ready\n")

    def metrics(request: Request) -> Response:
        near = request.client is not None and request.client.host in LOOPBACK and settings.on_loopback
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not near and not (token and same(given, token.get_secret_value())):
            return PlainTextResponse("a bearer token is needed here\n", 401)
        if not dispatch.database.is_up():
            return PlainTextResponse("the database cannot be reached\n", 503)
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
