"""What is kept of a person's words, in which language they are spoken to, and how they make the bot stop."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Button, Buttons, Card, Reply, Text
from bot.consent import DO_NOT_KEEP, KEEP
from bot.events import Action, Message, Press
from bot.router import Router
from bot.services import Services
from bot.store import conversations, people, web_messages
from bot.usecases import introducing
from bot.usecases.planning_routes import House
from bot.usecases.telling import Desk
from bot.words import LANGUAGES, words_for

router = Router("privacy")


@router.command("privacy", "preifatrwydd")
def show_privacy(event: Message, services: Services) -> Reply:
    """What is kept, and the choices."""
    words, person = services.words, services.person
    kept = (
        words("I keep what you write to me, so that the team can improve the answers.")
        if person.keep_words
        else words("I do not keep what you write to me. I only note that we talked, when, and which source I quoted.")
    )
    team = words(
        "A question that you put to {team} is kept until it is answered.", team=services.settings.config.coalition.team
    )
    choice = (
        Button(words("Do not keep them"), DO_NOT_KEEP) if person.keep_words else Button(words("Keep my words"), KEEP)
    )
    host = services.settings.processor
    sent = words(
        "Answers may be put into words by a language model at {host}. It is sent the question and the passages, not who "
        "asked.",
        host=host,
    )
    processor = (Text(sent),) if host else ()
    buttons = Buttons((choice, Button(words("Stop"), Action("stop"))))
    return Reply(Card(kept, (Text(kept), Text(team), *processor, buttons)), led_to="privacy")


@router.press("keep_words")
def choose_words(event: Press, services: Services) -> Reply:
    """The person said whether their words may be kept."""
    keep = event.action.args[:1] == ("yes",)
    people.choose_words(services.tx, services.person.id, keep=keep)
    words = services.words
    return _said(
        words("Thank you. I will keep your words from now on. Write privacy to change this.")
        if keep
        else words("Agreed. I will not keep your words. Write privacy to change this."),
        "consent",
    )


@router.command("language", "iaith")
def show_languages(event: Message, services: Services) -> Reply:
    """Offer the languages the bot speaks."""
    text = services.words("Which language shall I speak?")
    buttons = tuple(Button(name, Action("language", (code,))) for code, name in LANGUAGES.items())
    return Reply(Card(text, (Text(text), Buttons(buttons))), led_to="language")


@router.command("cymraeg", "in welsh please", "yn gymraeg")
def choose_welsh(event: Message, services: Services) -> Reply:
    """Speak Welsh from now on."""
    return _language("cy", services)


@router.command("english", "saesneg", "in english please")
def choose_english(event: Message, services: Services) -> Reply:
    """Speak English from now on."""
    return _language("en", services)


@router.press("language")
def choose_language(event: Press, services: Services) -> Reply:
    """The person picked a language."""
    code = event.action.args[0] if event.action.args else ""
    return _language(code if code in LANGUAGES else "en", services)


@router.command("stop", "unsubscribe", "stopiwch", even_if_stopped=True)
def stop(event: Message, services: Services) -> Reply:
    """Be silent to this person."""
    return _stop(event, services)


@router.press("stop", even_if_stopped=True)
def stop_pressed(event: Press, services: Services) -> Reply:
    """Be silent to this person."""
    return _stop(event, services)


@router.command("start", "dechrau", even_if_stopped=True)
def start(event: Message, services: Services) -> Reply:
    """Talk to this person again."""
    people.stop(services.tx, services.person.id, stopped=False)
    return _said(services.words("Welcome back. Ask me anything, or write help."), "start")


def _stop(event: Message | Press, services: Services) -> Reply:
    people.stop(services.tx, services.person.id, stopped=True)
    introducing.leave(services.tx, services.person.id, Desk(House.of(services.settings, services.doors), services.now))
    conversations.forget(services.tx, services.person.id)
    if event.place.private:
        web_messages.clear(services.tx, event.place.id)
    return _said(
        services.words("Done: I am silent and will send you nothing more. Write start to have me back."), "stop"
    )


def _language(code: str, services: Services) -> Reply:
    people.choose_language(services.tx, services.person.id, code)
    services = replace(services, words=words_for(code))
    note = "" if code == "en" else services.words("My Welsh has only begun: answers may still come in English.")
    return _said(" ".join((services.words("From now on I speak English to you."), note)).strip(), "language")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to=led_to)
