"""What people do in Teams reads back: buttons, choices, forms and messages are what the bot meant."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from adapters.teams import inbound
from adapters.teams.render import OPENING, activity, adaptive
from bot.cards import (
    Buttons,
    Card,
    Text,
)
from bot.events import Action, Message, Press, Profile, Submission
from bot.router import combine
from handlers import ROUTERS
from tests.conftest import NOW
from tests.contracts.teams_cards import actions, nodes, pages
from tests.rules.cards import FORM, cards, every_block

WHOLE = every_block()


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
    values = {node["id"]: node.get("value", "%2C, a%25") for node in found}
    event = acted(send, {id: float(value) if isinstance(value, int) else value for id, value in values.items()})
    assert isinstance(event, Submission)
    assert event.action == FORM.action
    assert event.values == {
        "name": "Ann",
        "why": "%2C, a%25",
        "seats": "2",
        "day": "2026-03-04",
        "hour": "09:30",
        "mail": "%2C, a%25",
        "meal": "b",
        "talks": "1,2",
        "photo": "yes",
    }


def test_buttons_that_open_a_form_ask_for_a_dialog() -> None:
    (button,) = [a for a in actions(activity(WHOLE, private=True)) if a.get("title") == "Answer"]
    assert button["data"]["msteams"] == {"type": "task/fetch"}
    event = acted(button, {})
    assert isinstance(event, Press)
    assert event.action == Action("answer_question", ("3",))


def test_what_asks_for_a_dialog_is_a_press_that_the_bot_knows() -> None:
    assert OPENING - set(combine(ROUTERS).presses) == set()


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
