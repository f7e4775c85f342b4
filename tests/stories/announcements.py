"""The hub team's Nell, three people of Bridge behind one door, and what the clockwork does for announcements."""

from __future__ import annotations

from dataclasses import replace

from bot.cards import Input, words_of
from bot.events import Action, Sender
from bot.router import combine
from bot.settings import Settings
from bot.store import announcement_people, announcements, people
from bot.store.database import Database, Transaction
from bot.usecases.announcement_forms import draft_form
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from bot.words import words_for
from handlers import announcement_desk, more, privacy, settings, voting
from handlers import announcements as handler
from schedules.announcements import launch_due
from tests.conftest import NOW
from tests.stories import door as doors
from tests.stories.door import Clock, Talk, talk_through

ROUTER = combine(
    (privacy.router, more.router, settings.router, handler.router, announcement_desk.router, voting.router)
)
WORDS = words_for("en")
GOOD = {
    "title": "Summer fair",
    "body": "Dear {first_name}, the fair is on Friday.",
    "audience": "partner:Bridge",
    "when": "now",
    "acknowledge": "yes",
    "reply_to": "nell-oakhanger",
    "urgent": "no",
}


def nell_at(database: Database, clock: Clock) -> Talk:
    """Somebody of the hub team. Three people of Bridge chat through the same door."""
    load_example(database, NOW)
    talk = talk_through(ROUTER, database, clock)
    with database.write() as tx:
        for person in ("nell-oakhanger", "priya-marchbank", "hana-brightwater", "olu-fairweather", "amina-saltworth"):
            people.link(tx, person, Sender("fake", "T1", person), NOW)
            people.notice_given(tx, person, NOW)
    return replace(talk, who="nell-oakhanger")


def acting(talk: Talk, who: str) -> Talk:
    return replace(talk, who=who)


async def drafted(talk: Talk, **values: str) -> str:
    """Submit the form; the id of the draft."""
    await talk.submit(Action("announcement_draft", ("",)), **{**GOOD, **values})
    return talk.button("Send it").action.args[0]


async def launched(talk: Talk, **values: str) -> str:
    id = await drafted(talk, **values)
    await talk.press("Send it")
    await pass_on(talk)
    return id


async def pass_on(talk: Talk) -> None:
    """What the clockwork does."""
    launch_due(talk.dispatch)
    await deliver_due(talk.dispatch.database, talk.dispatch.platforms, talk.dispatch.clock)
    launch_due(talk.dispatch)


def state_of(talk: Talk, id: str) -> str:
    with talk.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
    assert kept
    return kept.state


def statuses(talk: Talk, id: str) -> dict[str, int]:
    with talk.dispatch.database.read() as tx:
        return announcement_people.statuses(tx, id)


def got(talk: Talk, who: str) -> list[str]:
    """Everything that was shown in somebody's direct conversation."""
    return [words_of(card) for place, card, _ in talk.door.sent if place.id == f"direct-{who}"]


def changed(talk: Talk, who: str) -> list[str]:
    """What messages in somebody's direct conversation were changed to."""
    return [text for place, text in talk.door.updated if place.id == f"direct-{who}"]


def inputs(tx: Transaction) -> tuple[Input, ...]:
    return draft_form(tx, WORDS, {}, {}, NOW).inputs


def limited(talk: Talk, **limits: int) -> Settings:
    settings = doors.settings()
    config = settings.config.model_copy(
        update={"announcements": settings.config.announcements.model_copy(update=limits)}
    )
    return replace(settings, config=config)
