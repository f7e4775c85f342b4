"""Champions: nominating, agreeing, the steps that staff and champions take, and who is found by whom."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import assert_never

from rapidfuzz import fuzz, process

from bot.cards import Button, Buttons, Card, Text
from bot.champions import LONGEST_BIO, Champion, NotNow, State, Theme, moved, shown
from bot.events import Action
from bot.knowledge.champions import Hit, search
from bot.people import Person, may
from bot.routes import NoRoute
from bot.store import audience_names, champions, people
from bot.store.database import Transaction
from bot.usecases import checking_in
from bot.usecases.champion_news import KIND, tell_declined, tell_step
from bot.usecases.notifying import notify
from bot.usecases.planning_routes import House
from bot.words import Words, words_for

LONGEST_WHY = 1000
"""Characters of why somebody is put forward."""


class CannotDo(Exception):
    """Something about a champion that cannot be done; the text says why, to the person. ``field`` of a nomination is what
    was wrong."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


def theme_named(tx: Transaction, name: str, words: Words) -> Theme:
    """The theme of this name.

    Raises:
        CannotDo: there is none, or no more; the nearest is named.
    """
    known = champions.themes(tx, retired=True)
    wanted = " ".join(name.split()).casefold()
    found = next((theme for theme in known if theme.name.casefold() == wanted), None)
    if found and not found.retired:
        return found
    current = [theme.name for theme in known if not theme.retired]
    near = process.extractOne(name, current, scorer=fuzz.WRatio)
    if near is None:
        raise CannotDo(words("There is no theme yet. The team can add one: add theme NAME."), "theme")
    if found:
        ended = words('The theme "{name}" has ended. The nearest is "{near}".', name=found.name, near=near[0])
        raise CannotDo(ended, "theme")
    raise CannotDo(words('There is no theme "{name}". Did you mean "{near}"?', name=name[:100], near=near[0]), "theme")


def add_theme(tx: Transaction, name: str, words: Words, *, retired: bool = False) -> Theme:
    """Add a theme, or end one: whoever has it keeps it, nobody else gets it.

    Raises:
        CannotDo: the name has no letter or digit.
    """
    name = " ".join(name.split())[:100]
    theme = Theme(re.sub(r"\W+", "-", name.casefold()).strip("-"), name, retired)
    if not theme.id:
        raise CannotDo(words("A theme needs a name with letters."))
    champions.save_theme(tx, theme)
    return theme


def nominate(
    tx: Transaction, by: Person, typed: Mapping[str, str], words: Words, house: House, now: dt.datetime,
    *, sees: bool = False,
) -> Champion:  # fmt: skip
    """Put somebody forward. ``typed``: ``who`` (a name, an address or "me"), ``theme`` and ``why``. Nothing is shown of
    them until they agree.

    ``sees``: who put themselves forward sees the question now, so it is not sent to them.

    Raises:
        CannotDo: nobody or two have this name, they are one already or cannot be asked, there is no such theme, or the
            reason is too long.
    """
    who, theme, why = (typed.get(name, "").strip() for name in ("who", "theme", "why"))
    themes = (theme_named(tx, theme, words).name,) if theme else ()
    if len(why) > LONGEST_WHY:
        long = words("Please say why in at most {most} characters; this has {n}.", most=LONGEST_WHY, n=len(why))
        raise CannotDo(long, "why")
    person = by if who.casefold() in ("me", "myself", by.name.casefold()) else _named(tx, who, words)
    before = champions.get(tx, person.id)
    if before and before.state != "alumni":
        raise CannotDo(words("They have been put forward already, or are a champion. Thank you."), "who")
    made = replace(
        before or Champion(person.id, person.name), state="nominated", nominated_by=by.id, why=why,
        themes=themes, consent_at=None,
    )  # fmt: skip
    champions.save(tx, made, now)
    if person.id != by.id or not sees:
        key = f"champion-{person.id}-{now:%Y%m%d%H%M%S}"
        choice = notify(tx, key, KIND, person.id, asking(words_for(person.language)), house, now)
        if isinstance(choice, NoRoute):
            _put_back(tx, person.id, before, now)
            unasked = words(
                "I cannot reach {name} to ask whether they agree, so nothing is kept. Record an e-mail address.",
                name=person.name,
            )
            raise CannotDo(unasked, "who")
    champions.note(tx, person.id, "nominated", by.id, now)
    return made


def _put_back(tx: Transaction, person: str, before: Champion | None, now: dt.datetime) -> None:
    """As it was before the nomination."""
    if before:
        champions.save(tx, before, now)
    else:
        champions.remove(tx, person)


def asking(words: Words) -> Card:
    """What somebody agrees to, with yes and no."""
    text = words(
        "Would you like to be a champion? If you say yes and the team approves, other members can find your name and "
        "what you write about yourself. You choose who sees what, and can stop at any time. If you say no, nothing is "
        "kept and nobody is told."
    )
    buttons = Buttons(
        (Button(words("Yes, I agree"), Action("champion_yes"), "primary"), Button(words("No"), Action("champion_no")))
    )
    return Card(text, (Text(text), buttons))


def agree(tx: Transaction, person: Person, words: Words, now: dt.datetime) -> Champion:
    """Somebody agreed to be shown.

    Raises:
        CannotDo: nobody put them forward.
    """
    found = replace(_existing(tx, person.id, words), consent_at=now)
    champions.save(tx, found, now)
    champions.note(tx, person.id, "agreed", person.id, now)
    return found


def leave(tx: Transaction, person: Person) -> None:
    """Somebody does not want to be a champion, or no more: nothing of it is kept."""
    champions.remove(tx, person.id)


def step(
    tx: Transaction, id: str, to: State, by: Person, words: Words, house: House, now: dt.datetime,
    until: dt.date | None = None,
) -> Champion:  # fmt: skip
    """Take a step: staff any, a champion only to rest and back. Whom it concerns and did not take it hears of it.

    Raises:
        CannotDo: there is no such champion, they cannot take this step, or it is not this person's to take.
    """
    before = found = _existing(tx, id, words)
    own = id == by.id and found.state in ("active", "resting") and to in ("active", "resting")
    if not own and not may(by, "run_champions"):
        raise CannotDo(words("Only the team can do that."))
    try:
        found = moved(found, to, until)
    except NotNow as error:
        match error.why:
            case "consent":
                raise CannotDo(words("They have not agreed yet, so nothing can be done with it.")) from error
            case "order":
                raise CannotDo(words("That is not possible now: they are {state}.", state=error.state)) from error
            case _:
                assert_never(error.why)
    champions.save(tx, found, now)
    champions.note(tx, id, to, by.id, now)
    if found.state != "active":
        checking_in.rest(tx, id, now)
    tell_step(tx, before, found, by.id, house, now)
    return found


def record(tx: Transaction, person: Person, text: str, words: Words, now: dt.datetime) -> Champion:
    """Keep what a champion did, for themselves and the team.

    Raises:
        CannotDo: they are no champion.
    """
    found = champions.get(tx, person.id)
    if found is None or found.state not in ("active", "resting"):
        raise CannotDo(words("Only champions record what they did. To become one, write: nominate me."))
    champions.add_action(tx, person.id, text.strip()[:LONGEST_BIO], now)
    return champions.get(tx, person.id) or found


def decline(tx: Transaction, id: str, words: Words, house: House, now: dt.datetime) -> None:
    """Staff do not take up a nomination: it is forgotten, and whoever had agreed hears of it.

    Raises:
        CannotDo: there is none.
    """
    found = _existing(tx, id, words)
    if found.state != "nominated":
        raise CannotDo(words("They are approved already. They can rest or end instead."))
    tell_declined(tx, found, house, now)
    champions.remove(tx, id)


def visible(tx: Transaction, viewer: Person, day: dt.date) -> list[Champion]:
    """What this person may see of all champions who may be seen."""
    among = viewer.holds("champion") or viewer.holds("staff")
    seen = (shown(one, "champions" if among else "members", day) for one in champions.active(tx))
    return [one for one in seen if one]


def who_knows(tx: Transaction, viewer: Person, question: str, day: dt.date) -> list[Hit]:
    """The champions who fit a question, other than the one who asks, best first."""
    return search([one for one in visible(tx, viewer, day) if one.id != viewer.id], question)


def _existing(tx: Transaction, id: str, words: Words) -> Champion:
    found = champions.get(tx, id)
    if found is None:
        raise CannotDo(words("There is no such nomination or champion any more."))
    return found


def _named(tx: Transaction, who: str, words: Words) -> Person:
    ids = audience_names.named_people(tx, who)
    if len(ids) != 1:
        known = words('Several people are called "{name}". Please write their e-mail address.', name=who[:100])
        unknown = words('I know nobody called "{name}". Please write their whole name.', name=who[:100])
        raise CannotDo(known if ids else unknown, "who")
    found = people.find(tx, ids[0])
    assert found is not None
    return found
