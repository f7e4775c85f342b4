"""A person with two accounts becomes one to the bot."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from bot.events import Action, Place, Profile, Sender
from bot.polls import Answer, Option, Poll
from bot.router import combine
from bot.store import ballots, linking, people, polls, questions
from bot.store.database import Database
from bot.store.tables.people import IdentityRow, PersonRow, RoleRow
from bot.store.tables.traffic import ConversationRow, InteractionRow
from bot.usecases.linking import join
from bot.usecases.voting import change_secretly
from handlers import linking as linking_handlers
from handlers import privacy, team
from tests.conftest import NOW
from tests.stories.door import Clock, Talk, talk_through

ROUTER = combine((linking_handlers.router, privacy.router, team.router))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def here(database: Database, clock: Clock) -> Talk:
    return replace(talk_through(ROUTER, database, clock), profile=Profile(name="Ann", email="ann@example.org"))


@pytest.fixture
def there(here: Talk) -> Talk:
    return replace(here, who="ann-there", profile=Profile(name="Ann elsewhere"))


async def code_of(talk: Talk) -> str:
    found = re.search(r"Your code is ([\w-]+)", await talk.say("link"))
    assert found
    return found.group(1)


async def linked(here: Talk, there: Talk) -> str:
    assert "The code was made by Ann" in await there.say(f"link {await code_of(here)}")
    return await there.press("Both are mine, join them")


def person_of(talk: Talk) -> str:
    with talk.dispatch.database.read() as tx:
        found = people.of_account(tx, talk.sender)
        assert found
        return found.id


async def test_a_code_joins_two_accounts(here: Talk, there: Talk) -> None:
    assert "one person in both places" in await linked(here, there)
    assert person_of(here) == person_of(there)
    with here.dispatch.database.read() as tx:
        assert tx.scalar(select(func.count()).select_from(PersonRow)) == 1
        assert tx.scalar(select(func.count()).where(InteractionRow.person_id != person_of(here))) == 0
        assert {account.id for account in people.accounts(tx, person_of(here))} == {"ann", "ann-there"}


async def test_the_person_whom_the_coalition_knows_stays(here: Talk, there: Talk) -> None:
    with here.dispatch.database.write() as tx:
        tx.add(PersonRow(id="sam", name="Sam Hub", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="sam", role="staff"))
        people.link(tx, "sam", there.sender, NOW)
    await linked(here, there)
    assert person_of(here) == person_of(there) == "sam"
    with here.dispatch.database.read() as tx:
        sam = people.find(tx, "sam")
        assert sam is not None
        assert (sam.email, sam.name) == ("ann@example.org", "Sam Hub")


async def test_questions_conversations_and_what_was_said_move_along(here: Talk, there: Talk) -> None:
    await there.act(team.ask_team_action("Is there a budget?"))
    await linked(here, there)
    with here.dispatch.database.read() as tx:
        (question,) = questions.waiting(tx)
        assert question.person == person_of(here)


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [(True, True, True), (True, False, False), (False, True, False), (True, None, None), (None, None, None)],
)
@pytest.mark.parametrize("stopped", [True, False])
def test_of_two_choices_the_stricter_wins(
    database: Database, *, one: bool | None, other: bool | None, kept: bool | None, stopped: bool
) -> None:
    with database.write() as tx:
        tx.add(PersonRow(id="a", name="A", keep_words=one, created=NOW))
        tx.add(PersonRow(id="b", name="B", keep_words=other, stopped=stopped, created=NOW))
        tx.flush()
        first, second = people.find(tx, "a"), people.find(tx, "b")
        assert first
        assert second
        assert join(tx, first, second) == "a"
    with database.read() as tx:
        person = people.find(tx, "a")
        assert person
        assert (person.keep_words, person.stopped) == (kept, stopped)
        assert people.find(tx, "b") is None


def test_what_both_have_is_had_once(database: Database) -> None:
    place = Place("fake", "T1", "shared")
    with database.write() as tx:
        for id in ("a", "b"):
            tx.add(PersonRow(id=id, name=id, created=NOW))
            tx.flush()
            tx.add(RoleRow(person_id=id, role="member"))
            tx.add(ConversationRow(person_id=id, place=place.id, at=NOW, context={"of": id}))
            people.link(tx, id, Sender("fake", "T1", id), NOW)
        tx.add(RoleRow(person_id="b", role="champion"))
        tx.flush()
        linking.merge(tx, "a", "b")
    with database.read() as tx:
        person = people.find(tx, "a")
        assert person
        assert {grant.role for grant in person.grants} == {"member", "champion"}
        assert tx.scalars(select(ConversationRow.context)).all() == [{"of": "a"}]
        assert set(tx.scalars(select(IdentityRow.person_id))) == {"a"}


async def test_a_code_works_once_and_for_ten_minutes(here: Talk, there: Talk, clock: Clock) -> None:
    code = await code_of(here)
    clock.pass_(minutes=11)
    assert "does not work any more" in await there.say(f"link {code}")
    code = await code_of(here)
    await there.act(Action("join_accounts", (code,)))
    third = replace(there, who="mallory")
    assert "does not work any more" in await third.act(Action("join_accounts", (code,)))
    assert person_of(third) != person_of(here)


async def test_a_new_code_ends_the_one_before(here: Talk, there: Talk) -> None:
    first = await code_of(here)
    await code_of(here)
    assert "does not work any more" in await there.say(f"link {first}")


async def test_an_account_is_not_joined_with_itself(here: Talk) -> None:
    assert "joined already" in await here.say(f"link {await code_of(here)}")


@pytest.mark.parametrize("text", ["link ABCD", "link me to the report please", "linkABCDEFGH", "link AAAA-BBBB-CCCC"])
async def test_other_words_are_left_to_other_handlers(there: Talk, text: str) -> None:
    assert await there.say(text) == ""


async def test_a_code_is_read_however_it_is_typed(here: Talk, there: Talk) -> None:
    code = (await code_of(here)).replace("-", " ").lower()
    assert "Join that account" in await there.say(f" /LINK {code} ")


async def test_only_a_digest_of_a_code_is_kept(here: Talk) -> None:
    code = (await code_of(here)).replace("-", "")
    with here.dispatch.database.read() as tx:
        assert linking.code_owner(tx, code, NOW) is None


@pytest.mark.parametrize("later", ["a", "b"])
def test_of_two_votes_the_later_counts(database: Database, later: str) -> None:
    """Whoever answered twice before their accounts were joined has changed one vote, whichever account stays."""
    with database.write() as tx:
        polls.save(tx, Poll("p", "Where?", "single", (Option("1", "Leeds"), Option("2", "York")), state="open"), NOW)
        for id in ("a", "b"):
            tx.add(PersonRow(id=id, name=id, created=NOW))
            tx.flush()
            at = NOW + dt.timedelta(minutes=id == later)
            assert ballots.cast(tx, "p", id, Answer(("2",) if id == later else ("1",)), at)
        linking.merge(tx, "a", "b")
    with database.read() as tx:
        assert [(vote.person, vote.answer.choices) for vote in ballots.named(tx, "p")] == [("a", ("2",))]


async def test_who_voted_in_secret_from_both_is_asked_to_take_one_back(here: Talk, there: Talk) -> None:
    """Nobody but they can tell which ballots are theirs; each receipt still works for the one person they are now."""
    for talk in (here, there):
        await talk.say("link")
    database, options = here.dispatch.database, (Option("1", "Leeds"), Option("2", "York"))
    with database.write() as tx:
        for id in ("once", "twice"):
            polls.save(tx, Poll(id, f"Voted {id}?", "single", options, anonymous=True, state="open"), NOW)
            ballots.open_box(tx, id)
        ballots.drop(tx, "once", person_of(here), "AAAA", Answer(("1",)))
        for talk, receipt in ((here, "AAAA"), (there, "BBBB")):
            ballots.drop(tx, "twice", person_of(talk), receipt, Answer(("1",)))
    told = await linked(here, there)
    assert 'voted in secret from both places in "Voted twice?"' in told
    assert "Voted once?" not in told
    with database.write() as tx:
        kept = people.find(tx, person_of(there))
        assert kept
        change_secretly(tx, "twice", kept, "BBBB", None, NOW)
        assert len(ballots.secret(tx, "twice")) == ballots.voters(tx, "twice") == 1
