from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.events import Profile, Sender
from bot.people import Grant, Viewer
from bot.records import Milestone, Report
from bot.store import library, people
from bot.store.database import Database
from bot.store.importing import Changes
from bot.store.records import StoredRecords
from bot.store.tables.knowledge import PassageRow
from bot.store.tables.people import IdentityRow, PersonRow
from bot.usecases.importing import ImportReport, import_paths, remove_source

TODAY = dt.date(2026, 3, 3)
NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
STAFF = Viewer(everything=True)

FILES = {
    "networks.yaml": "networks:\n- {name: Bristol network, aliases: [Bristol]}\n- name: Coast network\n",
    "partners.csv": "name,aliases,networks\nBridge,BRG,Bristol; Coast network\nLanternwick,,bristol-network\n",
    "taskgroups.yaml": (
        "taskgroups:\n"
        "- name: Mental Health\n"
        "  aliases: [MH]\n"
        "  lead_email: ann@example.org\n"
        "  milestones: [{title: First, due: 2026-04-01}, Second]\n"
        "  reports: [{title: Findings, published: 2026-01-05}]\n"
        "- name: Backlog\n"
    ),
    "people.csv": (
        "name,email,partner,roles,networks,taskgroups\n"
        "Ann Lark,ann@example.org,Bridge,member,Bristol,\n"
        "Ben Finch,ben@example.org,BRG,champion; partner_admin,,MH\n"
        "Cy Wren,,,staff,,\n"
    ),
    "events.yaml": "events:\n- {id: launch, title: Launch, start: 2026-03-10 10:00, taskgroup: MH}\n",
    "faq.yaml": "faq:\n- {question: What it is, answer: A bot.}\n",
    "reports/plan.txt": "Our plan\n\nWe met. We talked. We agreed. We will meet again.\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file of each kind."""
    for name, text in FILES.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(text)
    return tmp_path / "in"


def run(database: Database, *paths: Path, dry_run: bool = False, today: dt.date = TODAY) -> ImportReport:
    return import_paths(paths, database, today=today, dry_run=dry_run)


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


def done(report: ImportReport) -> dict[str, Changes]:
    assert report.problems == ()
    return {kind: changes for kind, changes in report.changes.items() if changes.any}


def version(database: Database) -> int:
    with database.read() as tx:
        return library.version(tx)


def test_a_folder_of_every_kind_is_imported_with_its_references(database: Database, folder: Path) -> None:
    report = run(database, folder)
    assert done(report) == {
        "networks": Changes(added=2),
        "partners": Changes(added=2),
        "taskgroups": Changes(added=2),
        "people": Changes(added=3),
        "events": Changes(added=1),
        "documents": Changes(added=1),
        "FAQ": Changes(added=1),
    }
    with database.read() as tx:
        records = StoredRecords(tx)
        assert [p.name for p in records.partners(STAFF, network="bristol-network")] == ["Bridge", "Lanternwick"]
        group = records.taskgroups(STAFF)[1]
        assert (group.lead, group.members) == ("Ann Lark", ("Ann Lark", "Ben Finch"))
        assert group.milestones == (Milestone("First", dt.date(2026, 4, 1)), Milestone("Second"))
        assert group.reports == (Report("Findings", published=dt.date(2026, 1, 5)),)
        [event] = records.events(STAFF, NOW)
        assert (event.title, event.taskgroup) == ("Launch", "Mental Health")
        assert [d.id for d in library.documents(tx)] == ["reports/plan.txt"]
        assert next(p.text for p in library.passages(tx)).startswith("Our plan")
        ann, ben = people.find(tx, "ann-lark"), people.find(tx, "ben-finch")
        assert ann is not None
        assert ben is not None
        assert ann.grants == {Grant("member"), Grant("taskgroup_lead", "mental-health")}
        assert ben.grants == {Grant("champion"), Grant("partner_admin", "bridge")}
        assert (ann.partner, ann.taskgroups, ben.taskgroups) == ("bridge", {"mental-health"}, {"mental-health"})


def test_the_same_files_twice_change_nothing(database: Database, folder: Path) -> None:
    run(database, folder)
    before = version(database)
    report = run(database, folder)
    assert done(report) == {}
    assert {kind: changes.unchanged for kind, changes in report.changes.items()} == {
        "networks": 2,
        "partners": 2,
        "taskgroups": 2,
        "people": 3,
        "events": 1,
        "documents": 1,
        "FAQ": 1,
    }
    assert version(database) == before


@pytest.mark.parametrize(
    ("name", "before", "after", "kind", "expected"),
    [
        ("networks.yaml", "name: Coast network", "{name: Coast network, lead: Ann}", "networks", Changes(updated=1)),
        ("partners.csv", "Bristol; Coast network", "Bristol", "partners", Changes(updated=1)),
        ("partners.csv", "Lanternwick,,bristol-network\n", "", "partners", Changes(removed=1)),
        ("taskgroups.yaml", ", Second]", "]", "taskgroups", Changes(updated=1)),
        ("taskgroups.yaml", "- name: Backlog\n", "- name: Equity\n", "taskgroups", Changes(added=1, removed=1)),
        ("people.csv", "champion; partner_admin", "champion", "people", Changes(updated=1)),
        ("people.csv", "Cy Wren,,,staff,,\n", "", "people", Changes(removed=1)),
        ("events.yaml", "10:00", "11:00", "events", Changes(updated=1)),
        ("faq.yaml", "A bot.", "A good bot.", "FAQ", Changes(updated=1)),
        ("reports/plan.txt", "We talked.", "We listened.", "documents", Changes(updated=1)),
    ],
)
def test_a_changed_file_updates_what_came_from_it(
    database: Database, folder: Path, name: str, before: str, after: str, kind: str, expected: Changes
) -> None:
    run(database, folder)
    known = version(database)
    change(folder / name, before, after)
    assert done(run(database, folder)) == {
        kind: Changes(expected.added, expected.updated, _same(kind, expected), expected.removed)
    }
    assert version(database) > known
    assert done(run(database, folder)) == {}


def _same(kind: str, expected: Changes) -> int:
    rows = {"networks": 2, "partners": 2, "taskgroups": 2, "people": 3, "events": 1, "documents": 1, "FAQ": 1}[kind]
    return rows - expected.updated - expected.removed


def test_a_dry_run_tells_the_same_and_changes_nothing(database: Database, folder: Path) -> None:
    dry = run(database, folder, dry_run=True)
    assert version(database) == 0
    with database.read() as tx:
        assert list(StoredRecords(tx).names(STAFF)) == []
    assert dry.changes == run(database, folder).changes
    assert dry.lines()[0] == "networks: 2 would be added, 0 would be updated, 0 unchanged, 0 would be removed"


def test_unknown_references_are_named_with_the_nearest_and_the_record_is_kept(database: Database, folder: Path) -> None:
    change(folder / "partners.csv", "bristol-network", "Bristle")
    change(folder / "taskgroups.yaml", "ann@", "anne@")
    change(folder / "people.csv", ",MH", ",Mental Helth")
    report = run(database, folder)
    assert [str(problem) for problem in report.problems] == [
        "partners.csv:3: networks: unknown network 'Bristle', did you mean 'Bristol'?",
        "people.csv:3: taskgroups: unknown taskgroup 'Mental Helth', did you mean 'Mental Health'?",
        "taskgroups.yaml:2: lead_email: unknown person 'anne@example.org', did you mean 'ann@example.org'?",
    ]
    assert report.changes["partners"] == Changes(added=2)
    assert report.changes["people"] == Changes(added=3)


def test_an_unknown_audience_leaves_the_record_out(database: Database, folder: Path) -> None:
    change(folder / "events.yaml", "taskgroup: MH", "audience: 'partner:Brigde'")
    report = run(database, folder)
    assert [str(p) for p in report.problems] == [
        "events.yaml:2: left out, audience: unknown partner 'Brigde', did you mean 'Bridge'?"
    ]
    assert report.changes["events"] == Changes()


def test_a_file_with_an_unreadable_record_removes_nothing(database: Database, folder: Path) -> None:
    run(database, folder)
    (folder / "partners.csv").write_text("name,aliases\n,BRG\n")
    report = run(database, folder)
    assert [problem.line for problem in report.problems] == [2]
    assert report.changes["partners"] == Changes()
    (folder / "partners.csv").write_text("name,aliases\n")
    report = run(database, folder)
    assert [problem.reason for problem in report.problems] == ["holds no records: nothing is changed"]
    with database.read() as tx:
        assert len(StoredRecords(tx).partners(STAFF)) == 2


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


def test_a_record_that_moves_to_another_file_keeps_what_refers_to_it(database: Database, folder: Path) -> None:
    run(database, folder)
    change(folder / "partners.csv", "Bridge,BRG,Bristol; Coast network\n", "")
    (folder / "more-partners.csv").write_text("name,aliases,networks\nBridge,BRG,Bristol; Coast network\n")
    report = run(database, folder)
    assert report.problems == ()
    assert report.changes["partners"] == Changes(updated=1, unchanged=1)
    with database.read() as tx:
        ann = people.find(tx, "ann-lark")
        assert ann is not None
        assert ann.partner == "bridge"


def test_one_id_in_two_files_is_named(database: Database, folder: Path) -> None:
    (folder / "zz-partners.csv").write_text("name\nBridge\n")
    [problem] = run(database, folder).problems
    assert str(problem) == "zz-partners.csv:2: left out, 'bridge' stands already in partners.csv:2"


def test_old_occurrences_of_a_calendar_stay_and_cancelled_ones_go(database: Database, tmp_path: Path) -> None:
    diary = tmp_path / "diary.ics"
    diary.write_text(
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:s\nSUMMARY:Steering\nDTSTART:20260105T100000Z\n"
        "RRULE:FREQ=MONTHLY;BYDAY=1MO;UNTIL=20260630T000000Z\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert run(database, diary).changes["events"] == Changes(added=5)
    change(diary, "END:VEVENT", "EXDATE:20260601T100000Z\nEND:VEVENT")
    later = run(database, diary, today=dt.date(2026, 4, 20))
    assert later.changes["events"] == Changes(unchanged=2, removed=1)
    with database.read() as tx:
        start = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
        assert [event.id for event in StoredRecords(tx).events(STAFF, start)] == [
            "s#2026-02-02",
            "s#2026-03-02",
            "s#2026-04-06",
            "s#2026-05-04",
        ]


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


def test_long_work_tells_how_far_it_is(database: Database, tmp_path: Path) -> None:
    rows = "".join(f"Question {n}?,Answer {n}.\n" for n in range(2500))
    (tmp_path / "faq.csv").write_text(f"question,answer\n{rows}")
    told: list[str] = []
    report = import_paths([tmp_path / "faq.csv"], database, today=TODAY, progress=told.append)
    assert report.changes["FAQ"] == Changes(added=2500)
    assert told == [
        "faq.csv: reading",
        "faq.csv: 1000 of 2500 FAQ",
        "faq.csv: 2000 of 2500 FAQ",
        "faq.csv: 2500 of 2500 FAQ",
    ]


def test_what_is_not_there_or_not_readable_is_named(database: Database, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "photo.jpeg").write_bytes(b"\xff\xd8\xff")
    (tmp_path / "a" / ".hidden").write_bytes(b"x")
    report = run(database, tmp_path / "a", tmp_path / "gone.csv")
    assert [str(problem).split(":")[0] for problem in report.problems] == ["photo.jpeg", "gone.csv"]
    assert report.problems[1].reason == "cannot be opened: No such file or directory"
    assert report.lines() == ["Nothing was found to import."]


def test_the_real_documents_import_once_and_are_cut_into_passages(database: Database, shared: Path) -> None:
    assert done(run(database, shared / "seeds")) == {"documents": Changes(added=5)}
    assert done(run(database, shared / "seeds")) == {}
    with database.read() as tx:
        texts = dict.fromkeys((d.id for d in library.documents(tx)), 0)
        for passage in library.passages(tx):
            texts[passage.document] += 1
    assert len(texts) == 5
    assert all(count >= 3 for count in texts.values())
