"""Rounds of introductions: planned whole and written down, shown to staff, sent one introduction at a time.

A plan is saved with its seed and a digest of what it was made from in one transaction; whatever happens after, what was
saved is carried on, never planned again. Whoever became unable or unwilling meanwhile is found out at sending, and
their partners are paired anew within the same round.
"""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from bot.cards import Block, Button, Buttons, Card, Context, Item, Listing, Text
from bot.clock import local
from bot.events import Action
from bot.introductions import Introduction, Side
from bot.local_time import moment
from bot.store import intro_rounds, introductions, people, programmes, sketches
from bot.store.database import Transaction
from bot.store.intro_rounds import Round
from bot.store.programmes import Programme
from bot.usecases import introducing, mentoring, pairing
from bot.usecases.able import able
from bot.usecases.introduction_people import explained
from bot.usecases.notifying import notify
from bot.usecases.telling import NEWS, Desk
from bot.words import Words, words_for

DAYS = {"week": 7, "fortnight": 14, "month": 28, "quarter": 91}
"""Rhythms of a programme: whole weeks, so that a round always falls on the same weekday."""
PREVIEW_LASTS = dt.timedelta(days=2)
"""A round that came by the clock goes out by itself after so long: nothing waits for the team every time."""
SHOWN = 20
"""Groups that a preview shows one by one."""
PARTNER_GONE = "partner_gone"
"""Why somebody has no group who had one in the plan."""


def prepare(tx: Transaction, programme: Programme, desk: Desk, goes_at: dt.datetime | None = None) -> Round:
    """Plan a round and write it down; one that has not gone out whole yet is returned as it is."""
    programmes.hold(tx, programme.id)
    going_on = intro_rounds.open_one(tx, programme.id)
    if going_on is not None:
        return going_on
    seed = secrets.randbits(31)
    plan = pairing.plan(tx, programme, able(tx, programme.id, _today(desk), desk.now), seed)
    made = Round(
        id=secrets.token_hex(6),
        programme=programme.id,
        number=intro_rounds.last_number(tx, programme.id) + 1,
        seed=seed,
        input_hash=plan.input_hash,
        score=plan.score,
        bound=plan.bound,
        goes_at=goes_at,
    )
    intro_rounds.add(tx, made, _planned(made, plan), plan.left_out, desk.now)
    return made


def confirm(tx: Transaction, id: str) -> bool:
    """Let a round go out; False if it has, or was cancelled."""
    return intro_rounds.move(tx, id, "preview", "confirmed")


def cancel(tx: Transaction, id: str) -> bool:
    """Send nothing of a round; False if it is going out already, or was cancelled."""
    if not intro_rounds.move(tx, id, "preview", "cancelled"):
        return False
    for planned in introductions.of_round(tx, id):
        intro_rounds.release(tx, planned.id)
    return True


def plan_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """A programme's next round is due: plan it and show it to the team."""
    programme = programmes.find(tx, id)
    if programme is None or programme.next_at is None:
        return False
    following = next_at(programme, desk)
    if not programmes.take_due(tx, id, desk.now, following):
        return False
    made = prepare(tx, programme, desk, desk.now + PREVIEW_LASTS)
    if made.state == "preview":
        for one in people.holding(tx, "staff"):
            words, zone = words_for(one.language), one.zone or desk.house.coalition.zone
            key = f"round-{made.id}-preview-{one.id}"[:190]
            notify(tx, key, NEWS, one.id, preview(tx, made, words, zone), desk.house, desk.now)
    return True


def next_at(programme: Programme, desk: Desk) -> dt.datetime | None:
    """When the round after this one is due: the same time of day in the coalition's zone; None without a rhythm."""
    if programme.every not in DAYS:
        return None
    zone, after = desk.house.coalition.zone, programme.next_at or desk.now
    while after <= desk.now:
        there = local(after, zone)
        after = moment(there.date() + dt.timedelta(days=DAYS[programme.every]), there.time(), zone)
    return after


def send_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """A preview that the team has left goes out."""
    return confirm(tx, id)


def ask_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """Ask the sides of one planned introduction, unless somebody of it has become unable or unwilling since."""
    found = introductions.find(tx, id, alone=True)
    if found is None or found.state != "planned" or found.round is None:
        return False
    programme = programmes.find(tx, found.programme)
    willing = programmes.willing(tx, found.programme, _today(desk), found.people)
    whole = len(willing) == len(found.sides) > 1 and not programmes.avoiders(tx, found.people)
    if programme is not None and whole:
        introducing.ask(tx, found, desk, programme.ask_days)
        return True
    intro_rounds.release(tx, id)
    intro_rounds.leave_out(tx, found.round, dict.fromkeys(willing, PARTNER_GONE))
    return True


def mend_due(tx: Transaction, id: str, desk: Desk) -> bool:
    """Pair those anew who lost their partner, with each other and with those left out; if there is no way, it is done.

    What the first plan gave the others stays as it is.
    """
    made = intro_rounds.find(tx, id, alone=True)
    if made is None or made.state != "confirmed":
        return False
    without = intro_rounds.left_out(tx, id)
    programme = programmes.find(tx, made.programme)
    if programme is not None and PARTNER_GONE in without.values():
        left = able(tx, made.programme, _today(desk), desk.now, list(without))
        plan = pairing.plan(tx, programme, left, made.seed)
        for introduction in _planned(made, plan):
            introductions.add(tx, introduction, desk.now)
        intro_rounds.placed_after_all(tx, id, [person for group in plan.groups for person in group.people])
        intro_rounds.leave_out(tx, id, dict.fromkeys(plan.left_out, "nobody_left"))
        if plan.groups:
            return True
    return intro_rounds.move(tx, id, "confirmed", "asked")


def preview(tx: Transaction, made: Round, words: Words, zone: str, shown: int = SHOWN) -> Card:
    """A round as staff see it before it goes out: who with whom, why, who is left out and why; ``shown`` of each."""
    whole, without, broken = _as_it_stands(tx, made)
    known = sketches.of(tx, [*(person for one in whole for person in one.people), *without])
    programme = programmes.find(tx, made.programme)
    title = words("Round {number} of {programme}", number=made.number, programme=programme.name if programme else "")
    count = words.plural("{n} introduction is planned.", "{n} introductions are planned.", len(whole) + broken)
    mentors = mentoring.of_mentors(programme)
    listed = tuple(_shown(one, [known[id] for id in one.people], words, mentors=mentors) for one in whole[:shown])
    blocks: list[Block] = [Text(title, "heading"), Text(count), Listing(listed)]
    if len(whole) > shown:
        blocks.append(Context(words("These are the first {n}.", n=shown)))
    if broken:
        anew = words.plural(
            "{n} of them is not shown and changes at sending: somebody has left meanwhile.",
            "{n} of them are not shown and change at sending: somebody has left meanwhile.",
            broken,
        )
        blocks.append(Context(anew))
    if without:
        blocks.append(Text(words("Left out this time, first next time:")))
        told = reasons(words, mentors=mentors)
        blocks.append(
            Listing(tuple(Item(known[id].name, told.get(why, "")) for id, why in list(without.items())[:shown]))
        )
    if made.state == "preview":
        if made.goes_at:
            blocks.append(Context(words("It goes out by itself on {moment}.", moment=words.moment(made.goes_at, zone))))
        send = Button(words("Send it"), Action("round_send", (made.id,)), "primary")
        blocks.append(Buttons((send, Button(words("Cancel it"), Action("round_cancel", (made.id,)), "danger"))))
    return Card(title, tuple(blocks))


def _shown(one: Introduction, people: Sequence[sketches.Sketch], words: Words, *, mentors: bool) -> Item:
    """Who with whom and why; of mentors and mentees, who is which."""
    roles = mentoring.by_name(people, words) if mentors else []
    rest = [reason for reason in one.reasons if not (roles and reason.startswith("help:"))]
    return Item(words.listing([person.name for person in people]), " ".join((*roles, *explained(rest, words))))


def _as_it_stands(tx: Transaction, made: Round) -> tuple[list[Introduction], dict[str, str], int]:
    """The introductions of a round and those left out, without anybody whose consent has ended; how many had one."""
    planned = [one for one in introductions.of_round(tx, made.id) if one.state != "cancelled"]
    without = intro_rounds.left_out(tx, made.id)
    everybody = [*(person for one in planned for person in one.people), *without]
    stays = programmes.consenting(tx, made.programme, everybody)
    whole = [one for one in planned if stays.issuperset(one.people)]
    return whole, {id: why for id, why in without.items() if id in stays}, len(planned) - len(whole)


def reasons(words: Words, *, mentors: bool = False) -> dict[str, str]:
    """Why somebody is in no group."""
    unfit = words("nobody may be introduced to them now: met lately, avoided, or no common language")
    alone = words("nobody free offers help that they look for, or looks for help that they offer")
    return {
        PARTNER_GONE: words("their partner could not be asked any more"),
        "nobody_left": words("their partner could not be asked any more, and nobody else was left"),
        "odd": words("an odd number"),
        "nobody_fits": alone if mentors else unfit,
    }


def _planned(made: Round, plan: pairing.Planned) -> list[Introduction]:
    return [
        Introduction(
            id=secrets.token_hex(6),
            programme=made.programme,
            sides=tuple(Side(person) for person in sorted(group.people)),
            reasons=group.reasons,
            round=made.id,
        )
        for group in plan.groups
    ]


def _today(desk: Desk) -> dt.date:
    return local(desk.now, desk.house.coalition.zone).date()


def standing(tx: Transaction, made: Round) -> dict[str, int]:
    """How far a round is, in numbers that say of nobody what they answered."""
    found: Sequence[Introduction] = introductions.of_round(tx, made.id)
    states = [one.state for one in found]
    return {state: states.count(state) for state in ("planned", "asking", "together", "ended")}
