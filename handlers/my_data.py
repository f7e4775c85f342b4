"""What the bot holds about a person, told to that person alone."""

from __future__ import annotations

from bot.cards import Button, Buttons, Card, Context, Facts, Reply, Text
from bot.events import Action, Message, Press
from bot.router import Router
from bot.services import Services
from bot.store import held, people
from bot.usecases.champion_record import record_of

router = Router("my_data")


@router.command("my data", "what do you hold about me", "what do you know about me", "fy nata")
def ask_my_data(event: Message, services: Services) -> Reply:
    """Tell what is held."""
    return _shown(services)


@router.press("my_data")
def press_my_data(event: Press, services: Services) -> Reply:
    """Tell what is held."""
    return _shown(services)


@router.press("my_data_champion")
def as_champion(event: Press, services: Services) -> Reply:
    """All that is held of the person as a champion and about introductions."""
    words = services.words
    title = words("What I hold about you as a champion and about introductions")
    sections = record_of(services.tx, services.person.id, words, services.zone)
    blocks = [block for one in sections for block in (Text(one.title, "heading"), Facts(one.rows))]
    nothing = () if blocks else (Text(words("Nothing.")),)
    card = Card(title, (Text(title), *blocks, *nothing))
    return Reply(card, how="whisper", led_to="my_data_champion", unkept=True)


def _shown(services: Services) -> Reply:
    words, person = services.words, services.person
    amounts = held.counts(services.tx, person.id)
    accounts = sorted({account.platform.capitalize() for account in people.accounts(services.tx, person.id)})
    nothing = words("not recorded")
    rows = (
        (words("Name"), person.name or nothing),
        (words("E-mail"), person.email or nothing),
        (words("Partner"), person.partner or nothing),
        (words("Roles"), words.listing(sorted({grant.role.replace("_", " ") for grant in person.grants})) or nothing),
        (words("Taskgroups"), words.listing(sorted(person.taskgroups)) or nothing),
        (words("Accounts"), words.listing(accounts) or nothing),
        (words("Profile as a champion"), words("kept") if amounts.get("champion") else nothing),
        (words("Times that we talked"), str(amounts.get("interaction", 0))),
        (words("Your words"), words("kept") if person.keep_words else words("not kept")),
        (words("Questions to {team}", team=services.settings.config.coalition.team), str(amounts.get("question", 0))),
        (words("Messages sent to you"), str(amounts.get("delivery", 0))),
    )
    title = words("What I hold about you")
    wrong = words(
        "If something is wrong, or you want it gone, write: ask the team. {team} will see to it.",
        team=services.settings.config.coalition.team.capitalize(),
    )
    more = (Button(words("As a champion, and introductions"), Action("my_data_champion")),)
    kept = record_of(services.tx, person.id, words, services.zone)
    asked = (Button(words("My questions"), Action("my_questions")),) if amounts.get("question") else ()
    buttons = Buttons((Button(words("Change my settings"), Action("settings")), *asked, *(more if kept else ())))
    return Reply(
        Card(title, (Text(title, "heading"), Facts(rows), Context(wrong), buttons)), how="whisper", led_to="my_data"
    )
