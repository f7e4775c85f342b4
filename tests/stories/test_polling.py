"""Polls from the first word to the result, through several doors at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text
from starlette.applications import Starlette

from adapters.web.polls import VotingPage
from adapters.web.render import environment
from bot.cards import Card, words_of
from bot.dispatch import Dispatch
from bot.events import Action, Place, Press, Sender, Sent, Submission
from bot.platform import Delivered, Later, Outcome
from bot.polls import Answer
from bot.router import combine
from bot.store import audiences, ballots, people, polls
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.coalition import PartnerRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.store.tables.traffic import InteractionRow
from bot.usecases.delivering import deliver_due
from bot.usecases.indexing import Shelf
from bot.usecases.planning_routes import House as Around
from bot.usecases.poll_clock import tick
from bot.usecases.poll_results import results_of
from handlers import ROUTERS
from tests.conftest import NOW
from tests.stories.door import CAPABILITIES, Clock, FakeDoor, Talk, settings

PEOPLE = {"ann": "hull", "bob": "hull", "cat": "hull", "dan": "york", "eve": "york", "fay": None}
DOORS = {"slack": ("ann", "bob", "cat"), "teams": ("ann", "dan", "eve"), "email": ("fay",), "web": ("bob", "fay")}


@dataclass
class KeepingDoor(FakeDoor):
    """A door that also remembers what its messages show now."""

    shown: dict[str, Card] = field(default_factory=dict)

    async def send(self, place: Place, card: Card, key: str) -> Outcome:
        self.shown[key] = card
        return await super().send(place, card, key)

    async def update(self, sent: Sent, card: Card) -> Outcome:
        self.shown[sent.id] = card
        return Delivered(sent)


@dataclass
class House:
    """The bot, its doors and the people behind them."""

    dispatch: Dispatch
    doors: dict[str, KeepingDoor]
    clock: Clock

    def at(self, door: str, who: str, place: Place | None = None) -> Talk:
        return Talk(self.dispatch, self.doors[door], who, place)

    @property
    def around(self) -> Around:
        return Around.of(self.dispatch.settings, self.dispatch.doors)

    async def settle(self) -> None:
        """What the clockwork does meanwhile."""
        tick(self.dispatch.database, self.clock(), self.around)
        for _ in range(3):
            await deliver_due(self.dispatch.database, self.dispatch.platforms, self.clock)

    @property
    def poll(self) -> str:
        with self.dispatch.database.read() as tx:
            return polls.listed(tx, ("draft", "planned", "open", "closed"))[0].id

    def cards(self, door: str, text: str = "Poll:") -> list[Card]:
        """Posted cards as they look now."""
        shown = self.doors[door].shown.values()
        return [card for card in shown if card.summary.startswith(text) and "preview" not in words_of(card)]


@pytest.fixture
def house(database: Database) -> House:
    return _house(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return _house(sqlite)


def _house(database: Database) -> House:
    clock = Clock()
    doors = {name: KeepingDoor(name, replace(CAPABILITIES, remembers=name in ("web", "email"))) for name in DOORS}
    with database.write() as tx:
        tx.add_all([PartnerRow(id="hull", name="Hull Care"), PartnerRow(id="york", name="York Aid")])
        tx.flush()
        for id, partner in {**PEOPLE, "sam": None}.items():
            tx.add(PersonRow(id=id, name=id.title(), partner_id=partner, noticed=NOW, created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="sam", role="staff"))
        tx.add_all(RoleRow(person_id=id, role="member") for id in PEOPLE)
        for door, members in DOORS.items():
            for id in members:
                people.link(tx, id, Sender(door, "T1", id), NOW)
        people.link(tx, "sam", Sender("slack", "T1", "sam"), NOW)
    dispatch = Dispatch(database, combine(ROUTERS), Shelf(database), settings(), clock, doors)
    return House(dispatch, doors, clock)


async def made(house: House, **values: str) -> str:
    """A poll by Sam, opened; its id."""
    form = {"question": "Where shall we meet?", "kind": "single", "options": "Leeds\nYork\nHull", "ways": "live"}
    sam = house.at("slack", "sam")
    assert "This is a preview" in await sam.submit(Action("poll_draft", ("",)), **{**form, **values})
    assert "The poll is open" in await sam.press("Open it")
    await house.settle()
    return house.poll


def option(id: str, number: int) -> Action:
    return Action("poll_vote", (id, str(number)))


async def page(house: House, address: str, **fields: str) -> str:
    """What the voting page shows after it was opened, or a form of it sent."""
    path = address[address.index("/polls/") :]
    app = Starlette(routes=VotingPage(house.dispatch.settings, house.dispatch, environment()).routes())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1") as browser:
        answer = await (browser.post(path, data=fields) if fields else browser.get(path))
        return answer.text


def address_in(text: str) -> str:
    found = re.search(r"http\S+/polls/[\w-]+", text)
    assert found, text
    return found.group(0)


async def vote_everywhere(house: House, id: str) -> dict[str, str]:
    """Votes, changed and doubled, through every door; what a person who writes them down holds for true."""
    by_hand = {}
    ann_slack, ann_teams = house.at("slack", "ann"), house.at("teams", "ann")
    assert "Your vote: Leeds" in await ann_slack.act(option(id, 1))
    house.clock.pass_(minutes=1)
    assert "Your vote: York" in await ann_teams.act(option(id, 2))
    by_hand["ann"] = "2"

    bob = house.at("slack", "bob")
    press = Press("same-event", house.clock(), bob.sender, bob.here, option(id, 1))
    assert "Your vote: Leeds" in await bob.send(press)
    assert await bob.send(press) == ""
    by_hand["bob"] = "1"
    house.clock.pass_(minutes=1)

    assert "Your vote: Hull" in await house.at("web", "bob").submit(Action("poll_form", (id,)), choice="3")
    by_hand["bob"] = "3"
    assert "Your vote: York" in await house.at("email", "fay").act(Action("poll_vote", (id,)), "2")
    by_hand["fay"] = "2"
    await house.at("teams", "dan").act(option(id, 2))
    by_hand["dan"] = "2"
    await house.at("teams", "eve").act(option(id, 1))
    assert "withdrawn" in await house.at("teams", "eve").act(Action("poll_withdraw", (id,)))
    assert "That is not one of the options" in await house.at("slack", "cat").act(option(id, 9))
    return by_hand


def counted(house: House, id: str) -> dict[str, int | None]:
    with house.dispatch.database.read() as tx:
        poll = polls.find(tx, id)
        assert poll
        return dict(results_of(tx, poll).counts)


def tally(by_hand: dict[str, str]) -> dict[str, int]:
    return {option: list(by_hand.values()).count(option) for option in ("1", "2", "3")}


async def test_one_poll_through_every_door_at_once(house: House) -> None:
    """Changed votes, duplicates, a late vote, a crash at the deadline: counted by hand beside it."""
    id = await made(house, closes="2026-03-03", closes_time="12:00")
    assert sum(len(house.cards(door)) for door in DOORS) == len(PEOPLE) + 1
    by_hand = await vote_everywhere(house, id)
    await house.settle()
    assert counted(house, id) == tally(by_hand)
    for door in DOORS:
        for card in house.cards(door):
            assert "York: 3" in words_of(card)
            assert "4 people have voted" in words_of(card)

    # Cat votes in the last second, and the process dies before it has decided
    house.clock.now = NOW.replace(hour=11, minute=59, second=59)
    cat = house.at("slack", "cat")
    assert await house.dispatch.accept(Press("cats", house.clock(), cat.sender, cat.here, option(id, 1)))
    house.clock.pass_(seconds=1)
    assert "This poll closed on Tuesday 3 March 2026, 12:00." in await house.at("teams", "eve").act(option(id, 1))
    assert tick(house.dispatch.database, house.clock(), house.around) == 0
    house.clock.pass_(seconds=20)
    another = replace(house.dispatch, shelf=Shelf(house.dispatch.database))
    assert await another.recover() == 1
    by_hand["cat"] = "1"
    house.clock.pass_(seconds=11)
    await house.settle()
    assert tick(house.dispatch.database, house.clock(), house.around) == 0
    assert counted(house, id) == tally(by_hand)
    assert len(by_hand) == 5
    results = [words_of(card) for door in DOORS for card in house.cards(door, "Result:")]
    assert all(house.cards(door) == [] for door in DOORS)
    assert all('"York" has most: 3 of 5 people chose it.' in told for told in results)
    assert len([told for told in results if "Publish the result" in told]) == 1


async def test_secret_votes_through_every_door(house: House) -> None:
    """A receipt for each; nothing is shown before the end; the result keeps small numbers back."""
    id = await made(house, ways="anonymous", closes="2026-03-04")
    chosen = {"ann": "1", "bob": "1", "cat": "1", "dan": "1", "eve": "1"}
    doors = {"ann": "slack", "bob": "slack", "cat": "slack", "dan": "teams", "eve": "teams"}
    receipts = {}
    for who, choice in chosen.items():
        talk = house.at(doors[who], who)
        assert "Where shall we meet?" in await talk.act(Action("poll", (id,)))
        told = await talk.submit(Action("poll_secret", (id,)), choice=choice)
        receipts[who] = re.search(r"Your receipt: ([\w-]+)", told).group(1)  # type: ignore[union-attr]
        assert "voted already" in await talk.act(Action("poll", (id,)))
        assert "voted already" in await talk.submit(Action("poll_secret", (id,)), choice="2")
    fay = house.at("email", "fay")
    link = address_in(await fay.act(Action("poll", (id,))))
    assert "Where shall we meet?" in await page(house, link)
    shown = await page(house, link, do="vote", **{"field.choice": "2"})
    assert "Your vote is counted." in shown
    receipts["fay"] = re.search(r"<code>([\w-]+)</code>", shown).group(1)  # type: ignore[union-attr]
    assert "voted already" in await page(house, link, do="vote", **{"field.choice": "1"})
    assert "lies in the box: York" in await page(house, link, do="check", receipt=receipts["fay"])
    assert "Your vote is counted." in await page(
        house, link, do="vote", receipt=receipts["fay"], **{"field.choice": "1"}
    )
    assert "Please choose" in await page(house, link, do="vote", receipt=receipts["fay"])
    await house.settle()
    for door in DOORS:
        for card in house.cards(door):
            assert "6 people have voted" in words_of(card)
            assert "Leeds:" not in words_of(card)

    ann = house.at("slack", "ann")
    assert "lies in the box: Leeds" in await ann.act(Action("poll_check", (id, receipts["ann"])))
    assert "No vote in this poll belongs" in await ann.act(Action("poll_check", (id, "AAAA-BBBB-CCCC-DDDD")))
    assert "withdrawn" in await ann.act(Action("poll_back", (id, receipts["ann"])))
    assert "a blank lies in the box" in await ann.submit(Action("poll_receipt", (id,)), receipt=receipts["ann"].lower())
    await ann.submit(Action("poll_secret", (id, receipts["ann"])), choice="1")
    house.clock.pass_(days=2)
    await house.settle()
    (told, *_) = house.cards("slack", "Result:")
    assert "What came first is not shown" in words_of(told)
    assert "6 people voted" in words_of(told)
    assert "lies in the box: Leeds" in await ann.act(Action("poll_check", (id, receipts["ann"])))
    with house.dispatch.database.read() as tx:
        assert ballots.secret(tx, id) == [Answer(("1",))] * 6
    assert "anonymous poll has been shown" in await house.at("slack", "sam").submit(
        Action("poll_extend", (id,)), closes="2026-03-30"
    )


async def test_a_secret_vote_that_a_crash_swallowed_is_asked_for_again(small_house: House) -> None:
    house = small_house
    id = await made(house, ways="anonymous")
    ann = house.at("slack", "ann")
    form = Submission("swallowed", house.clock(), ann.sender, ann.here, Action("poll_secret", (id,)), {"choice": "2"})
    assert await house.dispatch.accept(form)
    house.clock.pass_(seconds=16)
    await house.dispatch.recover()
    assert "Please do it once more" in house.doors["slack"].texts[-1]
    assert "Your vote is counted" in await ann.submit(Action("poll_secret", (id,)), choice="2")


@pytest.mark.parametrize("closed", [False, True])
async def test_the_whole_database_cannot_tell_who_chose_what(small_house: House, *, closed: bool) -> None:
    """Every table, and every byte of every file, is searched for a choice, a receipt or an order beside a person.

    Each of six people gives a reason nobody else gives. It may lie in the box and nowhere else; no receipt may lie
    anywhere; and no row may hold a person together with anything of a ballot.
    """
    house = small_house
    id = await made(house, ways="anonymous,reasons", closes="2026-03-04")
    secrets = {}
    for number, who in enumerate(PEOPLE):
        door = next(name for name, members in DOORS.items() if who in members)
        talk = house.at(door, who)
        with house.dispatch.database.write() as tx:
            people.choose_words(tx, who, keep=True)
        reason = f"reason-{number}-xyzzy"
        if house.doors[door].capabilities.remembers:
            link = address_in(await talk.act(Action("poll", (id,))))
            told = await page(house, link, do="vote", **{"field.choice": "2", "field.reason": reason})
            receipt = re.search(r"<code>([\w-]+)</code>", told)
        else:
            await talk.act(Action("poll", (id,)))
            too_long = await talk.submit(Action("poll_secret", (id,)), choice="2", reason=reason * 100)
            assert "Please shorten it" in too_long
            told = await talk.submit(Action("poll_secret", (id,)), choice="2", reason=reason)
            receipt = re.search(r"Your receipt: ([\w-]+)", told)
            assert receipt
            await talk.act(Action("poll_check", (id, receipt.group(1))))
            await talk.act(Action("poll_change", (id, receipt.group(1))))
        assert receipt
        secrets[who] = (reason, receipt.group(1))
    if closed:
        house.clock.pass_(days=2)
    await house.settle()
    database = house.dispatch.database
    tick(database, house.clock(), house.around)
    with database.read() as tx:
        (box,) = tx.execute(text("SELECT ballots FROM ballot_box")).scalars()
        for table in Base.metadata.sorted_tables:
            rows = [" ".join(map(str, row)) for row in tx.execute(select(table))]
            for reason, receipt in secrets.values():
                assert not any(receipt in row or receipt.replace("-", "") in row for row in rows), table.name
                if table.name not in ("ballot_box", "broadcast_content"):
                    assert not any(reason in row for row in rows), table.name
        votes = tx.scalars(select(InteractionRow).where(InteractionRow.led_to == "voted")).all()
        assert {row.person_id for row in votes} == set(PEOPLE)
        assert not any("choice" in (row.words or "") for row in votes)
    assert [line.split()[0] for line in box.splitlines()] == sorted(line.split()[0] for line in box.splitlines())
    path = Path(database.url.database or "")
    held = {file.name: file.read_bytes() for file in path.parent.iterdir() if file.is_file()}
    posted = 2 if closed else 0
    for reason, receipt in secrets.values():
        copies = sum(data.count(reason.encode()) for data in held.values())
        assert copies <= 1 + len(PEOPLE) * posted, "the box holds it once; the posted result tells it without a name"
        assert (copies == 1) is not closed
        assert not any(receipt.encode() in data for data in held.values())
        assert held.get(f"{path.name}-wal", b"") == b""


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


async def test_a_reminder_that_waits_for_the_morning_does_not_come_to_who_has_voted(small_house: House) -> None:
    house = small_house
    id = await made(house)
    house.clock.now = NOW.replace(hour=23)
    await house.at("slack", "sam").act(Action("poll_remind", (id,)))
    await house.at("web", "bob").submit(Action("poll_form", (id,)), choice="3")
    await house.at("teams", "dan").act(option(id, 1))
    await house.at("teams", "dan").act(Action("poll_withdraw", (id,)))
    house.clock.pass_(hours=12)
    await house.settle()
    got = {
        place.id for door in house.doors.values() for place, card, _ in door.sent if card.summary.startswith("Poll:")
    }
    assert {f"direct-{who}" for who in PEOPLE} <= got
    reminded = [place.id for door in house.doors.values() for place, card, _ in door.sent if "Poll:" in card.summary]
    assert reminded.count("direct-bob") == reminded.count("direct-dan") == 1
    assert reminded.count("direct-eve") == 2


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


async def test_a_vote_that_arrives_after_a_newer_one_changes_nothing_and_says_so(house: House) -> None:
    id = await made(house)
    ann = house.at("slack", "ann")
    late = Press("held-up", house.clock(), ann.sender, ann.here, option(id, 1))
    house.clock.pass_(minutes=1)
    await house.at("teams", "ann").act(option(id, 2))
    assert "that later vote counts" in await ann.send(late)
    assert counted(house, id) == {"1": 0, "2": 1, "3": 0}


async def test_an_answer_is_found_again_from_any_door(small_house: House) -> None:
    house = small_house
    id = await made(house)
    await house.at("slack", "ann").act(option(id, 1))
    listed = await house.at("teams", "ann").say("polls")
    assert "No poll waits" in listed
    assert "You have answered" in listed
    assert "Where shall we meet?" in await house.at("teams", "ann").press("Change it")
    assert "You have answered" not in await house.at("teams", "dan").say("polls")


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


async def test_slots_fill_up_and_votes_can_be_final(small_house: House) -> None:
    house = small_house
    id = await made(house, kind="slots", options="Morning (1)\nEvening (5)", ways="live,final")
    assert "Your vote: Morning" in await house.at("slack", "ann").act(option(id, 1))
    assert "All places there are taken" in await house.at("slack", "bob").act(option(id, 1))
    assert "Your vote: Morning" in await house.at("teams", "ann").act(option(id, 1))
    assert "stays as it was given" in await house.at("teams", "ann").act(option(id, 2))
    assert "stays as it was given" in await house.at("teams", "ann").act(Action("poll_withdraw", (id,)))


async def test_a_meeting_is_shown_by_each_persons_clock(small_house: House) -> None:
    house = small_house
    with house.dispatch.database.write() as tx:
        tx.get_one(PersonRow, "dan").zone = "Asia/Kathmandu"
    id = await made(house, kind="meeting", options="2026-03-10 09:00\n2026-03-10 20:00")
    assert "Tuesday 10 March 2026, 14:45" in await house.at("teams", "dan").act(Action("poll", (id,)))
    assert "Tuesday 10 March 2026, 09:00" in await house.at("slack", "ann").act(Action("poll", (id,)))
    told = await house.at("teams", "dan").submit(Action("poll_form", (id,)), slot1="maybe", slot2="no")
    assert "14:45 (if need be)" in told
    await house.at("slack", "ann").submit(Action("poll_form", (id,)), slot1="yes", slot2="yes")
    await house.settle()
    with house.dispatch.database.read() as tx:
        poll = polls.find(tx, id)
        assert poll
        best = results_of(tx, poll).slots[0]
    assert (best.id, best.weight, best.partners) == ("1", 3, 2)
    assert any("The best time is Tuesday 10 March 2026, 14:45" in words_of(card) for card in house.cards("teams"))


async def test_one_organisation_one_vote(small_house: House) -> None:
    house = small_house
    id = await made(house, counted="partner", quorum="2")
    for who, number in (("ann", 1), ("bob", 1), ("cat", 2)):
        await house.at("slack", who).act(option(id, number))
    await house.at("teams", "dan").act(option(id, 2))
    await house.at("email", "fay").act(option(id, 2))
    await house.settle()
    card = words_of(house.cards("slack")[0])
    assert "York: 3" in card
    assert "Leeds and York are level." in card
    assert "One vote an organisation\nLeeds: 1\nYork: 1\nHull: 0" in card
    assert "The quorum of 2 was reached." in card


async def test_a_poll_opens_reminds_closes_and_comes_again_by_the_clock(small_house: House) -> None:
    house = small_house
    sam = house.at("slack", "sam")
    await sam.submit(
        Action("poll_draft", ("",)),
        question="How was the week?", kind="rating", opens="2026-03-09", closes="2026-03-13", every="week",
    )  # fmt: skip
    assert "opens on Monday 9 March 2026, 09:00" in await sam.press("Open it")
    first = house.poll
    house.clock.now = NOW.replace(day=9, hour=9, second=7)
    await house.settle()
    assert "Your vote: 4" in await house.at("slack", "ann").act(option(first, 4))
    house.clock.now = NOW.replace(day=12, hour=17, minute=1)
    await house.settle()
    reminded = sum(len(house.cards(door)) for door in DOORS)
    assert reminded == 7 + 6
    for _ in range(3):
        await house.settle()
    assert sum(len(house.cards(door)) for door in DOORS) == reminded
    house.clock.now = NOW.replace(day=16, hour=9, minute=0, second=7)
    for _ in range(4):
        await house.settle()
    with house.dispatch.database.read() as tx:
        found = {poll.id: poll.state for poll in polls.listed(tx, ("open", "closed", "planned"))}
        second = polls.find(tx, f"{first}~20260316")
    assert found == {first: "closed", f"{first}~20260316": "open"}
    assert second
    assert second.closes == NOW.replace(day=20, hour=17)
    house.clock.now = NOW.replace(day=31, hour=9)
    for _ in range(4):
        await house.settle()
    with house.dispatch.database.read() as tx:
        found = {poll.id: poll.state for poll in polls.listed(tx, ("open", "closed", "planned"))}
    assert found == {first: "closed", f"{first}~20260316": "closed", f"{first}~20260330": "open"}


async def test_a_receipt_that_waits_to_be_shown_is_not_written_down(small_house: House) -> None:
    """The platform takes nothing just now, so the reply waits in the database, without what is secret in it."""
    house = small_house
    id = await made(house, ways="anonymous,reasons")
    ann = house.at("slack", "ann")
    for fields in ({"choice": "2", "reason": "y" * 2000}, {"choice": "2", "reason": "because-xyzzy"}):
        house.doors["slack"].outcomes = [Later(60)]
        await ann.submit(Action("poll_secret", (id,)), **fields)
    with house.dispatch.database.read() as tx:
        waiting = tx.execute(text("SELECT event, reply FROM inbound_event WHERE state = 'answered'")).all()
        (answer,) = ballots.secret(tx, id)
    assert answer == Answer(("2",), reason="because-xyzzy")
    assert len(waiting) == 2
    for event, reply in waiting:
        assert "choice" not in event
        assert not any(secret in reply for secret in ("xyzzy", "yyy", "Your receipt", "poll_check"))
    house.clock.pass_(seconds=61)
    await house.dispatch.recover()
    assert "Your vote is counted. The receipt was shown once" in house.doors["slack"].texts[-1]


async def test_several_processes_close_a_poll_once(house: House) -> None:
    id = await made(house, closes="2026-03-03", closes_time="12:00")
    await house.at("slack", "ann").act(option(id, 1))
    await house.settle()
    house.clock.pass_(hours=3)
    database, now, around = house.dispatch.database, house.clock(), house.around
    with ThreadPoolExecutor(4) as processes:
        done = list(processes.map(lambda _: tick(database, now, around), range(4)))
    assert sum(done) == 1
    await house.settle()
    told = [card for card in house.cards("slack", "Result:") if "Publish the result" in words_of(card)]
    assert len(told) == 1


async def test_a_poll_that_shall_not_come_again_does_not(small_house: House) -> None:
    house = small_house
    id = await made(house, closes="2026-03-06", every="week")
    managed = await house.at("slack", "sam").act(Action("poll_manage", (id,)))
    assert "Comes again: every week" in managed
    assert "does not come again" in await house.at("slack", "sam").press("Do not repeat it")
    house.clock.pass_(days=20)
    await house.settle()
    await house.settle()
    with house.dispatch.database.read() as tx:
        assert [(poll.id, poll.state) for poll in polls.listed(tx, ("planned", "open", "closed"))] == [(id, "closed")]


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
