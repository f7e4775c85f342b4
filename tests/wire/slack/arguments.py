"""The arguments that a method of the Web API takes, as slack-sdk's own client knows them."""

from __future__ import annotations

import inspect
from functools import cache
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from tests.wire.slack.refusals import Refused

COMMON = frozenset({"token"})


def check_arguments(method: str, arguments: dict[str, Any]) -> None:
    """Slack itself passes over a misspelt argument, so that nobody notices: here it is refused.

    Raises:
        Refused: one is missing or unknown.
    """
    required, known = _accepted(method)
    missing = required - {name for name, value in arguments.items() if value is not None}
    if missing:
        raise Refused("missing_argument", [f"{method}: lacks {', '.join(sorted(missing))}"])
    unknown = set(arguments) - known
    if unknown:
        raise Refused("invalid_arg_name", [f"{method}: does not know {', '.join(sorted(unknown))}"])


@cache
def _accepted(method: str) -> tuple[frozenset[str], frozenset[str]]:
    """Those that it must have, and all that it may have."""
    parameters = inspect.signature(getattr(AsyncWebClient, method.replace(".", "_"))).parameters.values()
    named = {one.name: one.default for one in parameters if one.kind is inspect.Parameter.KEYWORD_ONLY}
    required = {name for name, default in named.items() if default is inspect.Parameter.empty}
    return frozenset(required), COMMON | frozenset(named)
