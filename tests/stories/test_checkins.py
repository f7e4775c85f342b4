"""Check-ins from both sides: made, asked, answered, put off, left, and told how it went; prompts for champions."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import select

from bot.cards import Form, words_of
from bot.champions import Champion, Theme
from bot.config import CheckInConfig
from bot.dispatch import Dispatch
from bot.events import Action, Sender
from bot.router import combine
from bot.store import champions, checkin_answers, checkins, people
from bot.store.database import Database
from bot.store.open_asks import open_asks
from bot.store.tables.checkins import CheckInRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.checkin_clock import tick
from bot.usecases.checkin_planning import follow_config
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House as Around
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, settings

MEMBERS = ("ann", "bob", "cat", "dan", "eve", "fay")
FORM = {
    "title": "This week", "questions": "mood: How are you?\nWhat went well?\nyes or no: Do you need help? | With what?",
    "audience": "role:member", "every": "week", "on": "Wednesday", "at": "09:30", "calendar": "GB/ENG",
    "on_holiday": "next", "rotate": "no", "remind_after_hours": "24", "escalate_after_days": "2",
}  # fmt: skip


@dataclass
class House:
    """The bot, one door, and who is behind it."""

    dispatch: Dispatch
    door: FakeDoor
    clock: Clock

    def at(self, who: str) -> Talk:
        return Talk(self.dispatch, self.door, who)

    async def wait(self, **length: int) -> None:
        """Time passes, and the clockwork does its work."""
        self.clock.pass_(**length)
        around = Around.of(self.dispatch.settings, self.dispatch.doors)
        for _ in range(2):
            tick(self.dispatch.database, self.clock(), around)
            await deliver_due(self.dispatch.database, self.dispatch.platforms, self.clock)

    def told(self, who: str) -> list[str]:
        return [words_of(card) for place, card, _ in self.door.sent if place.id == f"direct-{who}"]

    @property
    def id(self) -> str:
        with self.dispatch.database.read() as tx:
            return tx.scalars(select(CheckInRow.id)).one()

    def action(self, name: str, *more: str, day: str = "2026-03-04") -> Action:
        return Action(name, (self.id, day, *more))


@pytest.fixture
def house(database: Database) -> House:
    clock, door = Clock(), FakeDoor("slack", replace(CAPABILITIES))
    with database.write() as tx:
        for id in (*MEMBERS, "sam"):
            tx.add(PersonRow(id=id, name=id.title(), zone="Europe/London", noticed=NOW, created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role="staff" if id == "sam" else "member"))
            people.link(tx, id, Sender("slack", "T1", id), NOW)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), clock, {door.name: door})
    return House(dispatch, door, clock)


async def begun(house: House, **fields: str) -> None:
    """Sam makes a check-in for Wednesdays, and it is Wednesday, 3 March's next day, 09:30."""
    sam = house.at("sam")
    assert "What kind of check-in" in await sam.say("check-in")
    preview = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, **fields})
    assert "role:member: 6 people" in preview
    assert "not running" in preview
    assert "running" in await sam.press("Start it")
    await house.wait(hours=23, minutes=30)


async def test_from_the_form_to_the_summary(house: House) -> None:
    await begun(house)
    assert all("What went well?" in house.told(who)[-1] for who in MEMBERS)
    ann = house.at("ann")
    form = await ann.press("Answer")
    assert "If yes: With what?" in form
    assert "Only shown as an average over at least 5 people." in form
    assert "at least one question" in await ann.submit(house.action("checkin_form"))
    answered = {"q0": "2", "q1": "The garden", "q2": "yes", "q2_more": "A room"}
    assert "that is noted" in await ann.submit(house.action("checkin_form"), **answered)
    changed = await ann.submit(house.action("checkin_form"), q0="4", q1="The hub")
    assert "that is noted" in changed
    for who, mood in zip(("bob", "cat", "dan"), "235", strict=True):
        await house.at(who).submit(house.action("checkin_form"), q0=mood)
    few = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert "Shown with the summary, from 5 answers on." in few
    await house.at("eve").submit(house.action("checkin_form"), q0="1", q2="no")
    early = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert "on average" not in early, "an average that grows would tell each new mood"
    await house.wait(days=3)
    summary = await house.at("sam").act(Action("checkin_result", (house.id,)))
    assert summary in house.told("sam")
    assert "How are you?: 3.0 of 5 on average" in summary
    assert "The hub" in summary
    assert "The garden" not in summary
    assert "Answered: 5" in summary
    assert "No answer yet: 1" in summary


async def test_one_reminder_then_the_owner_hears_who_is_silent_and_how_it_went(house: House) -> None:
    await begun(house)
    for who in MEMBERS[1:]:
        await house.at(who).press("Skip")
    before = len(house.told("ann"))
    await house.wait(hours=25)
    await house.wait(hours=1)
    assert len(house.told("ann")) == before + 1, "once"
    assert len(house.told("bob")) == before + 1, "who skipped is left alone"
    await house.wait(hours=24)
    assert '1 person has not answered "This week" yet.' in "\n".join(house.told("sam"))
    await house.wait(hours=24)
    assert "Skipped: 5" in house.told("sam")[-1]
    assert not any("has not answered" in text for text in house.told("sam")[-1:])


async def test_late_answers_count_until_the_next_round(house: House) -> None:
    await begun(house)
    await house.wait(days=6)
    assert "that is noted" in await house.at("ann").submit(house.action("checkin_form"), q1="Late, but here")
    await house.wait(days=1)
    told = await house.at("ann").submit(house.action("checkin_form"), q1="Too late")
    assert "A newer round has begun" in told
    assert "1 check-in waits for you." in await house.at("ann").say("check-ins")
    with house.dispatch.database.read() as tx:
        assert [value for _, _, _, value in checkin_answers.of_round(tx, house.id, dt.date(2026, 3, 4))] == [
            "Late, but here"
        ]


async def test_later_away_and_stop_without_penalty(house: House) -> None:
    await begun(house)
    ann, bob, cat = (house.at(who) for who in ("ann", "bob", "cat"))
    await ann.press("Later")
    assert "I ask you again" in await ann.press("In three hours")
    before = len(house.told("ann"))
    await house.wait(hours=3, minutes=1)
    assert len(house.told("ann")) == before + 1
    assert "Give a day within a year" in await bob.submit(Action("checkin_away"), until="2026-03-01")
    assert "nothing before Thursday 19 March 2026" in await bob.submit(Action("checkin_away"), until="2026-03-19")
    assert "any more" in await cat.press("Stop asking")
    await house.wait(days=7)
    with house.dispatch.database.read() as tx:
        assert checkins.standing(tx, house.id, dt.date(2026, 3, 11)) == {"asked": 4, "away": 1}
        assert open_asks(tx, "bob", house.clock()) == []
        assert [ask.title for ask in open_asks(tx, "ann", house.clock())] == ["This week"]
    assert "You stopped this one." in await cat.say("check-ins")
    assert "I ask you again from the next time on" in await cat.press("Ask me again")
    assert "You are away until Thursday 19 March 2026" in await bob.say("check-ins")
    assert "Welcome back" in await bob.press("I am back")
    await house.wait(days=7)
    with house.dispatch.database.read() as tx:
        assert checkins.standing(tx, house.id, dt.date(2026, 3, 18)) == {"asked": 6}


async def test_a_taskgroups_lead_reads_the_answers_and_hears_how_it_went(house: House) -> None:
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "fay").email = "fay@partner.example"
    sam = house.at("sam")
    told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, **HELP, "owner": "nobody@partner.example"})
    assert "I know nobody with the address nobody@partner.example." in told
    await begun(house, **HELP, owner=" Fay@partner.example ")
    assert "Fay reads the answers." in house.told("ann")[-1]
    await sam.act(Action("checkin_edit", (house.id,)))
    (form,) = (block for block in house.door.sent[-1][1].blocks if isinstance(block, Form))
    assert next(field.value for field in form.inputs if field.name == "owner") == "fay@partner.example"
    await house.at("ann").submit(house.action("checkin_form"), q0="The walk", q1="A room")
    await house.wait(minutes=1)
    assert "Ann asks for help" in house.told("fay")[-1]
    assert "Ann knows that you see to it." in await house.at("fay").press("I see to it")
    await house.wait(days=3)
    assert any("Answered: 1" in text and "The walk" in text for text in house.told("fay"))
    assert not any("The walk" in text or "A room" in text for text in house.told("sam"))


HELP = {"questions": "What went well?\nhelp: What do you need?", "audience": "role:member", "escalate_after_days": "2"}


async def test_help_that_is_asked_for_is_seen_to_and_settled(house: House) -> None:
    await begun(house, **HELP)
    ann, sam = house.at("ann"), house.at("sam")
    told = await ann.submit(house.action("checkin_form"), q1="A room for twelve")
    assert "Sam is told now that you ask for help." in told
    await house.wait(minutes=1)
    assert 'Ann asks for help in "This week":\nA room for twelve' in house.told("sam")[-1]
    await ann.submit(house.action("checkin_form"), q0="The walk", q1="A room for twelve")
    await house.wait(minutes=1)
    assert sum("asks for help" in text for text in house.told("sam")) == 1, "once"
    assert "nobody sees to it yet" in await ann.say("check-ins")
    assert "Ann knows that you see to it." in await sam.press("I see to it")
    await house.wait(minutes=1)
    assert "Sam sees to what you asked for: A room for twelve" in house.told("ann")[-1]
    assert "That is so already: Sam sees to it." in await sam.act(need(house, "need_take"))
    assert "that is settled" in await sam.act(need(house, "need_settle"))
    await house.wait(minutes=1)
    assert "Sam says that this is settled" in house.told("ann")[-1]
    assert "not for you to answer" in await house.at("bob").act(need(house, "need_reopen"))
    assert "I have told them" in await ann.press("It is not")
    await house.wait(minutes=1)
    assert "asks for help" in house.told("sam")[-1]
    assert "that is settled" in await ann.act(need(house, "need_settle"))
    await house.wait(days=3)
    assert "- A room for twelve\n  Ann: settled" in house.told("sam")[-1]
    assert not any("is not settled" in text for text in house.told("sam"))


async def test_help_that_nobody_gives_reaches_the_owner_again_once(house: House) -> None:
    await begun(house, **HELP)
    await house.at("ann").submit(house.action("checkin_form"), q1="A room")
    await house.at("bob").submit(house.action("checkin_form"), q1="A lift")
    await house.at("bob").press("Change my answer")
    await house.at("bob").submit(house.action("checkin_form"), q0="Found one")
    await house.at("cat").submit(house.action("checkin_form"), q1="A map")
    await house.at("cat").act(house.action("checkin_skip"))
    await house.wait(days=1, hours=23)
    assert not any("days ago" in text for text in house.told("sam"))
    await house.wait(hours=2)
    await house.wait(hours=2)
    unmet = [text for text in house.told("sam") if "days ago, and it is not settled" in text]
    assert len(unmet) == 1
    assert 'Ann asked for help in "This week" 2 days ago' in unmet[0]
    assert "nobody sees to it yet" in unmet[0]
    assert "not for you to answer" in await house.at("bob").act(need(house, "need_take"))
    assert "not there any more" in await house.at("sam").act(need(house, "need_take", who="cat"))
    assert "not there any more" in await house.at("sam").act(Action("need_take", ("x",)))


def need(house: House, name: str, who: str = "ann") -> Action:
    return Action(name, (house.id, "2026-03-04", who, "q1"))


async def test_moods_stay_as_they_were_told(house: House) -> None:
    """Whoever watches the average before and after somebody comes late, edits or skips would know what they said."""
    await begun(house, questions="mood: How are you?\nWhat went well?")
    for who, mood in zip(("bob", "cat", "dan", "eve", "fay"), "23514", strict=True):
        await house.at(who).submit(house.action("checkin_form"), q0=mood)
    await house.wait(days=3)
    result = Action("checkin_result", (house.id,))
    assert "How are you?: 3.0 of 5 on average" in await house.at("sam").act(result)
    form = await house.at("ann").act(house.action("checkin"))
    assert "How are you?" not in form
    assert "that is noted" in await house.at("ann").submit(house.action("checkin_form"), q0="1", q1="Late")
    await house.at("bob").act(house.action("checkin_skip"))
    with house.dispatch.database.write() as tx:
        tx.delete(tx.get_one(PersonRow, "cat"))
    later = await house.at("sam").act(result)
    assert "How are you?: 3.0 of 5 on average" in later
    assert "Late" in later


async def test_a_round_of_moods_alone_ends_when_they_are_told(house: House) -> None:
    await begun(house, questions="mood: How are you?")
    await house.wait(days=3)
    assert "How people are was told already" in await house.at("ann").press("good")


async def test_one_question_a_round_is_answered_by_one_press(house: House) -> None:
    await begun(house, rotate="yes")
    assert "that is noted" in await house.at("ann").press("good")
    await house.wait(days=7)
    await house.wait(days=7)
    assert "Do you need help?" in house.told("ann")[-1]
    form = await house.at("ann").press("Yes")
    assert "If yes: With what?" in form


async def test_mistakes_of_staff_are_told_beside_their_fields(house: House) -> None:
    sam = house.at("sam")
    wrong = {"on": "Wendsday", "audience": "network:nowhere", "calendar": "GB/WAL", "questions": "moood: How?"}
    for name, value in wrong.items():
        told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, name: value})
        assert "Please look again" in told
        assert any(hint in told for hint in ("Did you mean", "There is no network"))
    told = await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "audience": "language:cy"})
    assert "That is nobody." in told
    with house.dispatch.database.read() as tx:
        assert checkins.listed(tx, ("active", "paused", "ended")) == []


@pytest.mark.parametrize("how", ["answer", "skip", "later", "away", "stop"])
async def test_a_card_that_waits_for_the_morning_does_not_come_to_who_has_answered(house: House, how: str) -> None:
    sam, ann = house.at("sam"), house.at("ann")
    await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "at": "22:00"})
    await sam.press("Start it")
    await house.wait(hours=36)  # Wednesday, 22:00: everybody sleeps
    match how:
        case "answer":
            await ann.submit(house.action("checkin_form"), q1="Done at night")
        case "later":
            await ann.act(house.action("checkin_later", "tomorrow"))
        case "away":
            await ann.submit(Action("checkin_away"), until="2026-03-19")
        case _:
            await ann.act(house.action(f"checkin_{how}"))
    await house.wait(hours=12)
    asked = {who: sum("reads the answers" in text for text in house.told(who)) for who in ("ann", "bob")}
    assert asked == {"ann": 0, "bob": 1}


async def test_only_staff_make_them_and_old_buttons_end_politely(house: House) -> None:
    ann = house.at("ann")
    assert "Only the hub team can do that" in await ann.say("check-in")
    assert "Only the hub team can do that" in await ann.submit(Action("checkin_draft", ("",)), **FORM)
    await begun(house)
    assert "Only the hub team" in await ann.act(Action("checkin_turn", (house.id, "end")))
    assert "was not for you" in await house.at("sam").act(house.action("checkin"))
    assert "has ended" in await ann.act(house.action("checkin", day="never"))
    assert "has ended" in await ann.act(Action("checkin", ("nothing", "2026-03-04")))
    assert "ended" in await house.at("sam").act(Action("checkin_turn", (house.id, "end")))
    assert "has ended" in await ann.submit(house.action("checkin_form"), q1="x")
    assert "is gone" in await house.at("sam").act(Action("checkin_manage", ("nothing",)))


async def test_staff_remind_only_those_who_have_not_answered(house: House) -> None:
    await begun(house)
    await house.at("ann").submit(house.action("checkin_form"), q1="Done")
    sam = house.at("sam")
    missing = await sam.act(Action("checkin_missing", (house.id,)))
    assert "5 people have not answered." in missing
    assert "Ann" not in missing
    assert "I am reminding 5 people." in await sam.press("Remind them")


async def test_config_defines_them_and_takes_them_back(house: House) -> None:
    database = house.dispatch.database
    one = CheckInConfig(title="How it goes", questions=("What went well?",), audience="role:member", day="Wednesday")
    for wanted in ((one,), (one,)):
        with database.write() as tx:
            follow_config(tx, wanted, house.clock())
    await house.wait(hours=23, minutes=30)
    assert "What went well?" in house.told("ann")[-1]
    with database.write() as tx:
        follow_config(tx, (), house.clock())
        assert [one.state for one in checkins.listed(tx, ("active", "paused", "ended"))] == ["ended"]


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


async def test_what_waits_for_the_morning_is_held_while_paused_and_not_sent_after_the_end(house: House) -> None:
    sam = house.at("sam")
    await sam.submit(Action("checkin_draft", ("",)), **{**FORM, "at": "22:00"})
    await sam.press("Start it")
    await house.wait(hours=36)  # Wednesday, 22:00: everybody sleeps
    await sam.act(Action("checkin_turn", (house.id, "pause")))
    await house.wait(hours=12)
    assert house.told("ann") == []
    await sam.act(Action("checkin_turn", (house.id, "start")))
    await house.wait(minutes=1)
    assert len(house.told("ann")) == 1
    await house.wait(hours=7 * 24 - 12)  # the next Wednesday night
    before = house.told("bob")
    await sam.act(Action("checkin_turn", (house.id, "end")))
    await house.wait(hours=24)
    assert house.told("bob") == before
