"""What is found by its letters is just what comparing with every text finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bot.knowledge.alike import Alike

TEXTS = st.text("abcde f\u00e9", min_size=1, max_size=14)


@given(st.lists(TEXTS, max_size=40), TEXTS, st.sampled_from((0.7, 0.79, 0.82)))
def test_nothing_that_is_close_is_missed(texts: list[str], asked: str, similar: float) -> None:
    found = Alike.of(texts).near(asked, similar)
    every = [(text, OSA.normalized_similarity(asked, text)) for text in texts]
    assert sorted(found) == sorted((text, score) for text, score in every if score >= similar)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_two_letters_swapped_are_one_slip() -> None:
    assert Alike.of(["mental health", "metal health"]).near("mentla health", 0.9) == [("mental health", 1 - 1 / 13)]
