"""Logs carry ids and no words that people wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from bot import logs
from bot.config import Logging


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    structlog.reset_defaults()
    logging.basicConfig(force=True)


@pytest.mark.parametrize("key", logs.PRIVATE)
def test_words_people_wrote_appear_at_debug_only(capsys: pytest.CaptureFixture[str], key: str) -> None:
    logs.configure(Logging(level="debug", format="json"))
    log = structlog.get_logger()
    log.info("said", event_id="e1", **{key: "a secret"})
    log.debug("said", event_id="e1", **{key: "a secret"})
    quiet, loud = map(json.loads, capsys.readouterr().err.splitlines())
    assert quiet["event_id"] == "e1"
    assert key not in quiet
    assert loud[key] == "a secret"


def test_debug_is_off_unless_configured(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(Logging(level="info", format="json"))
    structlog.get_logger().debug("said", words="a secret")
    logging.getLogger("a.library").debug("chatter")
    logging.getLogger("a.library").warning("trouble")
    assert capsys.readouterr().err == "WARNING a.library: trouble\n"
