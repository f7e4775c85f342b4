"""How the mock Slack says no."""

from __future__ import annotations

from typing import Any

OUR_FAULT = frozenset(
    {
        "invalid_arg_name",
        "invalid_arguments",
        "invalid_blocks",
        "invalid_form_data",
        "invalid_trigger_id",
        "missing_argument",
        "msg_too_long",
        "no_text",
        "not_authed",
        "unknown_method",
    }
)
"""What no course of events excuses: an app that gets one of these is wrong."""


class Refused(Exception):
    """Slack's answer is ``ok: false`` with this code, and what is wrong in so many words."""

    def __init__(self, code: str, problems: list[str] | None = None, **more: Any) -> None:
        super().__init__(code)
        self.problems = problems or []
        told = {"response_metadata": {"messages": problems}} if problems else {}
        self.answer = {"ok": False, "error": code, **told, **more}
