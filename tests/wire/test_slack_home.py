"""The Home tab: published when it is opened, and drawn again after what is done there."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from adapters.slack.inbound import HOME
from adapters.slack.outcomes import DRAWN_MEANWHILE
from bot.cards import Card
from bot.checkins import CheckIn, Question
from bot.clock import utc_now
from bot.events import Place, Sender
from bot.platform import Delivered
from bot.polls import Option, Poll
from bot.preferences import Preferences
from bot.rhythms import WEEKDAYS, Rhythm
from bot.store import checkins, people, polls, preferences
from bot.store.database import Database, DatabaseDown
from bot.store.tables.traffic import InboundEventRow, InteractionRow
from bot.usecases.checkin_clock import tick
from bot.usecases.planning_routes import House as Around
from tests.wire.slack.house import House, inhabited

OPTIONS = (Option("a", "Here"), Option("b", "There"))


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


def asked(database: Database, who: str, now: dt.datetime) -> None:
    """Somebody without quiet hours is asked in a poll and in a check-in of today."""
    today = now.astimezone(ZoneInfo("Europe/London")).date()
    weekly = Rhythm("week", WEEKDAYS[today.weekday()], today)
    questions = (Question("How are you?", "mood"),)
    checkin = CheckIn("c", "Our week", weekly, dt.time(), questions, audience=f"person:{who}")
    with database.write() as tx:
        preferences.choose(tx, who, Preferences(dt.time(0), dt.time(0)))
        polls.save(tx, Poll("p1", "Where shall we meet?", "single", OPTIONS, state="open"), now)
        polls.add_electors(tx, "p1", [who])
        checkins.save(tx, checkin, "s", now, now)


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket mode"])
async def test_home_shows_what_concerns_somebody(sqlite: Database, *, socket: bool) -> None:
    now = utc_now()
    async with inhabited(sqlite, socket=socket, now=now) as running:
        world, who = running.slack.world, "hana-brightwater"
        world.person("UHANA", "Hana Brightwater", f"{who.replace('-', '.')}@example.org")
        hana = running.person("UHANA")
        await hana.say("help")
        await running.settle()
        asked(sqlite, who, now)
        tick(sqlite, now, Around.of(running.dispatch.settings, running.dispatch.doors))

        await hana.open_home()
        await running.settle()
        blocks = world.homes["UHANA"]["blocks"]
        headings = [block["text"]["text"] for block in blocks if block["type"] == "header"]
        assert headings == ["Next events", "Open polls and check-ins", "My taskgroups", "My settings"]
        shown = str(blocks)
        for told in (
            "Open lunch for new partners",
            "Where shall we meet?",
            "Our week",
            "Mental Health",
            "*Time zone:* Europe/London",
            "*Quiet hours:* none",
            "*Language:* English",
            "*Networks:* Bristol network",
            "Pause for 7 days",
            "What you hold about me",
        ):
            assert told in shown, told

        element = next(one for block in blocks for one in block.get("elements", ()) if one.get("value") == "poll|p1")
        assert element["text"]["text"] == "Answer"
        await hana.press_at_home("Answer")
        await running.settle()
        assert hana.modal()["title"]["text"] == "Where shall we meet?"
        assert (await hana.submit(hana.modal(), choice="a")).body == {}
        await running.settle()
        assert "Where shall we meet?" not in str(world.homes["UHANA"]["blocks"])
        assert "Our week" in str(world.homes["UHANA"]["blocks"])


async def test_home_shows_all_of_itself_at_once_however_much_waits(running: House) -> None:
    ann, now = running.person("UANN"), utc_now()
    await ann.say("help")
    await running.settle()
    with running.dispatch.database.write() as tx:
        person = people.of_account(tx, Sender("slack", "T1", "UANN"))
        assert person
        for number in range(7):
            until = now + dt.timedelta(days=number + 1)
            polls.save(tx, Poll(f"p{number}", f"Poll {number}?", "single", OPTIONS, closes=until, state="open"), now)
            polls.add_electors(tx, f"p{number}", [person.id])
    await ann.open_home()
    await running.settle()
    shown = str(running.slack.world.homes["UANN"]["blocks"])
    assert [number for number in range(7) if f"Poll {number}?" in shown] == [0, 1, 2, 3]
    assert "3 more wait for you. Write polls or check-ins to see them all." in shown
    assert "'Stop'" in shown
    assert "More (" not in shown
