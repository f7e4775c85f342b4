"""People who are imported: who is who, and what stays theirs when a file changes."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from sqlalchemy import func, select

from bot.events import Profile, Sender
from bot.people import Grant, Viewer
from bot.store import people
from bot.store.database import Database
from bot.store.importing import Changes
from bot.store.records import StoredRecords
from bot.store.tables.knowledge import PassageRow
from bot.store.tables.people import IdentityRow, PersonRow
from bot.usecases.importing import remove_source
from tests.store.importing import change, done, run

NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
STAFF = Viewer(everything=True)


def test_somebody_no_longer_in_the_file_keeps_account_and_history_and_loses_what_it_gave(
    database: Database, folder: Path
) -> None:
    run(database, folder)
    sender = Sender("web", "local", "ben")
    with database.write() as tx:
        met = people.meet(tx, sender, Profile(email="ben@example.org"), "en", NOW)
        assert met.id == "ben-finch"
        people.choose_language(tx, met.id, "cy")
    change(folder / "people.csv", "Ben Finch,ben@example.org,BRG,champion; partner_admin,,MH\n", "")
    assert run(database, folder).changes["people"] == Changes(unchanged=2, removed=1)
    with database.write() as tx:
        again = people.meet(tx, sender, None, "en", NOW)
        assert (again.id, again.language, again.grants, again.taskgroups, again.partner) == (
            "ben-finch",
            "cy",
            frozenset(),
            frozenset(),
            None,
        )


def test_a_guest_met_before_the_import_becomes_the_person_of_that_address(database: Database, folder: Path) -> None:
    with database.write() as tx:
        guest = people.meet(tx, Sender("web", "local", "x"), Profile(email="Ann@example.org"), "cy", NOW)
        people.choose_words(tx, guest.id, keep=True)
    assert done(run(database, folder))["people"] == Changes(added=2, updated=1)
    with database.read() as tx:
        ann = people.find(tx, guest.id)
        assert ann is not None
        assert (ann.name, ann.partner, ann.language, ann.keep_words) == ("Ann Lark", "bridge", "cy", True)
        assert Grant("taskgroup_lead", "mental-health") in ann.grants
    assert done(run(database, folder)) == {}


def test_people_of_one_name_are_told_apart_by_their_address(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a-people.csv").write_text("name,email\nAnn Lark,ann@example.org\nAnn Lark,lark@example.org\n")
    (folder / "b-people.csv").write_text("name,email\nAnn Lark,al@example.org\nAnn Lark,al@example.org\n")
    report = run(database, folder)
    assert report.changes["people"] == Changes(added=3)
    assert [str(p) for p in report.problems] == [
        "b-people.csv:3: left out, 'ann-lark' stands already in b-people.csv:2"
    ]
    assert run(database, folder).changes["people"] == Changes(unchanged=3)


def test_an_address_of_somebody_else_is_refused(database: Database, folder: Path, tmp_path: Path) -> None:
    run(database, folder)
    (tmp_path / "people.csv").write_text("id,name,email\nben-finch,Ben Finch,ann@example.org\n")
    [problem] = run(database, tmp_path / "people.csv").problems
    assert str(problem) == "people.csv:2: left out, the address ann@example.org belongs to the person 'ann-lark'"


def test_roles_given_otherwise_survive_an_import(database: Database, folder: Path) -> None:
    run(database, folder)
    with database.write() as tx:
        tx.add(people.RoleRow(person_id="ann-lark", role="champion"))
    change(folder / "people.csv", "Bridge,member", "Bridge,partner_admin")
    run(database, folder)
    with database.read() as tx:
        ann = people.find(tx, "ann-lark")
        assert ann is not None
        assert {grant.role for grant in ann.grants} == {"champion", "partner_admin", "taskgroup_lead"}


def test_a_lead_changes_with_the_taskgroup_whichever_file_comes_first(database: Database, folder: Path) -> None:
    assert len(run(database, folder / "taskgroups.yaml").problems) == 1
    run(database, folder / "networks.yaml", folder / "partners.csv", folder / "people.csv")
    with database.read() as tx:
        assert [person.id for person in people.holding(tx, "taskgroup_lead")] == ["ann-lark"]
    change(folder / "taskgroups.yaml", "ann@", "ben@")
    run(database, folder / "taskgroups.yaml")
    with database.read() as tx:
        assert [person.id for person in people.holding(tx, "taskgroup_lead")] == ["ben-finch"]


def test_removing_a_source_keeps_people_with_an_account(database: Database, folder: Path) -> None:
    run(database, folder)
    with database.write() as tx:
        people.link(tx, "ann-lark", Sender("web", "local", "ann"), NOW)
    assert remove_source(database, "people.csv").changes["people"] == Changes(removed=3)
    assert done(remove_source(database, "reports/"))["documents"] == Changes(removed=1)
    with database.read() as tx:
        assert list(tx.scalars(select(PersonRow.id))) == ["ann-lark"]
        ann = people.find(tx, "ann-lark")
        assert ann is not None
        assert ann.partner is None
        assert ann.grants == {Grant("taskgroup_lead", "mental-health")}
        assert tx.scalar(select(func.count()).select_from(IdentityRow)) == 1
        assert tx.scalar(select(func.count()).select_from(PassageRow)) == 0
        assert len(StoredRecords(tx).partners(STAFF)) == 2
