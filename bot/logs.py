"""Structured logs. Words that people wrote may be passed as ``words`` and appear at debug level only."""

from __future__ import annotations

import logging
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, WrappedLogger

from bot.config import Logging

PRIVATE = ("words", "text", "question", "answer")
"""Keys that hold what people wrote."""


class _StandardError:
    """Standard error as it is when something is written: it may be another one than when a logger was made."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure(settings: Logging) -> None:
    """Log to standard error, as lines for people or as JSON."""
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    renderer = (
        structlog.processors.JSONRenderer()
        if settings.format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            without_words,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=cast(TextIO, _StandardError())),
        cache_logger_on_first_use=True,
    )
    others = logging.StreamHandler(sys.stderr)
    others.setLevel(max(level, logging.WARNING))
    logging.basicConfig(handlers=[others], format="%(levelname)s %(name)s: %(message)s", force=True)


def without_words(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Take people's words out of everything above debug."""
    if method != "debug":
        for key in PRIVATE:
            event.pop(key, None)
    return event
