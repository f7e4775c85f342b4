"""The first, the last, the most; reports and milestones by their title."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from bot.records import CoalitionEvent, Network, Partner, Record, Report, Taskgroup
from tests.conftest import NOW
from tests.rules.coalition import Coalition, example
from tests.rules.test_answers_records import say

DAY = dt.date(2021, 5, 1)


def only(*records: Record) -> Coalition:
    return Coalition(records)


@pytest.mark.parametrize(
    ("question", "told", "source"),
    [
        ("which partner joined most recently?", "Samphire Housing has been a partner since 1 June 2022.", "samphire-housing"),
        ("who is our newest partner", "Samphire Housing has been a partner since 1 June 2022.", "samphire-housing"),
        ("who joined last?", "Samphire Housing has been a partner since 1 June 2022.", "samphire-housing"),
        ("which organisation in Bristol joined last", "Marrowmere Hospice", "marrowmere-hospice"),
        ("the oldest charity", "Bridge has been a partner since 20 November 2020.", "bridge"),
        ("what is the newest taskgroup?", "Digital Channel Shift started on 3 December 2025.", "digital-channel-shift"),
        ("which taskgroup has the most members?", "Co-production: 2 members.", "co-production"),
        ("which network has the largest number of partners?", "Imagined Coast network: 6 partners.", "imagined-coast"),
        ("which network has the most partners?", "Imagined Coast network: 6 partners.", "imagined-coast"),
        ("what is the smallest network", "Lived Experience network: 2 partners.", "lived-experience"),
        ("which event has the most places", "Annual conference: 300 places.", "annual-conference"),
        ("what is the first event in April", "Partner event is on Sunday 12 April 2026", "partner-event"),
        ("which is the last event in April", "Lived experience day is on Monday 20 April 2026", "lived-experience-day"),
        ("what's the latest report?", "What we heard (published 10 February 2026)", "mental-health"),
        ("what's the next deadline?", "Report agreed with partners (due 24 March 2026)", "health-equity"),
    ],
)  # fmt: skip
def test_the_one_that_is_asked_for(question: str, told: str, source: str) -> None:
    found = say(question)
    assert (found.kind, found.items) == ("answer", ())
    assert told in found.text
    assert [one.document for one in found.sources] == [source]


@pytest.mark.parametrize(
    ("question", "lead", "names"),
    [
        (
            "who has been with us longest?",
            "These are level: 1 September 2020.",
            {
                "Imagined Coast Integrated Care System", "Lanternwick Teaching Hospitals", "The People's Panel",
                "Imaginary College of Community Nursing",
            },
        ),
        (
            "longest running taskgroup",
            "These are level: 3 January 2025. This is recorded for 5 of 6 taskgroups.",
            {"Health Equity", "Treatment Backlog"},
        ),
    ],
)  # fmt: skip
def test_all_that_are_level_are_told(question: str, lead: str, names: set[str]) -> None:
    found = say(question)
    assert found.lead == lead
    assert {title for title, _, _ in found.items} == names
    assert len(found.sources) == len(names)


@pytest.mark.parametrize(
    ("question", "records"),
    [
        ("which partner joined first?", only(Partner("a", "Ann's"), Partner("b", "Bee's"))),
        ("what is the oldest taskgroup?", only(Taskgroup("a", "Ash"), Taskgroup("b", "Birch"))),
        ("which taskgroup has the fewest members?", only(Taskgroup("a", "Ash"), Taskgroup("b", "Birch"))),
        ("which network has the fewest partners?", only(Network("a", "Ash"), Partner("b", "Bee's"))),
        ("which partner is in the most networks?", only(Partner("a", "Ann's"))),
        ("which partner has the most champions?", only(Partner("a", "Ann's"))),
        ("which event has the most places?", only(CoalitionEvent("a", "Ash fair", NOW + dt.timedelta(days=9)))),
        ("what is the latest report?", only(Taskgroup("a", "Ash", reports=(Report("Ash report"),)))),
        ("which is the biggest partner?", only(Partner("a", "Ann's", joined=DAY))),
        ("which is the oldest network?", only(Network("a", "Ash"))),
        ("what was the last event?", only(CoalitionEvent("a", "Ash fair", NOW + dt.timedelta(days=9)))),
    ],
)
def test_nothing_is_told_from_what_nobody_recorded(question: str, records: Coalition) -> None:
    found = say(question, records=records)
    assert found.kind == "unknown"
    assert found.text == "Nothing that fits is recorded, or may be shown to you. Shall I ask the team?"


def test_what_is_not_recorded_is_left_out_and_said_to_be() -> None:
    records = only(
        Partner("a", "Ann's", joined=DAY), Partner("b", "Bee's"), Partner("c", "Cee's", joined=dt.date(2022, 1, 1))
    )
    told = say("which partner joined first?", records=records).text
    assert told == "Ann's has been a partner since 1 May 2021. This is recorded for 2 of 3 partners."


def test_the_last_event_is_the_last_that_is_over() -> None:
    days = (-800, -40, -2, 3)
    events = [CoalitionEvent(f"e{day}", f"Ash fair {day}", NOW + dt.timedelta(days=day)) for day in days]
    assert "Ash fair -2 was on Sunday 1 March 2026" in say("the last event we had", records=only(*events)).text
    assert "Ash fair -800 was on" in say("when was the most recent meeting?", records=only(events[0])).text


def test_so_many_of_them_are_told_in_order_with_those_that_are_level() -> None:
    days = (-40, -9, -2, 3)
    events = only(*(CoalitionEvent(f"e{day}", f"Ash fair {day}", NOW + dt.timedelta(days=day)) for day in days))
    found = say("the last two events", records=events)
    assert (found.lead, [title for title, _, _ in found.items]) == ("In order:", ["Ash fair -2", "Ash fair -9"])
    newest = say("who are the three newest partners?")
    assert [title for title, _, _ in newest.items] == ["Samphire Housing", "Pebblebank Practices", "Marrowmere Hospice"]
    assert len(say("the first 2 partners to join").items) == 4
    coming = ["Open lunch for new partners", "Health Equity taskgroup meeting", "Champions' circle"]
    assert [title for title, _, _ in say("what are the next three events?").items] == coming
    assert [title for title, _, _ in say("the next two deadlines").items] == ["Health Equity", "Mental Health"]


def test_who_may_not_see_a_record_is_not_told_of_it() -> None:
    everybodys, staffs = (
        Partner("a", "Ann's", joined=DAY),
        Partner("b", "Bee's", joined=dt.date(2022, 1, 1), audience="staff"),
    )
    assert "Ann's" in say("which partner joined last?", records=only(everybodys, staffs)).text


@pytest.mark.parametrize(
    "question",
    ["what was discussed at the last meeting", "who was the first chair of the coalition", "newest partner in Wales"],
)
def test_what_asks_more_is_not_answered_by_half(question: str) -> None:
    assert say(question).kind in {"unknown", "suggestions"}


@pytest.mark.parametrize(
    ("history", "question", "told"),
    [
        (["which partners are in the Digital Inclusion network?"], "which of them joined first?", "Saltmarsh"),
        (["list the networks"], "which is the biggest?", "Imagined Coast network"),
        (["what is the newest taskgroup?"], "and the oldest?", "Treatment Backlog"),
        (["which taskgroups are active?"], "which one started first?", "Co-production started on 3 July 2025"),
        (["what is the newest taskgroup?"], "who leads it?", "Kofi Netherby-Shaw leads Digital Channel Shift"),
        (["what is on in April?"], "which of them has the most places?", "Partner event: 120 places"),
        (["what is the last event in April?"], "and in March?", "Digital skills workshop is on Tuesday 24 March"),
    ],
)
def test_it_goes_on_with_what_was_listed(history: list[str], question: str, told: str) -> None:
    assert told in say(question, *history).text


@pytest.mark.parametrize(
    ("question", "told", "link"),
    [
        ("where do I find the what we heard report", "Mental Health: What we heard (published 10 February 2026)", "what-we-heard"),
        ("can I read What we heard?", "Mental Health: What we heard (published 10 February 2026)", "what-we-heard"),
        ("has the waiting-well guide been finished?", "Treatment Backlog: Waiting-well guide (done)", ""),
        ("when is the survey of people who do not go online due?", "(due 14 April 2026)", ""),
        ("when will the draft of shared standards be ready", "Mental Health: Draft of shared standards (due 7 April 2026)", ""),
    ],
)  # fmt: skip
def test_a_report_or_milestone_is_found_by_its_title(question: str, told: str, link: str) -> None:
    found = say(question)
    assert found.kind == "answer"
    assert told in found.text
    assert link in (found.sources[0].link or "")


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("what is the link to the ash report", "Link"),
        ("when is the ash report due", "When"),
        ("is the ash report out", "When"),
    ],
)
def test_of_a_report_too_nothing_is_told_that_is_not_recorded(question: str, field: str) -> None:
    found = say(question, records=only(Taskgroup("a", "Thicket", reports=(Report("Ash report"),))))
    assert found.kind == "unknown"
    assert found.text == f"For Ash report this is not recorded: {field}. Shall I ask the team?"


def test_where_a_published_report_is_that_has_no_link_is_not_recorded() -> None:
    records = only(
        Taskgroup("a", "Thicket", link="https://example.org", reports=(Report("Ash report", published=DAY),))
    )
    assert say("where can I read the ash report?", records=records).text.startswith(
        "For Ash report this is not recorded: Link."
    )
    assert "published 1 May 2021" in say("is the ash report out?", records=records).text


def test_what_else_is_asked_of_a_report_is_not_answered_by_its_date() -> None:
    assert say("who wrote the what we heard report").kind != "answer"
    group = next(one for one in example().everything if one.id == "mental-health")
    assert isinstance(group, Taskgroup)
    untitled = replace(group, reports=(Report("Heard", published=DAY),))
    assert "Heard (published" not in say("who published what was heard in the news", records=only(untitled)).text
