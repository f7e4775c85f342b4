"""What people answer to an announcement: seen, coming, a reply; and who is reminded."""

from __future__ import annotations

from dataclasses import replace

from bot.events import Action
from bot.platform import Unknown
from bot.store import announcement_people, people
from tests.stories.announcements import (
    acting,
    drafted,
    got,
    inputs,
    launched,
    pass_on,
    state_of,
    statuses,
)
from tests.stories.door import Clock, Talk


async def test_confirming_shows_who_has_not_and_only_they_are_reminded(nell: Talk) -> None:
    id = await launched(nell)
    hana = acting(nell, "hana-brightwater")
    assert "You confirmed this on" in await hana.act(Action("announcement_ack", (id,)))
    first = await hana.act(Action("announcement_ack", (id,)))
    assert "You confirmed this on Tuesday 3 March 2026, 10:00" in first
    await nell.act(Action("announcement", (id,)))
    assert "I am reminding 2 people." in await nell.press("Remind those who have not confirmed")
    seen = len(got(nell, "hana-brightwater"))
    await pass_on(nell)
    assert len(got(nell, "hana-brightwater")) == seen
    assert "A reminder: Summer fair" in got(nell, "olu-fairweather")[-1]
    again = len(nell.door.sent)
    assert "They were reminded today." in await nell.act(Action("announcement_do", (id, "chase")))
    await pass_on(nell)
    assert len(nell.door.sent) == again + 1  # the reply to the press alone


async def test_a_reply_reaches_the_named_person(nell: Talk) -> None:
    id = await launched(nell)
    hana = acting(nell, "hana-brightwater")
    assert "It goes to Nell Oakhanger." in await hana.act(Action("announcement_reply", (id,)))
    assert "Please write your reply." in await hana.submit(Action("announcement_reply", (id,)), text="  ")
    long = "cake " * 700
    assert "At most 3000 characters fit: please shorten it by 499." in await hana.submit(
        Action("announcement_reply", (id,)), text=long
    )
    assert nell.form.inputs[0].value == long.strip()
    assert "passing your reply on" in await hana.submit(Action("announcement_reply", (id,)), text="I bring cake.")
    await pass_on(nell)
    assert "Hana Brightwater replied to: Summer fair\nI bring cake." in got(nell, "nell-oakhanger")[-1]


async def test_a_reply_that_cannot_be_passed_on_is_given_back(nell: Talk) -> None:
    id = await launched(nell)
    hana, action = acting(nell, "hana-brightwater"), Action("announcement_reply", (id,))
    with nell.dispatch.database.write() as tx:
        people.stop(tx, nell.who, stopped=True)
    told = await hana.submit(action, text="I bring cake.")
    assert "I cannot reach the person who takes replies." in told
    assert "What you typed\nI bring cake." in told
    with nell.dispatch.database.write() as tx:
        people.stop(tx, nell.who, stopped=False)
    await nell.act(Action("announcement_do", (id, "withdraw", "yes")))
    told = await hana.submit(action, text="I bring tea.")
    assert "That announcement was withdrawn" in told
    assert "What you typed\nI bring tea." in told


async def test_an_invitation_is_answered_and_changed(nell: Talk) -> None:
    with nell.dispatch.database.read() as tx:
        event = next(o.value for i in inputs(tx) if i.name == "event" for o in i.options)
    id = await launched(nell, event=event)
    assert "[I am coming]" in got(nell, "hana-brightwater")[-1]
    hana = acting(nell, "hana-brightwater")
    assert "you are coming" in await hana.act(Action("announcement_rsvp", (id, "yes")))
    assert "cannot come" in await hana.act(Action("announcement_rsvp", (id, "no")))
    assert "not sent to you" in await hana.act(Action("announcement_rsvp", (id, "perhaps")))
    with nell.dispatch.database.read() as tx:
        assert announcement_people.answers(tx, id) == {"acknowledged": 0, "replied": 0, "no": 1}


async def test_confirming_proves_that_it_arrived(nell: Talk, clock: Clock) -> None:
    id = await drafted(nell)
    await nell.press("Send it")
    nell.door.outcomes = [Unknown("timed out")] * 3
    nell.door.capabilities = replace(nell.door.capabilities, on_doubt="hold")
    await pass_on(nell)
    clock.pass_(seconds=20)
    await pass_on(nell)
    assert statuses(nell, id) == {"uncertain": 3}
    await acting(nell, "hana-brightwater").act(Action("announcement_ack", (id,)))
    assert statuses(nell, id) == {"uncertain": 2, "sent": 1}
    await nell.act(Action("announcement", (id,)))
    assert "gets it twice" in await nell.press("Send again to those it may not have reached")
    assert statuses(nell, id) == {"uncertain": 2, "sent": 1}
    assert "I am sending it again to 2 people." in await nell.press("Send again to those it may not have reached")
    assert state_of(nell, id) == "sending"
    await pass_on(nell)
    assert statuses(nell, id) == {"sent": 3}
    assert state_of(nell, id) == "done"
    await nell.act(Action("announcement", (id,)))
    assert "Send again" not in nell.door.texts[-1]
