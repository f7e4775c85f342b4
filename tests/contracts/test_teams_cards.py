"""Cards through Teams, in both directions: every word survives, every limit holds, every action reads back."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from adapters.teams import inbound
from adapters.teams.client import CAPABILITIES
from adapters.teams.markdown import escaped
from adapters.teams.render import MAX_BYTES, OPENING, activity, adaptive, parts, size
from bot.cards import (
    Block,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Context,
    Divider,
    Facts,
    Form,
    Image,
    Item,
    Link,
    Listing,
    Option,
    Text,
)
from bot.events import Action, Message, Press, Profile, Submission
from bot.fitting import fit
from bot.router import combine
from bot.words import words_for
from handlers import ROUTERS
from tests.conftest import NOW
from tests.contracts.teams_cards import actions, model_problems, nodes, packed, problems, shown
from tests.rules.cards import FORM, LETTERS, NASTY, cards, every_block

ENGLISH = words_for("en")
GOLDEN = Path(__file__).with_name("teams_golden.json")
WHOLE = every_block()


def pages(card: Card) -> list[Card]:
    return [part for page in fit(card, CAPABILITIES, ENGLISH, "key") for part in parts(page, MAX_BYTES, private=False)]


def pieces(block: Block) -> list[str]:
    """Every word that a block must show."""
    match block:
        case Text(text=text) | Context(text=text):
            return [text]
        case Facts(rows=rows):
            return [word for row in rows for word in row]
        case Listing(items=items):
            return [word for item in items for word in (item.title, item.detail, item.url)]
        case Buttons(buttons=buttons):
            return [button.label for button in buttons]
        case Choice(label=label, options=options):
            return [label, *(option.label for option in options)]
        case Form(title=title, inputs=inputs, submit=submit):
            said = [word for field in inputs for word in (field.label, field.hint, field.error)]
            chosen = [o.label for field in inputs if field.type in ("choice", "choices") for o in field.options]
            return [title, submit, *said, *chosen]
        case Chart(title=title, rows=amounts, unit=unit):
            return [title, *(word for label, amount in amounts for word in (label, f"{amount:g} {unit}"))]
        case Image(url=url, alt=alt):
            return [alt, url]
        case Link(label=label, url=url):
            return [label, url]
        case Divider():
            return []


def acted(action: dict[str, Any], values: dict[str, Any]) -> object:
    """The event of a button, through Execute, a dialog, and the message of an older client: all must agree."""
    common = {
        "type": "message",
        "id": "1",
        "serviceUrl": "https://smba.example/",
        "from": {"id": "29:ann", "aadObjectId": "ann"},
        "conversation": {"id": "a:1", "tenantId": "t", "conversationType": "personal"},
        "recipient": {"id": "28:bot"},
        "replyToId": "77",
    }
    submit = action if action["type"] == "Action.Submit" else action["fallback"]
    raw = [
        common | {"value": submit["data"] | values},
        common | {"type": "invoke", "name": "task/submit", "value": {"data": submit["data"] | values}},
    ]
    if action["type"] == "Action.Execute":
        executed = {"type": "Action.Execute", "verb": action["verb"], "data": action["data"] | values}
        raw.append(common | {"type": "invoke", "name": "adaptiveCard/action", "value": {"action": executed}})
    events = [event for one in raw for event in inbound.events(one, inbound.origin(one), Profile(), NOW)]
    assert len(events) == len(raw)
    assert len({repr(event) for event in events}) == 1
    return events[0]


@given(cards)
@example(Card("x", (Choice("Which?", Action("pick"), (Option("\\:", "a"),)),)))
@settings(max_examples=150, deadline=None)
def test_every_word_of_every_block_is_shown(card: Card) -> None:
    for page in pages(card):
        said = shown(activity(page, private=False))
        for block in page.blocks:
            for piece in pieces(block):
                assert packed(piece) in said


@given(cards)
@settings(max_examples=150, deadline=None)
def test_every_card_keeps_to_the_schema_and_the_limit(card: Card) -> None:
    for page in pages(card):
        message = activity(page, private=False)
        assert problems(message["attachments"][0]["content"]) == []
        assert size(message) <= MAX_BYTES
        assert len(json.dumps(message, ensure_ascii=False).encode()) <= MAX_BYTES


def names_are_unique(card: Card) -> bool:
    return all(
        len({field.name for field in block.inputs}) == len(block.inputs)
        for block in card.blocks
        if isinstance(block, Form)
    )


@given(st.lists(cards.filter(names_are_unique), min_size=1, max_size=4))
@settings(max_examples=20, deadline=None, phases=(Phase.generate,), suppress_health_check=list(HealthCheck))
def test_microsofts_object_model_takes_every_card(many: list[Card]) -> None:
    assert model_problems([adaptive(page) for card in [WHOLE, *many] for page in pages(card)]) == []


def test_the_judges_see_mistakes() -> None:
    wrong = adaptive(Card("x", (Text("y"),)))
    wrong["body"].append({"type": "Input.Text"})
    assert problems(wrong)
    assert problems(adaptive(Card("x", (Text("y"),))) | {"version": 5})


@given(cards)
@settings(max_examples=150, deadline=None)
def test_every_button_reads_back(card: Card) -> None:
    expected = [b.action for block in card.blocks if isinstance(block, Buttons) for b in block.buttons]
    read = []
    for action in (action for page in pages(card) for action in actions(activity(page, private=False))):
        event = acted(action, {})
        if isinstance(event, Press) and "choice" not in action["data"]:
            assert event.message is not None
            assert event.message.id == "77"
            read.append(event.action)
    assert [action for action in read if action.name != "more" or action in expected] == expected


def test_a_choice_reads_back_with_commas_and_all() -> None:
    message = activity(Card("x", (Text("t"), WHOLE.blocks[5])), private=False)
    options = next(node for node in nodes(message["attachments"]) if node.get("type") == "Input.ChoiceSet")
    both = ",".join(option["value"] for option in options["choices"])
    event = acted(actions(message)[0], {options["id"]: both})
    assert isinstance(event, Press)
    assert (event.action, event.values) == (Action("talk"), ("c,1", "100%"))


@pytest.mark.parametrize("dialog", [False, True])
def test_a_form_reads_back_by_its_inputs_names(*, dialog: bool) -> None:
    card = adaptive(Card("x", (Text("t"), FORM)), dialog=dialog)
    found = [node for node in nodes(card["body"]) if str(node.get("type")).startswith("Input.")]
    (send,) = [node for node in nodes(card["body"]) if str(node.get("type")).startswith("Action.")]
    assert send["type"] == ("Action.Submit" if dialog else "Action.Execute")
    event = acted(send, {node["id"]: node.get("value", "%2C, a%25") for node in found})
    assert isinstance(event, Submission)
    assert event.action == FORM.action
    assert event.values == {
        "name": "Ann",
        "why": "%2C, a%25",
        "seats": "2.0",
        "day": "2026-03-04",
        "hour": "09:30",
        "mail": "%2C, a%25",
        "meal": "b",
        "talks": "1,2",
        "photo": "yes",
    }


def test_required_inputs_are_marked_and_errors_stand_beside_them() -> None:
    body = adaptive(Card("x", (FORM,)))["body"]
    names = [node.get("id", "") for node in body]
    why = names.index("0.why")
    assert body[why + 1]["text"] == "Please say why."
    assert body[why + 1]["color"] == "Attention"
    assert body[why]["isRequired"] is False
    (page,) = fit(Card("x", (FORM,)), CAPABILITIES, words_for("cy"), "key")
    said = {n["errorMessage"] for n in adaptive(page)["body"] if str(n.get("type")).startswith("Input.")}
    assert said == {"Llenwch hwn, os gwelwch yn dda."}, "what the client says where a required one is left empty"
    assert body[names.index("0.name")]["isRequired"] is True


@given(st.text(LETTERS, max_size=200) | st.sampled_from([NASTY, NASTY * 3]))
def test_nothing_typed_pings_links_or_runs(text: str) -> None:
    message = activity(Card("s", (Text(text), Facts(((text, text),)), Listing((Item(text, text),)))), private=False)
    assert all(entity.get("type") != "mention" for entity in message.get("entities", []))
    for node in nodes(message["attachments"]):
        for name in ("text", "title", "value"):
            if isinstance(node.get(name), str):
                assert not re.search(r"(?<!\\)\]\(", node[name])
                assert "{{" not in node[name]
                assert "<at>" not in node[name]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("1. first", "1\\. first"),
        ("- a\n\n  + b", "\\- a\n\n\\+ b"),
        ("# not a title", "\\# not a title"),
        ("a_b*c", "a\\_b\\*c"),
        ("<at>x</at>", "\\<at\\>x\\</at\\>"),
        ("5 - 3", "5 - 3"),
        ("", " "),
    ],
)
def test_marks_are_escaped(text: str, written: str) -> None:
    assert escaped(text) == written


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x", "//x", "http://[", ""]
)
def test_other_addresses_are_shown_and_not_linked(url: str) -> None:
    message = activity(Card("s", (Text("t"), Link("Open", url), Image(url, "A hall"))), private=False)
    assert "](" not in json.dumps(message["attachments"][0]["content"]["body"])
    assert packed("Open") in shown(message)
    assert packed("A hall") in shown(message)
    assert not [node for node in nodes(message["attachments"]) if node.get("type") == "Image"]


def test_an_answer_asks_whether_it_helped_and_names_its_source() -> None:
    message = activity(WHOLE, private=True)
    assert message["channelData"] == {"feedbackLoop": {"type": "default"}}
    (entity,) = message["entities"]
    (claim,) = entity["citation"]
    assert claim["appearance"]["name"].startswith("Events of the coalition")
    assert claim["appearance"]["url"] == "https://example.org/events"
    assert "additionalType" not in entity, "nothing is generated, so nothing is labelled as generated"


def test_each_source_is_cited_by_its_number_in_the_text_and_on_every_page_words_stay_labelled() -> None:
    sources = (("Handbook", "https://example.org/handbook"), ("Minutes", "javascript:alert(1)"))
    long = tuple(Text("Long. " * 500) for _ in range(4))
    card = Card(
        "x", (Context("First time here?"), *long, Context("Sources: Handbook; Minutes", sources)), generated=True
    )
    *labelled, cited = [activity(page, private=False) for page in pages(card)]
    assert labelled
    assert {entity["additionalType"][0] for m in (*labelled, cited) for entity in m["entities"]} == {
        "AIGeneratedContent"
    }
    assert [message["entities"][0]["citation"] for message in labelled] == [[]] * len(labelled)
    assert [(claim["position"], claim["appearance"]) for claim in cited["entities"][0]["citation"]] == [
        (1, {"@type": "DigitalDocument", "name": "Handbook", "abstract": "Handbook", "url": sources[0][1]}),
        (2, {"@type": "DigitalDocument", "name": "Minutes", "abstract": "Minutes"}),
    ]
    assert "Sources: Handbook; Minutes [1] [2]" in [node.get("text") for node in nodes(cited["attachments"])]


def test_what_is_no_answer_asks_for_no_feedback() -> None:
    assert "channelData" not in activity(Card("s", (Text("t"), Buttons((Button("b", Action("x")),)))), private=True)


def test_questions_to_tap_are_suggested_actions_in_a_private_chat_only() -> None:
    card = Card("s", (Text("Ask me:"), Buttons((Button("Next event?", Action("ask", ("When is the next event?",))),))))
    message = activity(card, private=True)
    assert message["text"] == "Ask me:"
    (action,) = message["suggestedActions"]["actions"]
    assert (action["title"], action["value"]) == ("Next event?", "When is the next event?")
    assert "attachments" in activity(card, private=False)


def test_buttons_that_open_a_form_ask_for_a_dialog() -> None:
    (button,) = [a for a in actions(activity(WHOLE, private=True)) if a.get("title") == "Answer"]
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    event = acted(button, {})
    assert isinstance(event, Press)
    assert event.action == Action("answer_question", ("3",))


def test_what_asks_for_a_dialog_is_a_press_that_the_bot_knows() -> None:
    assert OPENING - set(combine(ROUTERS).presses) == set()


def test_a_chart_is_a_table_and_else_a_list() -> None:
    (table,) = [node for node in nodes(adaptive(WHOLE)["body"]) if node.get("type") == "Table"]
    assert [fact["value"] for fact in table["fallback"]["facts"]] == ["30 people", "7.5 people", "0 people"]


def test_a_card_says_all_it_shows_to_a_client_without_cards() -> None:
    card = adaptive(WHOLE)
    assert card["fallbackText"].startswith("Spring gathering")
    assert activity(WHOLE, private=True)["summary"] == WHOLE.summary


def test_a_card_too_large_for_a_message_becomes_several_and_loses_nothing() -> None:
    card = Card("Long", tuple(Text(f"{number} " + "é" * 3000) for number in range(12)))
    found = parts(card, private=False)
    assert len(found) > 1
    assert [block for part in found for block in part.blocks] == list(card.blocks)
    assert all(size(activity(part, private=False)) <= MAX_BYTES for part in found)


def test_a_message_reads_back_without_the_mention() -> None:
    raw = {
        "type": "message",
        "id": "5",
        "text": "<at>Coast Bot</at> who leads <at>Ann</at>'s&nbsp;group?",
        "serviceUrl": "https://smba.example/",
        "from": {"id": "29:ann"},
        "conversation": {
            "id": "19:c@thread.tacv2;messageid=9",
            "tenantId": "t",
            "conversationType": "channel",
            "isGroup": True,
        },
        "recipient": {"id": "28:bot"},
        "entities": [
            {"type": "mention", "text": "<at>Coast Bot</at>", "mentioned": {"id": "28:bot"}},
            {"type": "mention", "text": "<at>Ann</at>", "mentioned": {"id": "29:ann"}},
        ],
    }
    (event,) = inbound.events(raw, inbound.origin(raw), Profile(), NOW)
    assert isinstance(event, Message)
    assert event.text == "who leads Ann's group?"
    assert (event.place.id, event.place.thread, event.place.private) == ("19:c@thread.tacv2", "9", False)


def test_golden() -> None:
    """The bytes of one card with every block; BLESS=1 writes them anew."""
    written = json.dumps(activity(WHOLE, private=True), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("BLESS") == "1":
        GOLDEN.write_text(written, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == written
