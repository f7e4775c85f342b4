"""An announcement from draft to everybody's screen: checked, approved, scheduled, confirmed, chased, withdrawn."""

from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace

import pytest

from bot.cards import Form, Input, words_of
from bot.events import Action, Sender
from bot.platform import Capabilities, Never, Unknown
from bot.polls import Option, Poll
from bot.router import combine
from bot.settings import Settings
from bot.store import announcement_people, announcements, ballots, interactions, people, polls, preferences
from bot.store.announcement_people import Which
from bot.store.database import Database, Transaction
from bot.store.interactions import Filter
from bot.usecases import announcement_reports
from bot.usecases.announcement_forms import draft_form
from bot.usecases.delivering import deliver_due
from bot.usecases.example import load_example
from bot.words import words_for
from handlers import announcement_desk, more, privacy, settings, voting
from handlers import announcements as handler
from schedules.announcements import launch_due
from schedules.digests import send_due
from tests.conftest import NOW
from tests.stories import door as doors
from tests.stories.door import Clock, Talk, talk_through

ROUTER = combine(
    (privacy.router, more.router, settings.router, handler.router, announcement_desk.router, voting.router)
)
WORDS = words_for("en")
GOOD = {
    "title": "Summer fair",
    "body": "Dear {first_name}, the fair is on Friday.",
    "audience": "partner:Bridge",
    "when": "now",
    "acknowledge": "yes",
    "reply_to": "nell-oakhanger",
    "urgent": "no",
}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def nell(database: Database, clock: Clock) -> Talk:
    """Somebody of the hub team. Three people of Bridge chat through the same door."""
    load_example(database, NOW)
    talk = talk_through(ROUTER, database, clock)
    with database.write() as tx:
        for person in ("nell-oakhanger", "priya-marchbank", "hana-brightwater", "olu-fairweather", "amina-saltworth"):
            people.link(tx, person, Sender("fake", "T1", person), NOW)
            people.notice_given(tx, person, NOW)
    return replace(talk, who="nell-oakhanger")


def acting(talk: Talk, who: str) -> Talk:
    return replace(talk, who=who)


async def drafted(talk: Talk, **values: str) -> str:
    """Submit the form; the id of the draft."""
    await talk.submit(Action("announcement_draft", ("",)), **{**GOOD, **values})
    return talk.button("Send it").action.args[0]


async def launched(talk: Talk, **values: str) -> str:
    id = await drafted(talk, **values)
    await talk.press("Send it")
    await pass_on(talk)
    return id


async def pass_on(talk: Talk) -> None:
    """What the clockwork does."""
    launch_due(talk.dispatch)
    await deliver_due(talk.dispatch.database, talk.dispatch.platforms, talk.dispatch.clock)
    launch_due(talk.dispatch)


def state_of(talk: Talk, id: str) -> str:
    with talk.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
    assert kept
    return kept.state


def statuses(talk: Talk, id: str) -> dict[str, int]:
    with talk.dispatch.database.read() as tx:
        return announcement_people.statuses(tx, id)


def got(talk: Talk, who: str) -> list[str]:
    """Everything that was shown in somebody's direct conversation."""
    return [words_of(card) for place, card, _ in talk.door.sent if place.id == f"direct-{who}"]


def form_shown(talk: Talk) -> Form:
    """The latest form."""
    for _, card, _ in reversed(talk.door.sent):
        for block in card.blocks:
            if isinstance(block, Form):
                return block
    raise AssertionError("no form was shown")


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
    before = len(nell.door.sent)
    await pass_on(nell)
    assert len(nell.door.sent) == before


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
    await nell.act(Action("announcement_do", (id, "chase")))
    await pass_on(nell)
    assert len(nell.door.sent) == again + 1  # the reply to the press alone: once a day


async def test_a_reply_reaches_the_named_person(nell: Talk) -> None:
    id = await launched(nell)
    hana = acting(nell, "hana-brightwater")
    assert "It goes to Nell Oakhanger." in await hana.act(Action("announcement_reply", (id,)))
    assert "Please write your reply." in await hana.submit(Action("announcement_reply", (id,)), text="  ")
    assert "passing your reply on" in await hana.submit(Action("announcement_reply", (id,)), text="I bring cake.")
    await pass_on(nell)
    assert "Hana Brightwater replied to: Summer fair\nI bring cake." in got(nell, "nell-oakhanger")[-1]


async def test_an_invitation_is_answered_and_changed(nell: Talk) -> None:
    with nell.dispatch.database.read() as tx:
        event = next(o.value for i in _inputs(tx) if i.name == "event" for o in i.options)
    id = await launched(nell, event=event)
    assert "[I am coming]" in got(nell, "hana-brightwater")[-1]
    hana = acting(nell, "hana-brightwater")
    assert "you are coming" in await hana.act(Action("announcement_rsvp", (id, "yes")))
    assert "cannot come" in await hana.act(Action("announcement_rsvp", (id, "no")))
    assert "not sent to you" in await hana.act(Action("announcement_rsvp", (id, "perhaps")))
    with nell.dispatch.database.read() as tx:
        assert announcement_people.answers(tx, id) == {"acknowledged": 0, "replied": 0, "no": 1}


async def test_a_poll_in_an_announcement_is_asked_of_those_who_get_it(nell: Talk) -> None:
    poll = Poll("meet", "Where shall we meet?", "single", (Option("1", "Leeds"), Option("2", "York")), owner=nell.who)
    with nell.dispatch.database.write() as tx:
        polls.save(tx, poll, NOW)
        assert [o.label for i in _inputs(tx) if i.name == "poll" for o in i.options] == ["Where shall we meet?"]
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


def _inputs(tx: Transaction) -> tuple[Input, ...]:
    return draft_form(tx, WORDS, {}, {}, NOW).inputs


async def test_a_large_audience_needs_a_second_person(nell: Talk) -> None:
    strict = replace(nell.dispatch, settings=_with(nell, approval_from=3))
    nell = replace(nell, dispatch=strict)
    id = await drafted(nell)
    assert "a second person has to approve it" in await nell.press("Send it")
    assert state_of(nell, id) == "approval"
    await pass_on(nell)
    assert not got(nell, "hana-brightwater")
    assert "somebody else has to approve it" in await nell.act(Action("announcement_approve", (id,)))
    priya = acting(nell, "priya-marchbank")
    await priya.act(Action("announcement", (id,)))
    assert "on its way" in await priya.press("Approve")
    await pass_on(nell)
    assert got(nell, "hana-brightwater")
    with nell.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
        assert kept
        assert kept.approver == "priya-marchbank"


async def test_editing_what_was_approved_makes_it_a_draft_again(nell: Talk) -> None:
    id = await drafted(nell, when="moment", date="2026-03-10", time="09:00")
    assert "It will be sent on Tuesday 10 March 2026, 09:00." in await nell.press("Send it")
    assert state_of(nell, id) == "scheduled"
    await nell.submit(Action("announcement_draft", (id,)), **{**GOOD, "body": "Another text."})
    assert state_of(nell, id) == "draft"


def _with(talk: Talk, **limits: int) -> Settings:
    settings = doors.settings()
    config = settings.config.model_copy(
        update={"announcements": settings.config.announcements.model_copy(update=limits)}
    )
    return replace(settings, config=config)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"audience": "partner:Brige"}, "audience", 'Did you mean "Bridge"?'),
        ({"audience": "partner:Bridge and role:staff"}, "audience", "Nobody is in this audience."),
        ({"audience": "partner"}, "audience", "Write everyone, or one of"),
        ({"when": "moment", "date": "2026-03-01", "time": "09:00"}, "date", "is past"),
        ({"when": "moment", "date": "2026-03-29", "time": "01:30"}, "time", "there is no 01:30"),
        ({"body": "Dear {firstname}"}, "body", "Did you mean {first_name}?"),
        ({"reply_to": "nobody"}, "reply_to", "There is no person nobody"),
        ({"event": "nothing"}, "event", "There is no event nothing"),
    ],
)
async def test_a_mistake_is_told_where_it_was_typed_and_the_draft_is_kept(
    nell: Talk, values: dict[str, str], field: str, sentence: str
) -> None:
    said = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, **values})
    assert "The draft is kept." in said
    form = form_shown(nell)
    by_name = {one.name: one for one in form.inputs}
    if field in by_name:
        assert sentence in by_name[field].error
        assert by_name[field].value == {**GOOD, **values}[field]
    id = form.action.args[0]
    with nell.dispatch.database.read() as tx:
        kept = announcements.find(tx, id)
        assert kept
        assert kept.state == "draft"
        assert kept.values["title"] == "Summer fair"
    assert "The draft is kept." in await nell.act(Action("announcement_send", (id,)))
    assert state_of(nell, id) == "draft"
    assert "Preview" in await nell.submit(form.action, **GOOD)
    assert "on its way" in await nell.press("Send it")


async def test_without_the_right_nothing_is_drafted(nell: Talk) -> None:
    hana = acting(nell, "hana-brightwater")
    assert "Only the hub team can do that." in await hana.say("announce")
    assert "Only the hub team can do that." in await hana.submit(Action("announcement_draft", ("",)), **GOOD)
    with nell.dispatch.database.read() as tx:
        assert not announcements.listed(tx, ("draft",), 5)


async def test_a_text_that_is_too_long_for_a_platform_is_told_before_sending(nell: Talk) -> None:
    nell.door.capabilities = Capabilities(max_text=500, max_blocks=50, max_buttons=5, max_options=10, max_total=900)
    said = await nell.submit(Action("announcement_draft", ("",)), **{**GOOD, "body": "A sentence here. " * 100})
    pages = [said]
    while "[More" in pages[-1]:
        label = next(line for line in pages[-1].splitlines() if line.startswith("[More"))
        pages.append(await nell.press(label.strip("[]")))
    assert "Too long for one message on Fake" in "".join(pages)
    assert "link to it" in "".join(pages)


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


async def test_urgent_goes_out_at_night(nell: Talk, clock: Clock) -> None:
    clock.now = NOW.replace(hour=23)
    quiet = await launched(nell)
    assert statuses(nell, quiet) == {"pending": 3}
    urgent = await launched(nell, urgent="yes")
    assert statuses(nell, urgent) == {"sent": 3}


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
    updated: list[str] = []
    original = nell.door.update

    async def update(sent, card):
        updated.append(words_of(card))
        return await original(sent, card)

    nell.door.update = update  # type: ignore[method-assign]
    id = await launched(nell)
    await nell.act(Action("announcement_correct", (id,)))
    values = {"title": "Summer fair", "body": "Dear {first_name}, the fair is on Saturday.", "partner": "x"}
    refused = await nell.submit(
        Action("announcement_correct", (id,)), **{**values, "body": "Dear {name}, it is on Saturday."}
    )
    assert "A correction cannot use {name}" in refused
    assert "Corrected." in await nell.submit(Action("announcement_correct", (id,)), **values)
    await pass_on(nell)
    assert len(updated) == 3
    assert any(
        "Dear Hana, the fair is on Saturday." in text and "Corrected on 3 March 2026" in text for text in updated
    )
    await nell.act(Action("announcement_do", (id, "withdraw")))
    assert "Withdrawn: 0 people do not get it." in await nell.press("Withdraw")
    await pass_on(nell)
    assert len(updated) == 6
    assert "This announcement was withdrawn on 3 March 2026." in updated[-1]
    hana = acting(nell, "hana-brightwater")
    assert "was withdrawn" in await hana.act(Action("announcement_ack", (id,)))


async def test_the_weekly_limit_and_the_weekly_message(nell: Talk, clock: Clock) -> None:
    nell = replace(nell, dispatch=replace(nell.dispatch, settings=_with(nell, weekly_cap=1)))
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
    assert statuses(nell, second) == {"in_weekly": 3}
    olu = acting(nell, "olu-fairweather")
    assert "Dear Olu" in await olu.act(Action("announcement_show", (second,)))


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


async def test_a_copy_is_a_new_draft(nell: Talk) -> None:
    id = await launched(nell)
    await nell.act(Action("announcement_copy", (id,)))
    form = form_shown(nell)
    assert form.action.args[0] != id
    assert {one.name: one.value for one in form.inputs}["title"] == "Summer fair"


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
