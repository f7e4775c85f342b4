"""Replies that handlers of check-ins share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from bot.cards import Button, Buttons, Card, Reply, Text
from bot.events import Action, Press, Submission
from bot.services import Services
from bot.store import checkins
from bot.usecases import checking_in
from bot.usecases.checking_in import Refused
from bot.usecases.open_checkins import Open
from bot.usecases.planning_routes import House

Work = Callable[[Open, Services], Reply]


def with_open(event: Press | Submission, services: Services, work: Work) -> Reply:
    """What ``work`` makes of the ask that is meant, or why it cannot be answered."""
    try:
        return work(checking_in.open_to(services.tx, checkin_id(event), day_of(event), services.person), services)
    except Refused as refused:
        return refused_reply(refused, services)


def refused_reply(refused: Refused, services: Services) -> Reply:
    """Why it cannot be answered."""
    words = services.words
    match refused.why:
        case "gone":
            text = words("That check-in has ended. Thank you all the same.")
        case "not_asked":
            text = words("That check-in was not for you. Write check-ins to see what is.")
        case "told":
            text = words("How people are was told already for that round. The next one asks you again.")
        case "over":
            text = words("A newer round has begun, so that one is closed. Write check-ins to answer the new one.")
    return Reply(Card(text, (Text(text),)), how="whisper", led_to="checkin_refused")


def done(card: Card, led_to: str) -> Reply:
    """What was done, for this person only."""
    return Reply(card, how="whisper", led_to=led_to)


def action(name: str, one: Open, *more: str) -> Action:
    """A button about an ask."""
    return Action(name, (one.checkin.id, one.round.day.isoformat(), *more))


def house(services: Services) -> House:
    """What is around: the coalition and its doors."""
    return House.of(services.settings, services.doors)


def checkin_id(event: Press | Submission) -> str:
    """The check-in that is meant."""
    return event.action.args[0][:190] if event.action.args else ""


def day_of(event: Press | Submission) -> dt.date | None:
    """The round that is meant; None if it is none of ours."""
    try:
        return dt.date.fromisoformat(event.action.args[1])
    except (IndexError, ValueError):
        return None


def skipped(one: Open, services: Services) -> Reply:
    """Not this time."""
    checking_in.skip(services.tx, one, services.now)
    text = services.words("Skipped. You can still answer if you change your mind.")
    again = Button(services.words("Answer"), action("checkin", one))
    return done(Card(text, (Text(text), Buttons((again,)))), "checkin_skipped")


def put_off(one: Open, services: Services, when: str = "") -> Reply:
    """Ask again later ``today`` or ``tomorrow``; when else is asked."""
    words = services.words
    if when in ("today", "tomorrow"):
        at = checking_in.later(services.tx, one, when, services.zone, services.now)
        text = words("I ask you again {moment}.", moment=words.moment(at, services.zone))
        return done(Card(text, (Text(text),)), "checkin_later")
    text = words("When shall I ask again?")
    buttons = (
        Button(words("In three hours"), action("checkin_later", one, "today")),
        Button(words("Tomorrow"), action("checkin_later", one, "tomorrow")),
    )
    return done(Card(text, (Text(text), Buttons(buttons))), "checkin_later")


def stopped(id: str, services: Services) -> Reply:
    """Never again, without a why."""
    words, checkin = services.words, checkins.find(services.tx, id)
    if checkin is None:
        return refused_reply(Refused("gone"), services)
    checking_in.stop(services.tx, id, services.person, services.now)
    text = words('I do not ask you "{title}" any more.', title=checkin.title)
    again = Button(words("Ask me again"), Action("checkin_start", (id,)))
    return done(Card(text, (Text(text), Buttons((again,)))), "checkin_stopped")
