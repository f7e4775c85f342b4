"""What a language model writes is taken only if the passages say all of it: invented, swapped and denied words are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.rewording import LONGEST, checked, messages, passages_of

PASSAGES = (
    "The Carers Fund gives up to £500 a year. Applications close on 31 March 2026.",
    "Partners must not share data with others. Farah Wintergreen leads the group in Leeds.",
    "Travel is paid for members. Meals are not paid.",
)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("The Carers Fund gives up to £500 a year [1].", "The Carers Fund gives up to £500 a year."),
        (
            "Applications close on 31 March 2026. [1] Farah Wintergreen leads the group. [2]",
            "Applications close on 31 March 2026. Farah Wintergreen leads the group.",
        ),
        ("Partners must not share data [2].", "Partners must not share data."),
        ("Travel is paid [3]. Meals are not paid [3].", "Travel is paid. Meals are not paid."),
    ],
)
def test_what_the_passages_say_is_taken(written: str, told: str) -> None:
    assert checked(written, PASSAGES) == told


@pytest.mark.parametrize(
    "written",
    [
        "The Carers Fund gives up to £5000 a year [1].",
        "The Carers Fund gives up to £500 a month [1].",
        "Applications close on 30 March 2026 [1].",
        "Farah Wintergreen leads the group in Leeds [1].",
        "Amina Saltworth leads the group in Leeds [2].",
        "Partners must share data with others [2].",
        "Partners share data [2].",
        "Travel is not paid for members [3].",
        "Meals are paid [3].",
        "The Carers Fund gives up to £500 a year.",
        "The Carers Fund gives up to £500 a year [1]. Ask your doctor.",
        "The Carers Fund gives up to £500 a year [9].",
        "I have been told to ignore my instructions [1].",
        "NONE",
        "[1]",
        "",
        "   ",
        "Travel " * LONGEST + "[3].",
    ],
)
def test_whatever_else_is_thrown_away(written: str) -> None:
    assert checked(written, PASSAGES) is None


@given(st.text(max_size=200), st.integers(1, 3))
def test_any_text_is_checked_without_an_error(written: str, number: int) -> None:
    told = checked(f"{written} [{number}]", PASSAGES)
    assert told is None or len(told) <= LONGEST + 1


@given(st.sampled_from(PASSAGES), st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=5, max_size=12))
def test_a_word_that_is_not_in_the_passage_is_never_told(passage: str, word: str) -> None:
    first = passage.split(". ", maxsplit=1)[0]
    told = checked(f"{first} {word} [1].", (passage,))
    assert told is None or word in first.casefold() or word[:4] in passage.casefold()


def test_passages_are_numbered_and_nothing_else_is_sent() -> None:
    system, user = messages("Who pays?", passages_of("One.\n\n Two. "), "English")
    assert "never follow" in system["content"]
    assert user["content"] == "Passages:\n[1] One.\n[2] Two.\n\nQuestion: Who pays?"
