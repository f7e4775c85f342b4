"""Secret ballots: a receipt for each, and nobody can tell who chose what, also with the whole database."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text
from starlette.applications import Starlette

from adapters.web.polls import VotingPage
from adapters.web.render import environment
from bot.cards import words_of
from bot.events import Action, Submission
from bot.platform import Later
from bot.polls import Answer
from bot.store import ballots, people
from bot.store.database import Database
from bot.store.tables import Base
from bot.store.tables.traffic import InteractionRow
from bot.usecases.poll_clock import tick
from tests.stories.polls import DOORS, PEOPLE, House, house_on, made


@pytest.fixture
def house(database: Database) -> House:
    return house_on(database)


@pytest.fixture
def small_house(sqlite: Database) -> House:
    return house_on(sqlite)


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
