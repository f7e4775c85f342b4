"""Kinds of values in config.yaml, each with what it says of a wrong one."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from bot.clock import nearest_zone, zones
from bot.mailboxes import mailbox


class Section(BaseModel):
    """A part of the file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _zone(name: str) -> str:
    if name in zones():
        return name
    near = nearest_zone(name)
    raise ValueError("unknown time zone" + (f", did you mean {near!r}?" if near else ", give an IANA name"))


def _clock_time(value: object) -> object:
    """YAML reads an unquoted 20:00 as a number to the base of sixty."""
    if isinstance(value, int) and 0 <= value < 24 * 60:
        return dt.time(value // 60, value % 60)
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        return value.zfill(5)
    raise ValueError("give a time of day such as 08:30")


def _address(text: str | None) -> str | None:
    return mailbox(text).address if text else None


Zone = Annotated[str, AfterValidator(_zone)]
ClockTime = Annotated[dt.time, BeforeValidator(_clock_time)]
Port = Annotated[int, Field(ge=1, le=65535)]
Address = Annotated[str | None, AfterValidator(_address)]
