"""Consent before names: every interleaving of what people may do with one introduction."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.introductions import (
    Bar,
    Effect,
    Event,
    Expire,
    Farewell,
    Introduction,
    Lapse,
    Leave,
    No,
    Regret,
    Reveal,
    Side,
    Yes,
    step,
)

ACTS = (Yes, No, Leave, Bar)


def asked(*people: str) -> Introduction:
    return Introduction("i", "p", tuple(Side(person) for person in people), "asking")


def run(start: Introduction, events: Sequence[Event]) -> tuple[Introduction, list[tuple[int, Effect]]]:
    now, told = start, []
    for number, event in enumerate(events):
        now, effects = step(now, event)
        told += [(number, effect) for effect in effects]
    return now, told


def events_of(*people: str) -> st.SearchStrategy[list[Event]]:
    one = st.one_of(*(st.builds(act, st.just(person)) for act in ACTS for person in people), st.just(Expire()))
    return st.lists(one, max_size=12)


def seen_by(person: str, events: Sequence[Event]) -> list[tuple[str, Effect]]:
    """What a side is told, each with the moment as they can know it: their own deeds, or the end."""
    _, told = run(asked("ann", "bob"), events)
    return [(f"{events[number]}", effect) for number, effect in told if getattr(effect, "person", person) == person]


@given(events_of("ann", "bob"))
def test_no_name_before_both_have_said_yes(events: list[Event]) -> None:
    """What each last said is noted beside it; nobody who left or barred is ever named after it."""
    now = asked("ann", "bob")
    said: dict[str, bool] = {}
    out: set[str] = set()
    for event in events:
        match event:
            case Yes(person=person) | No(person=person):
                said[person] = isinstance(event, Yes)
            case Leave(person=person) | Bar(person=person):
                out.add(person)
            case Expire():
                pass
        now, effects = step(now, event)
        if any(isinstance(effect, Reveal) for effect in effects):
            assert effects == (Reveal(("ann", "bob")),)
            assert said == {"ann": True, "bob": True}
            assert not out


def test_every_order_of_six_deeds_of_two_people() -> None:
    """All 299,593 ways in which two people can go on for up to six steps: said, left, barred and run out."""
    deeds: tuple[Event, ...] = (*(act(person) for act in ACTS[:3] for person in ("ann", "bob")), Bar("ann"), Expire())
    seen = _explored(asked("ann", "bob"), deeds, 6, frozenset(), frozenset())
    assert seen == sum(len(deeds) ** steps for steps in range(7))


def _explored(
    now: Introduction, deeds: tuple[Event, ...], steps: int, willing: frozenset[str], out: frozenset[str]
) -> int:
    """How many ways lead on from here; in each, names come only after both were willing and nobody was out."""
    if steps == 0:
        return 1
    ways = 1
    for deed in deeds:
        after, effects = step(now, deed)
        person = getattr(deed, "person", "")
        agreed = willing | {person} if isinstance(deed, Yes) else willing - {person}
        away = out | {person} if isinstance(deed, Leave | Bar) else out
        if any(isinstance(effect, Reveal) for effect in effects):
            assert agreed == {"ann", "bob"}, deed
            assert not away, deed
        assert bool(after.named) <= (after.state in ("together", "ended"))
        ways += _explored(after, deeds, steps - 1, agreed, away)
    return ways


@given(events_of("ann", "bob", "cat"))
def test_in_groups_only_those_who_agreed_are_named_and_once(events: list[Event]) -> None:
    now, reveals = asked("ann", "bob", "cat"), 0
    for event in events:
        before = now
        now, effects = step(now, event)
        for effect in effects:
            if isinstance(effect, Reveal):
                reveals += 1
                assert len(effect.people) > 1
                for person in effect.people:
                    side = now.side(person)
                    assert side
                    assert (side.answer, side.barred) == ("yes", False)
                assert isinstance(event, Expire) or len(effect.people) == len(before.sides)
    assert reveals <= 1


@given(events_of("ann"), events_of("bob"), st.randoms(use_true_random=False))
def test_a_no_cannot_be_told_from_silence(anns: list[Event], bobs: list[Event], chance: object) -> None:
    """Ann never agrees: whatever else she does and when, Bob is told the same at the same moments."""
    anns = [event for event in anns if not isinstance(event, Yes | Expire)]
    mixed: list[Event] = list(bobs)
    for event in anns:
        mixed.insert(chance.randint(0, len(mixed)), event)  # type: ignore[attr-defined]
    assert seen_by("bob", mixed) == seen_by("bob", bobs)


@given(events_of("ann", "bob"))
def test_avoiding_somebody_does_not_tell_whether_they_were_the_other_side(events: list[Event]) -> None:
    """Ann bars Bob first: she and he are told what they would be if the other had stayed silent."""
    events = [event for event in events if not isinstance(event, Bar)]
    for person in ("ann", "bob"):
        own = [event for event in events if isinstance(event, Expire) or event.person == person]
        assert seen_by(person, [Bar("ann"), *events]) == seen_by(person, own)


def test_one_yes_and_one_no() -> None:
    now, told = run(asked("ann", "bob"), [No("ann"), Yes("bob"), Expire()])
    assert (now.state, told) == ("ended", [(2, Regret("bob")), (2, Lapse("ann"))])
    assert [side.answer for side in now.sides] == ["expired", "yes"]


def test_a_mind_can_be_changed_while_the_asks_last() -> None:
    now, told = run(asked("ann", "bob"), [Yes("ann"), No("ann"), Yes("bob"), Yes("ann")])
    assert (now.state, told) == ("together", [(3, Reveal(("ann", "bob")))])
    now, told = run(asked("ann", "bob"), [Yes("ann"), Expire(), Yes("bob")])
    assert (now.state, told) == ("ended", [(1, Regret("ann")), (1, Lapse("bob"))])


def test_pressing_twice_and_leaving_later() -> None:
    now, told = run(asked("ann", "bob"), [Yes("ann"), Yes("ann"), Yes("bob"), Yes("bob"), Leave("ann"), Leave("ann")])
    assert now.state == "ended"
    assert told == [(2, Reveal(("ann", "bob"))), (4, Farewell("bob"))]


def test_a_group_meets_without_those_who_said_nothing() -> None:
    now, told = run(asked("ann", "bob", "cat"), [Yes("ann"), No("cat"), Yes("bob"), Expire()])
    assert (now.state, told) == ("together", [(3, Reveal(("ann", "bob"))), (3, Lapse("cat"))])
