"""A person sets how they are written to, and sees what is held about them."""

from __future__ import annotations

import pytest

from bot.events import Action, Sender
from bot.preferences import Preferences
from bot.router import combine
from bot.store import people, preferences
from bot.store.database import Database
from handlers import ROUTERS
from tests.stories.door import Clock, Talk, talk_through

SAVE = Action("settings")
FIELDS = {
    "zone": "Asia/Kathmandu",
    "quiet_from": "21:30",
    "quiet_until": "7:00",
    "paused_until": "",
    "language": "en",
    "route": "best",
    "digest": "no",
    "easy_read": "no",
    "large_print": "no",
}


@pytest.fixture
def talk(database: Database) -> Talk:
    return talk_through(combine(ROUTERS), database, Clock())


def wishes(talk: Talk) -> Preferences:
    with talk.dispatch.database.read() as tx:
        person = people.of_account(tx, talk.sender)
        assert person
        return preferences.of(tx, person.id, talk.dispatch.settings.usual)


async def test_what_is_usual_is_shown_and_can_be_changed(talk: Talk) -> None:
    assert "Quiet hours: from 20:00 to 08:00" in await talk.say("settings")
    said = await talk.submit(SAVE, **FIELDS)
    assert "Time zone: Asia/Kathmandu" in said
    assert "Quiet hours: from 21:30 to 07:00" in said
    assert f"{wishes(talk).quiet_until:%H:%M}" == "07:00"


async def test_equal_times_mean_no_quiet_hours(talk: Talk) -> None:
    await talk.say("hello")
    assert "Quiet hours: none" in await talk.submit(SAVE, **{**FIELDS, "quiet_from": "00:00", "quiet_until": "00:00"})


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("zone", "Europe/Londn", "There is no time zone Europe/Londn. Did you mean Europe/London?"),
        ("zone", "§§§", "There is no time zone §§§. Write a place such as Europe/London."),
        ("quiet_from", "half past nine", "half past nine is no time of day. Write it like 20:30."),
        ("quiet_until", "25:00", "25:00 is no time of day."),
        ("paused_until", "next week", "next week is no date. Write it like 2026-08-31."),
        ("paused_until", "2030-01-01", "A pause may last a year."),
    ],
)
async def test_a_mistake_stands_beside_its_field_and_nothing_is_lost(
    talk: Talk, field: str, value: str, told: str
) -> None:
    await talk.say("hello")
    said = await talk.submit(SAVE, **{**FIELDS, field: value})
    assert told in said
    form = talk.door.sent[-1][1].blocks[0]
    kept = {one.name: one.value for one in form.inputs}  # type: ignore[union-attr]
    assert kept == {**FIELDS, field: value}
    assert wishes(talk) == talk.dispatch.settings.usual


async def test_a_route_that_the_person_does_not_have_is_not_kept(talk: Talk) -> None:
    await talk.say("hello")
    await talk.submit(SAVE, **{**FIELDS, "route": "pigeon"})
    assert wishes(talk).route is None
    await talk.submit(SAVE, **{**FIELDS, "route": "fake"})
    assert wishes(talk).route == "fake"


async def test_a_pause_begins_with_one_press_and_ends_with_one(talk: Talk) -> None:
    await talk.say("pause")
    assert "I send you nothing before Tuesday 17 March 2026." in await talk.press("14 days")
    assert "Paused until: Tuesday 17 March 2026" in await talk.say("settings")
    assert "I may write to you again" in await talk.press("End the pause")
    assert wishes(talk).paused_until is None


async def test_a_forged_pause_changes_nothing(talk: Talk) -> None:
    await talk.say("hello")
    assert "did not understand" in await talk.act(Action("pause", ("9999",)))
    assert wishes(talk).paused_until is None


async def test_the_answer_comes_in_the_language_just_chosen(talk: Talk) -> None:
    await talk.say("hello")
    await talk.submit(SAVE, **{**FIELDS, "language": "cy"})
    assert "Cymraeg" in talk.door.texts[-1]


async def test_what_is_held_is_told(talk: Talk) -> None:
    await talk.say("hello")
    with talk.dispatch.database.write() as tx:
        person = people.of_account(tx, talk.sender)
        assert person
        people.link(tx, person.id, Sender("other", "T9", "ann"), talk.dispatch.clock())
    said = await talk.say("my data")
    assert "Times that we talked: 2" in said
    assert "Your words: not kept" in said
    assert "Accounts: Fake and Other" in said
