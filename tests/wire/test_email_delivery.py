"""An announcement by e-mail from end to end: the ledger, a real mail server, the link in it, the answer."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape

import pytest
from httpx import ASGITransport, AsyncClient, Response

from bot import app as composition
from bot.dispatch import Dispatch
from bot.events import Action
from bot.polls import Option, Poll
from bot.store import announcement_people, ballots, people, polls, preferences
from bot.store.announcement_people import Reached, Which
from bot.store.database import Database
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases import announcing
from bot.usecases.attempting import Terms
from bot.usecases.delivering import Outbox, drain, due_lanes
from bot.usecases.planning_routes import House as Around
from bot.words import words_for
from schedules.announcements import launch_due
from tests.conftest import NOW
from tests.stories.door import Clock
from tests.wire.email.server import Script, serving, settings_for

WORDS = words_for("en")
OPTIONS = (Option("1", "Leeds"), Option("2", "York"))
TEXT = {
    "title": "Office closed",
    "body": "Dear {first_name}, we are back on Monday.",
    "audience": "role:member",
    "when": "now",
    "acknowledge": "yes",
    "urgent": "no",
}


@dataclass
class Hub:
    """A bot whose members have e-mail and nothing else, and the mail server it writes through."""

    database: Database
    script: Script
    port: int
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        bot = composition.build(settings_for(self.port), self.database, self.clock)
        self.dispatch: Dispatch = bot.dispatch
        self.client = AsyncClient(transport=ASGITransport(bot.app), base_url="http://127.0.0.1:8080")
        with self.database.write() as tx:
            for id, role in (("ann", "member"), ("sam", "staff")):
                email = f"{id}@partner.example"
                tx.add(PersonRow(id=id, name=id.title(), email=email, language="en", source="", created=NOW))
                tx.flush()
                tx.add(RoleRow(person_id=id, role=role, scope="", source=""))

    def announced(self, **values: str) -> str:
        """Written and sent by Sam; everything that is due goes out."""
        around = Around.of(self.dispatch.settings, self.dispatch.doors)
        with self.database.write() as tx:
            sam = people.find(tx, "sam")
            assert sam
            kept = announcing.draft(tx, {**TEXT, **values}, sam, around, NOW)
            _, checked = announcing.submit(tx, kept.id, sam, WORDS, around, NOW)
            assert not checked.problems
        self.tick()
        return kept.id

    def tick(self) -> None:
        """What the clockwork does."""
        launch_due(self.dispatch)
        asyncio.run(self._drained())
        launch_due(self.dispatch)

    async def _drained(self) -> None:
        outbox = Outbox(self.database, self.dispatch.platforms, self.clock, Terms(linger=0.0))
        for lane in await due_lanes(outbox):
            await drain(lane, outbox)
        await asyncio.sleep(0.05)

    def get(self, path: str) -> Response:
        return asyncio.run(self.client.get(path))

    def post(self, path: str, **data: str) -> Response:
        return asyncio.run(self.client.post(path, data=data))

    def link(self) -> str:
        """The page behind the latest e-mail."""
        body = self.script.taken[-1][2].get_body(("plain",))
        assert body
        found = re.search(r"http://127.0.0.1:8080(/a/[\w-]+)", str(body.get_content()))
        assert found
        return found[1]

    def copy(self, id: str) -> Reached:
        with self.database.read() as tx:
            (one,) = announcement_people.reached(tx, id, Which())
        return one


@pytest.fixture
def hub(database: Database) -> Iterator[Hub]:
    script = Script()
    with serving(script) as port:
        yield Hub(database, script, port)


def test_an_announcement_is_mailed_opened_and_confirmed(hub: Hub) -> None:
    id = hub.announced()
    ((_, to, message),) = hub.script.taken
    assert (to, message["Subject"]) == ("ann@partner.example", "Office closed")
    one = hub.copy(id)
    assert (one.status, one.route, one.acknowledged) == ("sent", "email", None)
    page = hub.get(hub.link())
    assert "Dear Ann, we are back on Monday." in page.text
    assert '<html lang="en">' in page.text
    with hub.database.write() as tx:
        preferences.choose(tx, "ann", replace(hub.dispatch.settings.usual, large_print=True))
    assert '<html lang="en" class="large">' in hub.get(hub.link()).text
    assert "Got it" in page.text
    assert hub.copy(id).acknowledged is None  # looking never acts
    pressed = hub.post(f"{hub.link()}/press", action=Action("announcement_ack", (id,)).pack())
    assert "You confirmed this on" in pressed.text
    assert hub.copy(id).acknowledged == NOW


def test_an_answer_proves_that_a_mail_arrived_whose_fate_was_unknown(hub: Hub) -> None:
    hub.script.hang_up = True  # after it took the message
    poll = Poll("meet", "Where shall we meet?", "single", options=OPTIONS, zone="Europe/London", owner="sam")
    with hub.database.write() as tx:
        polls.save(tx, poll, NOW)
    id = hub.announced(poll=poll.id)
    hub.clock.pass_(seconds=60)
    hub.tick()
    assert len(hub.script.taken) == 1  # never sent blindly again
    assert hub.copy(id).status == "uncertain"
    assert "Office closed" in unescape(hub.get(hub.link()).text)
    assert hub.copy(id).status == "uncertain"  # a program that scans mail proves nothing
    answered = hub.post(f"{hub.link()}/press", action=Action("announcement_poll", (id, poll.id)).pack())
    assert "Where shall we meet?" in answered.text
    assert hub.copy(id).status == "sent"


def test_a_poll_in_an_announcement_is_answered_without_an_account(hub: Hub) -> None:
    poll = Poll("meet", "Where shall we meet?", "single", options=OPTIONS, zone="Europe/London", owner="sam")
    with hub.database.write() as tx:
        polls.save(tx, poll, NOW)
    id = hub.announced(poll=poll.id)
    assert len(hub.script.taken) == 1  # the poll is asked in the announcement and nowhere else
    shown = hub.post(f"{hub.link()}/press", action=Action("announcement_poll", (id, poll.id)).pack())
    form = re.search(r'action="(/a/[\w-]+)/submit"', shown.text)
    assert form
    thanked = hub.post(f"{form[1]}/submit", **{"action": Action("poll_form", (poll.id,)).pack(), "field.choice": "2"})
    assert "Your vote: York" in thanked.text
    with hub.database.read() as tx:
        ann = ballots.of(tx, poll.id, "ann")
    assert ann
    assert ann.choices == ("2",)
