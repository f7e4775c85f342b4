"""Prompts for champions: those that fit, with what came of them, and none to who rests or is silent."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.champions import Champion, Theme
from bot.events import Action
from bot.store import champions
from bot.store.database import Database
from tests.stories.checkins import FORM, House, house_on


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


async def test_champions_get_prompts_that_fit_and_tell_what_came_of_them(house: House) -> None:
    sam, now = house.at("sam"), house.clock()
    with house.dispatch.database.write() as tx:
        champions.save_theme(tx, Theme("carers", "Carers"))
        for id, theme, resting in (("ann", "Carers", None), ("bob", "", None), ("cat", "", dt.date(2026, 5, 1))):
            state = "resting" if resting else "active"
            made = Champion(id, themes=(theme,) if theme else (), state=state, resting_until=resting, consent_at=now)  # type: ignore[arg-type]
            champions.save(tx, made, now)
    fields = {name: value for name, value in FORM.items() if name not in ("questions", "rotate")}
    preview = await sam.submit(
        Action("checkin_draft", ("", "prompts")), **{**fields, "title": "For champions", "audience": "role:champion"}
    )
    assert "role:champion: 3 people" in preview
    assert "Tell one colleague this week" in preview, "a prompt as it will look"
    await sam.press("Start it")
    assert "12 prompts are in the library" in await sam.say("prompts")
    await sam.press("Add a prompt")
    await sam.submit(Action("prompt_add"), text="Which carer did you meet?", themes="Carers")
    await house.wait(hours=23, minutes=30)
    assert "Which carer did you meet?" in house.told("ann")[-1]
    assert "Which carer" not in house.told("bob")[-1]
    assert house.told("cat") == [], "who rests is left alone"
    ann = house.at("ann")
    assert "What did you do?" in await ann.press("Answer")
    told = {"done": "Met three carers", "story": "One of them now leads a group", "quote": "unnamed"}
    assert "that is noted" in await ann.submit(house.action("checkin_form"), **told)
    await house.at("bob").submit(house.action("checkin_form"), story="Keep this to yourselves", quote="no")
    result = await sam.act(Action("checkin_result", (house.id,)))
    assert "Met three carers" in result
    assert "Keep this to yourselves\n  Bob. Not to be quoted." in result
    stories = await sam.say("champion stories")
    assert "1 story may be quoted." in stories
    assert "One of them now leads a group" in stories
    assert "Ann" not in stories
    await house.wait(days=7)
    assert "Which carer did you meet?" not in house.told("ann")[-1], "another one each week"


async def test_who_is_silent_to_three_prompts_is_left_alone(house: House) -> None:
    with house.dispatch.database.write() as tx:
        champions.save(tx, Champion("ann", state="active", consent_at=house.clock()), house.clock())
    fields = {name: value for name, value in FORM.items() if name not in ("questions", "rotate")}
    more = {"title": "P", "audience": "role:champion", "remind_after_hours": "0", "escalate_after_days": "0"}
    await house.at("sam").submit(Action("checkin_draft", ("", "prompts")), **{**fields, **more})
    await house.at("sam").press("Start it")
    await house.wait(hours=23, minutes=30)
    for _ in range(4):
        await house.wait(days=7)
    assert len(house.told("ann")) == 3
