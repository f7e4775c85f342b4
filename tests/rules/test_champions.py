"""The steps of champions, and that nothing but what they agreed to is ever seen."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.champions import (
    EYES,
    FIELDS,
    MOVES,
    STATES,
    Champion,
    Eyes,
    Field,
    NotNow,
    State,
    items,
    moved,
    shown,
    state_on,
)
from tests.conftest import NOW

TODAY = NOW.date()
SECRET: dict[Field, str] = {
    "themes": "Zithers", "area": "Yonderland", "interests": "Xylophones", "can_help": "Wombats", "want_help": "Vipers",
    "languages": "Ubykh", "availability": "Tuesdays", "bio": "Salamanders",
}  # fmt: skip


def champion(
    state: State = "active", visibility: dict[Field, Eyes] | None = None, *, agreed: bool = True, reachable: bool = True
) -> Champion:
    return Champion(
        "ann", "Ann Archer", "Hull Care", state,
        themes=(SECRET["themes"],), region=SECRET["area"], system=SECRET["area"], place=SECRET["area"],
        tier="national", bio=SECRET["bio"], availability=SECRET["availability"], can_help=(SECRET["can_help"],),
        want_help=(SECRET["want_help"],), interests=(SECRET["interests"],), languages=(SECRET["languages"],),
        lived_experience=True, why="Because of secrets", nominated_by="bob", consent_at=NOW if agreed else None,
        visibility=visibility or {}, reachable=reachable, badges=("steady",),
    )  # fmt: skip


@pytest.mark.parametrize(("start", "to"), list(itertools.product(STATES, STATES)))
def test_only_the_steps_of_the_table(start: State, to: State) -> None:
    if to in MOVES[start]:
        assert moved(champion(start), to).state == to
    else:
        with pytest.raises(NotNow, match=f"{start} cannot become {to}: order"):
            moved(champion(start), to)


def test_nobody_is_active_without_agreeing() -> None:
    with pytest.raises(NotNow, match="consent"):
        moved(champion("approved", agreed=False), "active")
    with pytest.raises(NotNow, match="consent"):
        moved(champion("nominated", agreed=False), "approved")


def test_a_rest_ends_on_its_day() -> None:
    resting = moved(champion(), "resting", TODAY)
    assert state_on(resting, TODAY - dt.timedelta(days=1)) == "resting"
    assert state_on(resting, TODAY) == "active"
    assert state_on(moved(champion(), "resting"), TODAY + dt.timedelta(days=999)) == "resting"
    assert moved(resting, "active").resting_until is None


@given(
    state=st.sampled_from(STATES),
    agreed=st.booleans(),
    reachable=st.booleans(),
    visibility=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(EYES)),
    eyes=st.sampled_from(EYES),
    until=st.none() | st.dates(),
)
def test_nobody_sees_what_was_not_for_them(
    state: State, *, agreed: bool, reachable: bool, visibility: dict[Field, Eyes], eyes: Eyes, until: dt.date | None
) -> None:
    whole = champion(state, visibility, agreed=agreed, reachable=reachable)
    if state == "resting":
        whole = moved(champion("active", visibility, reachable=reachable), "resting", until)
        agreed = True
    seen = shown(whole, eyes, TODAY)
    is_active = state == "active" or (state == "resting" and until is not None and until <= TODAY)
    assert (seen is not None) == (agreed and reachable and is_active and eyes != "nobody")
    if seen is None:
        return
    assert "Because" not in repr(seen)
    assert seen.nominated_by is None
    for what, secret in SECRET.items():
        assert (secret in repr(seen)) == (EYES.index(whole.eyes(what)) >= EYES.index(eyes))
    badges = visibility.get("badges", "nobody")
    assert (seen.badges == ("steady",)) == (EYES.index(badges) >= EYES.index(eyes))
    own = visibility.get("lived_experience", "nobody")
    assert (seen.lived_experience is True) == (EYES.index(own) >= EYES.index(eyes))


def test_lists_are_read_as_people_write_them() -> None:
    assert items("gardens, choirs;  walking   groups\ngardens,,") == ("gardens", "choirs", "walking groups")
