"""Polls for staff: made in a line or a form, looked after, published; and what others are told."""

from __future__ import annotations

import pytest

from bot.cards import words_of
from bot.events import Action, Place
from bot.store import audiences, polls
from bot.store.database import Database
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow
from tests.conftest import NOW
from tests.stories.polls import DOORS, House, house_on, made, option


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_on(sqlite)


async def test_staff_make_a_poll_in_one_line_and_see_who_is_missing(small_house: House) -> None:
    house = small_house
    sam, ann = house.at("slack", "sam"), house.at("slack", "ann")
    assert "[Leeds]" in await sam.say("poll Where shall we meet? Leeds, York, Hull")
    await sam.press("Open it")
    await ann.act(option(house.poll, 1))
    managed = await sam.act(Action("poll_manage", (house.poll,)))
    assert "Voted: 1 of 7" in managed
    missing = await sam.press("Who has not answered")
    assert "6 people have not answered." in missing
    assert "Bob" in missing
    assert "Ann" not in missing
    assert "I am reminding 6 people." in await sam.press("Remind them")
    await house.settle()
    assert (
        len(house.cards("teams")) + len(house.cards("slack")) + len(house.cards("email")) + len(house.cards("web"))
        == 7 + 6
    )
    assert "[Reopen]" in await sam.act(Action("poll_close", (house.poll,)))
    assert "This poll is closed" in await ann.act(option(house.poll, 2))
    assert "open until Tuesday 31 March 2026, 17:00" in await sam.submit(
        Action("poll_extend", (house.poll,)), closes="2026-03-31"
    )
    assert "Your vote: York" in await ann.act(option(house.poll, 2))
    assert "still open" in await sam.act(Action("poll_publish", (house.poll,)))
    assert "Delete this poll" in await sam.act(Action("poll_delete", (house.poll,)))
    id = house.poll
    assert "is deleted" in await sam.press("Delete it")
    assert "This poll was deleted" in await ann.act(option(id, 2))
    assert "This poll was deleted" in await ann.act(Action("poll", (id,)))
    await house.settle()
    assert house.cards("slack") == []


async def test_a_line_with_a_topic_or_without_a_question_loses_nothing(small_house: House) -> None:
    sam, ann = small_house.at("slack", "sam"), small_house.at("slack", "ann")
    told = await sam.say("poll Where to meet: Leeds, York")
    assert told.startswith("Where to meet\n[Leeds]\n[York]")
    assert "Please write the question." in await sam.say("poll Leeds, York")
    assert sam.field("options").value == "Leeds\nYork"
    assert "[Leeds]" in await sam.say("poll Agenda: which first? Leeds, York")
    assert "Only the hub team" not in await ann.say("poll results: when, where")


async def test_mistakes_come_back_beside_their_fields(small_house: House) -> None:
    sam = small_house.at("slack", "sam")
    form = {
        "question": "Where?",
        "kind": "single",
        "options": "Leeds",
        "audience": "partner:nowhere",
        "zone": "Europe/Pari",
    }
    told = await sam.submit(Action("poll_draft", ("",)), **form)
    assert "at least two options" in told
    assert "Did you mean Europe/Paris?" in told
    assert "nowhere" in told.split("[Preview]")[0].split("Question")[0]
    with small_house.dispatch.database.write() as tx:
        tx.add(PartnerRow(id="empty", name="Empty"))
    told = await sam.submit(
        Action("poll_draft", ("",)), **form | {"audience": "partner:empty", "options": "A\nB", "zone": ""}
    )
    assert 'Nobody belongs to "partner:empty".' in told


@pytest.mark.parametrize("opens", ["", "2026-03-04"])
async def test_a_draft_whose_audience_is_gone_stays_a_draft(small_house: House, opens: str) -> None:
    house = small_house
    sam = house.at("slack", "sam")
    form = {"question": "Where?", "kind": "text", "audience": "saved:hull", "opens": opens}
    with house.dispatch.database.write() as tx:
        audiences.save(tx, "hull", "partner:hull", "sam", NOW)
    await sam.submit(Action("poll_draft", ("",)), **form)
    if opens:
        await sam.press("Open it")
    with house.dispatch.database.write() as tx:
        audiences.forget(tx, "hull")
    if not opens:
        assert "hull" in await sam.press("Open it")
    house.clock.pass_(days=2)
    await house.settle()
    with house.dispatch.database.read() as tx:
        (poll,) = polls.listed(tx, ("draft", "planned", "open"))
    assert poll.state == "draft"
    told = [text for text in house.doors["slack"].texts if "could not open and is a draft again: Where?" in text]
    assert len(told) == bool(opens), "whoever made it hears of it"
    assert not opens or ('There is no saved "hull"' in told[0] and "[Edit]" in told[0])


async def test_who_may_do_what(small_house: House) -> None:
    house = small_house
    ann = house.at("slack", "ann")
    assert "Only the hub team can do that" in await ann.say("poll")
    assert "Only the hub team can do that" in await ann.say("poll Shall we? Yes, No")
    id = await made(house, audience="partner:york")
    assert "This poll is for others" in await ann.act(option(id, 1))
    for action in ("poll_manage", "poll_close", "poll_delete", "poll_remind", "poll_missing", "poll_publish"):
        assert "Only the hub team can do that" in await ann.act(Action(action, (id,)))
    assert "1 poll waits for your answer." in await house.at("teams", "dan").say("polls")
    assert "No poll waits" in await ann.say("polls")


async def test_an_open_poll_is_posted_in_more_channels(small_house: House) -> None:
    house = small_house
    id = await made(house)
    hall = Place("slack", "T1", "hall", private=False)
    sam = house.at("slack", "sam", hall)
    assert "[Post it here, too]" in await sam.act(Action("poll_manage", (id,)))
    for _ in range(2):
        assert "posted here, too" in await sam.act(Action("poll_here", (id,)))
    await house.settle()
    assert [place.id for place, card, _ in house.doors["slack"].sent if card.summary.startswith("Poll:")].count(
        "hall"
    ) == 1
    assert "[Post it here, too]" not in await house.at("slack", "sam").act(Action("poll_manage", (id,)))
    await sam.act(Action("poll_close", (id,)))
    assert "This poll is closed" in await sam.act(Action("poll_here", (id,)))


async def test_whom_a_poll_is_for_by_name_is_told_to_nobody_else(small_house: House) -> None:
    with small_house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "dan").email = "dan@york.example"
    id = await made(small_house, audience="dan@york.example")
    told = await small_house.at("slack", "ann").act(option(id, 1))
    assert "This poll is for others." in told
    assert "dan" not in told
    assert "Your vote: Leeds" in await small_house.at("teams", "dan").act(option(id, 1))


async def test_a_result_is_told_to_the_voters_or_announced(small_house: House) -> None:
    house = small_house
    sam = house.at("slack", "sam")
    id = await made(house, question="Where {exactly}?")
    await house.at("slack", "ann").act(option(id, 2))
    assert "still open" in await sam.act(Action("poll_announce", (id,)))
    assert "Announce the result" in await sam.act(Action("poll_close", (id,)))
    assert "The result goes to 7 people." in await sam.act(Action("poll_publish", (id,)))
    await house.settle()
    told = [words_of(card) for door in DOORS for card in house.cards(door, "Result:")]
    assert sum('"York" has most: 1 of 1 people chose it.' in text for text in told) >= 7 + 7
    drafted = await sam.act(Action("poll_announce", (id,)))
    assert "Preview: Result: Where (exactly)?" in drafted
    assert '"York" has most' in drafted
    assert "[Send it]" in drafted
    assert "Only the hub team can do that" in await house.at("slack", "ann").act(Action("poll_announce", (id,)))


MEETING = {"question": "When?", "kind": "meeting", "ways": "live", "zone": "Europe/London"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ("2026-03-10 14:00\n2026-03-02 14:00", '"2026-03-02 14:00" is past: it is Tuesday 3 March 2026, 10:00 now.'),
        ("2026-03-10 14:00\n2026-03-10 14:00", "stands in line 1 and in line 2"),
        ("2026-03-10 14:00-13:00\n2026-03-11 14:00", '"2026-03-10 14:00-13:00" ends before it begins.'),
    ],
)
async def test_a_time_that_nobody_could_come_to_is_refused_where_it_was_typed(
    small_house: House, options: str, told: str
) -> None:
    sam = small_house.at("slack", "sam")
    await sam.submit(Action("poll_draft", ("",)), **{**MEETING, "options": options})
    assert told in sam.field("options").error
    assert sam.field("options").value == options


async def test_a_draft_whose_times_have_passed_is_edited_before_it_opens(small_house: House) -> None:
    house, sam = small_house, small_house.at("slack", "sam")
    form = {**MEETING, "options": "2026-03-03 14:00\n2026-03-05 14:00"}
    await sam.submit(Action("poll_draft", ("",)), **form)
    house.clock.pass_(hours=5)
    assert "is past by now. Please edit the poll" in await sam.press("Open it")
    assert house.cards("slack") == []
    await sam.press("Edit")
    assert sam.field("options").value == form["options"]
    await sam.submit(sam.form.action, **{**form, "options": "2026-03-04 14:00\n2026-03-05 14:00"})
    assert "The poll is open" in await sam.press("Open it")
