"""Logs carry ids and no words that people wrote."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
import structlog

from bot import logs
from bot.settings import Logging


@pytest.fixture
def stderr(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    held = io.StringIO()
    monkeypatch.setattr(sys, "stderr", held)
    yield held
    structlog.reset_defaults()
    logging.basicConfig(force=True)


def lines(stderr: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stderr.getvalue().splitlines()]


@pytest.mark.parametrize("key", logs.PRIVATE)
def test_words_people_wrote_appear_at_debug_only(stderr: io.StringIO, key: str) -> None:
    logs.configure(Logging(level="debug", format="json"))
    log = structlog.get_logger()
    log.info("said", event_id="e1", **{key: "a secret"})
    log.debug("said", event_id="e1", **{key: "a secret"})
    quiet, loud = lines(stderr)
    assert quiet["event_id"] == "e1"
    assert key not in quiet
    assert loud[key] == "a secret"


def test_debug_is_off_unless_configured(stderr: io.StringIO) -> None:
    logs.configure(Logging(level="info", format="json"))
    structlog.get_logger().debug("said", words="a secret")
    logging.getLogger("a.library").debug("chatter")
    logging.getLogger("a.library").warning("trouble")
    assert stderr.getvalue() == "WARNING a.library: trouble\n"
