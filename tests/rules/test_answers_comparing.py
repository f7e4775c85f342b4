"""Records compared: side by side, one field of several, and which of them is first or has more."""

from __future__ import annotations

import pytest

from bot.records import CoalitionEvent
from tests.conftest import NOW
from tests.rules.coalition import Coalition
from tests.rules.test_answers_records import say

TWO = "compare the Mental Health and the Health Equity taskgroup"


@pytest.mark.parametrize(
    ("question", "sources"),
    [
        (TWO, ["mental-health", "health-equity"]),
        ("what's the difference between HE and MH?", ["health-equity", "mental-health"]),
        ("how do Mental Health and Co-production differ", ["mental-health", "co-production"]),
        ("Mental Health vs Treatment Backlog", ["mental-health", "treatment-backlog"]),
        ("what do co-pro, MH and DCS have in common?", ["co-production", "mental-health", "digital-channel-shift"]),
        ("compare bridge and samphire housing", ["bridge", "samphire-housing"]),
        ("compare the bristol network with the coast network", ["bristol", "imagined-coast"]),
        ("Compare Farah Wintergreen to Desmond Coralbrook", ["farah-wintergreen", "desmond-coralbrook"]),
        ("compare the partner event and the annual conference", ["partner-event", "annual-conference"]),
    ],
)
def test_side_by_side(question: str, sources: list[str]) -> None:
    found = say(question)
    assert (found.kind, found.lead.endswith(" side by side:")) == ("answer", True), found
    assert [one.document for one in found.sources] == sources


def test_what_is_told_of_each() -> None:
    facts = dict(say("compare co-production with staff well-being").facts)
    assert facts["Lead"] == "Co-production: Bethan Mossgrove; Staff Well-being: not recorded"
    assert facts["Started"] == "Co-production: 3 July 2025; Staff Well-being: not recorded"
    assert dict(say("compare MH with co-production").facts)["Status"] == "active (each)"
    assert "Places" not in dict(say("compare the open lunch and the champions' circle").facts), "recorded of neither"


@pytest.mark.parametrize(
    ("history", "question", "told"),
    [
        ([], "are Mental Health and Health Equity both active?", ["Mental Health, status: active", "Health Equity, status: reporting"]),
        ([], "do MH and co-pro meet on the same day", ["first Tuesday", "second Friday"]),
        ([], "what's the capacity of the annual conference vs the partner event", ["300 places", "120 places"]),
        ([], "who leads MH, HE, TB group and co-pro?", ["Farah", "Desmond", "Ingrid", "Bethan"]),
        ([TWO], "who leads them?", ["Farah", "Desmond"]),
        (["who leads MH and HE?"], "and when do they meet?", ["first Tuesday", "second Wednesday"]),
        (["who leads MH and HE?"], "and Digital Channel Shift?", ["Kofi Netherby-Shaw leads"]),
        (["compare Bridge and Samphire Housing"], "where are they based", ["Bridge, region: Bristol", "Samphire Housing, region: Imagined Coast"]),
        (["who leads MH and co-pro?"], "compare them", ["side by side", "active (each)"]),
    ],
)  # fmt: skip
def test_one_field_of_several(history: list[str], question: str, told: list[str]) -> None:
    found = say(question, *history)
    assert found.kind == "answer"
    assert [part for part in told if part not in found.text] == []


@pytest.mark.parametrize(
    ("history", "question", "lead"),
    [
        ([], "which is older, Mental Health or Health Equity?", "Health Equity started on 3 January 2025."),
        ([], "is Mental Health newer than Health Equity?", "Mental Health started on 3 October 2025."),
        ([], "who joined first, Samphire Housing or Bridge?", "Bridge has been a partner since 20 November 2020."),
        ([], "which comes first, the conference or the partner event", "Partner event is on Sunday 12 April 2026, 09:30 - 16:30."),
        ([], "which is bigger, the partner event or the conference?", "Annual conference: 300 places."),
        ([], "which has more partners, the bristol network or the coast network", "Imagined Coast network: 6 partners."),
        ([], "which started earlier, HE or TB group?", "These are level: 3 January 2025."),
        ([], "which is older, Mental Health or Staff Well-being", "Mental Health started on 3 October 2025. This is recorded for 1 of 2 taskgroups."),
        ([TWO], "which one has been going longer?", "Health Equity started on 3 January 2025."),
        ([TWO], "which of the two is newer", "Mental Health started on 3 October 2025."),
    ],
)  # fmt: skip
def test_which_of_those_named(history: list[str], question: str, lead: str) -> None:
    found = say(question, *history)
    assert (found.kind, found.lead) == ("answer", lead)


def test_a_comparison_with_nothing_to_compare_is_no_superlative() -> None:
    assert "has been a partner since" not in say("are there more partners joining later?").text
    assert say("which one is older?").kind != "answer"


def test_of_one_title_the_next_event_is_compared() -> None:
    known = Coalition((CoalitionEvent("a", "Coffee", NOW.replace(day=1)), CoalitionEvent("b", "Coffee", NOW.replace(day=9)), CoalitionEvent("c", "Cake", NOW.replace(day=8))))  # fmt: skip
    assert [one.document for one in say("compare Coffee and Cake", records=known).sources] == ["b", "c"]
