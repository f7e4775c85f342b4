"""What becomes of an announcement that went out: corrected, withdrawn, stopped, held back, not arrived."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

from sqlalchemy import select, update

from bot.events import Action, Sender
from bot.platform import Never
from bot.store import announcement_people, interactions, people, preferences
from bot.store.announcement_people import Which
from bot.store.interactions import Filter
from bot.store.tables.people import IdentityRow, PersonRow
from bot.usecases import announcement_reports
from schedules.announcements import launch_due
from schedules.digests import send_due
from tests.conftest import NOW
from tests.stories.announcements import (
    GOOD,
    WORDS,
    acting,
    changed,
    drafted,
    got,
    launched,
    limited,
    pass_on,
    state_of,
    statuses,
)
from tests.stories.door import Clock, Talk


async def test_pause_resume_and_cancel(nell: Talk, clock: Clock) -> None:
    clock.now = NOW.replace(hour=23)
    id = await launched(nell)
    await nell.act(Action("announcement", (id,)))
    assert "Paused: 3 people wait." in await nell.press("Pause")
    clock.pass_(hours=12)
    await pass_on(nell)
    assert statuses(nell, id) == {"paused": 3}
    assert "is paused now" in await nell.act(Action("announcement_do", (id, "pause")))
    assert "3 people are still to get it" in await nell.act(Action("announcement_do", (id, "resume")))
    asked = await nell.act(Action("announcement_do", (id, "cancel")))
    assert "Cancel this announcement?" in asked
    assert state_of(nell, id) == "sending"
    assert "Cancelled: 3 people do not get it." in await nell.press("Cancel")
    await pass_on(nell)
    assert not got(nell, "hana-brightwater")
    assert state_of(nell, id) == "cancelled"


async def test_what_went_out_is_corrected_and_withdrawn_in_place(nell: Talk) -> None:
    id = await launched(nell)
    await nell.act(Action("announcement_correct", (id,)))
    values = {"title": "Summer fair", "body": "Dear {first_name}, the fair is on Saturday.", "partner": "x"}
    refused = await nell.submit(
        Action("announcement_correct", (id,)), **{**values, "body": "Dear {name}, it is on Saturday."}
    )
    assert "A correction cannot use {name}" in refused
    assert "Corrected." in await nell.submit(Action("announcement_correct", (id,)), **values)
    await pass_on(nell)
    assert len(nell.door.updated) == 3
    (text,) = changed(nell, "hana-brightwater")
    assert "Dear Hana, the fair is on Saturday." in text
    assert "Corrected on 3 March 2026" in text
    await nell.act(Action("announcement_do", (id, "withdraw")))
    assert "Withdrawn: 0 people do not get it." in await nell.press("Withdraw")
    await pass_on(nell)
    assert len(nell.door.updated) == 6
    assert "This announcement was withdrawn on 3 March 2026." in changed(nell, "hana-brightwater")[-1]
    hana = acting(nell, "hana-brightwater")
    assert "was withdrawn" in await hana.act(Action("announcement_ack", (id,)))


async def test_a_correction_gives_nobody_the_words_or_the_name_of_another(nell: Talk) -> None:
    with nell.dispatch.database.write() as tx:
        for person in ("amina-saltworth", "hana-brightwater"):
            tx.execute(update(PersonRow).where(PersonRow.id == person).values(name="Sam Saltworth"))
        tx.execute(update(PersonRow).where(PersonRow.id == "olu-fairweather").values(language="cy"))
    plain = await launched(nell, body="It is on Friday.")
    named = await launched(nell, title="Named", body="Dear {first_name}, it is on Friday.")
    with nell.dispatch.database.write() as tx:
        tx.execute(update(PersonRow).where(PersonRow.id == "amina-saltworth").values(name="Rose", language="cy"))
    for id, body in ((plain, "It is on Saturday."), (named, "Dear {first_name}, it is on Saturday.")):
        welsh = {"title_cy": "Ffair", "body_cy": "Dydd Sadwrn."}
        await nell.submit(Action("announcement_correct", (id,)), title="Summer fair", body=body, **welsh)
    await pass_on(nell)
    for who in ("amina-saltworth", "hana-brightwater", "olu-fairweather"):
        assert "It is on Saturday." in "".join(changed(nell, who))
        assert "Dydd Sadwrn" not in "".join(changed(nell, who))
    assert "Dear Sam, it is on Saturday." in "".join(changed(nell, "hana-brightwater"))
    assert "Rose" not in "".join(changed(nell, "hana-brightwater"))


async def test_the_weekly_limit_and_the_weekly_message(nell: Talk, clock: Clock) -> None:
    nell = replace(nell, dispatch=replace(nell.dispatch, settings=limited(nell, weekly_cap=1)))
    with nell.dispatch.database.write() as tx:
        preferences.choose(tx, "olu-fairweather", replace(nell.dispatch.settings.usual, digest=True))
    await launched(nell, title="First")
    second = await launched(nell, title="Second")
    assert statuses(nell, second) == {"held": 2, "digest": 1}
    assert not got(nell, "olu-fairweather")
    clock.now = dt.datetime(2026, 3, 9, 8, 59, tzinfo=dt.UTC)
    send_due(nell.dispatch)
    await pass_on(nell)
    assert not got(nell, "olu-fairweather")
    clock.now = dt.datetime(2026, 3, 9, 9, 0, tzinfo=dt.UTC)
    for _ in range(2):
        send_due(nell.dispatch)
        await pass_on(nell)
    (weekly,) = got(nell, "olu-fairweather")
    assert "This week from Imagined Coast Coalition" in weekly
    assert "First" in weekly
    assert "Second" in weekly
    assert "First" not in got(nell, "hana-brightwater")[-1]
    third = await launched(nell, title="Third")
    assert statuses(nell, third) == {"digest": 1, "held": 2}
    await nell.act(Action("announcement_do", (third, "withdraw", "yes")))
    assert statuses(nell, third) == {"cancelled": 3}
    assert statuses(nell, second) == {"in_weekly": 3}
    olu = acting(nell, "olu-fairweather")
    assert "Dear Olu" in await olu.act(Action("announcement_show", (second,)))


async def test_a_weekly_message_that_failed_is_not_called_one_that_arrived(nell: Talk, clock: Clock) -> None:
    with nell.dispatch.database.write() as tx:
        preferences.choose(tx, "olu-fairweather", replace(nell.dispatch.settings.usual, digest=True))
    id = await launched(nell)
    await pass_on(nell)
    clock.now = dt.datetime(2026, 3, 9, 9, 0, tzinfo=dt.UTC)
    send_due(nell.dispatch)
    assert statuses(nell, id) == {"sent": 2, "in_weekly": 1}
    nell.door.outcomes = [Never("the account is closed")]
    await pass_on(nell)
    for _ in range(2):
        send_due(nell.dispatch)
        assert statuses(nell, id) == {"sent": 2, "unreachable": 1}
    with nell.dispatch.database.read() as tx:
        (olu,) = announcement_people.reached(tx, id, Which(status="unreachable"))
        assert announcement_reports.reason(olu, WORDS) == "their address takes nothing: the account is closed"


async def test_who_cannot_be_reached_is_listed_by_partner_with_a_next_step(nell: Talk) -> None:
    said = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, "audience": "partner:Harbourlight"})
    assert "Cannot be reached: Harbourlight Mental Health Trust: Farah Wintergreen" in said
    id = await launched(nell, audience="partner:Bridge or partner:Harbourlight")
    with nell.dispatch.database.read() as tx:
        (farah,) = announcement_people.reached(tx, id, Which(status="unreachable"))
        assert announcement_reports.reason(farah, WORDS)
        assert announcement_reports.todo(farah, WORDS)
        rows = list(csv.reader(io.StringIO(announcement_reports.table(tx, id, WORDS, "Europe/London"))))
    assert len(rows) == 5
    assert not any("read" in cell.lower().split() for row in rows for cell in row)


async def test_a_failure_has_its_reason(nell: Talk) -> None:
    id = await drafted(nell)
    await nell.press("Send it")
    launch_due(nell.dispatch)
    nell.door.outcomes = [Never("the person blocked the bot")]
    await pass_on(nell)
    with nell.dispatch.database.read() as tx:
        (failed,) = announcement_people.reached(tx, id, Which(status="failed"))
        assert announcement_reports.reason(failed, WORDS) == "the person blocked the bot"
        assert announcement_reports.todo(failed, WORDS)


async def test_an_account_that_is_gone_is_left_alone_until_somebody_writes_from_it(nell: Talk) -> None:
    await drafted(nell)
    await nell.press("Send it")
    launch_due(nell.dispatch)
    nell.door.outcomes = [Never("the person is no longer in this workspace", gone=True)]
    await pass_on(nell)
    form = Action("announcement_draft", ("",))
    assert "their address takes nothing: the account is closed" in await nell.submit(form, **GOOD)
    with nell.dispatch.database.read() as tx:
        (gone,) = tx.scalars(select(IdentityRow).where(IdentityRow.gone.is_not(None)))
    await replace(nell, who=gone.external_id).say("hello")
    with nell.dispatch.database.read() as tx:
        back = people.of_account(tx, Sender("fake", "T1", gone.external_id))
        assert back
        assert back.id == gone.person_id
    assert "the account is closed" not in await nell.submit(form, **GOOD)


async def test_what_staff_did_is_kept(nell: Talk) -> None:
    id = await launched(nell)
    with nell.dispatch.database.read() as tx:
        done = [one for one in interactions.latest(tx, Filter(kind="staff")) if one.refers_to == f"announcement:{id}"]
    assert {one.led_to for one in done} == {"announcement drafted", "announcement scheduled"}
    assert {one.person for one in done} == {"nell-oakhanger"}


async def test_old_or_forged_buttons_end_politely(nell: Talk) -> None:
    for name in ("announcement", "announcement_edit", "announcement_send", "announcement_approve", "announcement_copy"):
        assert "gone" in await nell.act(Action(name, ("nothing",)))
    for name in ("announcement_ack", "announcement_rsvp", "announcement_reply", "announcement_show"):
        assert "not sent to you" in await nell.act(Action(name))
    id = await launched(nell)
    assert "not possible" in await nell.act(Action("announcement_send", (id,)))
    assert "something went wrong" not in await nell.act(Action("announcement_do", (id, "explode")))
