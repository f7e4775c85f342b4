"""Fetching a calendar: only from where it is safe, within limits, and with nothing of its address in a message."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.knowledge.importers.fetching import Fetched, NotFetched, fetch

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Pages(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        match self.path.partition("?")[0]:
            case "/diary.ics" if self.headers.get("If-None-Match") == '"1"':
                self._say(304, b"")
            case "/diary.ics":
                self._say(200, CALENDAR, ETag='"1"', **{"Last-Modified": "Tue, 03 Mar 2026 10:00:00 GMT"})
            case "/moved":
                self._say(302, b"", Location="/diary.ics")
            case "/inside":
                self._say(302, b"", Location="https://10.0.0.1/diary.ics")
            case "/metadata":
                self._say(302, b"", Location="https://169.254.169.254/latest")
            case "/plain":
                self._say(302, b"", Location="http://example.org/diary.ics")
            case "/file":
                self._say(302, b"", Location="file:///etc/passwd")
            case "/round":
                self._say(302, b"", Location="/round")
            case "/slow":
                self._drip()
            case "/large":
                self._say(200, b"x" * 2_000_000)
            case "/half":
                self._half()
            case _:
                self._say(404, b"gone")

    def _say(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True

    def _drip(self) -> None:
        self.send_response(200)
        self.end_headers()
        try:
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.05)
        except OSError:
            self.close_connection = True

    def _half(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(CALENDAR)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    """A web server on this machine; gives its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.05,))
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_what_is_there_comes_with_its_marks_and_is_not_sent_again(server: str) -> None:
    first = fetch(f"{server}/diary.ics")
    assert first == Fetched(CALENDAR, '"1"', "Tue, 03 Mar 2026 10:00:00 GMT")
    assert fetch(f"{server}/diary.ics", etag='"1"') is None
    moved = fetch(f"{server}/moved")
    assert moved is not None
    assert moved.data == CALENDAR


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/inside", "it leads to a machine that is not public"),
        ("/metadata", "it leads to a machine that is not public"),
        ("/plain", "only addresses that begin with https:// are read"),
        ("/file", "only addresses that begin with https:// are read"),
        ("/round", "it was moved more than 3 times"),
        ("/large", "it is larger than 1 MB"),
        ("/slow", "it did not answer within 0.4 seconds"),
        ("/half", "the server ended in the middle"),
        ("/gone", "the server answered 404 Not Found"),
    ],
)
def test_what_is_not_to_be_had_is_one_clear_reason(server: str, path: str, reason: str) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch(f"{server}{path}?token=hush", seconds=0.4, limit=1_000_000)
    assert str(refused.value) == reason
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("https://10.1.2.3/hush.ics", "it leads to a machine that is not public"),
        ("https://[::ffff:192.168.1.1]/hush.ics", "it leads to a machine that is not public"),
        ("https://[fe80::1]/hush.ics", "it leads to a machine that is not public"),
        ("https://0.0.0.0/hush.ics", "it leads to a machine that is not public"),
        ("https://100.64.0.1/hush.ics", "it leads to a machine that is not public"),
        ("https://224.0.0.1/hush.ics", "it leads to a machine that is not public"),
        ("http://example.org/hush.ics", "only addresses that begin with https:// are read"),
        ("ftp://example.org/hush.ics", "only addresses that begin with https:// are read"),
        ("https://ann:hush@example.org/", "give an address with a server, and without a name and password in it"),
        ("https:///hush.ics", "give an address with a server, and without a name and password in it"),
        ("https://nobody.invalid/hush.ics", "there is no server of that name"),
        ("https://example.org:99999/hush.ics", "there is no server of that name"),
        ("http://127.0.0.1:1/hush.ics", "the server cannot be reached (ConnectionRefusedError)"),
        ("", "the variable that should hold its address is not set"),
    ],
)
def test_what_may_not_be_reached_is_not(url: str, reason: str) -> None:
    with pytest.raises(NotFetched) as refused:
        fetch(url, seconds=2)
    assert str(refused.value) == reason


def test_a_server_without_tls_behind_https_is_named(server: str) -> None:
    with pytest.raises(NotFetched, match="the connection is not safe"):
        fetch(server.replace("http:", "https:") + "/diary.ics", seconds=2)
