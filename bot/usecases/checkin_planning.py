"""Making check-ins: by staff from a beginning and a form, and from config.yaml; starting, pausing and ending them."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot import checkin_drafts
from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Form, Input, Option
from bot.checkins import CheckIn, State
from bot.config import CheckInConfig
from bot.events import Action
from bot.people import Person, require
from bot.rhythms import Rhythm
from bot.store import audiences, checkins, linking, people
from bot.store.database import Transaction
from bot.usecases import prompting
from bot.usecases.posting import cancel, pause, resume
from bot.words import Words, words_for

CONFIG, STAFF = "config", "staff"
WAITING = {"active": resume, "paused": pause, "ended": cancel}
"""What becomes of messages that are not sent yet, by the new state."""
NEW = CheckIn("", "", Rhythm("week", "Monday", checkin_drafts.FIRST), dt.time(9, 30))


def templates(words: Words) -> dict[str, tuple[str, dict[str, str]]]:
    """Beginnings by name: what they are called, and the form's values."""
    usual = {
        "audience": "everyone", "every": "week", "on": "Monday", "at": "09:30", "calendar": "GB/ENG",
        "on_holiday": NEW.rhythm.on_holiday, "rotate": "no", "remind_after_hours": str(NEW.remind_after_hours),
        "escalate_after_days": str(NEW.escalate_after_days),
    }  # fmt: skip
    week = "\n".join((words("What went well this week?"), words("help: What do you need help with?")))
    month = "\n".join((words("rate: How is the taskgroup doing?"), words("What should change?")))
    return {
        "week": (words("Weekly check-in"), {**usual, "title": words("This week"), "questions": week}),
        "mood": (
            words("How are you?"),
            {**usual, "title": words("How are you?"), "questions": words("mood: How are you this week?")},
        ),
        "month": (
            words("Monthly look back"),
            {**usual, "title": words("Looking back"), "every": "month", "on": "last Friday", "questions": month},
        ),
        "prompts": (
            words("Weekly champion prompts"),
            {**usual, "title": words("For champions"), "audience": "role:champion", "on": "Tuesday"},
        ),
    }


def how_often(checkin: CheckIn, words: Words) -> str:
    """``every month, last Friday, 09:30``, each person by their own clock."""
    return f"{_every(words)[checkin.rhythm.every]}, {checkin.rhythm.on}, {checkin.at:%H:%M}"


def who(tx: Transaction, checkin: CheckIn, words: Words) -> str:
    """Who is asked and how many that is now, or why nobody can tell: what an audience names may be gone meanwhile."""
    try:
        number = audiences.count(tx, audiences.read(tx, checkin.audience, words), words)
    except (BadAudience, UnknownAudience) as error:
        return f"{checkin.audience}: {error}"
    return words.plural("{audience}: {n} person", "{audience}: {n} people", number, audience=checkin.audience)


def _every(words: Words) -> dict[str, str]:
    return {"week": words("every week"), "fortnight": words("every two weeks"), "month": words("every month")}


def form(words: Words, values: Mapping[str, str], problems: Mapping[str, str], id: str, *, prompts: bool) -> Form:
    """The form in which a check-in is made: filled in, and with what is wrong beside the fields."""
    every = tuple(Option(name, value) for value, name in _every(words).items())
    rest = (Option(words("come on the next working day"), "next"), Option(words("leave it out"), "skip"))
    questions = words(
        'One a line. Begin with "help:", "mood:", "rate:", "yes or no:" or "choose:", such as: choose: Which? | A | B'
    )
    days = words('Monday; for every month also 15, "last day" or "second Tuesday"')
    fields = (
        Input("title", words("Title")),
        *(() if prompts else (Input("questions", words("Questions"), "long_text", hint=questions),)),
        Input("audience", words("Who is asked"), hint=words("Such as everyone, partner:NAME or role:champion; or e-mail addresses")),
        Input("owner", words("Who reads the answers"), required=False, hint=words("The e-mail address of somebody the coalition knows, such as a taskgroup's lead. Empty: you")),
        Input("every", words("How often"), "choice", every),
        Input("on", words("On which day"), hint=days),
        Input("at", words("At what time, by each person's own clock"), hint=words("Such as 09:30")),
        Input("calendar", words("Holiday calendar"), required=False, hint=words("Such as GB/ENG, GB/WLS or IE. Empty: holidays are days like any other")),
        Input("on_holiday", words("On a holiday"), "choice", rest, required=False),
        *(() if prompts else (Input("rotate", words("One question at a time, in turn"), "yes_no", required=False),)),
        Input("remind_after_hours", words("Remind once, after how many hours (0: never)"), "number", required=False),
        Input("escalate_after_days", words("Tell who is silent or got no help, after how many days (0: never)"), "number", required=False),
    )  # fmt: skip
    filled = tuple(replace(one, value=values.get(one.name, ""), error=problems.get(one.name, "")) for one in fields)
    kind = ("prompts",) if prompts else ()
    return Form(words("A check-in"), Action("checkin_draft", (id, *kind)), filled, words("Preview"))


def values_of(tx: Transaction, checkin: CheckIn) -> dict[str, str]:
    """A check-in as the values of its form."""
    owner = people.find(tx, checkin.owner) if checkin.owner else None
    return {**checkin_drafts.typed(checkin), "owner": (owner.email if owner else None) or ""}


def draft(
    tx: Transaction,
    values: Mapping[str, str],
    person: Person,
    words: Words,
    now: dt.datetime,
    id: str,
    *,
    prompts: bool,
) -> tuple[CheckIn, dict[str, str]]:
    """Keep what was typed, if nothing is wrong with it; a new one waits to be started.

    Raises:
        NotAllowed: the person may not run check-ins.
    """
    require(person, "run_checkins")
    known = checkins.find(tx, id) if id else None
    made, problems = checkin_drafts.read(values, known or _new(person, now, prompts=prompts), words)
    if address := values.get("owner", "").strip().lower():
        owner = linking.with_email(tx, address)
        made = replace(made, owner=owner or made.owner)
        if owner is None:
            problems["owner"] = words("I know nobody with the address {email}.", email=address)
    try:
        if "audience" not in problems and not audiences.count(tx, audiences.read(tx, made.audience, words), words):
            problems["audience"] = words("That is nobody. Who shall be asked?")
    except (BadAudience, UnknownAudience) as error:
        problems["audience"] = str(error)
    if not problems:
        if made.prompts:
            prompting.begin_library(tx, now)
        checkins.save(tx, made, STAFF, now if made.state == "active" else None, now)
    return made, problems


def _new(person: Person, now: dt.datetime, *, prompts: bool) -> CheckIn:
    rhythm = replace(NEW.rhythm, start=now.date())
    return replace(NEW, id=secrets.token_hex(6), owner=person.id, prompts=prompts, state="paused", rhythm=rhythm)


def change(tx: Transaction, id: str, state: State, person: Person, now: dt.datetime) -> CheckIn | None:
    """Start, pause or end a check-in; None if there is none, or it has ended.

    Raises:
        NotAllowed: the person may not run check-ins.
    """
    require(person, "run_checkins")
    known = checkins.find(tx, id, held=True)
    if known is None or known.state == "ended":
        return None
    made = replace(known, state=state)
    _turn(tx, made, CONFIG if id.startswith(f"{CONFIG}-") else STAFF, now)
    return made


def follow_config(tx: Transaction, wanted: Sequence[CheckInConfig], now: dt.datetime) -> None:
    """Bring those of config.yaml to what it says; one that it no longer holds ends, with its answers kept.

    One that staff have paused stays paused.
    """
    seen: set[str] = set()
    for one in wanted:
        id = f"{CONFIG}-{re.sub(r'[^a-z0-9]+', '-', one.title.casefold()).strip('-')}"[:100]
        seen.add(id)
        before = checkins.find(tx, id)
        owner = linking.with_email(tx, one.owner.lower()) if one.owner else None
        known = replace(NEW, id=id, owner=owner or "", prompts=one.prompts, state=before.state if before else "active")
        made, problems = checkin_drafts.read(one.values, known, words_for("en"))
        assert not problems, problems
        made = replace(made, state="active" if made.state == "ended" else made.state)
        if made.prompts:
            prompting.begin_library(tx, now)
        if made != before:
            checkins.save(tx, made, CONFIG, now if made.state == "active" else None, now)
    for gone in checkins.listed(tx, ("active", "paused"), CONFIG):
        if gone.id not in seen:
            _turn(tx, replace(gone, state="ended"), CONFIG, now)


def _turn(tx: Transaction, checkin: CheckIn, source: str, now: dt.datetime) -> None:
    """Its state is another one now, also for what waits for the end of somebody's quiet hours."""
    checkins.save(tx, checkin, source, now if checkin.state == "active" else None, now)
    for broadcast in checkins.unsent(tx, checkin.id):
        WAITING[checkin.state](tx, broadcast, now)
