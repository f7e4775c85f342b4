"""Making polls: from a beginning, a line or a form, to a preview, to everybody."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.apologies import with_what_was_typed
from bot.audiences import BadAudience, UnknownAudience
from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Listing, Reply, Text
from bot.events import Action, Message, Place, Press, Submission
from bot.people import may, require
from bot.poll_drafts import typed
from bot.polls import Poll
from bot.router import Router
from bot.services import Services
from bot.store import polls
from bot.usecases import poll_cards, poll_forms, polling
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused
from bot.usecases.poll_results import Results
from handlers.poll_replies import packed, place_of, poll_id, refused_reply, said

router = Router("polls")
_LINE = re.compile(
    r"\s*/?(?:poll|pôl)\s+(?:(?P<question>[^?]+\?)|(?P<topic>[^?:]+):)?\s*(?P<options>.*)", re.IGNORECASE | re.DOTALL
)


@router.command("poll", "new poll", "pôl")
def begin(event: Message, services: Services) -> Reply:
    """Offer beginnings for a poll, and those that are going on."""
    require(services.person, "run_polls")
    words = services.words
    text = words("What kind of poll shall it be?")
    starts = [Button(name, Action("poll_new", (key,))) for key, (name, _) in poll_forms.templates(words).items()]
    quick = words("In one line: poll Where shall we meet? Leeds, York, Hull")
    blocks: list[Block] = [Text(text), Buttons(tuple(starts)), Context(quick)]
    running = polls.listed(services.tx, ("draft", "planned", "open", "closed"), limit=5)
    if running:
        blocks.append(Text(words("Your latest polls"), "heading"))
    for poll in running:
        blocks.append(Listing((Item(poll.question, states(services)[poll.state]),)))
        blocks.append(Buttons((Button(words("Manage"), Action("poll_manage", (poll.id, *packed(event.place)))),)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="poll_begin")


@router.message
def by_line(event: Message, services: Services) -> Reply | None:
    """``poll A question? One, two, three`` (or ``poll A topic: one, two``): a draft at once. Options alone are kept, and
    the question is asked for; whoever may make none has asked about polls."""
    found = _LINE.fullmatch(event.text)
    if found is None:
        return None
    options = re.split(r"\s*[,;\n]\s*", found["options"].strip())
    if not found["question"] and (len(options) < 2 or not may(services.person, "run_polls")):
        return None
    require(services.person, "run_polls")
    question, kind = found["question"] or found["topic"] or "", "single" if any(options) else "text"
    values = {"question": question, "options": "\n".join(options), "kind": kind, "ways": "live"}
    return _draft(values, services, event.place)


@router.press("poll_new")
def new(event: Press, services: Services) -> Reply:
    """The form, filled in as far as the beginning goes."""
    require(services.person, "run_polls")
    _, values = poll_forms.templates(services.words).get(poll_id(event), ("", {}))
    return _form({"audience": "everyone", "zone": services.zone, **values}, {}, services)


@router.submission("poll_draft")
def draft(event: Submission, services: Services) -> Reply:
    """A poll was typed in: show what is wrong, or how it will look."""
    require(services.person, "run_polls")
    try:
        return _draft(event.values, services, event.place, poll_id(event))
    except Refused as refused:
        return with_what_was_typed(refused_reply(refused, services), event, services.words)


@router.press("poll_edit")
def edit(event: Press, services: Services) -> Reply:
    """The form again, with the draft in it."""
    require(services.person, "run_polls")
    try:
        poll = polling.existing(services.tx, poll_id(event))
    except Refused as refused:
        return refused_reply(refused, services)
    return _form(typed(poll), {}, services, poll.id)


@router.press("poll_open")
def open_now(event: Press, services: Services) -> Reply:
    """Open a draft: it goes to its audience, or with "here" only to the place where it was asked for."""
    require(services.person, "run_polls")
    here = place_of(event, services) if event.action.args[1:2] == ("here",) else None
    words = services.words
    try:
        poll = polling.open_poll(
            services.tx,
            poll_id(event),
            services.now,
            House.of(services.settings, services.doors),
            here=here,
            language=services.settings.config.coalition.language,
        )
    except Refused as refused:
        return refused_reply(refused, services)
    except (BadAudience, UnknownAudience) as error:
        return said(str(error), "bad_audience")
    if poll.state == "planned" and poll.opens:
        text = words("Planned: the poll opens on {moment}.", moment=words.moment(poll.opens, services.zone))
        return Reply(Card(text, (Text(text),)), how="replace", led_to="poll_planned", refers_to=f"poll:{poll.id}")
    number = polls.electorate(services.tx, poll.id)
    text = words.plural("The poll is open. {n} person may vote.", "The poll is open. {n} people may vote.", number)
    manage = Button(words("Manage"), Action("poll_manage", (poll.id,)))
    return Reply(
        Card(text, (Text(text), Buttons((manage,)))), how="replace", led_to="poll_opened", refers_to=f"poll:{poll.id}"
    )


def states(services: Services) -> dict[str, str]:
    """What the states of a poll are called."""
    words = services.words
    return {
        "draft": words("draft"),
        "planned": words("planned"),
        "open": words("open"),
        "closed": words("closed"),
        "deleted": words("deleted"),
    }


def _draft(values: Mapping[str, str], services: Services, place: Place, id: str = "") -> Reply:
    poll, problems = polling.draft(
        services.tx, values, services.person, services.zone, services.words, services.now, id
    )
    return _form(values, problems, services, id) if problems else preview(poll, services, place)


def _form(values: Mapping[str, str], problems: Mapping[str, str], services: Services, id: str = "") -> Reply:
    form = poll_forms.draft_form(services.words, values, problems, id)
    told = [Text(services.words("Please look again:")), *(Text(problem) for problem in problems.values())]
    return Reply(Card(form.title, (*(told if problems else ()), form)), how="open_form", led_to="form")


def preview(poll: Poll, services: Services, place: Place) -> Reply:
    """How the poll will look, who gets it, and what can be done with it."""
    words = services.words
    card = poll_cards.posted(poll, words, services.zone, Results(0, 0))
    audience = len(polling.members(services.tx, poll))
    buttons = [Button(words("Open it"), Action("poll_open", (poll.id,)), "primary")]
    if not place.private:
        buttons.append(Button(words("Open it only here"), Action("poll_open", (poll.id, "here", *packed(place)))))
    buttons.append(Button(words("Edit"), Action("poll_edit", (poll.id,))))
    buttons.append(Button(words("Delete"), Action("poll_delete", (poll.id,)), "danger"))
    note = words("This is a preview: nobody else sees it yet.")
    blocks = (*card.blocks, Context(note), Facts(poll_cards.details(poll, words, audience)), Buttons(tuple(buttons)))
    return Reply(Card(card.summary, blocks), how="whisper", led_to="poll_draft", refers_to=f"poll:{poll.id}")
