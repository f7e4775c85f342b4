"""The one server, at one address."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from bot.settings import ConfigError


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that takes calls at this address.

    Raises:
        ConfigError: it cannot be had.
    """
    try:
        opened = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        reason = (error.strerror or str(error)).partition(" (")[0].lower()
        mend = "choose another port, such as PORT=8081, or mend web.host and web.port"
        raise ConfigError([f"{host}:{port} cannot be opened ({reason}): {mend}"]) from error
    with opened:
        yield opened


def serve(app: Starlette, opened: socket.socket) -> bool:
    """Serve until told to stop; False if it could not start."""
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False))
    with contextlib.suppress(KeyboardInterrupt):
        server.run([opened])
    return server.started
