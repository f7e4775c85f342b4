"""Check-ins from a member's side: answering, changing an answer, skipping, later, away, never again."""

from __future__ import annotations

from collections.abc import Mapping

from bot.cards import Block, Button, Buttons, Card, Context, Form, Input, Item, Listing, Reply, Text
from bot.checkins import BadAnswer
from bot.clock import local
from bot.events import Action, Message, Press, Submission
from bot.knowledge import dates
from bot.router import Router
from bot.services import Services
from bot.store import checkin_answers, checkins, needs
from bot.usecases import checkin_cards, checking_in, needing
from bot.usecases.checkin_asking import reader
from bot.usecases.checkin_reports import need_state
from bot.usecases.checking_in import LONGEST_AWAY, Refused
from bot.usecases.open_checkins import Open
from handlers.checkin_replies import (
    action,
    checkin_id,
    done,
    house,
    put_off,
    refused_reply,
    skipped,
    stopped,
    with_open,
)
from handlers.checkin_talk import begin

router = Router("checkins")


@router.command("check-ins", "checkins", "my check-ins", "gwirio")
def list_mine(event: Message, services: Services) -> Reply:
    """What waits for an answer, and what was stopped."""
    words, tx, person = services.words, services.tx, services.person
    found = checking_in.waiting(tx, person.id)
    waiting = words.plural("{n} check-in waits for you.", "{n} check-ins wait for you.", len(found))
    text = waiting if found else words("No check-in waits for you.")
    blocks: list[Block] = [Text(text)]
    for one in found:
        blocks.append(Listing((Item(one.checkin.title, words.date(one.round.day)),)))
        by_form = Button(words("Answer"), action("checkin", one), "primary")
        blocks.append(Buttons((by_form, Button(words("One question at a time"), action("checkin_put", one)))))
    for need in needs.of_person(tx, person.id):
        settled = Button(words("It is settled"), needing.action("need_settle", need))
        blocks += [Listing((Item(need.text, need_state(need, words)),)), Buttons((settled,))]
    for id in checkin_answers.stopped_by(tx, person.id):
        if (stopped := checkins.find(tx, id)) and stopped.state == "active":
            blocks.append(Listing((Item(stopped.title, words("You stopped this one.")),)))
            blocks.append(Buttons((Button(words("Ask me again"), Action("checkin_start", (id,))),)))
    until = checkin_answers.away_until(tx, person.id)
    if until and until > local(services.now, services.zone).date():
        blocks.append(Context(words("You are away until {date}.", date=words.date(until))))
        blocks.append(Buttons((Button(words("I am back"), Action("checkin_back")),)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="checkins")


@router.press("checkin")
def show(event: Press, services: Services) -> Reply:
    """The form in which this person answers, with what they answered before; where there are no forms, one by one."""
    return with_open(event, services, lambda one, services: _shown(one, event, services))


@router.press("checkin_quick")
def answer_by_press(event: Press, services: Services) -> Reply:
    """One press answers a single question."""

    def work(one: Open, services: Services) -> Reply:
        field, value = f"q{one.round.places[0]}", "".join(event.action.args[2:3])
        asked = one.checkin.questions[one.round.places[0]]
        reply = _answered(one, services, {field: value})
        if value != "yes" or not asked.follow_up:
            return reply
        return _shown(one, event, services)

    return with_open(event, services, work)


@router.submission("checkin_form")
def answer(event: Submission, services: Services) -> Reply:
    """The form was sent."""
    return with_open(event, services, lambda one, services: _answered(one, services, event.values))


@router.press("checkin_skip")
def skip(event: Press, services: Services) -> Reply:
    """Not this time."""
    return with_open(event, services, skipped)


@router.press("checkin_later")
def later(event: Press, services: Services) -> Reply:
    """Ask again later today or tomorrow."""
    when = "".join(event.action.args[2:3])
    return with_open(event, services, lambda one, services: put_off(one, services, when))


@router.press("checkin_away")
def ask_until_when(event: Press, services: Services) -> Reply:
    """Until when somebody is away."""
    return _away_form(services, {}, "")


@router.submission("checkin_away")
def be_away(event: Submission, services: Services) -> Reply:
    """Away until a day."""
    words, today = services.words, local(services.now, services.zone).date()
    until = dates.one_day(event.values.get("until", ""), today)
    if until is None or not today < until <= today + LONGEST_AWAY:
        return _away_form(services, event.values, words("Give a day within a year, such as {day}.", day="1 May"))
    checking_in.be_away(services.tx, services.person, until, services.now)
    text = words("Enjoy it. I ask you nothing before {date}.", date=words.date(until))
    return done(Card(text, (Text(text),)), "checkin_away")


@router.press("checkin_back")
def be_back(event: Press, services: Services) -> Reply:
    """Back before the day."""
    checking_in.be_away(services.tx, services.person, None, services.now)
    text = services.words("Welcome back. I ask you again from the next time on.")
    return done(Card(text, (Text(text),)), "checkin_back")


@router.press("checkin_stop")
def stop(event: Press, services: Services) -> Reply:
    """Never again, without a why."""
    return stopped(checkin_id(event), services)


@router.press("checkin_start")
def start_again(event: Press, services: Services) -> Reply:
    """Begin again from the next round on."""
    if checkins.find(services.tx, checkin_id(event)) is None:
        return refused_reply(Refused("gone"), services)
    checking_in.start_again(services.tx, checkin_id(event), services.person)
    text = services.words("Good: I ask you again from the next time on.")
    return done(Card(text, (Text(text),)), "checkin_started")


def _shown(one: Open, event: Press, services: Services) -> Reply:
    if services.capabilities.forms == "none":
        return begin(one, event, services)
    return _form(one, services, checkin_answers.of(services.tx, one.asked))


def _answered(one: Open, services: Services, values: Mapping[str, str]) -> Reply:
    try:
        asks_help = checking_in.answer(services.tx, one, values, services.words, house(services), services.now)
    except BadAnswer as bad:
        return _form(one, services, values, bad.problems)
    told = reader(services.tx, one.checkin, house(services)) if asks_help else ""
    card = checkin_cards.thanks(one.checkin, one.round, services.words, told)
    return Reply(card, how="whisper", led_to="checkin_answered", refers_to=f"checkin:{one.checkin.id}", unkept=True)


def _form(one: Open, services: Services, given: Mapping[str, str], problems: Mapping[str, str] | None = None) -> Reply:
    name = reader(services.tx, one.checkin, house(services))
    card = checkin_cards.form(
        one.checkin, one.round.day, one.places, services.words, name, given=given, problems=problems, prompt=one.prompt
    )
    return Reply(card, how="open_form", led_to="form", refers_to=f"checkin:{one.checkin.id}", unkept=True)


def _away_form(services: Services, values: Mapping[str, str], error: str) -> Reply:
    words = services.words
    day = Input("until", words("Away until"), "date", value=values.get("until", ""), error=error)
    form = Form(words("I am away"), Action("checkin_away"), (day,), words("Send"))
    return Reply(Card(form.title, (form,)), how="open_form", led_to="form")
