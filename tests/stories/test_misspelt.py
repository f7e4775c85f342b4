"""A command with a slip in it: the right one is offered, and no question is taken for one."""

from __future__ import annotations

import pytest

from bot.router import combine
from bot.store.database import Database
from bot.store.tables.coalition import TaskgroupRow
from bot.usecases.example import load_example
from handlers import ROUTERS
from handlers.misspelt import nearest_command
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


async def test_a_forged_press_runs_nothing(talk: Talk) -> None:
    await talk.say("setings")
    button = talk.button("settings")
    object.__setattr__(button, "action", type(button.action)("command", ("no such command",)))
    assert "I don't know" in await talk.press("settings")
