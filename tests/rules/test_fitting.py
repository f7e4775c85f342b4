"""Cutting a card to a door's limits loses nothing."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from bot.cards import Button, Buttons, Card, Choice, Facts, Listing, Option, Text, words_of
from bot.events import Action
from bot.fitting import cut, fit
from bot.platform import Capabilities
from bot.words import words_for
from tests.rules.cards import cards

ENGLISH = words_for("en")
narrow = st.builds(
    Capabilities,
    max_text=st.integers(20, 200),
    max_blocks=st.integers(2, 10),
    max_buttons=st.integers(0, 5),
    max_options=st.integers(1, 10),
    max_label=st.integers(5, 75),
    max_total=st.integers(200, 2000),
    forms=st.sampled_from(["modal", "inline", "none"]),
    charts=st.booleans(),
    images=st.booleans(),
)


def letters(pages: tuple[Card, ...]) -> Counter[str]:
    return Counter(character for page in pages for character in words_of(page) if not character.isspace())


@given(cards, narrow)
def test_no_letter_is_lost_on_any_door(card: Card, capabilities: Capabilities) -> None:
    missing = letters((card,)) - letters(fit(card, capabilities, ENGLISH, "key"))
    assert not missing


@given(cards, narrow)
def test_every_page_is_within_the_limits(card: Card, capabilities: Capabilities) -> None:
    for page in fit(card, capabilities, ENGLISH, "key"):
        assert len(page.blocks) <= capabilities.max_blocks
        for block in page.blocks:
            match block:
                case Text(text=text):
                    assert len(text) <= capabilities.max_text
                case Buttons(buttons=buttons):
                    assert len(buttons) <= max(capabilities.max_buttons, 1)
                case Choice(options=options):
                    assert len(options) <= capabilities.max_options
                case _:
                    pass


def test_pages_are_joined_by_more_buttons() -> None:
    card = Card("long", tuple(Text(f"paragraph {n}") for n in range(10)))
    pages = fit(card, Capabilities(max_text=100, max_blocks=4, max_buttons=5, max_options=10), ENGLISH, "event-7")
    assert [page.blocks[-1] for page in pages[:-1]] == [
        Buttons((Button(f"More ({n} of {len(pages)})", Action("more", ("event-7", str(n)))),))
        for n in range(2, len(pages) + 1)
    ]
    assert pages[-1].blocks[-1] == Text("paragraph 9")


def test_a_card_that_fits_stays_as_it_is() -> None:
    card = Card("short", (Text("Hello"), Facts((("Lead", "Amina"),)), Listing(())))
    assert fit(card, Capabilities(100, 10, 5, 10), ENGLISH, "key") == (Card("short", card.blocks[:2]),)


def test_a_long_label_is_written_out_above_its_button() -> None:
    label = "A very long label that no button can hold"
    fitted = fit(Card("", (Buttons((Button(label, Action("a")),)),)), Capabilities(100, 10, 5, 10, 10), ENGLISH, "k")
    assert fitted[0].blocks == (Text(label), Buttons((Button("A very lo…", Action("a")),)))


def test_a_long_option_is_written_out_above_its_choice() -> None:
    choice = Choice("Pick", Action("a"), (Option("An option longer than ten", "1"),))
    fitted = fit(Card("", (choice,)), Capabilities(100, 10, 5, 10, 10), ENGLISH, "k")
    assert fitted[0].blocks[0] == Text("An option longer than ten")


def test_text_is_cut_between_sentences_where_it_can_be() -> None:
    assert list(cut("First sentence. Second one here. Third", 25)) == ["First sentence. ", "Second one here. Third"]


@given(st.text(max_size=500), st.integers(1, 50))
def test_cutting_keeps_the_text_whole(text: str, longest: int) -> None:
    pieces = list(cut(text, longest))
    assert "".join(pieces) == text
    assert all(len(piece) <= longest for piece in pieces)
