"""Introductions as cards: the ask without names, what follows an answer, and the card that puts people in touch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Link, Listing, Text
from bot.events import Action
from bot.introductions import Introduction
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody by name, as those who agreed may see them."""

    person: str
    name: str
    partner: str = ""
    about: str = ""
    chats: bool = False
    """The reader could open a chat with them on a platform of both, had they shared their address."""


def consent_text(words: Words) -> str:
    """What somebody agrees to when they take part: kept with their consent, word for word."""
    return words(
        "I look for people of the coalition whom it may help you to know, and ask you both. The other side sees your "
        "role, your area and why I thought of you two. Your name and how to reach you are shown only when everybody "
        "has said yes. You can say no every time: nobody learns of it. Write stop introductions to end this, or pause "
        "introductions until a date."
    )


def offer(words: Words) -> Card:
    """The question whether somebody wants to take part."""
    text = words("Shall I introduce you to others?")
    join = Button(words("Yes, introduce me"), Action("intro_join"), "primary")
    return Card(text, (Text(text, "heading"), Text(consent_text(words)), Buttons((join,))))


def ask(introduction: Introduction, others: Sequence[str], why: Sequence[str], words: Words, zone: str) -> Card:
    """The ask: role and area of the others and why, never a name. ``others`` are descriptions."""
    title = words("Would you like to meet?")
    blocks: list[Block] = [
        Text(title, "heading"),
        Text(
            words.plural(
                "I have thought of somebody you may like to know:",
                "I have thought of {n} people you may like to know:",
                len(others),
            )
        ),
        Listing(tuple(Item(description) for description in others)),
    ]
    if why:
        blocks += [Text(words("Why you")), Listing(tuple(Item(reason) for reason in why))]
    until = words.moment(introduction.until, zone) if introduction.until else ""
    note = words(
        "Names are shown only when everybody has said yes. If you say no, nobody learns of it. Please answer by "
        "{moment}; I tell you then how it ended.",
        moment=until,
    )
    return Card(title, (*blocks, Context(note), Buttons(choices(introduction, words))))


def asked_for(introduction: Introduction, other: str, words: Words, zone: str) -> Card:
    """To whoever asked for an introduction: who is asked now, without a name."""
    text = words(
        "I am asking {person}. You hear from me when they have said yes, or else on {moment}.",
        person=other,
        moment=by(introduction.until, words, zone),
    )
    change = Button(words("I would rather not"), Action("intro_no", (introduction.id,)))
    return Card(text, (Text(text), Buttons((change,))))


def choices(introduction: Introduction, words: Words) -> tuple[Button, ...]:
    """Yes or no to one introduction."""
    return (
        Button(words("Yes, introduce me"), Action("intro_yes", (introduction.id,)), "primary"),
        Button(words("No, thank you"), Action("intro_no", (introduction.id,))),
    )


def thanks(introduction: Introduction, words: Words, zone: str) -> Card:
    """After a yes that is not the last: the same whatever the others have said."""
    until = words.moment(introduction.until, zone) if introduction.until else ""
    text = words("Thank you. I tell you as soon as everybody has said yes, or else on {moment}.", moment=until)
    change = Button(words("I would rather not"), Action("intro_no", (introduction.id,)))
    return Card(text, (Text(text), Buttons((change,))))


def declined(introduction: Introduction, words: Words) -> Card:
    """After a no."""
    text = words("That is fine. Nobody learns that you said no.")
    change = Button(words("I have changed my mind: yes"), Action("intro_yes", (introduction.id,)))
    return Card(text, (Text(text), Buttons((change,))))


def over(words: Words) -> Card:
    """In the place of an ask that has ended."""
    return said(words("The time to answer this has passed. I will think of somebody else for you."))


def regret(words: Words) -> Card:
    """It did not come about: the same words whatever the reason was."""
    return said(
        words("The introduction I asked you about did not come about this time. I will think of somebody else for you.")
    )


def farewell(words: Words) -> Card:
    """Nobody else is left."""
    return said(words("The introduction has ended: the other side takes part no more. I pass on nothing from now on."))


def answered(words: Words) -> Card:
    """In the place of an ask to which everybody has said yes."""
    return said(words("Everybody has said yes: I have sent you the names."))


def together(introduction: Introduction, others: Sequence[Contact], words: Words) -> Card:
    """The names, and how to go on: for those who agreed only."""
    names = words.listing([contact.name for contact in others])
    title = words("Meet {names}", names=names)
    blocks: list[Block] = [Text(title, "heading"), Text(words("Everybody has said yes. Here is who it is."))]
    for contact in others:
        rows = ((words("Name"), contact.name), (words("Partner"), contact.partner), (words("Role"), contact.about))
        blocks.append(Facts(tuple(row for row in rows if row[1])))
    blocks.append(Text(words("A way to begin: what are you working on that you would like help with?")))
    note = words(
        "You can write to each other through me: I pass on what you write and keep nothing of it. Or share your "
        "e-mail address; it is shown to them only if you press the button."
    )
    if any(contact.chats for contact in others):
        note += " " + words("You chat in the same place: with your address they can open a chat with you there.")
    buttons = (
        Button(words("Write to {names}", names=names), Action("relay_write", (introduction.id,)), "primary"),
        Button(words("Find a time"), Action("intro_times", (introduction.id,))),
        Button(words("Share my e-mail address"), Action("intro_email", (introduction.id,))),
        Button(words("End this"), Action("intro_leave", (introduction.id,))),
    )
    return Card(title, (*blocks, Context(note), Buttons(buttons)))


def address_shared(name: str, email: str, link: str, words: Words) -> Card:
    """Somebody's address, once they shared it; and where it opens a chat with them, if it does."""
    text = words("{name} shares their e-mail address with you: {email}", name=name, email=email)
    chat = (Link(words("Chat with {name}", name=name), link),) if link else ()
    return Card(text, (Text(text), *chat))


def opener(names: Sequence[str], words: Words) -> Card:
    """The first words in a conversation of those who were put in touch."""
    title = words("{names}, meet each other", names=words.listing(list(names)))
    text = words("You all said yes to this. A way to begin: what are you working on that you would like help with?")
    note = words("This conversation is yours: I take no part in it.")
    return Card(title, (Text(title, "heading"), Text(text), Context(note)))


def did_you_meet(introduction: Introduction, names: str, words: Words) -> Card:
    """Asked once, some time after people were put in touch."""
    text = words("Did you meet {names}?", names=names)
    met = tuple(
        Button(label, Action("intro_met", (introduction.id, value)))
        for label, value in (
            (words("Yes, we met"), "yes"),
            (words("Not yet"), "later"),
            (words("No, and that is fine"), "no"),
        )
    )
    return Card(text, (Text(text), Buttons(met)))


def said(text: str) -> Card:
    """A sentence."""
    return Card(text, (Text(text),))


def by(moment: dt.datetime | None, words: Words, zone: str) -> str:
    """A moment as this person reads it."""
    return words.moment(moment, zone) if moment else ""
