"""What a language model writes is taken only if one sentence of a passage says all of it: no invention, swap or denial."""

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


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("Write to farah@a.org before 31 March.", "Write to farah@a.org before 31 March [1]."),
        ("Farah leads Leeds and Amina leads York.", "Amina leads York [1]."),
        ("Doors open at 10.30am, and tea is free.", "The doors open at 10.30am. [1]"),
        ("The fund of the coalition gives carers up to £500.", "The fund gives carers up to £500 [1]."),
        ("Travel isn't paid.", "Travel is not paid [1]."),
        ("Read https://example.org/a?b=1 first.", "Read https://example.org/a?b=1 [1]!"),
    ],
)
def test_a_part_of_a_sentence_is_taken(source: str, written: str) -> None:
    assert checked(written, (source,))


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("Farah leads Leeds. Amina leads York.", "Farah leads York [1]."),
        ("Farah leads Leeds and Amina leads York.", "Farah leads York [1]."),
        ("The Leeds lead is Farah and the York lead is Amina.", "The Leeds lead is Amina [1]."),
        ("Farah is farah@a.org, Amina is amina@b.org.", "Farah is amina@b.org [1]."),
        ("The hub pays the partners.", "The partners pay the hub [1]."),
        ("The fund gives £500.", "The fund gives $500 [1]."),
        ("The fund gives 5% a year.", "The fund gives 5 a year [1]."),
        ("Travel is paid if a lead agrees.", "Travel is paid [1]."),
        ("Travel is paid but meals are not.", "Travel is not paid [1]."),
        ("Meals are not paid but travel is paid.", "Travel is not paid [1]."),
        ("Travel isn't paid.", "Travel is paid [1]."),
        ("Most partners pay.", "Partners pay [1]."),
        ("Members may claim travel.", "Members must claim travel [1]."),
        ("Apply before 31 March.", "Apply after 31 March [1]."),
        ("Farah was the lead.", "Farah is the lead [1]."),
        ("Travel is paid.", "\u274c Travel is paid [1]."),
        ("Travel is paid.", "Is travel paid? [1]"),
        ("Travel is paid.", "Travel. Is paid [1]."),
    ],
)
def test_the_same_words_to_another_end_are_thrown_away(source: str, written: str) -> None:
    assert checked(written, (source,)) is None


NAMES = ("Farah", "Amina", "Desmond", "Rhian", "Tomos", "Priya")
TOWNS = ("Leeds", "York", "Cardiff", "Bath", "Truro", "Hull")


@given(
    st.lists(st.sampled_from(NAMES), min_size=2, unique=True),
    st.permutations(TOWNS),
    st.sampled_from([". ", " and ", "; "]),
)
def test_whoever_leads_elsewhere_is_never_said_to_lead_here(names: list[str], towns: list[str], joined: str) -> None:
    pairs = list(zip(names, towns, strict=False))
    passage = joined.join(f"{name} leads {town}" for name, town in pairs) + "."
    for name in names:
        for town in towns:
            told = checked(f"{name} leads {town} [1].", (passage,))
            assert (told is not None) == ((name, town) in pairs)


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_number_is_told_as_it_is_or_not_at_all(stands: int, written: int) -> None:
    told = checked(f"The fund gives £{written} a year [1].", (f"The fund gives £{stands} a year to carers.",))
    assert (told is not None) == (stands == written)


@given(word=st.sampled_from(["not", "never", "hardly", "cannot", "only", "may", "must"]), stands=st.booleans())
def test_what_denies_or_limits_neither_comes_nor_goes(word: str, *, stands: bool) -> None:
    with_it, without = f"Travel {word} be claimed by members", "Travel be claimed by members"
    source, said = (with_it, without) if stands else (without, with_it)
    assert checked(f"{said} [1].", (f"{source}.",)) is None
    assert checked(f"{source} [1].", (f"{source}.",))


@given(st.text(alphabet=st.characters(exclude_characters="[]"), min_size=1, max_size=60).filter(str.strip))
def test_no_sentence_goes_without_its_passage(sentence: str) -> None:
    assert checked(f"Travel is paid for members [3]. {sentence}", PASSAGES) is None
    assert checked(sentence, PASSAGES) is None


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
