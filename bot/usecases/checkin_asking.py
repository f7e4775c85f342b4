"""Asking a check-in: each member once in a round, when their own clock shows the time, by their best route."""

from __future__ import annotations

import datetime as dt
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Literal

import structlog

from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Card
from bot.champions import state_on
from bot.checkins import GRACE, CheckIn
from bot.clock import local
from bot.local_time import moment
from bot.people import Person
from bot.prompts import Prompt, is_overloaded, next_prompt
from bot.rhythms import comes_on, days, next_day
from bot.routes import Addressee, Circumstances, Route, best_route
from bot.store import addressees, audiences, champions, checkins, people, prompts
from bot.store.broadcasts import Addressed
from bot.store.checkins import KIND, Asked, Round
from bot.store.database import Transaction
from bot.usecases import checkin_cards, covering
from bot.usecases.planning_routes import House
from bot.usecases.posting import BULK, post
from bot.words import words_for

log = structlog.get_logger()
MOST = 1000
"""People asked in one transaction."""
EAST, WEST = "Pacific/Kiritimati", "Etc/GMT+12"
"""Where a date begins first and ends last."""
RESCAN = dt.timedelta(minutes=10)
"""How soon somebody is asked who joins, or moves to another zone, on the very day."""
SUMMARY_AFTER = dt.timedelta(days=3)
DAY = dt.timedelta(days=1)


def ask_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Ask those whose moment has come, at most MOST of them. True if there may be more now."""
    checkin = checkins.find(tx, id, held=True)
    if checkin is None or checkin.state != "active":
        return False
    usual = house.coalition.zone
    zones = checkins.zones(tx, usual)
    try:
        audience = audiences.read(tx, checkin.audience)
    except (BadAudience, UnknownAudience) as error:
        log.error("a check-in asks nobody", checkin=id, error=str(error))
        checkins.look_again(tx, id, now + DAY)
        return False
    for day, there in due(checkin, zones, now).items():
        found = checkins.unasked(tx, id, audience, day, there, usual, MOST)
        _ask(tx, checkin, day, found, now, house)
        if len(found) == MOST:
            return True
    checkins.look_again(tx, id, next_look(checkin, zones, now))
    return False


def due(checkin: CheckIn, zones: Sequence[str], now: dt.datetime) -> dict[dt.date, list[str]]:
    """The zones in which a round has begun and may still be asked, by its local date."""
    found: dict[dt.date, list[str]] = defaultdict(list)
    comes: dict[dt.date, bool] = {}
    for zone in zones:
        today = local(now, zone).date()
        for day in (today - 2 * DAY, today - DAY, today):
            if day not in comes:
                comes[day] = comes_on(checkin.rhythm, day)
            if comes[day] and moment(day, checkin.at, zone) <= now < moment(day, checkin.at, zone) + GRACE:
                found[day].append(zone)
    return dict(sorted(found.items()))


def next_look(checkin: CheckIn, zones: Sequence[str], now: dt.datetime) -> dt.datetime | None:
    """When the next people are to be asked; sooner on a day on which somebody may yet join. None: never again."""
    coming = list(islice(days(checkin.rhythm, now.date() - 3 * DAY), 4))
    moments = [moment(day, checkin.at, zone) for day in coming for zone in (EAST, *zones)]
    soonest = min((one for one in moments if one > now), default=None)
    is_on = any(moment(day, checkin.at, EAST) <= now < moment(day, checkin.at, WEST) + GRACE for day in coming)
    return min(soonest or now + RESCAN, now + RESCAN) if is_on else soonest


def reader(tx: Transaction, checkin: CheckIn, house: House) -> str:
    """The name of whoever reads the answers."""
    owner = people.find(tx, checkin.owner) if checkin.owner else None
    return owner.name if owner and owner.name else house.coalition.team


def readers(tx: Transaction, owner: str) -> list[Person]:
    """Who is told how a round went and who asks for help: the owner, or the team where there is none."""
    found = people.find(tx, owner) if owner else None
    return [found] if found and not found.stopped else people.holding(tx, "staff")


def _ask(
    tx: Transaction, checkin: CheckIn, day: dt.date, found: Sequence[tuple[str, bool]], now: dt.datetime, house: House
) -> None:
    if not found:
        return
    round = _begun(tx, checkin, day, now, house)
    present = [id for id, away in found if not away]
    asks: list[tuple[Asked, dt.datetime | None]] = [
        (Asked(checkin.id, day, id, "away", now), None) for id, away in found if away
    ]
    chosen = _chosen(tx, checkin, present, day, now) if checkin.prompts else {}
    cards: dict[str, Card] = {}
    recipients: list[Addressed] = []
    name = reader(tx, checkin, house)
    for one in addressees.addressees(tx, present, house.usual, house.coalition.zone, now):
        prompt = chosen.get(one.id)
        asked, at = Asked(checkin.id, day, one.id, "asked", now, prompt.id if prompt else None), None
        route = _route(one, day, house, now) if prompt or not checkin.prompts else "away"
        if isinstance(route, Route):
            variant = f"{one.language}-{prompt.id}" if prompt else one.language
            if variant not in cards:
                cards[variant] = checkin_cards.asking(checkin, round, words_for(one.language), name, prompt)
            recipients.append(Addressed(one.id, None, route.account, variant, route.at))
            at = route.at + dt.timedelta(hours=checkin.remind_after_hours) if checkin.remind_after_hours else None
        else:
            asked = replace(asked, state=route)
        asks.append((asked, at))
    checkins.add_asks(tx, asks)
    if recipients:
        ref = checkins.ref(checkin.id, day)
        post(tx, f"{KIND}-{ref}-{secrets.token_hex(4)}", KIND, ref, cards, recipients, now, priority=BULK)


def _begun(tx: Transaction, checkin: CheckIn, day: dt.date, now: dt.datetime, house: House) -> Round:
    following = next_day(checkin.rhythm, day)
    end = moment(following, checkin.at, house.coalition.zone) if following else now + SUMMARY_AFTER
    escalate = now + checkin.escalate_after_days * DAY if checkin.escalate_after_days else None
    return checkins.begin_round(tx, checkin, day, now, min(end, now + SUMMARY_AFTER), escalate)


def _route(one: Addressee, day: dt.date, house: House, now: dt.datetime) -> Route | Literal["away", "unreachable"]:
    pause = one.preferences.paused_until
    if pause and pause > day:
        return "away"
    asked = replace(one, preferences=replace(one.preferences, digest=False))
    choice = best_route(asked, Circumstances(house.doors.keys(), now))
    return choice if isinstance(choice, Route) else "unreachable"


def _chosen(tx: Transaction, checkin: CheckIn, ids: Sequence[str], day: dt.date, now: dt.datetime) -> dict[str, Prompt]:
    """The prompt of each who is to have one: not those who rest, or have enough on their hands."""
    library, given, load = prompts.library(tx), prompts.given(tx, checkin.id, ids), covering.load(tx, now)
    found: dict[str, Prompt] = {}
    for id in ids:
        one, had = champions.get(tx, id), given.get(id, [])
        if one and (one.consent_at is None or state_on(one, day) != "active"):
            continue
        if one and is_overloaded(load.get(id, 0), one.load_limit, [waiting for _, waiting in had]):
            continue
        themes, region = (one.themes, one.region) if one else ((), "")
        prompt = next_prompt(library, themes, region, [prompt for prompt, _ in had])
        if prompt:
            found[id] = prompt
    return found
