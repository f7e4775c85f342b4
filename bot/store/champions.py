"""Champions as kept: profiles, themes, the role that goes with being active, and the steps taken."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import ColumnElement, delete, exists, select, union_all

from bot.champions import Champion, Eyes, Field, State, Theme, Tier, earned
from bot.store.database import Transaction
from bot.store.prompts import DONE
from bot.store.tables.champions import ChampionActionRow, ChampionRow, ChampionStepRow, ChampionThemeRow, ThemeRow
from bot.store.tables.checkins import CheckInAnswerRow
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow

SOURCE = "directory"
"""Where roles come from that the directory gives: it takes only its own, never an imported one."""
_WORDS = ("why", "region", "system", "place", "bio", "availability")
_DONE = union_all(
    select(ChampionActionRow.person_id, ChampionActionRow.at, ChampionActionRow.text),
    select(CheckInAnswerRow.person_id, CheckInAnswerRow.at, CheckInAnswerRow.value)
    .join(ChampionRow, ChampionRow.person_id == CheckInAnswerRow.person_id)
    .where(CheckInAnswerRow.field == DONE, CheckInAnswerRow.value != ""),
)
"""What champions wrote down that they did, by themselves or after a prompt."""
_LISTS = ("can_help", "want_help", "interests", "languages")
_SAME = ("state", "nominated_by", "tier", "lived_experience", "load_limit", "resting_until", "consent_at")


def get(tx: Transaction, person: str) -> Champion | None:
    """A champion by the person's id, whatever their state."""
    return next(iter(_found(tx, ChampionRow.person_id == person)), None)


def listed(tx: Transaction, states: Sequence[State] = ()) -> list[Champion]:
    """Champions in these states (none: in all), by name. For staff: others see only what ``shown`` leaves."""
    return _found(tx, ChampionRow.state.in_(states)) if states else _found(tx)


def active(tx: Transaction) -> list[Champion]:
    """Those who agreed, can be reached and are active or resting, by name; ``shown`` knows whose rest is over."""
    found = listed(tx, ("active", "resting"))
    return [one for one in found if one.consent_at and one.reachable]


def save(tx: Transaction, champion: Champion, now: dt.datetime) -> None:
    """Write a champion down with their themes (of those there are), and give or take the role."""
    row = tx.get(ChampionRow, champion.id) or ChampionRow(person_id=champion.id)
    for name in (*_WORDS, *_SAME):
        setattr(row, name, getattr(champion, name))
    for name in _LISTS:
        setattr(row, name, list(getattr(champion, name)))
    row.visibility, row.changed = {str(what): eyes for what, eyes in champion.visibility.items()}, now
    tx.add(row)
    tx.flush()
    ids = [theme.id for theme in themes(tx, retired=True) if theme.name in champion.themes]
    tx.execute(delete(ChampionThemeRow).where(ChampionThemeRow.person_id == champion.id))
    tx.add_all(ChampionThemeRow(person_id=champion.id, theme_id=id) for id in ids)
    tx.flush()
    align(tx, champion.id)


def remove(tx: Transaction, person: str) -> None:
    """Forget that somebody was nominated or a champion: profile, themes, role, steps and what they did as one."""
    for row in (ChampionThemeRow, ChampionStepRow, ChampionActionRow, ChampionRow):
        tx.execute(delete(row).where(row.person_id == person))
    _set_roles(tx, person, [])


def align(tx: Transaction, person: str) -> None:
    """Give or take the role as the profile says: for each theme, while they are a champion who agreed."""
    row = tx.get(ChampionRow, person)
    is_one = row is not None and row.state in ("active", "resting") and row.consent_at is not None
    ids = tx.scalars(select(ChampionThemeRow.theme_id).where(ChampionThemeRow.person_id == person))
    _set_roles(tx, person, ["", *sorted(ids)] if is_one else [])


def note(tx: Transaction, person: str, step: str, by: str, now: dt.datetime) -> None:
    """Write down who took which step."""
    tx.merge(ChampionStepRow(person_id=person, at=now, step=step, by_id=by))
    tx.flush()


def steps(tx: Transaction, person: str) -> list[tuple[dt.datetime, str, str | None]]:
    """Every step of somebody's way: when, which, and by whom."""
    rows = tx.scalars(select(ChampionStepRow).where(ChampionStepRow.person_id == person).order_by(ChampionStepRow.at))
    return [(row.at, row.step, row.by_id) for row in rows]


def add_action(tx: Transaction, person: str, text: str, now: dt.datetime) -> None:
    """Write down what somebody did; the same twice at a moment is once."""
    tx.merge(ChampionActionRow(person_id=person, at=now, text=text))
    tx.flush()


def actions(tx: Transaction, person: str | None = None, most: int = 50) -> list[tuple[dt.datetime, str, str]]:
    """What champions did, or one of them, the latest first: when, the name, and what."""
    done = _DONE.subquery()
    query = select(done.c.at, PersonRow.name, done.c.text).join(PersonRow, PersonRow.id == done.c.person_id)
    if person:
        query = query.where(PersonRow.id == person)
    found = tx.execute(query.order_by(done.c.at.desc(), PersonRow.id).limit(most))
    return [(at, name, text) for at, name, text in found]


def themes(tx: Transaction, *, retired: bool = False) -> list[Theme]:
    """The themes by name; with the retired ones if asked."""
    rows = tx.scalars(select(ThemeRow).order_by(ThemeRow.name))
    return [Theme(row.id, row.name, row.retired) for row in rows if retired or not row.retired]


def save_theme(tx: Transaction, theme: Theme) -> None:
    """Write a theme down, new or changed."""
    tx.merge(ThemeRow(id=theme.id, name=theme.name, retired=theme.retired))
    tx.flush()


def drop_unused_themes(tx: Transaction, ids: Sequence[str]) -> None:
    """Remove those of these themes that nobody has."""
    used = exists().where(ChampionThemeRow.theme_id == ThemeRow.id)
    tx.execute(delete(ThemeRow).where(ThemeRow.id.in_(ids), ~used))


def regions(tx: Transaction) -> list[str]:
    """Every region that a person, partner or champion is in, by name."""
    columns = (PersonRow.region, PartnerRow.region, ChampionRow.region)
    return sorted({region for column in columns for region in tx.scalars(select(column).distinct()) if region})


def _set_roles(tx: Transaction, person: str, scopes: Sequence[str]) -> None:
    own = (RoleRow.person_id == person, RoleRow.role == "champion", RoleRow.source == SOURCE)
    tx.execute(delete(RoleRow).where(*own))
    tx.add_all(RoleRow(person_id=person, role="champion", scope=scope, source=SOURCE) for scope in scopes)
    tx.flush()


def _found(tx: Transaction, *conditions: ColumnElement[bool]) -> list[Champion]:
    account = exists().where(IdentityRow.person_id == PersonRow.id, IdentityRow.gone.is_(None))
    away = PersonRow.stopped | (PersonRow.audience == "staff")  # whom no import names any more, only staff see
    rows = tx.execute(
        select(ChampionRow, PersonRow.name, PersonRow.email, away, PartnerRow.name, account)
        .join(PersonRow, PersonRow.id == ChampionRow.person_id)
        .outerjoin(PartnerRow, PartnerRow.id == PersonRow.partner_id)
        .where(*conditions)
        .order_by(PersonRow.name, PersonRow.id)
    ).all()
    of: dict[str, list[str]] = defaultdict(list)
    named = select(ChampionThemeRow.person_id, ThemeRow.name).join(ThemeRow, ThemeRow.id == ChampionThemeRow.theme_id)
    for person, theme in tx.execute(named.order_by(ThemeRow.name)):
        of[person].append(theme)
    done: dict[str, list[dt.date]] = defaultdict(list)
    for person, at, _ in tx.execute(_DONE):
        done[person].append(at.date())
    found = [
        _champion(row, name, partner or "", of[row.person_id], reachable=not away and bool(email or has_account))
        for row, name, email, away, partner, has_account in rows
    ]
    return [replace(one, badges=earned(done[one.id])) for one in found]


def _champion(row: ChampionRow, name: str, partner: str, themes: list[str], *, reachable: bool) -> Champion:
    return Champion(
        row.person_id, name, partner, cast(State, row.state), row.nominated_by, row.why, tuple(themes),
        row.region, row.system, row.place, cast(Tier, row.tier), row.bio, row.availability,
        tuple(row.can_help), tuple(row.want_help), tuple(row.interests), tuple(row.languages),
        row.lived_experience, row.load_limit, row.resting_until, row.consent_at,
        cast(dict[Field, Eyes], row.visibility), reachable,
    )  # fmt: skip
