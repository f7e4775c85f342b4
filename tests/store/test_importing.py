from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from bot.people import Grant, Viewer
from bot.records import Milestone, Report
from bot.store import library, people
from bot.store.database import Database
from bot.store.importing import Changes
from bot.store.records import StoredRecords
from bot.usecases.importing import import_paths
from tests.store.importing import TODAY, change, done, run

NOW = dt.datetime(2026, 3, 3, 10, tzinfo=dt.UTC)
STAFF = Viewer(everything=True)


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
