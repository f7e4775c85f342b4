"""The forms in which staff write an announcement, correct one, and in which people reply."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from bot.announcements import LONGEST_BODY, LONGEST_TITLE, MOST_LINKS
from bot.cards import Form, Input, Option
from bot.events import Action
from bot.people import EVERYONE, Viewer
from bot.store import people, polls
from bot.store.database import Transaction
from bot.store.records import StoredRecords
from bot.words import Words

AHEAD = dt.timedelta(days=120)
MOST_EVENTS = 50
TYPED = ("title", "body", "title_cy", "body_cy", "body_en_easy", "body_cy_easy", "links")
"""The inputs that a correction has too."""


def draft_form(
    tx: Transaction,
    words: Words,
    values: Mapping[str, str],
    problems: Mapping[str, str],
    now: dt.datetime,
    id: str = "",
    *,
    correcting: bool = False,
) -> Form:
    """The whole form, or for a correction the texts only, with what was typed and what is wrong with it."""
    inputs = _texts(words) if correcting else (*_texts(words), *_how(tx, words, now))
    start = {"audience": EVERYONE, "when": "now", "acknowledge": "no", "counted": "no", "urgent": "no", **values}
    filled = tuple(replace(one, value=start.get(one.name, ""), error=problems.get(one.name, "")) for one in inputs)
    title = words("Correct an announcement") if correcting else words("An announcement")
    action = Action("announcement_correct" if correcting else "announcement_draft", (id,))
    return Form(title, action, filled, words("Correct it") if correcting else words("Preview it"))


def reply_form(words: Words, id: str, name: str, text: str = "", error: str = "") -> Form:
    """Where somebody writes back; ``text`` is what they have written so far."""
    hint = words("It goes to {name}.", name=name)
    input = Input("text", words("Your reply"), "long_text", value=text, error=error, hint=hint)
    return Form(words("Reply"), Action("announcement_reply", (id,)), (input,), words("Send"))


def _texts(words: Words) -> tuple[Input, ...]:
    fields = words("Fields you can use: {fields}", fields="{name} {first_name} {partner} {coalition} {team}")
    plain = words("Easy-read: short words, short sentences; for those who asked for it")
    return (
        Input("title", words("Title"), hint=words("At most {n} characters", n=LONGEST_TITLE)),
        Input("body", words("Text"), "long_text", hint=f"{fields}. " + words("At most {n} characters", n=LONGEST_BODY)),
        Input("title_cy", words("Title in Welsh"), required=False),
        Input("body_cy", words("Text in Welsh"), "long_text", required=False),
        Input("body_en_easy", words("Easy-read text"), "long_text", required=False, hint=plain),
        Input("body_cy_easy", words("Easy-read text in Welsh"), "long_text", required=False),
        Input(
            "links",
            words("Links"),
            "long_text",
            required=False,
            hint=words("One a line, at most {n}: what it is called, then the address", n=MOST_LINKS),
        ),
    )


def _how(tx: Transaction, words: Words, now: dt.datetime) -> tuple[Input, ...]:
    coming = StoredRecords(tx).events(Viewer(everything=True), now, now + AHEAD)[:MOST_EVENTS]
    events = tuple(Option(f"{event.title} ({words.short_date(event.start.date())})", event.id) for event in coming)
    staff = tuple(Option(person.name, person.id) for person in people.holding(tx, "staff"))
    open_polls = tuple(Option(poll.question, poll.id) for poll in polls.listed(tx, ("draft", "open")))
    moments = (
        Option(words("At once"), "now"),
        Option(words("At one moment for everybody"), "moment"),
        Option(words("By each person's own clock"), "local"),
    )
    names = words("Such as: partner:Bridge and not role:champion; also network, taskgroup, region, champion, language")
    addresses = words("Or e-mail addresses with commas between")
    return (
        Input("audience", words("Who gets it"), hint=f"{names}. {addresses}"),
        Input("when", words("When"), "choice", moments),
        Input("date", words("Day"), "date", required=False),
        Input("time", words("Time"), "time", required=False),
        Input("acknowledge", words("Ask people to confirm that they have seen it"), "yes_no"),
        Input(
            "counted",
            words("Count how often its links are opened"),
            "yes_no",
            hint=words("Everybody is told. Programs that check mail count too; who opened one is never kept."),
        ),
        Input("reply_to", words("Replies go to"), "choice", staff, required=False),
        *((Input("event", words("Invite to an event"), "choice", events, required=False),) if events else ()),
        *((Input("poll", words("Ask a poll in it"), "choice", open_polls, required=False),) if open_polls else ()),
        Input("urgent", words("Urgent: also in quiet hours"), "yes_no"),
    )
