"""Who gets which prompt, and who is left alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.prompts import Prompt, is_overloaded, next_prompt

LIBRARY = (
    Prompt("any", "A?"),
    Prompt("carers", "B?", ("Carers",)),
    Prompt("leeds", "C?", (), ("Leeds",)),
    Prompt("both", "D?", ("Carers",), ("Leeds",)),
    Prompt("old", "E?", retired=True),
)


def test_a_prompt_fits_theme_and_area_and_comes_again_last() -> None:
    had: list[str] = []
    for _ in range(6):
        found = next_prompt(LIBRARY, ("Carers",), "Leeds", had)
        assert found is not None
        had.append(found.id)
    assert had[0] == "both"
    assert sorted(had[:4]) == ["any", "both", "carers", "leeds"]
    assert had[4:] == had[:2]
    assert next_prompt((), (), "", ()) is None


@given(st.lists(st.sampled_from([one.id for one in LIBRARY]), max_size=12))
def test_nobody_gets_a_retired_prompt_or_one_for_others(had: list[str]) -> None:
    found = next_prompt(LIBRARY, ("Other",), "Leeds", had)
    assert found is not None
    assert found.id in ("any", "leeds")


def test_who_has_enough_is_left_alone() -> None:
    assert not is_overloaded(1, 2, [True, True])
    assert is_overloaded(2, 2, [])
    assert is_overloaded(0, 2, [False, True, True, True])
    assert not is_overloaded(0, 2, [True, True, True, False])
