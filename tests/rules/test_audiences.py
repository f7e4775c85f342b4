"""Audiences: what people write is read, bad input gets a sentence, and the query finds whom the words describe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.audiences import (
    Audience,
    BadAudience,
    Both,
    Either,
    Everyone,
    Is,
    Not,
    UnknownAudience,
    parse,
    written,
)
from bot.store import audiences, people
from bot.store.database import Database, Transaction
from bot.store.tables import Base
from bot.store.tables.coalition import PartnerNetworkRow, PartnerRow, PersonNetworkRow, TaskgroupMemberRow
from bot.store.tables.people import PersonRow, RoleRow
from bot.usecases import audience_files
from bot.usecases.example import load_example
from bot.words import words_for
from tests.conftest import NOW


@pytest.mark.parametrize(
    ("text", "audience"),
    [
        ("everyone", Everyone()),
        ("partner:bgs", Is("partner", "bgs")),
        ("Partner:BGS AND NOT role:champion", Both((Is("partner", "BGS"), Not(Is("role", "champion"))))),
        ("network:x or taskgroup:y", Either((Is("network", "x"), Is("taskgroup", "y")))),
        (
            "region:a or region:b and role:member",
            Either((Is("region", "a"), Both((Is("region", "b"), Is("role", "member"))))),
        ),
        (
            "(region:a or region:b) and role:member",
            Both((Either((Is("region", "a"), Is("region", "b"))), Is("role", "member"))),
        ),
        ('partner:"Health and Care"', Is("partner", "Health and Care")),
        ("partner:Marrowmere Hospice or everyone", Either((Is("partner", "Marrowmere Hospice"), Everyone()))),
        ("partner: bridge", Is("partner", "bridge")),
        ("not not everyone", Everyone()),
        ("language:cy", Is("language", "cy")),
        ("champion:co-production", Is("champion", "co-production")),
        ("Ann@Example.org", Is("person", "ann@example.org")),
        (
            " ann@example.org;bob@example.org,\n ann@example.org ",
            Either((Is("person", "ann@example.org"), Is("person", "bob@example.org"))),
        ),
    ],
)
def test_what_people_write_is_read(text: str, audience: Audience) -> None:
    assert parse(text) == audience


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Write who it is for"),
        ("   ", "Write who it is for"),
        ("everybody", 'Did you mean "everyone"?'),
        ("partnr:bgs", 'Did you mean "partner:"?'),
        ("partner:", "a name is missing"),
        ("bristol", "Write everyone, or one of"),
        ("partner:a and", 'After "and" something is missing'),
        ("partner:a and or partner:b", 'After "and" something is missing'),
        ("(partner:a", "put ) where it ends"),
        ("partner:a)", "without its ("),
        ("partner:a role:b", "write and or or"),
        ('partner:"a', "quotation mark is open"),
        ("(" * 30 + "everyone" + ")" * 30, "At most 20 brackets"),
        (" or ".join(["everyone"] * 150), "at most 200 parts"),
        ("x" * 3000, "at most 2000 characters"),
        (", ".join(f"person{n}@example.org" for n in range(120)), "Save a longer list under a name"),
        ("ann@example.org, bob@exa_mple..org", '"bob@exa_mple..org" is no e-mail address.'),
    ],
)
def test_bad_input_gets_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(BadAudience) as refused:
        parse(text)
    assert sentence in str(refused.value)


@given(st.text(alphabet="ab:\"() andorteveryone'\n", max_size=60) | st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        audience = parse(text)
    except BadAudience:
        return
    assert parse(written(audience)) == audience


def test_counting_is_the_same_on_both_databases(database: Database) -> None:
    load_example(database, NOW)
    with database.write() as tx:
        for text, expected in (
            ("everyone", 20),
            ("partner:Bridge", 3),
            ("language:cy", 2),
            ("role:champion", 4),
            ("champion:Co-production", 1),
            ("not role:staff and region:Bristol and not partner:bridge", 5),
            ("person:hana-brightwater or person:Nell Oakhanger", 2),
            ("Hana.Brightwater@example.org, nell.oakhanger@example.org", 2),
        ):
            audience = audiences.read(tx, text)
            assert (text, audiences.count(tx, audience)) == (text, expected)
            assert len(audiences.people_in(tx, audience)) == expected


def test_never_the_stopped_and_never_guests(database: Database) -> None:
    load_example(database, NOW)
    with database.write() as tx:
        tx.add(PersonRow(id="guest-1", name="Somebody", created=NOW))
        people.stop(tx, "hana-brightwater", stopped=True)
        found = audiences.people_in(tx, parse("everyone or person:hana-brightwater"))
        assert "guest-1" not in found
        assert "hana-brightwater" not in found
        assert found == sorted(found)
        assert "hana-brightwater" not in audiences.people_in(tx, parse("not partner:bridge"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("partner:Brige", 'There is no partner "Brige". Did you mean "Bridge"?'),
        ("network:zzzz", 'There is no network "zzzz". There are: '),
        ("role:zzzz", "There are: champion, member, partner admin, staff and taskgroup lead."),
        ("role:chapion", 'Did you mean "champion"?'),
        ("language:welch", "There is no language"),
        ("saved:board", 'There is no saved "board": none is recorded yet.'),
        ("everyone and not (region:a or partner:Bridge)", 'There is no region "a".'),
        ("region:a or network:zzzz", 'There is no network "zzzz".'),
        ("hana.brightwater@example.org, x@x.example, y@y.example", 'There is no person "y@y.example".'),
    ],
)
def test_unknown_names_are_told_with_the_nearest_right_one(sqlite: Database, text: str, sentence: str) -> None:
    load_example(sqlite, NOW)
    with sqlite.write() as tx, pytest.raises(UnknownAudience) as refused:
        audiences.people_in(tx, parse(text))
    assert sentence in str(refused.value)


def test_saved_audiences_and_lists(sqlite: Database) -> None:
    load_example(sqlite, NOW)
    with sqlite.write() as tx:
        audiences.save(tx, "Welsh readers", "language:cy", "nell-oakhanger", NOW)
        audiences.save_list(tx, "board", ["hana-brightwater", "dev-periwinkle"], "nell-oakhanger", NOW)
        assert audiences.count(tx, parse("saved:welsh readers or saved:board")) == 4
        audiences.save(tx, "itself", "everyone", "nell-oakhanger", NOW)
        audiences.save(tx, "itself", "saved:itself", "nell-oakhanger", NOW)
        with pytest.raises(UnknownAudience, match="contains itself"):
            audiences.count(tx, parse("saved:itself"))
        assert set(audiences.saved(tx)) == {"Welsh readers", "board", "itself"}
        assert audiences.forget(tx, "board")
        assert not audiences.forget(tx, "board")


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Transaction]:
    path: Path = tmp_path_factory.mktemp("audiences")
    database = Database(f"sqlite:///{path}/bot.db")
    Base.metadata.create_all(database.engine)
    load_example(database, NOW)
    with database.read() as tx:
        yield tx
    database.close()


def members(tx: Transaction, one: Is) -> set[str]:
    """Whom a term means, worked out in Python."""
    rows = list(tx.scalars(select(PersonRow)))
    match one.kind:
        case "partner":
            return {row.id for row in rows if row.partner_id == one.value}
        case "language":
            return {row.id for row in rows if row.language == one.value}
        case "region":
            regions = {row.id: row.region for row in tx.scalars(select(PartnerRow))}
            return {row.id for row in rows if (row.region or regions.get(row.partner_id or "")) == one.value}
        case "role":
            return {row.person_id for row in tx.scalars(select(RoleRow)) if row.role == one.value}
        case "taskgroup":
            return {row.person_id for row in tx.scalars(select(TaskgroupMemberRow)) if row.taskgroup_id == one.value}
        case "network":
            partners = {row.partner_id for row in tx.scalars(select(PartnerNetworkRow)) if row.network_id == one.value}
            own = {row.person_id for row in tx.scalars(select(PersonNetworkRow)) if row.network_id == one.value}
            return own | {row.id for row in rows if row.partner_id in partners}
        case _:
            raise AssertionError(one.kind)


def expected(tx: Transaction, audience: Audience, everyone: set[str]) -> set[str]:
    match audience:
        case Everyone():
            return everyone
        case Is():
            return members(tx, audience) & everyone
        case Not(part=part):
            return everyone - expected(tx, part, everyone)
        case Both(parts=parts):
            return set.intersection(*(expected(tx, part, everyone) for part in parts))
        case Either(parts=parts):
            return set.union(*(expected(tx, part, everyone) for part in parts))


TERMS = st.sampled_from(
    [
        Everyone(),
        Is("partner", "bridge"),
        Is("region", "Bristol"),
        Is("region", "national"),
        Is("role", "champion"),
        Is("role", "staff"),
        Is("language", "cy"),
        Is("network", "bristol"),
        Is("network", "lived-experience"),
        Is("taskgroup", "co-production"),
    ]
)
AUDIENCES = st.recursive(
    TERMS,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Both(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Either(tuple(parts))),
    ),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(audience=AUDIENCES)
def test_and_or_not_agree_with_sets(example: Transaction, audience: Audience) -> None:
    everyone = set(example.scalars(select(RoleRow.person_id)))
    wanted = expected(example, audience, everyone)
    assert set(audiences.people_in(example, audience)) == wanted
    assert audiences.count(example, parse(written(audience))) == len(wanted)


WORDS = words_for("en")


def test_a_file_of_addresses_becomes_a_list(sqlite: Database) -> None:
    load_example(sqlite, NOW)
    text = "\ufeffName;E-mail\nHana;Hana.Brightwater@example.org\nX;nobody@example.org\n\nY;no address\nHana;hana.brightwater@example.org"
    with sqlite.write() as tx:
        listed = audience_files.read_csv(tx, text, WORDS)
        assert listed.people == ("hana-brightwater",)
        assert listed.problems == (
            "Line 3: nobody on record has the address nobody@example.org.",
            'Line 5: "no address" is no e-mail address.',
        )
        term = audience_files.save(tx, " Board  2026 ", listed, "nell-oakhanger", WORDS, NOW)
        assert audiences.people_in(tx, parse(term)) == ["hana-brightwater"]
        assert audience_files.read_csv(tx, "dev.periwinkle@example.org\n", WORDS).people == ("dev-periwinkle",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is empty"),
        ("name,partner\nHana,Bridge", "No column is called email; there are: name and partner."),
        ("email\n", "names nobody"),
    ],
)
def test_a_file_that_cannot_be_used_says_why(sqlite: Database, text: str, sentence: str) -> None:
    with sqlite.write() as tx, pytest.raises(audience_files.BadFile, match=sentence):
        audience_files.read_csv(tx, text, WORDS)


@pytest.mark.parametrize("name", ["", "a" * 61, 'x"y', "a:b", "(a)"])
def test_a_list_needs_a_name_that_can_be_written(sqlite: Database, name: str) -> None:
    with sqlite.write() as tx, pytest.raises(audience_files.BadFile, match="Give it a name"):
        audience_files.save(tx, name, audience_files.Listed(("x",), ()), "y", WORDS, NOW)
