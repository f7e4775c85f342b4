"""Relayed chat: writing through the bot, changing or taking back what was written, ending it, reporting it."""

from __future__ import annotations

import re

from bot.cards import Button, Buttons, Card, Form, Input, Reply, Text
from bot.events import DELETED, Action, Message, Press, Submission
from bot.introductions import Introduction
from bot.router import Router, normal
from bot.services import Services
from bot.store import people, relays
from bot.usecases import introducing, relaying
from bot.usecases.introducing import Refused
from bot.usecases.relaying import CannotRelay
from handlers.introductions import desk_of, whispered

router = Router("relay")
_TELL = re.compile(r"\s*/?tell\s+(?P<name>[^:,]{2,80})[:,]\s*(?P<text>.*)", re.IGNORECASE | re.DOTALL)
STOP_WORDS = frozenset({"stop", "end", "stopiwch"})
"""Written alone in a relayed chat they end it."""


@router.press("relay_write")
def write(event: Press, services: Services) -> Reply:
    """The form in which somebody writes to the others."""
    try:
        found = introducing.touching(services.tx, _id(event), services.person.id)
    except Refused as refused:
        return whispered(introducing.refusal(refused, services.words), "refused")
    return _form(_names(found, services), Action("relay_send", (found.id,)), services)


@router.message
def tell(event: Message, services: Services) -> Reply | None:
    """``tell Ann: shall we talk?`` passes it on, if somebody of that name is in a relayed chat with the writer."""
    found = _TELL.fullmatch(event.text)
    if event.edited and (message := relaying.carried_as(services.tx, services.person, event.origin)):
        return _changed(message, found["text"] if found else event.text, services)
    if found is None or not event.place.private:
        return None
    wanted, mine = found["name"].strip().casefold(), services.person.id
    for relay in relays.open_ones(services.tx, mine, services.now):
        others = [one for id in relay.members if id != mine and (one := people.find(services.tx, id))]
        if any(wanted in (one.name.casefold(), one.name.casefold().split()[0]) for one in others if one.name):
            return _passed_on(relay.id, found["text"], event, services)
    return None


@router.submission("relay_send")
def send(event: Submission, services: Services) -> Reply:
    """Pass it on."""
    return _passed_on(_id(event), event.values.get("text", ""), event, services)


def _passed_on(id: str, text: str, event: Message | Submission, services: Services) -> Reply:
    words, desk = services.words, desk_of(services)
    written = event.origin or event.id if isinstance(event, Message) else event.id
    try:
        found = introducing.touching(services.tx, id, services.person.id)
        if normal(text) in STOP_WORDS:
            introducing.end(services.tx, found.id, services.person.id, desk)
            return whispered(words("It has ended: I pass nothing on between you any more."), "introduction_ended")
        message = relaying.pass_on(services.tx, found.id, services.person, text, written, desk.house, services.now)
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    except CannotRelay as error:
        return _again(error, Action("relay_send", (id,)), text, services)
    told = words("Passed on to {names}.", names=_names(found, services))
    buttons = (
        Button(words("Change it"), Action("relay_edit", (message,))),
        Button(words("Take it back"), Action("relay_take_back", (message,))),
        Button(words("Keep our words"), Action("relay_keep", (found.id, "yes"))),
    )
    return Reply(Card(told, (Text(told), Buttons(buttons))), how="whisper", led_to="relayed", unkept=True)


@router.press("relay_edit")
def edit(event: Press, services: Services) -> Reply:
    """The form in which somebody changes what they wrote: it is empty, because the words are kept nowhere."""
    return _form("", Action("relay_change", (_id(event),)), services)


@router.submission("relay_change")
def change(event: Submission, services: Services) -> Reply:
    """Carry the edit to where it was delivered."""
    return _changed(_id(event), event.values.get("text", ""), services)


def _changed(message: str, text: str, services: Services) -> Reply:
    house = desk_of(services).house
    try:
        relaying.change(services.tx, message, services.person, text, house, services.now)
    except CannotRelay as error:
        return _again(error, Action("relay_change", (message,)), text, services)
    return whispered(services.words("Changed."), "relay_changed")


@router.press("relay_take_back")
def take_back(event: Press, services: Services) -> Reply:
    """Carry the deletion to where it was delivered."""
    return _taken_back(_id(event), services)


@router.press(DELETED, even_if_stopped=True)
def deleted(event: Press, services: Services) -> Reply | None:
    """Whoever deletes what they wrote takes it back wherever it was passed on."""
    message = relaying.carried_as(services.tx, services.person, _id(event))
    return _taken_back(message, services) if message else None


def _taken_back(message: str, services: Services) -> Reply:
    words, house = services.words, desk_of(services).house
    try:
        left = relaying.take_back(services.tx, message, services.person, house, services.now)
    except CannotRelay as error:
        return whispered(relaying.refusal(error, words), "refused")
    if left:
        text = words("Taken back, but {names} has it as an e-mail already, and nobody can change that.", names=words.listing(left))  # fmt: skip
        return whispered(text, "relay_taken_back")
    return whispered(words("Taken back."), "relay_taken_back")


@router.press("relay_keep")
def keep(event: Press, services: Services) -> Reply:
    """Wish that the words be kept, which happens only if everybody does."""
    words, wish = services.words, event.action.args[1:2] != ("no",)
    try:
        kept = relaying.wish_kept(services.tx, _id(event), services.person, services.now, keep=wish)
    except CannotRelay as error:
        return whispered(relaying.refusal(error, words), "refused")
    if not wish:
        return whispered(words("I keep none of your words from now on."), "relay_keep")
    return whispered(
        words("Everybody wishes it: from now on I keep what you write to each other.")
        if kept
        else words("Noted. I keep the words only once everybody has asked for it."),
        "relay_keep",
    )


@router.press("relay_report")
def report(event: Press, services: Services) -> Reply:
    """Ask what happened: the team gets the reporter's words, because nothing else is held."""
    words = services.words
    title = words("Report to {team}", team=services.settings.config.coalition.team)
    hint = words("I keep no words of relayed chats: please say what happened.")
    what = Input("about", words("What happened?"), "long_text", hint=hint)
    form = Form(title, Action("relay_reported", (_id(event),)), (what,), words("Report"))
    return Reply(Card(title, (form,)), how="open_form", led_to="form")


@router.submission("relay_reported")
def reported(event: Submission, services: Services) -> Reply:
    """Tell the team."""
    words, about = services.words, event.values.get("about", "").strip()
    if not about:
        return whispered(words("Please say what happened: I keep no words of relayed chats."), "refused")
    house = desk_of(services).house
    try:
        relaying.report(services.tx, _id(event), services.person, about, event.id, house, services.now)
    except CannotRelay as error:
        return whispered(relaying.refusal(error, words), "refused")
    team = services.settings.config.coalition.team
    return whispered(
        words("Thank you: I have told {team}. To end the chat at once, press End this.", team=team), "relay_reported"
    )


def _again(error: CannotRelay, action: Action, typed: str, services: Services) -> Reply:
    """What is wrong; a text that is only too long is offered again, so that nothing typed is lost."""
    told = relaying.refusal(error, services.words)
    if error.why != "long":
        return whispered(told, "refused")
    return _form("", action, services, typed[: relaying.LONGEST], told)


def _form(names: str, action: Action, services: Services, typed: str = "", error: str = "") -> Reply:
    words = services.words
    title = words("Write to {names}", names=names) if names else words("Write it anew")
    hint = words("Words only: files and pictures are not passed on. Write stop to end the chat.")
    text = Input("text", words("Your message"), "long_text", value=typed, hint=hint, error=error)
    form = Form(title, action, (text,), words("Pass it on"))
    told = (Text(error),) if error else ()
    return Reply(Card(title, (*told, form)), how="open_form", led_to="form", unkept=True)


def _names(found: Introduction, services: Services) -> str:
    others = [people.find(services.tx, id) for id in found.agreed if id != services.person.id]
    return services.words.listing([one.name for one in others if one])


def _id(event: Press | Submission) -> str:
    return event.action.args[0][:190] if event.action.args else ""
