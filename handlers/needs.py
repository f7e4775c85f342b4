"""Help that was asked for in a check-in: somebody sees to it, it is settled, or it is not."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Reply, Text
from bot.events import Press
from bot.router import Router
from bot.services import Services
from bot.store import needs
from bot.store.needs import Needed
from bot.usecases import needing
from bot.usecases.checkin_reports import need_state
from bot.usecases.planning_routes import House

router = Router("needs")


@router.press("need_take")
def see_to(event: Press, services: Services) -> Reply:
    """Whoever reads the answers sees to it."""
    found = _found(event, services)
    if found is None or not needing.may_see_to(services.tx, found, services.person):
        return _gone(services)
    if not needing.see_to(services.tx, found, services.person, _house(services), services.now):
        return _stands(found, services)
    words = services.words
    text = words("Thank you: {name} knows that you see to it.", name=found.name)
    button = Button(words("It is settled"), needing.action("need_settle", found))
    return Reply(Card(text, (Text(text), Buttons((button,)))), how="whisper", led_to="need_taken")


@router.press("need_settle")
def settle(event: Press, services: Services) -> Reply:
    """It is settled, say they or whoever asked."""
    found, person = _found(event, services), services.person
    if found is None or not (found.key[2] == person.id or needing.may_see_to(services.tx, found, person)):
        return _gone(services)
    if not needing.settle(services.tx, found, person, _house(services), services.now):
        return _stands(found, services)
    return _said(services.words("Good: that is settled."), "need_settled")


@router.press("need_reopen")
def reopen(event: Press, services: Services) -> Reply:
    """Whoever asked says that it is not settled."""
    found = _found(event, services)
    if found is None or found.key[2] != services.person.id:
        return _gone(services)
    if not needing.reopen(services.tx, found, _house(services), services.now):
        return _stands(found, services)
    return _said(services.words("Sorry about that. I have told them that it is not."), "need_reopened")


def _found(event: Press, services: Services) -> Needed | None:
    key = needing.key_of(event.action.args)
    return needs.find(services.tx, key) if key else None


def _stands(found: Needed, services: Services) -> Reply:
    state = need_state(needs.find(services.tx, found.key) or found, services.words)
    return _said(services.words("That is so already: {state}.", state=state), "need_stands")


def _gone(services: Services) -> Reply:
    return _said(services.words("That request is not there any more, or not for you to answer."), "need_gone")


def _said(text: str, led_to: str) -> Reply:
    return Reply(Card(text, (Text(text),)), how="whisper", led_to=led_to)


def _house(services: Services) -> House:
    return House.of(services.settings, services.doors)
