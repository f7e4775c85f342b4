"""An announcement from a form to everybody's screen: checked, approved, scheduled, sent in each person's words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.events import Action
from bot.polls import Option, Poll
from bot.store import announcements, audiences, ballots, people, polls, preferences
from tests.conftest import NOW
from tests.stories.announcements import (
    GOOD,
    acting,
    drafted,
    got,
    inputs,
    launched,
    limited,
    pass_on,
    state_of,
    statuses,
)
from tests.stories.door import Clock, Talk


async def test_from_a_form_to_everybodys_screen(nell: Talk) -> None:
    assert "An announcement" in await nell.say("announce")
    preview = await nell.submit(Action("announcement_draft", ("",)), **GOOD)
    assert "Preview: Summer fair" in preview
    assert "the fair is on Friday" in preview
    assert "Get it: 3 people" in preview
    assert "[Got it]" not in preview
    assert "With the buttons: Got it and Reply" in preview
    assert "on its way" in await nell.press("Send it")
    await pass_on(nell)
    assert "Dear Hana, the fair is on Friday." in got(nell, "hana-brightwater")[-1]
    assert "Dear Olu, the fair is on Friday." in got(nell, "olu-fairweather")[-1]
    assert "From Nell Oakhanger, Imagined Coast Coalition." in got(nell, "hana-brightwater")[-1]
    told = await nell.say("announcements")
    assert "Summer fair" in told
    opened = await nell.press("Open")
    assert "delivered: 3" in opened
    assert "State: sent" in opened
    await pass_on(nell)
    assert "Your announcement is through: Summer fair\ndelivered: 3" in got(nell, nell.who)[-1]
    before = len(nell.door.sent)
    await pass_on(nell)
    assert len(nell.door.sent) == before


async def test_a_poll_in_an_announcement_is_asked_of_those_who_get_it(nell: Talk) -> None:
    poll = Poll("meet", "Where shall we meet?", "single", (Option("1", "Leeds"), Option("2", "York")), owner=nell.who)
    with nell.dispatch.database.write() as tx:
        polls.save(tx, poll, NOW)
        assert [o.label for i in inputs(tx) if i.name == "poll" for o in i.options] == ["Where shall we meet?"]
    id = await launched(nell, poll="meet")
    assert len(got(nell, "hana-brightwater")) == 1  # the announcement alone, with the poll's button in it
    hana = acting(nell, "hana-brightwater")
    assert "Where shall we meet?" in await hana.act(nell.button("Answer the poll").action)
    assert "Your vote: York" in await hana.submit(Action("poll_form", ("meet",)), choice="2")
    assert "not sent to you" in await nell.act(Action("announcement_poll", (id, "meet")))
    with nell.dispatch.database.read() as tx:
        voted = ballots.of(tx, "meet", hana.who)
        electors = polls.electors(tx, "meet")
    assert voted
    assert voted.choices == ("2",)
    assert {elector.person for elector in electors} == {"hana-brightwater", "olu-fairweather", "amina-saltworth"}


async def test_a_poll_that_is_over_before_the_announcement_goes_is_refused_beside_its_field(nell: Talk) -> None:
    options = (Option("1", "Leeds"), Option("2", "York"))
    poll = Poll("meet", "Where shall we meet?", "single", options, owner=nell.who, closes=NOW + dt.timedelta(days=2))
    with nell.dispatch.database.write() as tx:
        polls.save(tx, poll, NOW)
    later = {"poll": "meet", "when": "moment", "date": "2026-03-10", "time": "09:00"}
    await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, **later})
    assert "is past by then" in nell.field("poll").error
    assert nell.field("poll").value == "meet"
    assert "Preview" in await nell.submit(nell.form.action, **{**GOOD, **later, "date": "2026-03-04"})


async def test_a_large_audience_needs_a_second_person(nell: Talk) -> None:
    strict = replace(nell.dispatch, settings=limited(nell, approval_from=3))
    nell = replace(nell, dispatch=strict)
    id = await drafted(nell)
    assert "a second person has to approve it" in await nell.press("Send it")
    assert state_of(nell, id) == "approval"
    await pass_on(nell)
    assert not got(nell, "hana-brightwater")
    assert "somebody else has to approve it" in await nell.act(Action("announcement_approve", (id,)))
    priya = acting(nell, "priya-marchbank")
    assert "Nell Oakhanger asks for a second person to approve: Summer fair" in got(nell, priya.who)[-1]
    await priya.press("Look at it")
    assert "on its way" in await priya.press("Approve")
    await pass_on(nell)
    assert got(nell, "hana-brightwater")
    assert "Priya Marchbank has approved your announcement: Summer fair" in "".join(got(nell, nell.who))
    with nell.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
        assert kept
        assert kept.approver == "priya-marchbank"


async def test_whoever_changed_it_does_not_approve_it_either(nell: Talk) -> None:
    nell = replace(nell, dispatch=replace(nell.dispatch, settings=limited(nell, approval_from=3)))
    id = await drafted(nell)
    await nell.press("Send it")
    priya = acting(nell, "priya-marchbank")
    await priya.submit(Action("announcement_draft", (id,)), **{**GOOD, "body": "Words of Priya's."})
    await nell.act(Action("announcement_send", (id,)))
    assert "You wrote or changed this announcement" in await priya.act(Action("announcement_approve", (id,)))
    assert state_of(nell, id) == "approval"
    await priya.act(Action("announcement_do", (id, "return")))
    await pass_on(nell)
    assert "Priya Marchbank made your announcement a draft again: Summer fair" in got(nell, nell.who)[-1]


async def test_what_went_wrong_meanwhile_stops_it_and_its_author_hears_why(nell: Talk, clock: Clock) -> None:
    with nell.dispatch.database.write() as tx:
        audiences.save(tx, "board", "partner:Bridge", nell.who, NOW)
    id = await drafted(nell, audience="saved:board", when="moment", date="2026-03-10", time="09:00")
    await nell.press("Send it")
    with nell.dispatch.database.write() as tx:
        audiences.forget(tx, "board")
    clock.now = dt.datetime(2026, 3, 10, 9, tzinfo=dt.UTC)
    await pass_on(nell)
    assert state_of(nell, id) == "draft"
    assert not got(nell, "hana-brightwater")
    told = got(nell, nell.who)[-1]
    assert "Your announcement was not sent and is a draft again: Summer fair" in told
    assert 'There is no saved "board"' in told


async def test_the_dry_run_tells_who_said_stop_and_who_waits(nell: Talk, clock: Clock) -> None:
    with nell.dispatch.database.write() as tx:
        people.stop(tx, "olu-fairweather", stopped=True)
    clock.now = NOW.replace(hour=23)
    said = await nell.submit(Action("announcement_draft", ("",)), **GOOD)
    assert "Get it: 2 people" in said
    assert "Fake: 2 people (the only place where they chat with me)" in said
    assert "Cannot be reached: Bridge: Olu Fairweather (they told me to stop)" in said
    assert "Wait: 2 people, for the end of their quiet hours or pause; the first until Wednesday 4 March" in said
    id = await launched(nell)
    assert statuses(nell, id) == {"pending": 2, "unreachable": 1}


async def test_editing_what_was_approved_makes_it_a_draft_again(nell: Talk) -> None:
    id = await drafted(nell, when="moment", date="2026-03-10", time="09:00")
    assert "It will be sent on Tuesday 10 March 2026, 09:00." in await nell.press("Send it")
    assert state_of(nell, id) == "scheduled"
    await nell.submit(Action("announcement_draft", (id,)), **{**GOOD, "body": "Another text."})
    assert state_of(nell, id) == "draft"


async def test_everybody_gets_their_language_and_easy_words(nell: Talk) -> None:
    with nell.dispatch.database.write() as tx:
        people.choose_language(tx, "olu-fairweather", "cy")
        people.choose_language(tx, "amina-saltworth", "cy")
        usual = nell.dispatch.settings.usual
        preferences.choose(tx, "amina-saltworth", replace(usual, easy_read=True))
    said = await nell.submit(Action("announcement_draft", ("",)), **GOOD)
    assert "2 people read Welsh and get English: add a Welsh text." in said
    await launched(
        nell,
        body="An English text.",
        title_cy="Ffair haf",
        body_cy="Testun Cymraeg.",
        body_cy_easy="Testun hawdd.",
    )
    assert "An English text." in got(nell, "hana-brightwater")[-1]
    assert "Testun Cymraeg." in got(nell, "olu-fairweather")[-1]
    assert "Testun hawdd." in got(nell, "amina-saltworth")[-1]


async def test_each_in_their_local_time_and_never_in_quiet_hours(nell: Talk, clock: Clock) -> None:
    with nell.dispatch.database.write() as tx:
        people.choose_zone(tx, "olu-fairweather", "America/New_York")
        preferences.choose(tx, "amina-saltworth", replace(nell.dispatch.settings.usual, quiet_until=dt.time(10, 30)))
    await launched(nell, when="local", date="2026-03-05", time="09:00")
    clock.now = dt.datetime(2026, 3, 4, 20, tzinfo=dt.UTC)
    await pass_on(nell)
    for hour, minute, expected in ((8, 59, 0), (9, 0, 1), (10, 30, 2), (13, 59, 2), (14, 0, 3)):
        clock.now = dt.datetime(2026, 3, 5, hour, minute, tzinfo=dt.UTC)
        await pass_on(nell)
        shown = [who for who in ("hana-brightwater", "amina-saltworth", "olu-fairweather") if got(nell, who)]
        assert len(shown) == expected


async def test_the_dry_run_tells_for_whom_a_local_time_is_past(nell: Talk) -> None:
    with nell.dispatch.database.write() as tx:
        people.choose_zone(tx, "olu-fairweather", "Pacific/Auckland")
    said = await nell.submit(
        Action("announcement_draft", ("",)), **{**GOOD, "when": "local", "date": "2026-03-03", "time": "18:00"}
    )
    assert "Too late for: 1 person: that time is past where they are" in said
    later = await nell.submit(
        Action("announcement_draft", ("",)), **{**GOOD, "when": "local", "date": "2026-03-05", "time": "18:00"}
    )
    assert "Too late" not in later


async def test_urgent_goes_out_at_night(nell: Talk, clock: Clock) -> None:
    clock.now = NOW.replace(hour=23)
    quiet = await launched(nell)
    assert statuses(nell, quiet) == {"pending": 3}
    urgent = await launched(nell, urgent="yes")
    assert statuses(nell, urgent) == {"sent": 3}
