"""Fetching a calendar from its address: over TLS, from public servers, within limits of time and size.

No message holds the address: it may be a secret, as those of private calendars are. Redirects are followed only to where
the address itself might have led, and the connection goes to the very address that was looked at.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from bot.knowledge.importers import TABLE_LIMIT
from bot.sources import LOOPBACK, calendar_address

REDIRECTS = 3
MOVED = frozenset({301, 302, 303, 307, 308})
NOT_MODIFIED = 304


class NotFetched(Exception):
    """Why there is nothing, in words for people."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was there, with the marks by which the server knows whether it has changed since."""

    data: bytes
    etag: str = ""
    modified: str = ""


def fetch(
    url: str, *, etag: str = "", modified: str = "", seconds: float = 20.0, limit: int = TABLE_LIMIT
) -> Fetched | None:
    """What is at an address, at most ``limit`` bytes within ``seconds``; None if it is as it was when it had these marks.

    Raises:
        NotFetched: it is not there, not allowed, too large or too slow.
    """
    marks = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {"Accept": "text/calendar", "User-Agent": "coalition-bot"} | {k: v for k, v in marks.items() if v}
    local = (urlsplit(url).hostname or "") in LOOPBACK
    for _ in range(REDIRECTS + 1):
        found = _once(_parts(url, local=local), headers, seconds, limit, local=local)
        if not isinstance(found, str):
            return found
        url = urljoin(url, found)
    raise NotFetched(f"it was moved more than {REDIRECTS} times")


def _parts(url: str, *, local: bool) -> SplitResult:
    try:
        parts = urlsplit(calendar_address(url))
    except ValueError as error:
        raise NotFetched(str(error)) from None
    if parts.scheme != "https" and not local:
        raise NotFetched("it leads from a public server to this machine")
    return parts


def _once(
    parts: SplitResult, headers: Mapping[str, str], seconds: float, limit: int, *, local: bool
) -> Fetched | str | None:
    """What one server says: the content, None for unchanged, or where else to look."""
    connection = _connection(parts, seconds, local=local)
    overdue, line = threading.Event(), connection.sock

    def hang_up() -> None:
        overdue.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    alarm = threading.Timer(seconds, hang_up)
    alarm.daemon = True
    alarm.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("GET", path, headers=dict(headers))
        with connection.getresponse() as response:
            found = _read(response, limit)
    except (OSError, http.client.HTTPException, ValueError) as error:
        if overdue.is_set() or isinstance(error, TimeoutError):
            raise NotFetched(f"it did not answer within {seconds:g} seconds") from None
        raise NotFetched(_reason(error)) from None
    finally:
        alarm.cancel()
        connection.close()
    if overdue.is_set():
        raise NotFetched(f"it did not answer within {seconds:g} seconds")
    return found


def _read(response: http.client.HTTPResponse, limit: int) -> Fetched | str | None:
    if response.status == NOT_MODIFIED:
        return None
    if response.status in MOVED and (there := response.headers.get("Location")):
        return there
    if response.status != http.client.OK:
        raise NotFetched(f"the server answered {response.status} {response.reason}".strip())
    data = response.read(limit + 1)
    if len(data) > limit:
        raise NotFetched(f"it is larger than {limit // 1_000_000} MB")
    if response.length:
        raise http.client.IncompleteRead(data, response.length)
    return Fetched(data, response.headers.get("ETag", ""), response.headers.get("Last-Modified", ""))


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLError):
        return f"the connection is not safe: {error.reason or 'TLS failed'}".lower()
    if isinstance(error, http.client.IncompleteRead):
        return "the server ended in the middle"
    return f"the server cannot be reached ({type(error).__name__})"


def _connection(parts: SplitResult, seconds: float, *, local: bool) -> http.client.HTTPConnection:
    """A connection that is open, to an address that was checked before anything was said."""
    host = parts.hostname or ""
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError, UnicodeError):
        raise NotFetched("there is no server of that name") from None
    addresses = [str(one[4][0]) for one in found]
    if not all(_may_be_reached(address, local=local) for address in addresses):
        raise NotFetched("it leads to a machine that is not public")
    connection = http.client.HTTPConnection(host, port, timeout=seconds)
    try:
        plain = socket.create_connection((addresses[0], port), timeout=seconds)
        secure = parts.scheme == "https"
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if secure else plain
    except TimeoutError:
        raise NotFetched(f"it did not answer within {seconds:g} seconds") from None
    except OSError as error:
        raise NotFetched(_reason(error)) from None
    return connection


def _may_be_reached(address: str, *, local: bool) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    ip = getattr(ip, "ipv4_mapped", None) or ip
    return (local and ip.is_loopback) or (ip.is_global and not ip.is_multicast)
