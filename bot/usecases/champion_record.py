"""What is held of a person as a champion and about introductions, for that person: in chat, and for their export.

What others said or wanted in confidence stays out: why they were put forward, who avoids them, who answered what, and
the names of those who have not learned theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.champions import FIELDS, Badge, Champion, Field
from bot.introductions import Introduction
from bot.store import champions, introductions, programmes, relays, sketches
from bot.store.database import Transaction
from bot.usecases.introduction_people import described, explained
from bot.words import Words

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Section:
    """What is held of one kind: labels with values, in the person's language."""

    title: str
    rows: tuple[Row, ...]


def record_of(tx: Transaction, person: str, words: Words, zone: str) -> tuple[Section, ...]:
    """Everything, kind by kind; kinds of which nothing is held are left out. ``zone`` is for the times of day."""
    champion = champions.get(tx, person)
    steps = [
        (words.moment(at, zone), words("{step}, by {who}", step=step, who=_who(by, person, words)))
        for at, step, by in champions.steps(tx, person)
    ]
    found = (
        (words("Profile as a champion"), _profile(champion, words) if champion else []),
        (words("Your steps as a champion"), steps),
        (
            words("What you did as a champion"),
            [(words.moment(at, zone), text) for at, _, text in champions.actions(tx, person)],
        ),
        (words("Programmes of introductions"), _programmes(tx, person, words, zone)),
        (
            words("Whom you avoid"),
            [(name, words("only you see this")) for _, name in programmes.avoided_by(tx, person)],
        ),
        (words("Your introductions"), _introductions(tx, person, words, zone)),
        (
            words("Your words in relayed chats"),
            [(words.moment(at, zone), text) for at, text in relays.kept(tx, person)],
        ),
    )
    return tuple(Section(title, tuple(rows)) for title, rows in found if rows)


def _profile(one: Champion, words: Words) -> list[Row]:
    eyes = {"nobody": words("nobody"), "champions": words("champions and the team"), "members": words("every member")}
    known = [(what, value) for what in FIELDS if (value := _value(one, what, words))]
    rows = [
        (field_names(words)[what], words("{value} (seen by: {eyes})", value=value, eyes=eyes[one.eyes(what)]))
        for what, value in known
    ]
    if one.nominated_by == one.id and one.why:
        rows.append((words("Why you put yourself forward"), one.why))
    elif one.why:
        rows.append((words("Why you were put forward"), words("kept, in confidence, for the team")))
    agreed = words.date(one.consent_at.date()) if one.consent_at else words("not yet")
    back = [(words("Resting until"), words.date(one.resting_until))] if one.resting_until else []
    limit = (words("Most introductions a month"), str(one.load_limit))
    return [(words("State"), one.state), (words("Agreed to be shown"), agreed), *back, limit, *rows]


def _value(one: Champion, what: Field, words: Words) -> str:
    match what:
        case "area":
            return ", ".join(one.area)
        case "lived_experience":
            return {True: words("yes"), False: words("no"), None: ""}[one.lived_experience]
        case "badges":
            return words.listing([badge_names(words)[badge] for badge in one.badges])
        case "tier" | "bio" | "availability":
            return str(getattr(one, what))
        case _:
            return ", ".join(getattr(one, what))


def field_names(words: Words) -> dict[Field, str]:
    """What the fields of a profile are called."""
    return {
        "themes": words("Themes"), "area": words("Area"), "tier": words("Local, regional or national"),
        "interests": words("Interests"), "can_help": words("Can help with"),
        "want_help": words("Would like help with"), "languages": words("Languages"),
        "availability": words("Availability"), "bio": words("About you"),
        "lived_experience": words("Own or a carer's experience of care"), "badges": words("Badges"),
    }  # fmt: skip


def badge_names(words: Words) -> dict[Badge, str]:
    """What the badges are called."""
    return {
        "first": words("first action"),
        "five": words("five actions"),
        "steady": words("active in three months"),
    }


def _who(by: str | None, person: str, words: Words) -> str:
    return words("you") if by == person else words("somebody else")


def _programmes(tx: Transaction, person: str, words: Words, zone: str) -> list[Row]:
    rows = []
    for one in programmes.memberships(tx, person, withdrawn=True):
        programme = programmes.find(tx, one.programme)
        told = [words("You agreed on {moment} to: {text}", moment=words.moment(one.consent_at, zone), text=one.consent)]
        if one.withdrawn:
            told.append(words("You took it back on {moment}.", moment=words.moment(one.withdrawn, zone)))
        if one.paused_until:
            told.append(words("Paused until {date}.", date=words.date(one.paused_until)))
        rows.append((programme.name if programme else one.programme, " ".join(told)))
    return rows


def _introductions(tx: Transaction, person: str, words: Words, zone: str) -> list[Row]:
    """Those they were asked about, told as they know them."""
    rows = []
    for one in introductions.of_person(tx, person, ("asking", "together", "ended")):
        known = sketches.of(tx, one.people)
        mine = one.side(person)
        named = one.agreed if mine and mine.named else ()
        others = [known[id].name if id in named else described(known[id], words) for id in one.people if id != person]
        answer = words("Your answer: {answer}.", answer=mine.answer if mine else "")
        told = [answer, *explained(one.reasons, words), *_came_of_it(tx, one, person, words, zone)]
        rows.append((words.listing(others) or words("Somebody who has left"), " ".join(told)))
    return rows


def _came_of_it(tx: Transaction, one: Introduction, person: str, words: Words, zone: str) -> list[str]:
    told = []
    if one.together_at and person in one.named:
        told.append(words("In touch since {moment}.", moment=words.moment(one.together_at, zone)))
    outcome = introductions.outcome(tx, one.id, person)
    if outcome:
        told.append(words("Whether you met: {met}.", met=outcome.met))
        told += [words("Again: {again}.", again=outcome.again)] if outcome.again else []
        quoted = words("may be quoted") if outcome.quote else words("may not be quoted")
        told += (
            [words("What you told ({quoted}): {story}", quoted=quoted, story=outcome.story)] if outcome.story else []
        )
    return told
