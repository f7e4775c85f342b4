from __future__ import annotations

import datetime as dt

import pytest

from bot.knowledge.documents import Faq
from bot.knowledge.importers import read_bytes
from bot.knowledge.importers.reading import Context, Reading
from bot.members import Member
from bot.people import Grant
from bot.records import CoalitionEvent, Milestone, Network, Partner, Taskgroup

TODAY = dt.date(2026, 3, 3)


def read(name: str, content: str | bytes) -> Reading:
    return read_bytes(content.encode() if isinstance(content, str) else content, Context(name, TODAY))


def entries(reading: Reading) -> list[object]:
    assert not reading.problems
    return [item.entry for item in reading.items]


PARTNERS = 'name,aliases,joined\n"Saltmarsh, Borough",SBC; Saltmarsh,2020-01-31\nBridge,,\n'


@pytest.mark.parametrize(
    "content",
    [
        PARTNERS.encode(),
        b"\xef\xbb\xbf" + PARTNERS.encode(),
        PARTNERS.replace("\n", "\r\n").encode(),
        PARTNERS.encode("utf-16"),
        b'Name;Also known as;Joined\nSaltmarsh, Borough;"SBC; Saltmarsh";31/01/2020\n\nBridge;;\n',
        b"NAME\tAbbreviations\tJoined\nSaltmarsh, Borough\tSBC|Saltmarsh\t31 January 2020\nBridge\t\t\n",
    ],
)
def test_partners_are_read_however_a_spreadsheet_exports_them(content: bytes) -> None:
    assert entries(read("partners.csv", content)) == [
        Partner(
            "saltmarsh-borough",
            "Saltmarsh, Borough",
            ("SBC", "Saltmarsh"),
            joined=dt.date(2020, 1, 31),
            source="partners.csv",
        ),
        Partner("bridge", "Bridge", source="partners.csv"),
    ]


def test_windows_encoding_is_read() -> None:
    reading = read("partners.csv", "name;about\nCafé Gwŷn;x\n".replace("ŷ", "ÿ").encode("cp1252"))
    assert [item.entry.name for item in reading.items if isinstance(item.entry, Partner)] == ["Café Gwÿn"]


def test_people_are_read_with_roles_and_what_they_are_for() -> None:
    content = (
        "id,name,e-mail,organisation,roles,networks\n"
        "hana,Hana Lark,HANA@example.org,Bridge,champion; taskgroup lead: Mental Health,Bristol|Coast\n"
        ",Sam Finch,,,,\n"
    )
    assert entries(read("members.csv", content)) == [
        Member(
            "hana",
            "Hana Lark",
            email="hana@example.org",
            partner="Bridge",
            roles=(Grant("champion"), Grant("taskgroup_lead", "Mental Health")),
            networks=("Bristol", "Coast"),
            source="members.csv",
        ),
        Member("sam-finch", "Sam Finch", given=False, roles=(Grant("member"),), source="members.csv"),
    ]


def test_cells_that_look_like_formulas_are_just_text() -> None:
    [entry] = entries(read("partners.csv", 'name,about\n=cmd|calc,"=HYPERLINK(""x"")"\n'))
    assert isinstance(entry, Partner)
    assert (entry.name, entry.about) == ("=cmd|calc", '=HYPERLINK("x")')


def test_every_bad_row_is_named_with_its_line_and_the_good_ones_are_kept() -> None:
    reading = read(
        "people.csv",
        'name,email,partner\n"Ann\nLark",ann@example.org,\n,nobody@example.org,\nBen,ben at example.org,\nCy,cy@example.org,a,b,c\n'
        "Dee,dee@example.org,Bridge\n",
    )
    assert [item.entry.name for item in reading.items if isinstance(item.entry, Member)] == ["Ann\nLark", "Ben", "Dee"]
    assert [(problem.line, problem.lost) for problem in reading.problems] == [(4, True), (5, False), (6, True)]
    assert [str(problem).split(" ", 1)[0] for problem in reading.problems] == [
        "people.csv:4:",
        "people.csv:5:",
        "people.csv:6:",
    ]
    assert "it has no name" in reading.problems[0].reason
    assert "'ben at example.org' is not an e-mail address" in reading.problems[1].reason
    assert "5 values under 3 columns" in reading.problems[2].reason


def test_a_misspelt_column_is_named_with_the_nearest_and_the_rest_is_read() -> None:
    reading = read("people.csv", "name,emial\nAnn,ann@example.org\n")
    assert len(reading.items) == 1
    assert reading.problems[0].reason.startswith("column unknown: 'emial', did you mean 'email'?")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.csv", "naem,emial\na,b\n", "unknown columns: 'naem', did you mean 'name'?"),
        ("x.csv", "foo,bar\na,b\n", "Accepted are, for people: id,"),
        ("x.csv", "name\nBridge\n", "these columns fit networks or partners or taskgroups or people: name the file"),
        ("x.csv", '""\n', "Accepted are"),
        ("x.csv", "", "is empty"),
        ("x.csv", "\n \n", "is empty"),
        ("x.csv", b"\x00\x01\x02" * 50, "holds binary data"),
        ("x.csv", b"PK\x03\x04rest", "is not text but a zip archive"),
        ("x.yaml", "taskgroup:\n- name: x\n", "unknown: 'taskgroup', did you mean 'taskgroups'?"),
        ("x.yaml", "- name: x\n", "expected one of the keys networks, partners, taskgroups, people, events, faq"),
        ("x.yaml", "events: [\n", "not valid YAML"),
        ("x.yaml", "a: &a [1]\nb: [*a, *a]\n", "aliases (*name) are not accepted"),
        ("x.yaml", "[" * 100_000, "more than 12 levels deep"),
        ("x.yaml", "faq: []\nfaq: []\n", "the key 'faq' stands twice, first on line 1"),
        ("x.xlsx", "x", "files that end in .xlsx are not read"),
        ("x", "x", "files that end in nothing are not read; accepted are .csv"),
        ("x" * 200 + ".csv", "name", "its path is longer than 190"),
        ("x.yaml", "#" * 2_000_001, "is larger than 2 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_clear_problem(name: str, content: str | bytes, reason: str) -> None:
    reading = read(name, content)
    assert not reading.items
    assert len(reading.problems) == 1
    assert reason in reading.problems[0].reason
    assert reading.problems[0].file == name


def test_yaml_values_stay_as_they_are_written() -> None:
    reading = read(
        "all.yml",
        "taskgroups:\n"
        "  - name: No\n"
        "    aliases: [on, 12, 2026-01-01]\n"
        "    lead: ~\n"
        "    started: 2025-05-01\n"
        "    milestones:\n"
        "      - {title: First, due: in 2 days, done: yes}\n"
        "      - Second\n"
        "networks:\n"
        "  - name: Coast\n",
    )
    assert entries(reading) == [
        Network("coast", "Coast", source="all.yml"),
        Taskgroup(
            "no",
            "No",
            ("on", "12", "2026-01-01"),
            started=dt.date(2025, 5, 1),
            milestones=(Milestone("First", dt.date(2026, 3, 5), done=True), Milestone("Second")),
            source="all.yml",
        ),
    ]


def test_yaml_problems_name_the_line_of_the_value() -> None:
    reading = read(
        "t.yaml",
        "taskgroups:\n"
        "  - name: A\n"
        "    purpsoe: x\n"
        "    started: yesterday-ish\n"
        "    members: [a@example.org]\n"
        "    milestones:\n"
        "      - {titel: y}\n"
        "  - just text\n"
        "  - purpose: none\n"
        "  - name: B\n"
        "    audience: partners\n",
    )
    assert [item.entry.id for item in reading.items] == ["a"]
    assert [(problem.line, problem.reason[:40]) for problem in reading.problems] == [
        (3, "unknown: 'purpsoe', did you mean 'purpos"),
        (4, "started: 'yesterday-ish' is not a date: "),
        (5, "members: expected names; people join a t"),
        (6, "milestones: line 7: unknown: 'titel', di"),
        (8, "taskgroups: expected keys and values suc"),
        (9, "left out, it has no name"),
        (11, "left out, audience: 'partners' is not kn"),
    ]


def test_events_are_read_with_their_times() -> None:
    reading = read(
        "e.yaml",
        "events:\n"
        "  - {title: Launch, start: 2026-06-12 10:00, end: 12:30, format: In-person, capacity: 40}\n"
        "  - {title: Week, start: 2026-06-15, end: 2026-06-19}\n"
        "  - {id: call, title: Call, start: next week tuesday 10:00, zone: Europe/Paris}\n"
        "  - {title: Wrong, start: 2026-06-12 10:00, end: 9:00}\n"
        "  - {title: Never, start: whenever}\n",
    )
    utc = dt.datetime.fromisoformat
    assert [item.entry for item in reading.items] == [
        CoalitionEvent(
            "launch-2026-06-12",
            "Launch",
            utc("2026-06-12T09:00Z"),
            utc("2026-06-12T11:30Z"),
            format="in person",
            capacity=40,
            source="e.yaml",
        ),
        CoalitionEvent(
            "week-2026-06-15",
            "Week",
            utc("2026-06-14T23:00Z"),
            utc("2026-06-19T23:00Z"),
            all_day=True,
            source="e.yaml",
        ),
        CoalitionEvent("call", "Call", utc("2026-03-10T09:00Z"), zone="Europe/Paris", source="e.yaml"),
    ]
    assert [problem.line for problem in reading.problems] == [5, 6]
    assert "is not after the start" in reading.problems[0].reason


def test_questions_and_answers_are_read_from_yaml_and_csv() -> None:
    expected = Faq("what-is-it", "What is it?", "A bot.", ("Who?",), source="f.yaml")
    assert entries(read("f.yaml", "faq:\n- question: What is it?\n  answer: A bot.\n  phrasings: Who?\n")) == [expected]
    [from_csv] = entries(read("f.csv", "question,answer,phrasings\nWhat is it?,A bot.,Who?\n"))
    assert isinstance(from_csv, Faq)
    assert from_csv.phrasings == ("Who?",)


def test_broken_csv_keeps_what_came_before() -> None:
    reading = read("partners.csv", "name,about\nBridge,x\nLong," + "y" * 140_000 + "\nLast,z\n")
    assert [item.entry.id for item in reading.items] == ["bridge"]
    assert [problem.line for problem in reading.problems] == [3]
    assert "not valid CSV" in reading.problems[0].reason
