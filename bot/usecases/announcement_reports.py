"""What staff see of an announcement: the dry run before it, progress during it, everybody's state with a next step."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import cast, get_args

from bot.announcement_states import State
from bot.routes import Choice, Why, next_step, told
from bot.store import addressees, announcement_links, announcement_people
from bot.store.announcement_people import Reached, Which
from bot.store.database import Transaction
from bot.text import guarded
from bot.usecases.announcement_cards import rsvp_labels
from bot.usecases.planning_routes import Plan
from bot.words import Words

Rows = tuple[tuple[str, str], ...]
NAMED = 8
"""People named in one line."""
STATUSES = (
    "pending", "paused", "sending", "sent", "failed", "dead", "uncertain", "cancelled",
    "digest", "held", "in_weekly", "unreachable", "forgotten",
)  # fmt: skip


def states(words: Words) -> dict[State, str]:
    """What people call the states of an announcement."""
    return {
        "template": words("template"),
        "draft": words("draft"),
        "approval": words("waits for a second person"),
        "scheduled": words("scheduled"),
        "sending": words("being sent"),
        "paused": words("paused"),
        "done": words("sent"),
        "cancelled": words("cancelled"),
        "withdrawn": words("withdrawn"),
    }


def statuses(words: Words) -> dict[str, str]:
    """What people call the states of one person's copy."""
    return {
        "pending": words("waits to be sent"),
        "paused": words("paused"),
        "sending": words("on its way"),
        "sent": words("delivered"),
        "failed": words("could not be delivered"),
        "dead": words("given up after many tries"),
        "uncertain": words("may have arrived"),
        "cancelled": words("not sent"),
        "digest": words("waits for their weekly message"),
        "held": words("held back for their weekly message"),
        "in_weekly": words("was in their weekly message"),
        "unreachable": words("cannot be reached"),
        "forgotten": words("no longer recorded"),
    }


def dry_run(tx: Transaction, plan: Plan, words: Words, zone: str) -> Rows:
    """Who would get it, by which route, who not and why, and how long it takes: labels with values.

    ``zone`` is by which moments are told.
    """
    names = addressees.partner_names(tx)
    rows = [(words("Get it"), words.plural("{n} person", "{n} people", len(plan.routed)))]
    for platform in plan.by_platform:
        choices = [choice for _, choice in plan.routed if choice.account.platform == platform]
        rows.append((platform.capitalize(), _counted(choices, words)))
    if plan.weekly:
        rows.append((words("In their weekly message"), _counted([choice for _, choice in plan.weekly], words)))
    if plan.later:
        waiting = words.plural("{n} person", "{n} people", len(plan.later))
        first = words.moment(min(plan.later), zone)
        rows.append((words("Wait"), words("{people}, for the end of their quiet hours or pause; the first until {moment}", people=waiting, moment=first)))  # fmt: skip
    if plan.past:
        rows.append(
            (
                words("Too late for"),
                words.plural(
                    "{n} person: that time is past where they are, so they get it as soon as it is welcome",
                    "{n} people: that time is past where they are, so they get it as soon as it is welcome",
                    plan.past,
                ),
            )
        )
    for partner, people in plan.unreachable().items():
        named = [f"{person.name} ({told(choice.why, words, choice.detail)})" for person, choice in people[:NAMED]]
        if len(people) > NAMED:
            named.append(words("{n} more", n=len(people) - NAMED))
        where = names.get(partner) or words("no partner")
        rows.append((words("Cannot be reached: {partner}", partner=where), words.listing(named)))
    rows.append((words("Takes"), duration(plan.seconds, words)))
    return tuple(rows)


def _counted(choices: Sequence[Choice], words: Words) -> str:
    """How many, and why: "3 people (they chose it: 1, they were last there: 2)"."""
    reasons = Counter(told(choice.why, words) for choice in choices)
    number = words.plural("{n} person", "{n} people", len(choices))
    why = [reason if len(reasons) == 1 else f"{reason}: {n}" for reason, n in reasons.items()]
    return f"{number} ({', '.join(why)})"


def duration(seconds: float, words: Words) -> str:
    """A length of time as people say it."""
    if seconds < 60:
        return words("less than a minute")
    minutes = round(seconds / 60)
    if minutes < 120:
        return words.plural("about {n} minute", "about {n} minutes", minutes)
    return words.plural("about {n} hour", "about {n} hours", round(minutes / 60))


def progress(tx: Transaction, id: str, counts: Mapping[str, int], words: Words) -> Rows:
    """How many people there are in each state (``counts``), and what they did: labels with values."""
    named, answers = statuses(words), announcement_people.answers(tx, id)
    rows = [(named[status], str(counts[status])) for status in STATUSES if status in counts]
    rows += [(words("acknowledged"), str(answers["acknowledged"]))] if answers["acknowledged"] else []
    rows += [(label, str(answers[key])) for key, label in rsvp_labels(words).items() if key in answers]
    rows += [(words("replied"), str(answers["replied"]))] if answers["replied"] else []
    rows += [(words("opened: {link}", link=url), str(n)) for url, n in announcement_links.opened(tx, id)]
    return tuple(rows)


def reason(one: Reached, words: Words) -> str:
    """Why somebody gets it the way they do, or does not: what the platform said goes first."""
    return one.reason or told(cast(Why, one.why), words, one.detail) if one.why in get_args(Why) else one.reason


def todo(one: Reached, words: Words) -> str:
    """What staff can do about it now; empty where nothing is needed."""
    match one.status:
        case "failed" | "dead":
            return words("Reach them another way, and ask their partner for an account that works.")
        case "uncertain":
            return words("Ask them, or send it again. A button they press proves it.")
        case "unreachable" | "digest" | "held":
            return next_step(cast(Why, one.why), words) if one.why in get_args(Why) else ""
        case _:
            return ""


def table(tx: Transaction, id: str, words: Words, zone: str) -> str:
    """Everybody with their state, as CSV. Never whether somebody looked at it: no platform tells that."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            words("Name"),
            words("Partner"),
            words("State"),
            words("Route"),
            words("Why"),
            words("Next step"),
            words("Planned"),
            words("Variant"),
            words("Acknowledged"),
            words("Comes"),
            words("Replied"),
        ]
    )
    named, coming = statuses(words), rsvp_labels(words)
    for one in announcement_people.reached(tx, id, Which()):
        row = (
            one.name, one.partner, named.get(one.status, one.status), one.route, reason(one, words), todo(one, words),
            _moment(one.planned, words, zone), one.variant, _moment(one.acknowledged, words, zone),
            coming.get(one.rsvp, ""), _moment(one.replied, words, zone),
        )  # fmt: skip
        writer.writerow([guarded(cell) for cell in row])
    return out.getvalue()


def share(counts: Mapping[str, int]) -> int:
    """How much of it is settled, in percent."""
    whole = sum(counts.values())
    waiting = sum(counts.get(status, 0) for status in ("pending", "paused", "sending"))
    return 100 if whole == 0 else round(100 * (whole - waiting) / whole)


def _moment(moment: dt.datetime | None, words: Words, zone: str) -> str:
    return words.moment(moment, zone) if moment else ""
