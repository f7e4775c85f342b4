"""Champions in both databases: who appears anywhere, the role and audience that go with it, merging, erasing."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from bot.champions import STATES, Champion, Theme
from bot.people import Person
from bot.store import audiences, champions, held, linking, people
from bot.store.database import Database
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases.championing import who_knows
from bot.usecases.covering import coverage, desk
from tests.conftest import NOW

TODAY = NOW.date()
WHOLE = [
    f"{state}-{agreed}-{way}" for state, agreed, way in itertools.product(STATES, (0, 1), ("mail", "stop", "gone"))
]


@pytest.fixture
def full(database: Database) -> Database:
    """One champion for every state, with and without consent, reachable, stopped or gone from every door."""
    with database.write() as tx:
        tx.add(PersonRow(id="ann", name="Ann", email="ann@example.org", created=NOW))
        tx.flush()
        tx.add(RoleRow(person_id="ann", role="staff"))
        champions.save_theme(tx, Theme("gardens", "Gardens"))
        for name in WHOLE:
            state, agreed, way = name.split("-")
            email = None if way == "gone" else f"{name}@example.org"
            tx.add(PersonRow(id=name, name=name, email=email, stopped=way == "stop", created=NOW))
            tx.flush()
            until = TODAY + dt.timedelta(days=9) if state == "resting" else None
            one = Champion(
                name, state=next(s for s in STATES if s == state), themes=("Gardens",), region="North",
                consent_at=NOW if agreed == "1" else None, resting_until=until,
            )  # fmt: skip
            champions.save(tx, one, NOW)
    return database


def ann(database: Database) -> Person:
    with database.read() as tx:
        found = people.find(tx, "ann")
    assert found
    return found


def test_only_who_agreed_and_is_there_appears(full: Database) -> None:
    with full.read() as tx:
        hits = who_knows(tx, ann(full), "gardens in the North", TODAY)
        assert [hit.champion.id for hit in hits] == ["active-1-mail"]
        later = who_knows(tx, ann(full), "gardens", TODAY + dt.timedelta(days=9))
        assert {hit.champion.id for hit in later} == {"active-1-mail", "resting-1-mail"}
        found = coverage(tx, TODAY)
        assert found.counts == {("Gardens", "North"): 1}
        assert found.resting == 1
        assert found.waiting == 3
        assert all("-1-" in one.id for one in desk(tx))
        holders = {one.id for one in people.holding(tx, "champion")}
        assert holders == {name for name in WHOLE if "-1-" in name and name.split("-")[0] in ("active", "resting")}
        scoped = audiences.people_in(tx, audiences.read(tx, "champion:gardens"))
        assert set(scoped) == {name for name in holders if not name.endswith("stop")}


def test_a_gap_is_filled_by_who_agreed_and_can_be_reached(full: Database) -> None:
    with full.write() as tx:
        champions.remove(tx, "active-1-mail")
        proposed = coverage(tx, TODAY).proposed
        assert {one.id for one, _ in proposed} == {"nominated-1-mail", "approved-1-mail"}


def test_an_imported_role_stays_when_the_directory_takes_its_own(full: Database) -> None:
    with full.write() as tx:
        tx.add(RoleRow(person_id="active-1-mail", role="champion", source="people.csv"))
        tx.flush()
        champions.remove(tx, "active-1-mail")
        assert "active-1-mail" in {one.id for one in people.holding(tx, "champion")}
        assert champions.get(tx, "active-1-mail") is None


def test_of_two_made_one_the_later_profile_stays_and_erasing_leaves_nothing(full: Database) -> None:
    with full.write() as tx:
        champions.save(tx, Champion("ann", bio="newer"), NOW + dt.timedelta(days=1))
        champions.note(tx, "ann", "nominated", "ann", NOW)
        linking.merge(tx, "active-1-mail", "ann")
        kept = champions.get(tx, "active-1-mail")
        assert kept
        assert (kept.bio, kept.state, kept.consent_at) == ("newer", "nominated", None)
        assert "active-1-mail" not in {one.id for one in people.holding(tx, "champion")}
        assert {"champion", "champion_step", "champion_theme"} <= held.counts(tx, "active-1-mail").keys()
        tx.delete(tx.get_one(PersonRow, "active-1-mail"))
        tx.flush()
        assert not held.counts(tx, "active-1-mail")
