"""A command with a slip in it, or a wish about the bot itself: what does it is offered, and no question is taken for one."""

from __future__ import annotations

import pytest

from bot.router import combine
from bot.store.database import Database
from bot.store.tables.coalition import TaskgroupRow
from bot.usecases.example import load_example
from handlers import ROUTERS
from handlers.meant import nearest_command, wished_commands
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

COMMANDS = combine(ROUTERS).commands


@pytest.fixture
def talk(sqlite: Database) -> Talk:
    load_example(sqlite, NOW)
    return talk_through(combine(ROUTERS), sqlite, Clock())


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("setings", "settings"),
        ("/Privcy!", "privacy"),
        ("my grups", "my groups"),
        ("stopp", "stop"),
        ("gosodiadua", "gosodiadau"),
        ("hlep me now please", None),
        ("is there a stop?", None),
        ("hi", None),
        ("xyzzy", None),
    ],
)
def test_the_nearest_command(written: str, meant: str | None) -> None:
    assert nearest_command(written, COMMANDS) == meant


async def test_the_right_command_is_offered_and_done_by_one_press(talk: Talk) -> None:
    answer = await talk.say("setings")
    assert answer.startswith('"setings" is not known. Did you mean "settings"?\n[settings]')
    assert "[Ask the hub team]" in answer, "who meant it as a question is not left alone"
    assert (await talk.press("settings")).startswith("Your settings")


async def test_what_has_an_answer_is_answered(talk: Talk) -> None:
    with talk.dispatch.database.write() as tx:
        row = tx.get_one(TaskgroupRow, "mental-health")
        row.name = "Setings"
    assert nearest_command("Setings", COMMANDS) == "settings"
    answer = await talk.say("Setings")
    assert "Did you mean" not in answer
    assert "Farah Wintergreen" in answer


@pytest.mark.parametrize(
    ("written", "first"),
    [
        ("How do I stop getting messages?", "pause"),
        ("please cancel my subscription", "pause"),
        ("I get too many e-mails from you", "pause"),
        ("I'm really fed up with all the emails", "pause"),
        ("don't message me again", "pause"),
        ("unsubscribe me", "pause"),
        ("Do you keep what I write?", "privacy"),
        ("who can read my messages", "privacy"),
        ("Is this chat private?", "privacy"),
        ("please delete all my data", "my data"),
        ("what do you store about me", "my data"),
        ("forget me", "my data"),
        ("how do I change my time zone", "settings"),
        ("can you speak Welsh?", "settings"),
        ("what happened to my question?", "my questions"),
        ("where can I vote", "polls"),
        ("which groups am I in?", "my groups"),
        ("who am I?", "my data"),
        ("what organisation am I from", "my data"),
        ("could you introduce me to somebody", "introductions"),
        ("Who leads the Mental Health taskgroup?", None),
        ("When do they stop taking referrals?", None),
        ("send an announcement", None),
        ("show me everything in April", None),
        ("What does the report say about privacy notices for carers in the new hospital?", None),
    ],
)
def test_what_is_wished_of_the_bot_itself(written: str, first: str | None) -> None:
    found = wished_commands(written)
    assert (found[0] if found else None) == first
    assert all(command in COMMANDS for command in found)


async def test_silence_is_one_press_away_however_it_is_asked_for(talk: Talk) -> None:
    answer = await talk.say("How do I stop getting messages?")
    assert answer.startswith("You can do that here:\n[pause]\n[stop]\n[settings]")
    assert (await talk.press("stop")).startswith("Done: I am silent")


async def test_what_the_coalition_has_answered_itself_comes_first(talk: Talk) -> None:
    answer = await talk.say("What do you keep about me?")
    assert "You can do that here" not in answer


async def test_a_forged_press_runs_nothing(talk: Talk) -> None:
    await talk.say("setings")
    button = talk.button("settings")
    object.__setattr__(button, "action", type(button.action)("command", ("no such command",)))
    assert "I don't know" in await talk.press("settings")
