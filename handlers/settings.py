"""A person's own settings: clock, quiet hours, pause, language, how they are reached, their networks."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from bot.cards import Button, Buttons, Card, Facts, Form, Input, Option, Reply, Text
from bot.clock import local, nearest_zone, zones
from bot.events import Action, Message, Press, Submission
from bot.preferences import Preferences
from bot.router import Router
from bot.services import Services
from bot.store import people, preferences
from bot.words import LANGUAGES, Words, words_for

router = Router("settings")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
LONGEST_PAUSE = dt.timedelta(days=366)
PAUSES = (7, 14, 28)
"""Days that a pause may take by one press."""


@router.command("settings", "my settings", "gosodiadau")
def show_settings(event: Message, services: Services) -> Reply:
    """What is set, and the ways to change it."""
    return Reply(_card(services), led_to="settings", how="whisper")


@router.press("settings")
def open_settings(event: Press, services: Services) -> Reply:
    """Offer the form with what is set now."""
    return _form(services, _as_fields(services), {})


@router.submission("settings")
def save_settings(event: Submission, services: Services) -> Reply:
    """Keep what the form says, or show it again with what is wrong beside each field."""
    errors: dict[str, str] = {}
    zone, chosen = _read(event.values, services, errors)
    if errors:
        return _form(services, {**_as_fields(services), **event.values}, errors)
    tx, person = services.tx, services.person
    language = event.values.get("language", person.language)
    people.choose_zone(tx, person.id, zone)
    people.choose_language(tx, person.id, language if language in LANGUAGES else person.language)
    preferences.choose(tx, person.id, chosen)
    person = replace(person, zone=zone, language=language)
    return Reply(_card(replace(services, person=person, words=words_for(language))), led_to="settings")


@router.command("pause", "seibiant")
def offer_pause(event: Message, services: Services) -> Reply:
    """Ask for how long."""
    words = services.words
    text = words("I can send you nothing for a while. You can still ask me anything. For how long?")
    buttons = tuple(Button(words.plural("{n} day", "{n} days", days), Action("pause", (str(days),))) for days in PAUSES)
    return Reply(Card(text, (Text(text), Buttons(buttons))), led_to="pause", how="whisper")


@router.press("pause")
def pause(event: Press, services: Services) -> Reply:
    """Send nothing until a day, or (0) begin again."""
    days = event.action.args[0] if event.action.args else ""
    if not days.isdecimal() or int(days) not in (0, *PAUSES):
        return offer_pause_again(services)
    wishes = preferences.of(services.tx, services.person.id, services.settings.usual)
    until = local(services.now, services.zone).date() + dt.timedelta(days=int(days)) if int(days) else None
    preferences.choose(services.tx, services.person.id, replace(wishes, paused_until=until))
    words = services.words
    if until is None:
        return _said(words("Welcome back: I may write to you again."))
    return _said(words("I send you nothing before {date}. Write settings to change this.", date=words.date(until)))


def offer_pause_again(services: Services) -> Reply:
    """The button was not one of ours."""
    return _said(services.words("I did not understand for how long. Write pause to see the choices."))


def _card(services: Services) -> Card:
    words, wishes = services.words, preferences.of(services.tx, services.person.id, services.settings.usual)
    title = words("Your settings")
    return Card(title, (Text(title, "heading"), Facts(rows(wishes, services)), Buttons(choices(wishes, services))))


def choices(wishes: Preferences, services: Services) -> tuple[Button, ...]:
    """The ways to change what is set, and to see what is held."""
    words, today = services.words, local(services.now, services.zone).date()
    paused = wishes.paused_until and wishes.paused_until > today
    return (
        Button(words("Change"), Action("settings"), "primary"),
        Button(words("End the pause"), Action("pause", ("0",)))
        if paused
        else Button(words("Pause for {n} days", n=PAUSES[0]), Action("pause", (str(PAUSES[0]),))),
        Button(words("What you hold about me"), Action("my_data")),
    )


def rows(wishes: Preferences, services: Services) -> tuple[tuple[str, str], ...]:
    """What is set, as labels with values."""
    words, person = services.words, services.person
    today = local(services.now, services.zone).date()
    nothing = wishes.quiet_from == wishes.quiet_until
    quiet = words("from {start} to {end}", start=f"{wishes.quiet_from:%H:%M}", end=f"{wishes.quiet_until:%H:%M}")
    facts = [
        (words("Time zone"), services.zone),
        (words("Quiet hours"), words("none") if nothing else quiet),
        (words("Language"), LANGUAGES.get(person.language, person.language)),
        (words("Announcements"), words("in one weekly message") if wishes.digest else words("one by one")),
    ]
    if wishes.route:
        facts.append((words("Reach me by"), wishes.route.capitalize()))
    if wishes.easy_read:
        facts.append((words("Easy read"), words("yes, where there is one")))
    if wishes.large_print:
        facts.append((words("Large print"), words("yes, in e-mails")))
    if wishes.paused_until and wishes.paused_until > today:
        facts.append((words("Paused until"), words.date(wishes.paused_until)))
    return tuple(facts)


def _as_fields(services: Services) -> dict[str, str]:
    wishes = preferences.of(services.tx, services.person.id, services.settings.usual)
    return {
        "zone": services.zone,
        "quiet_from": f"{wishes.quiet_from:%H:%M}",
        "quiet_until": f"{wishes.quiet_until:%H:%M}",
        "paused_until": wishes.paused_until.isoformat() if wishes.paused_until else "",
        "language": services.person.language,
        "route": wishes.route or "best",
        "digest": "yes" if wishes.digest else "no",
        "easy_read": "yes" if wishes.easy_read else "no",
        "large_print": "yes" if wishes.large_print else "no",
    }


def _form(services: Services, values: Mapping[str, str], errors: Mapping[str, str]) -> Reply:
    words = services.words
    routes = sorted({account.platform for account in people.accounts(services.tx, services.person.id)})
    ways = (Option(words("the best way"), "best"), *(Option(name.capitalize(), name) for name in routes))
    languages = tuple(Option(name, code) for code, name in LANGUAGES.items())
    inputs = (
        Input("zone", words("Time zone"), hint=words("A place such as Europe/London")),
        Input("quiet_from", words("Send me nothing from"), "time"),
        Input("quiet_until", words("until"), "time"),
        Input("paused_until", words("Pause until"), "date", required=False),
        Input("language", words("Language"), "choice", languages),
        Input("route", words("Reach me by"), "choice", ways),
        Input("digest", words("Announcements in one weekly message"), "yes_no"),
        Input("easy_read", words("Easy read where there is one"), "yes_no"),
        Input("large_print", words("Large print in e-mails"), "yes_no"),
    )
    filled = tuple(replace(one, value=values.get(one.name, ""), error=errors.get(one.name, "")) for one in inputs)
    title = words("Your settings")
    return Reply(
        Card(title, (Form(title, Action("settings"), filled, words("Save")),)), how="open_form", led_to="settings"
    )


def _read(values: Mapping[str, str], services: Services, errors: dict[str, str]) -> tuple[str, Preferences]:
    """The zone and the wishes that a form asks for; ``errors`` gets a sentence for each field that is wrong."""
    words, usual = services.words, services.settings.usual
    zone = values.get("zone", "").strip() or services.zone
    if zone not in zones():
        near = nearest_zone(zone)
        errors["zone"] = (
            words("There is no time zone {zone}. Did you mean {near}?", zone=zone, near=near)
            if near
            else words("There is no time zone {zone}. Write a place such as Europe/London.", zone=zone)
        )
    route = values.get("route", "best")
    known = {account.platform for account in people.accounts(services.tx, services.person.id)}
    chosen = Preferences(
        quiet_from=_time("quiet_from", values, usual.quiet_from, words, errors),
        quiet_until=_time("quiet_until", values, usual.quiet_until, words, errors),
        paused_until=_day(values.get("paused_until", ""), services, errors),
        digest=values.get("digest") == "yes",
        route=route if route in known else None,
        easy_read=values.get("easy_read") == "yes",
        large_print=values.get("large_print") == "yes",
    )
    return zone, chosen


def _time(name: str, values: Mapping[str, str], usual: dt.time, words: Words, errors: dict[str, str]) -> dt.time:
    text = values.get(name, "").strip()
    found = _TIME.fullmatch(text)
    if found:
        return dt.time(int(found[1]), int(found[2]))
    if text:
        errors[name] = words("{text} is no time of day. Write it like 20:30.", text=text[:40])
    return usual


def _day(text: str, services: Services, errors: dict[str, str]) -> dt.date | None:
    words, today = services.words, local(services.now, services.zone).date()
    if not text.strip():
        return None
    try:
        day = dt.date.fromisoformat(text.strip())
    except ValueError:
        errors["paused_until"] = words("{text} is no date. Write it like 2026-08-31.", text=text[:40])
        return None
    if day > today + LONGEST_PAUSE:
        errors["paused_until"] = words("A pause may last a year. To hear nothing more, write stop.")
    return day if day > today else None


def _said(text: str) -> Reply:
    return Reply(Card(text, (Text(text),)), led_to="settings")
