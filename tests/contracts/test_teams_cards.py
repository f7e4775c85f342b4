"""Cards through Teams, in both directions: every word survives, every limit holds, every action reads back."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from adapters.teams.client import CAPABILITIES
from adapters.teams.markdown import escaped
from adapters.teams.render import MAX_BYTES, activity, adaptive, parts, size
from bot.cards import (
    Block,
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
from bot.events import Action
from bot.fitting import fit
from bot.words import words_for
from tests.contracts.teams_cards import chart_problems, model_problems, nodes, packed, pages, problems, shown
from tests.rules.cards import FORM, LETTERS, NASTY, cards, every_block

GOLDEN = Path(__file__).with_name("teams_golden.json")
WHOLE = every_block()


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


def test_a_chart_is_teams_own_with_its_amounts_in_words_below() -> None:
    body = adaptive(WHOLE)["body"]
    at, bars = next((at, node) for at, node in enumerate(body) if node["type"] == "Chart.HorizontalBar")
    assert [point["y"] for point in bars["data"]] == [30, 7.5, 0]
    assert [fact["value"] for fact in body[at + 1]["facts"]] == ["30 people", "7.5 people", "0 people"]
    assert [fact["title"] for fact in body[at + 1]["facts"]] == [point["x"] for point in bars["data"]]
    assert bars["fallback"] == "drop", "the amounts are there anyway"


def test_what_one_chart_cannot_hold_is_told_in_words() -> None:
    many = Chart("Many", tuple((f"Option {n}", float(n)) for n in range(51)))
    types = [node["type"] for node in adaptive(Card("x", (many,)))["body"]]
    assert types == ["TextBlock", "FactSet"]


def test_the_judge_of_charts_sees_mistakes() -> None:
    good = next(node for node in adaptive(WHOLE)["body"] if node["type"] == "Chart.HorizontalBar")
    assert chart_problems(good) == []
    assert chart_problems(good | {"labels": []}) == ["labels: unknown in a chart"]
    assert "data" in chart_problems(good | {"data": "all"})[0]


def test_a_card_says_all_it_shows_to_a_client_without_cards() -> None:
    card = adaptive(WHOLE)
    assert card["fallbackText"].startswith("Spring gathering")
    assert activity(WHOLE, private=True)["summary"] == WHOLE.summary


@pytest.mark.parametrize("blocks", [(), (Text(""),), (Text(" "),)])
def test_a_card_whose_blocks_say_nothing_shows_its_summary(blocks: tuple[Text, ...]) -> None:
    assert shown(activity(Card("Home", blocks), private=True)) == "HomeHome", "as Markdown and plain"


def test_a_card_too_large_for_a_message_becomes_several_and_loses_nothing() -> None:
    card = Card("Long", tuple(Text(f"{number} " + "é" * 3000) for number in range(12)))
    found = parts(card, private=False)
    assert len(found) > 1
    assert [block for part in found for block in part.blocks] == list(card.blocks)
    assert all(size(activity(part, private=False)) <= MAX_BYTES for part in found)


def test_golden() -> None:
    """The bytes of one card with every block; BLESS=1 writes them anew."""
    written = json.dumps(activity(WHOLE, private=True), indent=1, ensure_ascii=False) + "\n"
    if os.environ.get("BLESS") == "1":
        GOLDEN.write_text(written, encoding="utf-8")
    assert GOLDEN.read_text(encoding="utf-8") == written
