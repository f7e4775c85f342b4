"""Follow-ups on lists: "of them" are those that were listed, "and in June?" keeps what narrowed the list."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.knowledge.answers import CONTEXT, answer
from bot.knowledge.context import MOST, Context
from bot.records import CoalitionEvent, Partner
from bot.words import words_for
from tests.conftest import NOW
from tests.rules.coalition import GUEST, MEMBER, Coalition, library
from tests.rules.test_answers_records import say

ONLINE = "which events are online?"
BRISTOL = "which partners are in the Bristol network?"


@pytest.mark.parametrize(
    ("history", "question", "titles"),
    [
        ([BRISTOL], "which of them are charities?", ["Bridge"]),
        ([BRISTOL], "how many of those are charities?", ["Bridge"]),
        ([BRISTOL], "which are charities?", ["Bridge"]),
        ([BRISTOL, "which of them are charities?"], "and which of those joined in 2020?", ["Bridge"]),
        ([BRISTOL], "which one is a university?", ["Gullhaven University Health Research Unit"]),
        ([BRISTOL], "which of them are in the Digital Inclusion network?", ["Bridge", "Gullhaven University Health Research Unit"]),
        (["which partners are not in the Bristol network?"], "which of them are charities?", ["Tidewell Carers' Voice"]),
        (["which partners joined in 2020?"], "which of them are not in Bristol?", [
            "Imaginary College of Community Nursing", "Imagined Coast Integrated Care System", "Saltmarsh Borough Council",
            "The People's Panel",
        ]),
        ([ONLINE], "which of them are after easter?", ["Partner event", "Annual conference"]),
        ([ONLINE, "which of them are before easter?"], "and after easter?", ["Partner event", "Annual conference"]),
        ([ONLINE], "which are not in person?", [
            "Open lunch for new partners", "Champions' circle", "Mental Health taskgroup meeting",
            "Treatment Backlog taskgroup meeting",
        ]),
        (["what is on this week?"], "which ones are online?", [
            "Open lunch for new partners", "Health Equity taskgroup meeting", "Champions' circle",
        ]),
        (["are there any online events in May?"], "and in June?", ["Annual conference"]),
        (["online events in March"], "and in April?", ["Partner event"]),
        (["online events in March", "and in April?"], "and in June?", ["Annual conference"]),
        (["online events in March"], "in April?", ["Partner event"]),
        (["which events are online this week?"], "and the week after?", ["Mental Health taskgroup meeting"]),
        (["online events in March"], "in person ones", [
            "Health Equity taskgroup meeting", "Bristol network gathering", "Digital skills workshop",
        ]),
        (["which partners joined in 2021?"], "and in 2022?", ["Pebblebank Practices", "Samphire Housing"]),
        (["which charities joined in 2020?"], "and in 2021?", ["Tidewell Carers' Voice"]),
        (["list the taskgroups"], "so there's no event in April?", ["Partner event", "Lived experience day"]),
        (["which events are online in March?"], "sorry, I meant June", ["Annual conference"]),
        (["which events are online in March?"], "oops, april", ["Partner event"]),
        (["which events are in person?"], "just the ones in march", [
            "Health Equity taskgroup meeting", "Bristol network gathering", "Digital skills workshop",
        ]),
        (["list the taskgroups"], "tomorrow?", ["Health Equity taskgroup meeting"]),
        (["what reports are there?"], "which of them are published?", ["Mental Health"]),
        (["what reports are there?"], "which of them are due?", ["Health Equity", "Treatment Backlog"]),
        (["which milestones are due in March?"], "and in April?", ["Digital Channel Shift", "Mental Health"]),
        (["list the champions", "which of them are in Bristol?"], "which of those work for Bridge?", ["Amina Saltworth"]),
        (["which taskgroups are active?"], "who leads them?", ["Co-production", "Digital Channel Shift", "Mental Health"]),
    ],
)  # fmt: skip
def test_a_list_goes_on(history: list[str], question: str, titles: list[str]) -> None:
    found = say(question, *history)
    assert found.kind == "answer"
    assert [title for title, _, _ in found.items] == titles


def test_what_is_asked_of_each_is_told_of_each() -> None:
    found = say("who leads them?", "which taskgroups are active?")
    assert [detail for _, detail, _ in found.items] == ["Bethan Mossgrove", "Kofi Netherby-Shaw", "Farah Wintergreen"]


@pytest.mark.parametrize(
    ("history", "question", "told"),
    [
        ([BRISTOL], "how many is that?", "5 partners."),
        ([BRISTOL], "so that's how many in total", "5 partners."),
        ([BRISTOL, "which of them are charities?"], "how many are those?", "1 partner."),
        (["how many groups are there in total", "how many are reporting"], "how many is that", "2 taskgroups."),
        (["list all taskgroups", "how many of those are active?"], "And in total?", "3 taskgroups."),
        ([ONLINE], "count them please", "7 events."),
        (["online events in March", "and in April?"], "how many is that then?", "1 event, 1 April 2026 to 30 April 2026."),
        ([ONLINE, "which of them are after easter?"], "how many?", "2 events, from 7 April 2026."),
        (["what reports are due?"], "how many are there", "2 reports."),
        (["which taskgroups have no lead?"], "how many is that", "1 taskgroup."),
        (["list the champions", "how many is that?"], "which of them are in Bristol?", "3 champions:"),
    ],
)  # fmt: skip
def test_how_many_were_listed(history: list[str], question: str, told: str) -> None:
    found = say(question, *history)
    assert found.kind == "answer"
    assert found.lead == told
    assert found.sources


@pytest.mark.parametrize("question", ["who else?", "any others", "and what else is there", "show me the rest please"])
def test_what_is_beyond_a_list_is_the_rest_of_it_or_nothing(question: str) -> None:
    found = say(question, BRISTOL)
    assert (found.kind, found.text) == ("unknown", "That is all that is recorded. Shall I ask the team?")
    many = Coalition(tuple(Partner(f"p{n}", f"Partner {n:02}", kind="charity") for n in range(30)))
    rest = say(question, "list the partners", records=many)
    assert [title for title, _, _ in rest.items] == [f"Partner {n}" for n in range(25, 30)]
    assert "That is all" in say("any more?", "list the partners", question, records=many).text


def test_how_many_of_nothing_is_not_known() -> None:
    assert say("how many is that?").kind == "unknown"
    assert say("how many is that?", "who leads Mental Health?").kind == "unknown"


def test_the_one_that_is_left_is_talked_about() -> None:
    assert "Olu Fairweather" in say("who is the contact?", BRISTOL, "which of them are charities?").text
    assert "Link worker" in say("who is she?", "list the champions", "which of them work for Bridge?").text


def test_none_of_them_is_no_other_event() -> None:
    found = say("which of them are in August?", ONLINE)
    assert (found.kind, found.text) == ("unknown", "No such event is recorded. Shall I ask the team?")


@pytest.mark.parametrize(
    "question", ["are you sure?", "Where did you get that from?", "who told you that", "can you repeat that please", "is that still right"]
)  # fmt: skip
def test_an_answer_is_given_again_with_its_source(question: str) -> None:
    for before in ("who leads Mental Health?", BRISTOL, "what does it cost to be a partner?"):
        first, again = say(before), say(question, before)
        assert (again.text, again.sources) == (first.text, first.sources)
    assert say(question).kind != "answer"


@pytest.mark.parametrize("question", ["tell me more", "what else?", "more details please"])
def test_more_of_a_record_is_what_is_recorded_of_it(question: str) -> None:
    found = say(question, "who leads Mental Health?")
    assert (found.why, found.context.id) == ("profile", "mental-health")


@pytest.mark.parametrize("question", ["when's his next meeting?", "and networks?"])
def test_what_is_not_recorded_of_a_person_is_not_told_of_all(question: str) -> None:
    found = say(question, "who is Kofi Netherby-Shaw?", "which taskgroups is he in?")
    assert (found.kind, [one.document for one in found.sources]) == ("unknown", ["kofi-netherby-shaw"])


def test_when_is_it_and_where_asks_both() -> None:
    found = say("when is it and where?", "is the bristol gathering in person?")
    assert ("12 March 2026" in found.text, "Harbour Rooms" in found.text) == (True, True)


def test_starting_over_forgets_what_was_talked_about() -> None:
    assert say("who leads it?", "when does Mental Health meet?", "start over").kind == "clarify"


def test_another_name_is_asked_the_same() -> None:
    assert "Ingrid Fellwater leads" in say("no I meant the treatment backlog one", "who leads Mental Health?").text


def test_how_many_are_in_a_network_are_its_partners() -> None:
    assert "Tidewell" in say("how many people are in it?", "who is in charge of the LEN?").text


def test_what_is_denied_is_not_asked_of_the_record_before() -> None:
    assert say("who doesn't lead anything?", "who leads Mental Health?").kind != "answer"


def test_the_one_after_the_next() -> None:
    assert "Health Equity taskgroup meeting" in say("when's the next one after that?", "where's the next meeting").text


def test_who_and_how_many_may_come_is_asked_of_the_event() -> None:
    assert "60 places" in say("how many people can come", "where is the bristol gathering?").text
    assert "60 places" in say("where is the Bristol gathering & how many people can come?").text
    assert "Who is coming" in say("how many people are coming to the partner event").text


def test_of_none_there_is_none() -> None:
    found = say("how many of them are in Bristol?", "list the champions", viewer=GUEST)
    assert (found.kind, found.items) == ("unknown", ())
    assert found.text.startswith("Nothing that fits is recorded, or may be shown to you.")


def test_what_is_over_is_still_one_of_them() -> None:
    fairs = [CoalitionEvent(f"e{day}", f"Fair {day}", NOW - dt.timedelta(days=day), format="online") for day in (2, 40)]
    found = say("which of them were in January?", "which online events were there?", records=Coalition(tuple(fairs)))
    assert [title for title, _, _ in found.items] == ["Fair 40"]


def test_a_new_question_forgets_the_list() -> None:
    assert "12 partners" in say("how many partners are there?", BRISTOL).text
    assert "10 events" in say("which events are coming up?", "online events in March").text


def test_the_list_is_remembered_as_the_store_keeps_it_and_no_longer_than_a_large_coalition() -> None:
    def after(count: int) -> Context:
        partners = tuple(Partner(f"p{n}", f"Partner {n:03}", kind="charity") for n in range(count))
        return say("list the partners that are charities", records=Coalition(partners)).context

    assert len(after(MOST).ids or ()) == MOST
    assert after(MOST + 1).ids is None
    kept = after(3)
    assert CONTEXT.validate_python(CONTEXT.dump_python(kept, mode="json")) == kept
    assert CONTEXT.validate_python({"listing": "partners", "question": "from before lists were remembered"}).ids is None


def test_what_may_not_be_seen_any_more_is_not_told_from_memory() -> None:
    secret = Partner("a", "Ann's", kind="charity", audience="members")
    known = Coalition((secret, Partner("b", "Bee's", kind="charity")))
    context: Context | None = None
    told = []
    for viewer, question in ((MEMBER, "list the partners"), (GUEST, "which of them are charities?")):
        found = answer(
            question, viewer=viewer, context=context, records=known, library=library([]), words=words_for("en"), now=NOW,
            zone="Europe/London",
        )  # fmt: skip
        context = found.context
        told.append(found.text)
    assert "Ann's" in told[0]
    assert "Ann's" not in told[1]
    assert "Bee's" in told[1]
