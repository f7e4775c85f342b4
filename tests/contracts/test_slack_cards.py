"""Cards through Slack, in both directions: every word survives, every limit holds, every action reads back."""

from __future__ import annotations

import datetime as dt
import json
import os
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack import render
from adapters.slack.inbound import heard
from adapters.slack.inputs import long_values
from adapters.slack.mrkdwn import plain
from bot.cards import (
    Buttons,
    Card,
    Choice,
    Context,
    Facts,
    Form,
    Image,
    Input,
    Link,
    Option,
    Text,
    words_of,
)
from bot.events import Action, Place, Press, Submission
from bot.fitting import fit
from bot.words import words_for
from tests.rules.cards import FORM, LETTERS, NASTY, cards, every_block
from tests.wire.slack.limits import message_problems, view_problems

NOW = dt.datetime(2026, 3, 3, 10, 0, tzinfo=dt.UTC)
GOLDEN = Path(__file__).with_name("slack_golden.json")
ENGLISH = words_for("en")
PLACE = Place("slack", "T1", "D1")


def strings(value: Any) -> list[str]:
    """Every text a reader sees in rendered JSON."""
    if isinstance(value, dict):
        shown = [
            value[key] for key in ("text", "alt_text", "initial_value", "image_url") if isinstance(value.get(key), str)
        ]
        return shown + [
            text for key, part in value.items() if key != "text" or not isinstance(part, str) for text in strings(part)
        ]
    return [text for part in value for text in strings(part)] if isinstance(value, list) else []


def letters(text: str) -> str:
    """The text without spaces and the renderer's own marks."""
    return "".join(
        character for character in unescape(text) if not character.isspace() and character not in "*>•▇[]()-:"
    )


def test_every_block_as_it_was_agreed() -> None:
    rendered = {
        "message": render.message(every_block(), ENGLISH),
        "modal": render.modal(Card("", (Text("Before it"), FORM)), ENGLISH, PLACE, "1.2"),
        "home": render.home(every_block(), ENGLISH),
    }
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(rendered, indent=1, ensure_ascii=False) + "\n")
    assert rendered == json.loads(GOLDEN.read_text())
    assert message_problems(rendered["message"]) == []
    assert view_problems(rendered["modal"]) == []
    assert view_problems(rendered["home"]) == []


@settings(max_examples=150, deadline=None)
@given(cards)
def test_any_card_fits_within_every_limit(card: Card) -> None:
    for page in fit(card, render.CAPABILITIES, ENGLISH, "key"):
        assert message_problems(render.message(page, ENGLISH)) == []
        assert view_problems(render.home(page, ENGLISH)) == []


@settings(max_examples=150, deadline=None)
@given(cards)
def test_every_word_of_every_card_survives(card: Card) -> None:
    for page in fit(card, render.CAPABILITIES, ENGLISH, "key"):
        shown = letters("".join(strings(render.message(page, ENGLISH)["blocks"])))
        for line in words_of(page).splitlines():
            for word in line.split():
                assert letters(word) in shown or letters(word).replace("|", "/") in shown


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 4),
    st.sampled_from(["&", "<", "&<>", "a", "a b. ", "x\n", "\n"]),
    st.sampled_from(["plain", "quote", "heading"]),
)
def test_long_and_hostile_texts_fit(times: int, unit: str, style: Any) -> None:
    text = unit * (times * 6000 // len(unit))
    for page in fit(
        Card("s", (Text(text, style), Context(text), Facts((("k", text),)))), render.CAPABILITIES, ENGLISH, "k"
    ):
        assert message_problems(render.message(page, ENGLISH)) == []


@given(st.text(LETTERS, max_size=200))
def test_nothing_that_a_person_wrote_is_markup(text: str) -> None:
    message = render.message(
        Card(text, (Text(text + NASTY), Text(text + NASTY, "quote"), Facts(((NASTY, text),)))), ENGLISH
    )
    for section in message["blocks"]:
        assert "<" not in section["text"]["text"]
        assert section["text"]["verbatim"] is True
    assert "<" not in message["text"]


@pytest.mark.parametrize("url", ["map.png", "javascript:alert(1)", "https://x.example/" + "x" * 3000])
def test_a_picture_that_slack_cannot_fetch_is_told_in_words(url: str) -> None:
    message = render.message(Card("s", (Image(url, "A map"),)), ENGLISH)
    assert message_problems(message) == []
    assert "".join(block["text"]["text"] for block in message["blocks"]) == f"A map ({url})"


def test_a_label_cannot_leave_its_link() -> None:
    (section,) = render.message(Card("s", (Link("a> <!channel> |b", "https://x.example/<!here>|c d"),)), ENGLISH)[
        "blocks"
    ]
    assert section["text"]["text"] == "<https://x.example/%3C!here%3E%7Cc%20d|a&gt; &lt;!channel&gt; /b>"


def pressed(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": "D1"},
        "channel": {"id": "D1"},
        "actions": [{**element, "action_ts": "3.4"}],
        "trigger_id": "t",
        **more,
    }


@settings(max_examples=80, deadline=None)
@given(cards)
def test_every_action_reads_back(card: Card) -> None:
    for page in fit(card, render.CAPABILITIES, ENGLISH, "key"):
        rendered = render.message(page, ENGLISH)["blocks"]
        elements = [
            e
            for block in rendered
            for e in [*block.get("elements", ()), block.get("accessory") or {}]
            if "action_id" in e
        ]
        states = {block["block_id"]: {"value": {"value": "x"}} for block in rendered if block["type"] == "input"}
        read = [found[0] for e in elements if (found := heard(pressed(e, state={"values": states}), NOW))]
        buttons = [b.action for block in page.blocks if isinstance(block, Buttons) for b in block.buttons]
        choices = [block.action for block in page.blocks if isinstance(block, Choice) and block.options]
        forms = [block for block in page.blocks if isinstance(block, Form)]
        actions = [event.action for event in read if isinstance(event, Press)]
        assert sorted(map(str, actions)) == sorted(map(str, buttons + choices))
        submissions = [event for event in read if isinstance(event, Submission)]
        assert [event.action for event in submissions] == [form.action for form in forms]
        assert [set(event.values) for event in submissions] == [{field.name for field in form.inputs} for form in forms]


def test_chosen_options_come_back_as_values() -> None:
    one = {"type": "static_select", "action_id": "pick|1", "selected_option": {"value": "b"}}
    many = {"type": "multi_static_select", "action_id": "picks", "selected_options": [{"value": "a"}, {"value": "b"}]}
    first, second = heard(pressed(one), NOW), heard(pressed(many), NOW)
    assert first
    assert second
    assert isinstance(first[0], Press)
    assert (first[0].action, first[0].values) == (Action("pick", ("1",)), ("b",))
    assert isinstance(second[0], Press)
    assert second[0].values == ("a", "b")


@settings(max_examples=80, deadline=None)
@given(st.lists(st.text(LETTERS, max_size=400), min_size=1, max_size=12, unique=True), st.data())
def test_an_options_value_of_any_length_is_carried_and_read_back(values: list[str], data: st.DataObject) -> None:
    options = tuple(Option(f"Option {n}", value) for n, value in enumerate(values))
    number = data.draw(st.integers(0, len(values) - 1))
    field = Input("pick", "Pick", "choice", options, value=values[number])
    form = Form("Pick", Action("f"), (field,), "Send")
    choice = Choice("Pick", Action("pick"), options, chosen=(values[number],))
    kept = long_values(Card("s", (choice, form)))
    assert all(0 < len(mark) <= 150 for mark in kept)

    message = render.message(Card("s", (choice,)), ENGLISH)
    view = render.modal(Card("s", (form,)), ENGLISH, PLACE)
    assert [*message_problems(message), *view_problems(view)] == []
    accessory, element = message["blocks"][0]["accessory"], view["blocks"][0]["element"]
    chosen = accessory["options"][number]
    assert element["initial_option"] == accessory["initial_option"] == chosen
    press = heard(pressed({**accessory, "selected_option": chosen}), NOW)
    state = {"values": {view["blocks"][0]["block_id"]: {"value": {**element, "selected_option": chosen}}}}
    who = {"user": {"id": "U1", "team_id": "T1"}, "team": {"id": "T1"}}
    sent = heard({"type": "view_submission", **who, "view": {**view, "id": "V1", "state": state}}, NOW)
    assert press
    assert sent
    assert isinstance(press[0], Press)
    assert isinstance(sent[0], Submission)
    (one,), two = press[0].values, sent[0].values["pick"]
    assert (kept.get(one, one), kept.get(two, two)) == (values[number], values[number])


def test_a_modal_comes_back_as_a_submission() -> None:
    event = submitted(render.modal(Card("", (FORM,)), ENGLISH, Place("slack", "T1", "C1", "9.9", private=False), "1.2"))
    assert event.action == Action("sign_up", ("7",))
    assert event.place == Place("slack", "T1", "C1", "9.9", private=False)
    assert event.message
    assert event.message.id == "1.2"
    assert event.values == {
        "name": "Ann",
        "why": "",
        "seats": "2",
        "day": "2026-03-04",
        "hour": "09:30",
        "mail": "a@b.example",
        "meal": "s",
        "talks": "1,2",
        "photo": "",
    }


def submitted(view: dict[str, Any]) -> Submission:
    """The modal of the form, filled in and sent."""
    entered: dict[str, dict[str, Any]] = {
        "name": {"value": "Ann"},
        "why": {"value": None},
        "seats": {"value": "2"},
        "day": {"selected_date": "2026-03-04"},
        "hour": {"selected_time": "09:30"},
        "mail": {"value": "a@b.example"},
        "meal": {"selected_option": {"value": "s"}},
        "talks": {"selected_options": [{"value": "1"}, {"value": "2"}]},
        "photo": {"selected_option": None},
    }
    values = {
        b["block_id"]: {"value": entered[b["block_id"].partition(":")[2]]}
        for b in view["blocks"]
        if b["type"] == "input"
    }
    payload = {
        "type": "view_submission",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "view": {**view, "id": "V1", "state": {"values": values}},
    }
    found = heard(payload, NOW)
    assert found
    event = found[0]
    assert isinstance(event, Submission)
    return event


def test_long_names_in_a_form_are_shown_in_full() -> None:
    long = "A very long name for a thing that nobody should have to read, but here it is, and it goes on and on"
    options = tuple(Option(f"{long} {n}", str(n)) for n in range(250))
    form = Form(long, Action("f"), (Input("x", long * 25, "choice", options, value="249", hint=long * 25),), long)
    view = render.modal(Card("", (form,)), ENGLISH, PLACE)
    assert view_problems(view) == []
    assert letters(long * 25) in letters("".join(strings(view)))


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<@UBOT> when?", "when?"),
        ("when, <@UBOT>?", "when, ?"),
        ("ask <@U9|sam> &amp; <#C1|general> &lt;b&gt;", "ask sam & #general <b>"),
        ("<https://x.example|x.example> <mailto:a@b.example|a@b.example>", "x.example a@b.example"),
        ("<https://x.example> <!here> <!subteam^S1|@team>", "https://x.example @here @team"),
        ("", ""),
    ],
)
def test_what_people_wrote_is_read_without_markup(written: str, read: str) -> None:
    assert plain(written, "UBOT") == read


def test_the_fallback_reads_well_alone() -> None:
    text = render.fallback(
        Card(
            "The next event is on Tuesday.", (Text("The next event is on Tuesday."), Link("Open", "https://x.example"))
        )
    )
    assert text == "The next event is on Tuesday.\nOpen: https://x.example"
    assert render.fallback(Card("Home", ())) == "Home"


@pytest.mark.parametrize("blocks", [(), (Text(""),), (Text(" "), Context(""))])
def test_a_card_whose_blocks_say_nothing_shows_its_summary(blocks: Any) -> None:
    for shown in (render.message(Card("Home", blocks), ENGLISH), render.home(Card("Home", blocks), ENGLISH)):
        assert "Home" in strings(shown["blocks"])
