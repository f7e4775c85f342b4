"""Interactions: a row for everything a person did with the bot or the bot with a person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast

from sqlalchemy import Select, Table, func, insert, select

from bot.events import Place
from bot.store.database import Transaction
from bot.store.tables.people import PersonRow
from bot.store.tables.traffic import InteractionRow

_RECORD = insert(cast(Table, InteractionRow.__table__))


@dataclass(frozen=True, slots=True)
class Interaction:
    """One interaction; ``words`` only where the person agreed that they are kept."""

    at: dt.datetime
    kind: str
    platform: str
    workspace: str
    place: str
    led_to: str
    person: str | None = None
    name: str | None = None
    words: str | None = None
    refers_to: str | None = None
    event: str | None = None

    def as_row(self) -> dict[str, Any]:
        """Field names and values as JSON can hold them."""
        return {**asdict(self), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which interactions: every field narrows the choice."""

    text: str = ""
    kind: str = ""
    platform: str = ""
    led_to: str = ""
    since: dt.datetime | None = None


def record(
    tx: Transaction,
    at: dt.datetime,
    person: str | None,
    place: Place,
    kinds: Mapping[str, str | None],
    *,
    led_to: str,
    refers_to: str | None = None,
    event_id: str | None = None,
) -> None:
    """Add one interaction for each kind, with the words that may be kept of it."""
    rows = [
        {
            "at": at,
            "person_id": person,
            "platform": place.platform,
            "workspace": place.workspace,
            "place": place.id,
            "kind": kind,
            "words": words,
            "led_to": led_to,
            "refers_to": refers_to or None,
            "event_id": event_id,
        }
        for kind, words in kinds.items()
    ]
    tx.connection().execute(_RECORD, rows)


def latest(tx: Transaction, which: Filter, limit: int = 50, offset: int = 0) -> list[Interaction]:
    """The latest interactions that match."""
    query = _matching(which).order_by(InteractionRow.at.desc(), InteractionRow.id.desc()).limit(limit).offset(offset)
    return [_interaction(row, name) for row, name in tx.execute(query)]


def count(tx: Transaction, which: Filter) -> int:
    """How many match."""
    return tx.scalar(select(func.count()).select_from(_matching(which).subquery())) or 0


def stream(tx: Transaction, since: dt.datetime) -> Iterator[Interaction]:
    """Every interaction since then, oldest first, a thousand rows in memory at a time."""
    query = _matching(Filter(since=since)).order_by(InteractionRow.at, InteractionRow.id)
    for row, name in tx.execute(query.execution_options(yield_per=1000)):
        yield _interaction(row, name)


def by_week(tx: Transaction, since: dt.datetime) -> list[tuple[dt.date, int]]:
    """Messages, presses and forms of people for each week that has any: its Monday and how many."""
    moments = tx.scalars(select(InteractionRow.at).where(InteractionRow.at >= since, InteractionRow.kind != "reply"))
    weeks: dict[dt.date, int] = {}
    for moment in moments:
        monday = moment.date() - dt.timedelta(days=moment.weekday())
        weeks[monday] = weeks.get(monday, 0) + 1
    return sorted(weeks.items())


def endings(tx: Transaction) -> list[str]:
    """Everything that interactions have led to."""
    return sorted(tx.scalars(select(InteractionRow.led_to).distinct()))


def platforms(tx: Transaction) -> list[str]:
    """Every platform that interactions came from."""
    return sorted(tx.scalars(select(InteractionRow.platform).distinct()))


def _matching(which: Filter) -> Select[InteractionRow, str | None]:
    query = select(InteractionRow, PersonRow.name).outerjoin(PersonRow, InteractionRow.person_id == PersonRow.id)
    if which.text:
        pattern = "%" + which.text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        query = query.where(
            InteractionRow.words.ilike(pattern, escape="\\")
            | PersonRow.name.ilike(pattern, escape="\\")
            | InteractionRow.refers_to.ilike(pattern, escape="\\")
        )
    for column, value in (
        (InteractionRow.kind, which.kind),
        (InteractionRow.platform, which.platform),
        (InteractionRow.led_to, which.led_to),
    ):
        if value:
            query = query.where(column == value)
    return query.where(InteractionRow.at >= which.since) if which.since else query


def _interaction(row: InteractionRow, name: str | None) -> Interaction:
    return Interaction(
        at=row.at,
        kind=row.kind,
        platform=row.platform,
        workspace=row.workspace,
        place=row.place,
        led_to=row.led_to,
        person=row.person_id,
        name=name,
        words=row.words,
        refers_to=row.refers_to,
        event=row.event_id,
    )
