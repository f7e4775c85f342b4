"""Cutting texts into passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.passages import LONGEST_SENTENCE, cut, sentences


def test_windows_of_three_sentences_overlap() -> None:
    assert cut("One is here. Two is here. Three is here. Four is here.") == [
        "One is here. Two is here. Three is here.",
        "Two is here. Three is here. Four is here.",
    ]


def test_abbreviations_and_initials_end_no_sentence() -> None:
    text = "Dr. Ada Reed met Rt. Hon. J. Marsh, e.g. Tuesday at St. Ann's. They agreed."
    assert sentences(text) == ["Dr. Ada Reed met Rt. Hon. J. Marsh, e.g. Tuesday at St. Ann's.", "They agreed."]


def test_a_list_stays_with_the_sentence_that_introduces_it() -> None:
    text = "We met. We chose four areas:\n\n  • roads\n  • boats\n  • bread\n\nThen we left. It rained."
    assert all("four areas:\n• roads\n• boats\n• bread" in passage for passage in cut(text) if "four areas" in passage)


def test_a_heading_goes_with_what_follows_and_no_window_crosses_it() -> None:
    passages = cut("First things\nA one. A two.\nSecond things\nB one. B two.")
    assert passages == ["First things\nA one. A two.", "Second things\nB one. B two."]


def test_nothing_gives_no_passages() -> None:
    assert cut(" \n \n") == []


@given(st.text(alphabet='ab .!?\n•-1"”éA', max_size=400))
def test_every_word_is_kept_in_order(text: str) -> None:
    passages = cut(text)
    assert set("".join(text.split())) == set("".join("".join(passages).split()))
    assert all("".join(passage.split()) in "".join(text.split()) for passage in passages)


def test_a_sentence_without_end_is_cut_at_spaces() -> None:
    assert all(len(piece) <= LONGEST_SENTENCE for piece in sentences("word " * 1000))
    assert len(sentences("x" * 5000)) > 1
