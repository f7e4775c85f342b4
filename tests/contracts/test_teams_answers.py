"""Answers in Teams: what they were made of is cited, and each asks whether it helped."""

from __future__ import annotations

from adapters.teams.render import activity
from bot.cards import (
    Button,
    Buttons,
    Card,
    Context,
    Text,
)
from bot.events import Action
from tests.contracts.teams_cards import nodes, pages
from tests.rules.cards import every_block

WHOLE = every_block()


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
