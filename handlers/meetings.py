"""After an introduction: did you meet, what came of it, may it be quoted, and would you meet again."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Button, Buttons, Card, Form, Input, Option, Reply, Text
from bot.events import Action, Press, Submission
from bot.introductions import Introduction
from bot.router import Router
from bot.services import Services
from bot.store import introductions
from bot.store.introductions import Outcome
from bot.usecases import arranging, following_up, introducing
from bot.usecases.introducing import Refused
from handlers.introductions import desk_of, whispered

router = Router("meetings")


@router.press("intro_met")
def met(event: Press, services: Services) -> Reply:
    """Yes, not yet, or no: none of them is a reproach."""
    id, answer = (*event.action.args, "", "")[:2]
    words = services.words
    try:
        found = _taken_up(id, services)
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    if answer not in following_up.MET:
        return whispered(words("I did not understand that. Please press one of the buttons."), "refused")
    following_up.told_met(services.tx, found, services.person.id, answer, desk_of(services))
    match answer:
        case "yes":
            return _form(found.id, services)
        case "later":
            text = words("That is fine, things take time. I ask once more in two weeks.")
            return Reply(Card(text, (Text(text),)), how="whisper", led_to="met_later")
        case _:
            text = words(
                "That is fine, and it happens. Nobody is told that you said so, and you may be introduced again when "
                "it suits you better."
            )
            again = Button(words("Introduce us again later"), Action("intro_again", (found.id, "yes")))
            never = Button(words("Not to this person again"), Action("intro_again", (found.id, "never")))
            return Reply(Card(text, (Text(text), Buttons((again, never)))), how="whisper", led_to="met_no")


@router.press("intro_again")
def again(event: Press, services: Services) -> Reply:
    """Whether the two may be introduced again."""
    id, wish = (*event.action.args, "", "")[:2]
    words = services.words
    try:
        found = _taken_up(id, services)
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    before = introductions.outcome(services.tx, id, services.person.id)
    wish = "never" if wish == "never" else "yes"
    told = replace(before or Outcome(id, services.person.id, "no"), again=wish)
    following_up.told(services.tx, found, told, desk_of(services))
    return whispered(words("Noted. Nobody else sees this."), "met_again")


@router.submission("intro_story")
def story(event: Submission, services: Services) -> Reply:
    """What came of it."""
    words, values = services.words, event.values
    try:
        found = _taken_up(event.action.args[0] if event.action.args else "", services)
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    told = Outcome(
        found.id,
        services.person.id,
        "yes",
        "never" if values.get("again") == "never" else "yes",
        values.get("story", "").strip()[:4000],
        values.get("quote") == "yes",
    )
    following_up.told(services.tx, found, told, desk_of(services))
    quoted = words("Thank you. {team} may quote what you wrote.", team=services.settings.config.coalition.team)
    unquoted = words("Thank you. What you wrote is not quoted anywhere.")
    text = words("Thank you.") if not told.story else quoted if told.quote else unquoted
    return whispered(text, "story")


@router.press("intro_times")
def times(event: Press, services: Services) -> Reply:
    """Times that suit everybody's clocks."""
    try:
        found = introducing.touching(services.tx, _id(event), services.person.id)
    except Refused as refused:
        return whispered(introducing.refusal(refused, services.words), "refused")
    card = arranging.choices(services.tx, found, services.person, desk_of(services))
    return Reply(card, how="whisper", led_to="intro_times")


@router.press("intro_time")
def suggest_time(event: Press, services: Services) -> Reply:
    """Suggest one to the others."""
    words, typed = services.words, "".join(event.action.args[1:2])
    try:
        time = arranging.suggest(services.tx, _id(event), services.person, typed, desk_of(services))
    except Refused as refused:
        return whispered(introducing.refusal(refused, words), "refused")
    return whispered(words("I have suggested {moment}.", moment=words.moment(time, services.zone)), "intro_time")


@router.press("intro_time_yes")
def agree_time(event: Press, services: Services) -> Reply:
    """Agree to one that was suggested."""
    typed, address = "".join(event.action.args[1:2]), services.settings.public_url
    try:
        card = arranging.agree(services.tx, _id(event), services.person, typed, address, desk_of(services))
    except Refused as refused:
        return whispered(introducing.refusal(refused, services.words), "refused")
    return Reply(card, how="whisper", led_to="intro_time_agreed")


def _id(event: Press) -> str:
    return event.action.args[0][:190] if event.action.args else ""


def _taken_up(id: str, services: Services) -> Introduction:
    found = introducing.mine(services.tx, id, services.person.id)
    if services.person.id not in found.named:
        raise Refused("not_together")
    return found


def _form(id: str, services: Services) -> Reply:
    words = services.words
    title = words("How was it?")
    wishes = (Option(words("Gladly"), "yes"), Option(words("Please do not introduce us again"), "never"))
    inputs = (
        Input("story", words("What came of it, if you like to tell"), "long_text", required=False),
        Input("quote", words("May it be quoted, with your name?"), "yes_no", value="no"),
        Input("again", words("Would you meet again?"), "choice", wishes, value="yes"),
    )
    form = Form(title, Action("intro_story", (id,)), inputs, words("Send"))
    return Reply(Card(title, (form,)), how="open_form", led_to="met_yes")
