"""Announcements: what is typed is read, every mistake gets a sentence beside its field, everybody gets their variant."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.announcement_states import MOVES, STATES, possible
from bot.announcements import (
    FIELDS,
    VARIANTS,
    Announcement,
    Wording,
    filled,
    ledger_variant,
    mistimed,
    read,
    variant_for,
)
from bot.words import words_for
from tests.conftest import NOW

WORDS = words_for("en")
GOOD = {"title": "Summer fair", "body": "Come on Friday, {first_name}.", "audience": "everyone"}


def problems(**values: str) -> dict[str, str]:
    one, found = read({**GOOD, **values}, "Europe/London", WORDS)
    return found or mistimed(one, WORDS, NOW)


def test_a_whole_form_is_read() -> None:
    values = {
        **GOOD,
        "title_cy": "Ffair haf",
        "body_cy": "Dewch ddydd Gwener.",
        "body_en_easy": "A fair is on Friday.",
        "when": "local",
        "date": "2026-03-10",
        "time": "9:30",
        "acknowledge": "yes",
        "links": "Map: https://example.org/map\n\nhttps://example.org/fair",
    }
    one, found = read(values, "Europe/London", WORDS)
    assert not found
    assert one.texts["en-easy"] == Wording("Summer fair", "A fair is on Friday.")
    assert one.links == (("Map", "https://example.org/map"), ("https://example.org/fair", "https://example.org/fair"))
    assert one.fields == {"first_name"}
    assert one.acknowledge
    assert not one.urgent
    assert one.wanted("Asia/Tokyo", NOW) == dt.datetime(2026, 3, 10, 0, 30, tzinfo=dt.UTC)
    assert one.launch_at(NOW) == dt.datetime(2026, 3, 9, 19, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"title": ""}, "title", "Give it a title"),
        ({"body": ""}, "body", "Write what you want to tell"),
        ({"title": "", "body": ""}, "title", "Give it a title"),
        ({"body": "Hello {nmae}"}, "body", "There is no field {nmae}. Did you mean {name}?"),
        ({"body": "Hello {zzz}"}, "body", "There are {name}, {first_name}"),
        ({"body": "Hello {name"}, "body", "A curly bracket stands alone"),
        ({"title": "x" * 151}, "title", "This has 151 characters, at most 150 fit."),
        ({"title_cy": "Ffair"}, "body_cy", "Write what you want to tell"),
        ({"links": "the map"}, "links", '"the map" has no web address'),
        ({"links": "x javascript:alert(1)"}, "links", "no web address"),
        ({"links": "\n".join(["https://example.org"] * 9)}, "links", "At most 8 links"),
        ({"when": "moment"}, "date", "year-month-day"),
        ({"when": "moment", "date": "2026-03-10", "time": "25:00"}, "time", "hours and minutes"),
        ({"when": "moment", "date": "2026-03-03", "time": "09:59"}, "date", "Tuesday 3 March 2026, 09:59 is past"),
        ({"when": "local", "date": "2026-03-02", "time": "12:00"}, "date", "is past"),
        ({"when": "moment", "date": "2026-03-29", "time": "01:30"}, "time", "there is no 01:30. Choose 02:30"),
    ],
)
def test_a_mistake_is_told_beside_its_field(values: dict[str, str], field: str, sentence: str) -> None:
    assert sentence in problems(**values).get(field, "")


def test_texts_are_filled_in_without_reading_what_is_filled_in() -> None:
    fields = {"name": "{partner}", "partner": "Bridge"}
    assert filled("Dear { name } of {partner}", fields) == "Dear {partner} of Bridge"


@pytest.mark.parametrize(
    ("language", "easy", "there", "variant"),
    [
        ("cy", False, ("en", "cy"), "cy"),
        ("cy", True, ("en", "cy", "en-easy"), "cy"),
        ("cy", True, ("en", "cy", "en-easy", "cy-easy"), "cy-easy"),
        ("en", True, ("en", "cy"), "en"),
        ("cy", False, ("en", "en-easy"), "en"),
        ("cy", True, ("en", "en-easy"), "en-easy"),
        ("en", False, ("cy",), "cy"),
    ],
)
def test_everybody_gets_their_variant(language: str, easy: bool, there: tuple[str, ...], variant: str) -> None:  # noqa: FBT001
    assert variant_for([one for one in VARIANTS if one in there], language, easy_read=easy) == variant


@given(st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=20)), st.frozensets(st.sampled_from(FIELDS)))
def test_who_sees_the_same_words_shares_a_card(fields: dict[str, str], used: frozenset[str]) -> None:
    mine = ledger_variant("cy-easy", used, fields)
    assert mine.split("-")[0] == "cy"
    others = {**fields, "name": fields.get("name", "") + "x"}
    assert (ledger_variant("cy-easy", used, others) == mine) == ("name" not in used)


@given(st.dictionaries(st.sampled_from(["title", "body", "when", "date", "time", "links", "audience"]), st.text()))
def test_whatever_is_typed_is_read_without_an_exception(values: dict[str, str]) -> None:
    one, found = read(values, "Europe/London", WORDS)
    assert found or one.texts


def test_every_state_but_the_last_can_be_left() -> None:
    ends = {state for state in STATES if not any(possible(state, deed) for deed in MOVES)}
    assert ends == {"withdrawn"}


def test_now_is_now() -> None:
    one = Announcement({"en": Wording("a", "b")})
    assert one.wanted("Asia/Tokyo", NOW) == NOW == one.launch_at(NOW)
