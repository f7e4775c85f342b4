"""Look-ups answer from the rows as they are now, and only with what the viewer may see."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.people import Grant, Person, Viewer
from bot.records import CoalitionEvent, Contact, Milestone, Network, Partner, Report, Taskgroup
from bot.store.database import Database
from bot.store.records import StoredRecords
from bot.store.tables.coalition import (
    EventRow,
    MilestoneRow,
    NetworkRow,
    PartnerNetworkRow,
    PartnerRow,
    ReportRow,
    TaskgroupMemberRow,
    TaskgroupRow,
)
from bot.store.tables.people import PersonRow, RoleRow
from tests.conftest import NOW

MEMBER = Viewer(frozenset({"everyone", "members"}))
STAFF = Viewer(everything=True)
GUEST = Viewer()
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def filled(database: Database) -> Database:
    with database.write() as tx:
        tx.add_all(
            [
                PartnerRow(id="harbour", name="Harbour Voices", aliases=["HV"], region="South West"),
                PartnerRow(id="hill", name="Hill Carers", aliases=[], audience="members"),
                NetworkRow(id="coast", name="Coast network", aliases=["Coast"], lead="Jo Reed"),
                TaskgroupRow(
                    id="falls", name="Falls", aliases=[], lead="Jo Reed", lead_email="Jo@example.org", members=["Al"]
                ),
                TaskgroupRow(id="inner", name="Inner circle", aliases=[], members=[], audience="staff"),
                PersonRow(
                    id="jo", name="Jo Reed", email="jo@example.org", partner_id="harbour", job="Nurse", created=NOW
                ),
                PersonRow(id="guest-1", name="", created=NOW, audience="members"),
            ]
        )
        tx.flush()
        tx.add_all(
            [
                PartnerNetworkRow(partner_id="harbour", network_id="coast"),
                MilestoneRow(taskgroup_id="falls", number=0, title="Draft", due=NOW.date(), done=True),
                ReportRow(taskgroup_id="falls", number=0, title="Falls report", due=NOW.date()),
                TaskgroupMemberRow(taskgroup_id="falls", person_id="jo", source="a.csv"),
                TaskgroupMemberRow(taskgroup_id="falls", person_id="jo", source="b.csv"),
                RoleRow(person_id="jo", role="champion", source="a.csv"),
                RoleRow(person_id="jo", role="champion", source="b.csv"),
                EventRow(id="past", title="Past", aliases=[], start=NOW - 3 * HOUR, end=NOW - 2 * HOUR),
                EventRow(id="on", title="On now", aliases=[], start=NOW - HOUR, end=NOW + HOUR, taskgroup_id="falls"),
                EventRow(id="soon", title="Soon", aliases=["Sooner"], start=NOW + HOUR),
                EventRow(id="later", title="Later", aliases=[], start=NOW + 48 * HOUR, audience="staff"),
            ]
        )
    return database


def test_a_partner_comes_with_its_networks(filled: Database) -> None:
    with filled.read() as tx:
        records = StoredRecords(tx)
        assert records.get("partner", "harbour", GUEST) == Partner(
            "harbour", "Harbour Voices", ("HV",), region="South West", networks=("Coast network",)
        )
        assert [partner.id for partner in records.partners(GUEST, network="coast")] == ["harbour"]


def test_a_taskgroup_comes_with_its_steps_reports_and_members(filled: Database) -> None:
    with filled.read() as tx:
        assert StoredRecords(tx).get("taskgroup", "falls", GUEST) == Taskgroup(
            "falls",
            "Falls",
            lead="Jo Reed",
            lead_email="Jo@example.org",
            members=("Al", "Jo Reed"),
            milestones=(Milestone("Draft", NOW.date(), done=True),),
            reports=(Report("Falls report", NOW.date()),),
        )


def test_a_person_comes_with_partner_roles_and_what_they_lead(filled: Database) -> None:
    with filled.read() as tx:
        assert StoredRecords(tx).people(MEMBER, role="champion") == [
            Contact(
                "jo",
                "Jo Reed",
                partner="Harbour Voices",
                job="Nurse",
                roles=("champion",),
                leads=("Falls",),
                partner_region="South West",
            )
        ]


def test_an_event_comes_with_its_taskgroups_name(filled: Database) -> None:
    with filled.read() as tx:
        found = StoredRecords(tx).get("event", "on", GUEST)
    assert isinstance(found, CoalitionEvent)
    assert (found.taskgroup, found.start, found.zone) == ("Falls", NOW - HOUR, "Europe/London")


def test_events_that_overlap_the_range_in_order(filled: Database) -> None:
    with filled.read() as tx:
        records = StoredRecords(tx)
        assert [event.id for event in records.events(STAFF, NOW)] == ["on", "soon", "later"]
        assert [event.id for event in records.events(STAFF, NOW, NOW + 2 * HOUR)] == ["on", "soon"]
        assert [event.id for event in records.events(GUEST, NOW, taskgroup="falls")] == ["on"]


def test_what_a_viewer_may_not_see_is_nowhere(filled: Database) -> None:
    with filled.read() as tx:
        records = StoredRecords(tx)
        assert [partner.id for partner in records.partners(GUEST)] == ["harbour"]
        assert [partner.id for partner in records.partners(MEMBER)] == ["harbour", "hill"]
        assert [group.id for group in records.taskgroups(MEMBER)] == ["falls"]
        assert records.get("taskgroup", "inner", MEMBER) is None
        assert records.people(GUEST) == []
        guest_names = {name.id for name in records.names(GUEST)}
        assert guest_names == {"harbour", "coast", "falls", "past", "on", "soon"}
        assert {name.id for name in records.names(STAFF)} == guest_names | {"hill", "inner", "jo", "later"}


def test_names_include_aliases(filled: Database) -> None:
    with filled.read() as tx:
        names = {(name.text, name.kind) for name in StoredRecords(tx).names(GUEST)}
    assert {("HV", "partner"), ("Sooner", "event"), ("Coast", "network")} <= names


def test_networks(filled: Database) -> None:
    with filled.read() as tx:
        assert StoredRecords(tx).networks(GUEST) == [Network("coast", "Coast network", ("Coast",), lead="Jo Reed")]


def test_who_sees_what() -> None:
    member = Person("a", "A", partner="hill", grants=frozenset({Grant("member")}), taskgroups=frozenset({"falls"}))
    assert Person("g", "G").sees == GUEST
    assert member.sees.audiences == {"everyone", "members", "partner:hill", "taskgroup:falls"}
    assert Person("s", "S", grants=frozenset({Grant("staff")})).sees == STAFF


def test_names_are_those_of_now_and_the_same_object_while_none_changes(filled: Database) -> None:
    with filled.read() as tx:
        before = StoredRecords(tx).names(GUEST)
        assert StoredRecords(tx).names(GUEST) is before
    with filled.write() as tx:
        tx.get_one(PartnerRow, "harbour").name = "Harbour Speaks"
        tx.get_one(TaskgroupRow, "falls").aliases = ['"Trips", \u00e9tc.']
    with filled.read() as tx:
        texts = {name.text for name in StoredRecords(tx).names(GUEST)}
    assert {"Harbour Speaks", "HV", "Falls", '"Trips", \u00e9tc.', "Sooner"} <= texts
    assert not texts & {"Harbour Voices", "Hill Carers", "Inner circle", ""}


def test_people_of_a_job_are_found_by_its_letters(filled: Database) -> None:
    with filled.read() as tx:
        assert [one.id for one in StoredRecords(tx).people(MEMBER, job="NURS")] == ["jo"]
        assert StoredRecords(tx).people(MEMBER, job="%") == []
