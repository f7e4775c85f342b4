"""Running polls: drafting, opening, extending, closing, reminding, repeating; and the cards that follow them around."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.audiences import BadAudience, UnknownAudience, parse
from bot.cards import Button, Buttons, Card
from bot.events import Action, Place
from bot.people import Person
from bot.poll_drafts import Problems, Values, read
from bot.poll_rounds import next_opening, next_round, reminder
from bot.polls import GRACE, Poll
from bot.routes import Circumstances, Route, best_route
from bot.store import addressees, audiences, ballots, people, polls
from bot.store.database import Transaction
from bot.usecases import poll_cards
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused
from bot.usecases.poll_results import Results, standing
from bot.usecases.posting import Addressed, post, redraw
from bot.words import Words, words_for

RESULT = "poll_result"
"""What broadcasts of results are called in the ledger."""


def draft(
    tx: Transaction, values: Values, maker: Person, zone: str, words: Words, now: dt.datetime, id: str = ""
) -> tuple[Poll, Problems]:
    """The poll that a form describes, kept as a draft unless something is wrong with it."""
    known = polls.find(tx, id) if id else None
    if known and known.state != "draft":
        raise Refused("open", known)
    poll, problems = read(
        values, known or Poll(secrets.token_hex(4), "", "single", zone=zone, owner=maker.id), words, now
    )
    try:
        if not members(tx, poll, words):
            problems["audience"] = words('Nobody belongs to "{audience}".', audience=poll.audience)
    except (BadAudience, UnknownAudience) as error:
        problems["audience"] = str(error)
    if not problems:
        polls.save(tx, poll, now)
    return poll, problems


def open_poll(
    tx: Transaction,
    id: str,
    now: dt.datetime,
    house: House,
    *,
    here: Place | None = None,
    language: str = "en",
    posted: bool = True,
) -> Poll:
    """Open a draft now, or plan it if its day is still to come. It goes to its audience, or only ``here``.

    Not ``posted``: the button to it stands in something else that goes out.
    ``house`` tells which doors are open and when people are written to. Who may vote, and for which organisation, is
    fixed from now on.

    Raises:
        Refused: it is gone, open already or closed; or what it asks is past by now.
        BadAudience, UnknownAudience: its audience is no more what it was.
    """
    poll = _not_open_yet(tx, id, now)
    if poll.opens and poll.opens > now:
        polls.save(tx, replace(poll, state="planned"), now)
        return replace(poll, state="planned")
    electors = members(tx, poll)
    poll = replace(poll, state="open", opens=poll.opens or now, first=poll.first or poll.opens or now)
    polls.save(tx, poll, now)
    polls.empty(tx, id)
    polls.add_electors(tx, id, electors)
    if poll.anonymous:
        ballots.open_box(tx, id)
    polls.plan_reminder(tx, id, reminder(poll))
    polls.plan_repeat(tx, id, next_opening(poll, now))
    if here:
        post_here(tx, poll, here, language, now)
    elif posted:
        _post(tx, poll, f"poll-{id}", electors, now, house)
    return poll


def _not_open_yet(tx: Transaction, id: str, now: dt.datetime) -> Poll:
    poll = existing(tx, id, alone=True)
    if poll.state not in ("draft", "planned"):
        raise Refused("open", poll)
    if poll.state == "draft" and poll.is_overdue(now):
        raise Refused("past", poll)
    return poll


def post_here(tx: Transaction, poll: Poll, place: Place, language: str, now: dt.datetime) -> None:
    """Post a poll in a channel; there it shows how it stands, like everywhere."""
    recipient = f"place:{place.platform}/{place.workspace}/{place.id}"
    cards, addressed = drawn(poll, {language}, standing(tx, poll)), [Addressed(recipient, place, None, language, now)]
    post(tx, f"poll-{poll.id}-{recipient}"[:190], polls.KIND, poll.id, cards, addressed, now)


def extend(tx: Transaction, id: str, closes: dt.datetime | None, now: dt.datetime) -> Poll:
    """Give an open poll another deadline, or reopen a closed one.

    Raises:
        Refused: it is gone or not open yet; or its secret ballots have been counted (what came after would show).
    """
    poll = existing(tx, id, alone=True)
    if poll.state not in ("open", "closed"):
        raise Refused("not_open", poll)
    if poll.state == "closed" and poll.anonymous:
        raise Refused("seen", poll)
    poll = replace(poll, state="open", closes=closes)
    polls.save(tx, poll, now)
    again = reminder(poll)
    polls.plan_reminder(tx, id, again if again and again > now else None)
    draw(tx, poll, now)
    return poll


def close(tx: Transaction, id: str, now: dt.datetime, house: House) -> Poll:
    """Close a poll: its cards show the result, and whoever made it is told. Only the first to do it does anything.

    Raises:
        Refused: it is gone, not open yet or closed already.
    """
    poll = existing(tx, id, alone=True)
    if not polls.move(tx, id, "open", "closed"):
        raise Refused("closed" if poll.state == "closed" else "not_open", poll)
    poll = replace(poll, state="closed")
    if poll.anonymous:
        ballots.unseal(tx, id)
    results = draw(tx, poll, now)
    owner = people.find(tx, poll.owner)
    if owner:
        card = poll_cards.posted(poll, words_for(owner.language), owner.zone or poll.zone, results)
        publish = Button(words_for(owner.language)("Publish the result"), Action("poll_publish", (id,)))
        card = replace(card, blocks=(*card.blocks, Buttons((publish,))))
        notify(tx, f"poll-{id}-closed-{poll.closes or now:%Y%m%d%H%M}", RESULT, owner.id, card, house, now)
    return poll


def delete(tx: Transaction, id: str, now: dt.datetime) -> None:
    """Delete a poll and every vote in it; a card that is still posted says so.

    Raises:
        Refused: it is gone already.
    """
    poll = replace(existing(tx, id, alone=True), state="deleted")
    polls.save(tx, poll, now)
    polls.empty(tx, id)
    polls.plan_reminder(tx, id, None)
    polls.plan_repeat(tx, id, None)
    draw(tx, poll, now)


def stop_repeating(tx: Transaction, id: str, now: dt.datetime) -> Poll:
    """Let a poll that comes again come no more; what is open stays open.

    Raises:
        Refused: it is gone.
    """
    poll = replace(existing(tx, id, alone=True), every="")
    polls.save(tx, poll, now)
    polls.plan_repeat(tx, id, None)
    return poll


def remind(tx: Transaction, id: str, now: dt.datetime, house: House) -> int:
    """Post an open poll again to those who have not answered; of an anonymous one, to all. Returns to how many.

    Raises:
        Refused: it is gone or not open.
    """
    poll = existing(tx, id)
    if poll.state != "open":
        raise Refused("closed" if poll.state == "closed" else "not_open", poll)
    silent = polls.electors(tx, id) if poll.anonymous else polls.silent(tx, id)
    _post(tx, poll, f"{reminder_key(id)}{now:%Y%m%d%H%M}", [elector.person for elector in silent], now, house)
    return len(silent)


def reminder_key(id: str) -> str:
    """What the keys of a poll's reminders begin with."""
    return f"poll-{id}-reminder-"


def existing(tx: Transaction, id: str, *, alone: bool = False, held: bool = False) -> Poll:
    """A poll that has not been deleted.

    Raises:
        Refused: there is none.
    """
    poll = polls.hold_alone(tx, id) if alone else polls.find(tx, id, held=held)
    if poll is None or poll.state == "deleted":
        raise Refused("gone", poll)
    return poll


def draw(tx: Transaction, poll: Poll, now: dt.datetime) -> Results:
    """Bring every posted card of a poll up to date. Returns what they show."""
    results = standing(tx, poll)
    for broadcast, variants in polls.posts(tx, poll.id).items():
        redraw(tx, broadcast, drawn(poll, variants, results), now)
    return results


def draw_if_changed(tx: Transaction, poll: Poll, now: dt.datetime) -> bool:
    """Bring the posted cards up to date if votes have come or gone since."""
    stamp = ballots.stamp(tx, poll.id)
    if stamp == polls.drawn(tx, poll.id):
        return False
    polls.mark_drawn(tx, poll.id, stamp)
    draw(tx, poll, now)
    return True


def close_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Close a poll whose deadline is so long ago that votes which were given in time have arrived."""
    poll = polls.hold_alone(tx, id)
    if poll is None or poll.state != "open" or poll.closes is None or poll.closes > now - GRACE:
        return False
    close(tx, id, now, house)
    return True


def repeat_due(tx: Transaction, id: str, now: dt.datetime, house: House) -> bool:
    """Plan the next round of a poll that comes again; False if another process has."""
    poll = polls.find(tx, id)
    if poll is None or not polls.take_repeat(tx, id, now):
        return False
    following = next_round(poll, now)
    if following and polls.find(tx, following.id) is None:
        polls.save(tx, following, now)
    return True


def members(tx: Transaction, poll: Poll, words: Words | None = None) -> list[str]:
    """The ids of everybody in a poll's audience, now.

    Raises:
        BadAudience, UnknownAudience: there is no such audience.
    """
    return audiences.people_in(tx, parse(poll.audience, words), words)


def _post(tx: Transaction, poll: Poll, key: str, recipients: Sequence[str], now: dt.datetime, house: House) -> None:
    addressed = addressed_to(tx, poll, recipients, now, house)
    if addressed:
        cards = drawn(poll, {one.variant for one in addressed}, standing(tx, poll))
        post(tx, key, polls.KIND, poll.id, cards, addressed, now)


def addressed_to(
    tx: Transaction, poll: Poll, recipients: Sequence[str], now: dt.datetime, house: House
) -> list[Addressed]:
    """Where and when each person is reached, in a variant of their language and clock. Polls are answered by a day,
    so they do not wait for anybody's weekly message; those without a route are left out."""
    found = []
    for person in addressees.addressees(tx, recipients, house.usual, poll.zone, now):
        single = replace(person.preferences, digest=False)
        route = best_route(replace(person, preferences=single), Circumstances(house.doors.keys(), now))
        if isinstance(route, Route):
            variant = person.language if person.zone == poll.zone else f"{person.language}-{person.zone}"
            found.append(Addressed(person.id, None, route.account, variant, route.at))
    return found


def drawn(poll: Poll, variants: Iterable[str], results: Results) -> Mapping[str, Card]:
    """The posted card in each variant: a language, and a zone where it is not the poll's own."""
    cards = {}
    for variant in variants:
        language, _, zone = variant.partition("-")
        cards[variant] = poll_cards.posted(poll, words_for(language), zone or poll.zone, results)
    return cards
