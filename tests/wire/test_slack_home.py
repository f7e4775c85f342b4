"""The Home tab: published when it is opened, and drawn again after what is done there."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from adapters.slack.inbound import HOME
from adapters.slack.outcomes import DRAWN_MEANWHILE
from bot.cards import Card
from bot.events import Place
from bot.platform import Delivered
from bot.store.database import DatabaseDown
from bot.store.tables.traffic import InboundEventRow, InteractionRow
from tests.wire.slack.house import House


async def test_home_is_published_and_refreshed_after_a_press(trial: House) -> None:
    ann = trial.person("UANN")
    await ann.open_home()
    await trial.settle()
    assert "home" in str(trial.slack.world.homes["UANN"]["blocks"])
    await ann.press_at_home("Replace")
    await trial.settle()
    assert ann.heard() == ["replaced"]
    assert len(trial.slack.world.called("views.publish")) == 2


async def test_what_is_done_from_home_shows_there_and_opens_nothing_anew(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    await ann.open_home()
    await trial.settle()
    await ann.press_at_home("Form")
    await trial.settle()
    await ann.submit(ann.modal(), why="because", meal="b")
    await trial.settle()
    assert ann.heard() == ["thanks: because"]
    assert "done 1" in str(world.homes["UANN"]["blocks"])
    with trial.dispatch.database.read() as tx:
        kinds = tx.execute(select(InteractionRow.kind, func.count()).group_by(InteractionRow.kind)).all()
        assert dict(map(tuple, kinds)) == {"arrival": 1, "press": 1, "submission": 1, "reply": 3}
        assert tx.scalar(select(func.count()).select_from(InboundEventRow)) == 3


async def test_a_home_that_cannot_be_drawn_again_stays_as_it_is(trial: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_: object) -> None:
        raise DatabaseDown("locked")

    ann = trial.person("UANN")
    await ann.open_home()
    await trial.settle()
    monkeypatch.setattr("bot.dispatch.Dispatch._look", down)
    await ann.press_at_home("Replace")
    await trial.settle()
    assert ann.heard() == ["replaced"]
    assert len(trial.slack.world.called("views.publish")) == 1


async def test_a_tab_that_was_drawn_meanwhile_is_looked_at_again_and_not_overwritten(trial: House) -> None:
    ann, world = trial.person("UANN"), trial.slack.world
    await ann.open_home()
    await trial.settle()
    shown = world.homes["UANN"]
    await ann.press_at_home("Replace", shown)
    await trial.settle()
    await ann.press_at_home("Replace", shown)
    await trial.settle()
    asked = [one.get("hash") for one in world.called("views.publish")]
    assert asked == [None, shown["hash"], shown["hash"], None], (
        "the third was refused, and what came of it looked at anew"
    )
    assert len(ann.heard()) == 2


async def test_only_the_tab_that_the_person_saw_is_drawn_over(trial: House) -> None:
    home = Place("slack", "T1", "UANN", HOME)
    first = await trial.platform.publish(home, Card("One", ()))
    assert isinstance(first, Delivered)
    seen_then = trial.slack.world.homes["UANN"]["hash"]
    assert isinstance(await trial.platform.publish(home, Card("Two", ()), seen_then), Delivered)
    assert await trial.platform.publish(home, Card("Three", ()), seen_then) == DRAWN_MEANWHILE
    assert "Two" in str(trial.slack.world.homes["UANN"]["blocks"])
