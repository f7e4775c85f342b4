"""Introductions from a person's side: taking part, pausing, avoiding somebody, answering an ask, ending it."""

from __future__ import annotations

import datetime as dt
import re

from bot.cards import Block, Button, Buttons, Card, Context, Item, Listing, Reply, Text
from bot.clock import local
from bot.events import Action, Message, Press
from bot.introductions import No, Yes
from bot.knowledge import dates
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import introductions, people, programmes, sketches
from bot.store.records import StoredRecords
from bot.usecases import introducing, introduction_cards, taking_part
from bot.usecases.introducing import Refused
from bot.usecases.introduction_people import chat_link, described
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.usecases.telling import NEWS, Desk

router = Router("introductions")
_PAUSE = re.compile(r"\s*/?pause (?:my )?introductions?(?: until| till| to)?\s*(?P<day>.*)", re.IGNORECASE)
_AVOID = re.compile(r"\s*/?(?P<not>stop avoiding|avoid)\s+(?P<name>[^?]{2,80})", re.IGNORECASE)
_FIND = re.compile(
    r"\s*/?(?:please )?introduce me to (?:some(?:one|body)|a person|people) (?:who|that|from|in|for|with|about)\s+"
    r"(?P<about>.{2,300})",
    re.IGNORECASE,
)
LONGEST_PAUSE = dt.timedelta(days=366)


def desk_of(services: Services) -> Desk:
    """What the use cases need."""
    return Desk(House.of(services.settings, services.doors), services.now)


def whispered(text: str, led_to: str) -> Reply:
    """A sentence for this person only; what they wrote about others is not kept."""
    return Reply(introduction_cards.said(text), how="whisper", led_to=led_to, unkept=True)


def introduction_id(event: Press) -> str:
    """The introduction that an action is about."""
    return event.action.args[0][:190] if event.action.args else ""


@router.command("introductions", "my introductions", "cyflwyniadau")
def show(event: Message, services: Services) -> Reply:
    """Whether the person takes part, and what waits for them."""
    words, tx, person = services.words, services.tx, services.person
    mine = programmes.memberships(tx, person.id)
    if not mine:
        return _offer(services)
    text = words("You take part in introductions.")
    blocks: list[Block] = [Text(text)]
    paused = max((one.paused_until for one in mine if one.paused_until), default=None)
    if paused and paused > local(services.now, services.zone).date():
        blocks.append(Context(words("Paused until {date}.", date=words.date(paused))))
    for found in introductions.of_person(tx, person.id, ("asking", "together")):
        side = found.side(person.id)
        if side is None or side.answer == "withdrawn":
            continue
        known = sketches.of(tx, found.people)
        others = [
            known[id].name if found.state == "together" else described(known[id], words)
            for id in (found.agreed if found.state == "together" else found.people)
            if id != person.id
        ]
        blocks.append(Listing((Item(words.listing(others)),)))
        blocks.append(Buttons((Button(words("Show"), Action("intro_show", (found.id,))),)))
    blocks.append(Buttons((Button(words("Stop introductions"), Action("intro_stop")),)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="introductions")


@router.command("introductions on", "join introductions", "introduce me", "cyflwyniadau ymlaen")
def join_offered(event: Message, services: Services) -> Reply:
    """Say what taking part means, and ask."""
    return _offer(services)


@router.press("intro_join")
def join(event: Press, services: Services) -> Reply:
    """Agreed: the words they agreed to are kept with it."""
    require(services.person, "be_introduced")
    words = services.words
    consent = introduction_cards.consent_text(words)
    taking_part.join(services.tx, services.person.id, consent, services.now)
    text = words("Thank you. I ask you when I have thought of somebody. Write introductions to see how it stands.")
    return Reply(introduction_cards.said(text), how="whisper", led_to="introductions_on")


@router.command("stop introductions", "introductions off", "stopio cyflwyniadau")
def stop(event: Message, services: Services) -> Reply:
    """Take part no more."""
    return _stopped(services)


@router.press("intro_stop")
def stop_pressed(event: Press, services: Services) -> Reply:
    """Take part no more."""
    return _stopped(services)


@router.message
def pause(event: Message, services: Services) -> Reply | None:
    """``pause introductions until 1 May``."""
    found = _PAUSE.fullmatch(event.text)
    if found is None:
        return None
    words, today = services.words, local(services.now, services.zone).date()
    day = dates.one_day(found["day"], today)
    if day is None or day <= today or day > today + LONGEST_PAUSE:
        text = words("Until which day? Write for example: pause introductions until 1 May. A pause may last a year.")
        return whispered(text, "introductions_pause")
    if not programmes.pause(services.tx, services.person.id, day):
        return whispered(words("You do not take part in introductions, so there is nothing to pause."), "not_in")
    return whispered(
        words(
            "I introduce you to nobody before {date}. Write introductions on to end the pause.", date=words.date(day)
        ),
        "introductions_pause",
    )


@router.message
def avoid(event: Message, services: Services) -> Reply | None:
    """``avoid NAME`` and ``stop avoiding NAME``: nobody else ever sees that list."""
    found = _AVOID.fullmatch(event.text)
    if found is None or not programmes.memberships(services.tx, services.person.id):
        return None
    wanted = found["name"].strip().casefold()
    everybody = [one for one in StoredRecords(services.tx).people(services.person.sees) if one.id != services.person.id]
    named = [one for one in everybody if one.name.casefold() == wanted]
    named = named or [one for one in everybody if wanted in one.name.casefold()]
    words, lifted = services.words, found["not"].casefold() != "avoid"
    if not named:
        return whispered(words("I know nobody of that name. Please write it as it stands in the directory."), "avoid")
    if len(named) > 1:
        text = words("Several people have that name. Whom do you mean?")
        action = "intro_avoid_not" if lifted else "intro_avoid"
        buttons = tuple(Button(one.name, Action(action, (one.id,))) for one in named[:5])
        listed = Listing(tuple(Item(one.name, one.partner or "") for one in named[:5]))
        return Reply(Card(text, (Text(text), listed, Buttons(buttons))), how="whisper", led_to="avoid", unkept=True)
    return _avoided(named[0].id, services, lifted=lifted)


@router.press("intro_avoid")
def avoid_pressed(event: Press, services: Services) -> Reply:
    """One of several of that name."""
    return _avoided(introduction_id(event), services, lifted=False)


@router.press("intro_avoid_not")
def avoid_no_more(event: Press, services: Services) -> Reply:
    """One of several of that name, who may be introduced again."""
    return _avoided(introduction_id(event), services, lifted=True)


@router.command("avoid", "avoid list", "my avoid list")
def avoid_list(event: Message, services: Services) -> Reply:
    """Whom the person avoids: shown to them alone."""
    words = services.words
    names = [name for _, name in programmes.avoided_by(services.tx, services.person.id)]
    if not names:
        return whispered(
            words("You avoid nobody. Write avoid and a name to change that; only you ever see it."), "avoid"
        )
    return whispered(
        words("You are never introduced to: {names}. Only you see this list.", names=words.listing(names)), "avoid"
    )


@router.message
def find_me(event: Message, services: Services) -> Reply | None:
    """``introduce me to someone who knows about social prescribing``."""
    found = _FIND.fullmatch(event.text)
    if found is None:
        return None
    require(services.person, "be_introduced")
    words = services.words
    if not programmes.memberships(services.tx, services.person.id):
        return _offer(services)
    made = taking_part.on_demand(services.tx, services.person, found["about"], desk_of(services))
    if made is None:
        text = words(
            "I know nobody fitting who can be asked just now. Try other words, or wait for the next round: I look "
            "again then."
        )
        return whispered(text, "nobody_fits")
    known = sketches.of(services.tx, made.people)
    other = next(id for id in made.people if id != services.person.id)
    card = introduction_cards.asked_for(made, described(known[other], words), words, services.zone)
    return Reply(card, how="whisper", led_to="introduction_asked", refers_to=f"introduction:{made.id}")


@router.press("intro_yes")
def say_yes(event: Press, services: Services) -> Reply:
    """The person would like to meet them."""
    return _answered(event, services, yes=True)


@router.press("intro_no")
def say_no(event: Press, services: Services) -> Reply:
    """The person would rather not: nobody learns of it."""
    return _answered(event, services, yes=False)


@router.press("intro_show")
def show_one(event: Press, services: Services) -> Reply:
    """How an introduction stands for this person."""
    try:
        found = introducing.mine(services.tx, introduction_id(event), services.person.id)
    except Refused as refused:
        return whispered(introducing.refusal(refused, services.words), "refused")
    card = introducing.card_of(services.tx, found, services.person.id, desk_of(services))
    return Reply(card, how="whisper", led_to="introduction")


@router.press("intro_leave")
def leave(event: Press, services: Services) -> Reply:
    """End being in touch."""
    words = services.words
    try:
        introducing.end(services.tx, introduction_id(event), services.person.id, desk_of(services))
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    return whispered(words("It has ended: I pass nothing on between you any more."), "introduction_ended")


@router.press("intro_email")
def share_email(event: Press, services: Services) -> Reply:
    """Show the others one's e-mail address."""
    words, tx, person = services.words, services.tx, services.person
    try:
        found = introducing.touching(tx, introduction_id(event), person.id)
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    if not person.email:
        return whispered(words("I know no e-mail address of yours, so I have shared nothing."), "no_email")
    desk, known = desk_of(services), sketches.of(tx, found.agreed)
    for other in found.agreed:
        if other != person.id:
            link = chat_link(known[other], known[person.id], desk.house)
            language, _ = desk.reads(known[other])
            card = introduction_cards.address_shared(person.name, person.email, link, language)
            key = f"intro-{found.id}-email-{person.id}-{other}"[:190]
            notify(tx, key, NEWS, other, card, desk.house, services.now, ref=found.id)
    return whispered(words("They can see your e-mail address now."), "email_shared")


def _offer(services: Services) -> Reply:
    require(services.person, "be_introduced")
    return Reply(introduction_cards.offer(services.words), how="whisper", led_to="introductions")


def _answered(event: Press, services: Services, *, yes: bool) -> Reply:
    person, desk = services.person.id, desk_of(services)
    said = Yes(person) if yes else No(person)
    try:
        found = introducing.answer(services.tx, introduction_id(event), said, desk)
    except Refused as refused:
        return whispered(introducing.refusal(refused, services.words), "refused")
    card = introducing.card_of(services.tx, found, person, desk)
    return Reply(card, how="replace", led_to="introduction_answered", unkept=True)


def _stopped(services: Services) -> Reply:
    introducing.withdraw(services.tx, services.person.id, desk_of(services))
    text = services.words(
        "Done: you take part in introductions no more, and what was under way has ended. Write introductions on to "
        "come back."
    )
    return whispered(text, "introductions_off")


def _avoided(other: str, services: Services, *, lifted: bool) -> Reply:
    words, tx, person = services.words, services.tx, services.person
    known = people.find(tx, other)
    if known is None or other == person.id:
        return whispered(words("I know nobody of that name. Please write it as it stands in the directory."), "avoid")
    if lifted:
        programmes.stop_avoiding(tx, person.id, other)
        return whispered(words("{name} may be introduced to you again.", name=known.name), "avoid")
    introducing.avoid(tx, person.id, other, desk_of(services))
    return whispered(
        words("I will never introduce you to {name}. Nobody but you ever sees this.", name=known.name), "avoid"
    )
