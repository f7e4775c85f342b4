"""A check-in through the real doors: a modal in Slack, a dialog in Teams, one round over both."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.checkins import CheckIn, Question
from bot.clock import utc_now
from bot.preferences import Preferences
from bot.rhythms import WEEKDAYS, Rhythm
from bot.store import checkin_answers, checkins, preferences
from bot.usecases.checkin_clock import tick
from bot.usecases.planning_routes import House as Around
from tests.wire.teams import house as teams
from tests.wire.test_polls import NELL, Both, both

__all__ = ["both"]
QUESTIONS = (Question("How are you?", "mood"), Question("What went well?"))


@pytest.fixture
async def asked(both: Both) -> Both:
    """Hana in Slack and Nell in Teams are asked, at this moment of their day."""
    hana, nell = both.slack.person("UHANA"), both.teams.person("nell", NELL)
    await hana.say("help")
    await both.slack.settle()
    await nell.say("help")
    now = utc_now()
    today = now.date()
    one = CheckIn(
        "c", "This week", Rhythm("week", WEEKDAYS[today.weekday()], today), dt.time(), QUESTIONS,
        audience="person:hana-brightwater or person:nell-oakhanger",
    )  # fmt: skip
    with both.database.write() as tx:
        for person in ("hana-brightwater", "nell-oakhanger"):
            preferences.choose(tx, person, Preferences(dt.time(0), dt.time(0)))
        checkins.save(tx, one, "staff", now, now)
    tick(both.database, now, Around.of(both.slack.dispatch.settings, both.slack.dispatch.doors))
    await both.settle()
    return both


async def test_a_modal_here_and_a_dialog_there(asked: Both) -> None:
    hana, nell = asked.slack.person("UHANA"), asked.teams.person("nell", NELL)
    assert "This week" in hana.heard()[-1]
    await hana.press("Answer")
    await asked.slack.settle()
    assert (await hana.submit(hana.modal(), q0="4", q1="The garden")).status == 200
    await asked.slack.settle()
    assert "that is noted" in hana.heard()[-1]

    message, action = nell.button("Answer")
    dialog = await nell.invoke("task/fetch", {"data": action["data"]}, replyToId=message)
    card = dialog["task"]["value"]["card"]["content"]
    fields = [node["id"] for node in teams.nodes(card["body"]) if str(node.get("type")).startswith("Input.")]
    (send,) = next(node for node in card["body"] if node["type"] == "ActionSet")["actions"]
    await nell.invoke("task/submit", {"data": send["data"] | {fields[0]: "2", fields[1]: "The hub"}})
    assert "that is noted" in nell.said
    with asked.database.read() as tx:
        (round,) = checkins.rounds(tx, "c")
        assert [value for *_, value in checkin_answers.of_round(tx, "c", round.day)] == [
            "4",
            "The garden",
            "2",
            "The hub",
        ]
    assert asked.teams.connector.mistakes == []


async def test_putting_it_off_and_leaving_it(asked: Both) -> None:
    hana, nell = asked.slack.person("UHANA"), asked.teams.person("nell", NELL)
    await hana.press("Skip")
    await asked.slack.settle()
    assert "Skipped." in hana.heard()[-1]
    await nell.press("Stop asking")
    assert "I do not ask you" in nell.said
    with asked.database.read() as tx:
        (round,) = checkins.rounds(tx, "c")
        assert checkins.standing(tx, "c", round.day) == {"skipped": 2}


async def test_question_by_question_here_and_there(asked: Both) -> None:
    """Typed in Slack, with a question in between and a correction; typed and pressed in Teams."""
    hana, nell = asked.slack.person("UHANA"), asked.teams.person("nell", NELL)
    await hana.say("good")
    await asked.slack.settle()
    assert "Noted: good." in hana.heard()[-1]
    assert "This week, question 2 of 2" in hana.heard()[-1]
    await hana.say("When is the next event?")
    await asked.slack.settle()
    assert "What went well?" in hana.heard()[-1]
    await hana.say("The *garden* <https://example.org|page>")
    await asked.slack.settle()
    assert "Thank you, that is noted." in hana.heard()[-1]

    assert "How are you?" in await nell.say("ok")
    assert "Please choose one of these: very low, low, so-so, good and very good." in await nell.say("a bit tired")
    await nell.press("low")
    assert "Noted: low." in nell.said
    assert "Thank you, that is noted." in await nell.say("The hub")
    with asked.database.read() as tx:
        (round,) = checkins.rounds(tx, "c")
        found = {(person, field): value for person, _, field, value in checkin_answers.of_round(tx, "c", round.day)}
    assert found["hana-brightwater", "q0"] == "4"
    assert "garden" in found["hana-brightwater", "q1"]
    assert found["nell-oakhanger", "q0"] == "2"
    assert found["nell-oakhanger", "q1"] == "The hub"
    assert asked.teams.connector.mistakes == []
