"""Announcements in a chat: staff write, preview and send them; people confirm them, answer invitations and reply."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.announcement_states import State
from bot.announcements import Problems
from bot.apologies import with_what_was_typed
from bot.cards import Block, Button, Buttons, Card, Context, Divider, Facts, Item, Link, Listing, Reply, Text
from bot.events import Action, Message, Press, Submission
from bot.people import may, require
from bot.router import Router
from bot.services import Services
from bot.store import announcements, people
from bot.store.announcements import Kept
from bot.usecases import announcement_answers, announcement_forms, announcement_reports, announcing
from bot.usecases.announcement_answers import LONGEST_REPLY, NotForYou
from bot.usecases.announcement_cards import Preview, by_look, inert, previews
from bot.usecases.announcement_deeds import kept_apart, refusal, settled
from bot.usecases.announcing import Checked, NotPossible, OwnApproval
from bot.usecases.launching import Maker
from bot.usecases.planning_routes import House
from bot.words import Words
from handlers import voting

router = Router("announcements")
OPEN: tuple[State, ...] = ("draft", "approval", "scheduled", "sending", "paused", "done")
EDITABLE: tuple[State, ...] = ("template", "draft", "approval", "scheduled")
LISTED = 10


@router.command("announce", "cyhoeddi")
def announce(event: Message, services: Services) -> Reply:
    """Offer the form for a new announcement."""
    require(services.person, "announce")
    return _form(services, {}, {}, announcing.new_id())


@router.command("announcements", "cyhoeddiadau")
def list_announcements(event: Message, services: Services) -> Reply:
    """The latest announcements, each with a way in."""
    require(services.person, "announce")
    words, named = services.words, announcement_reports.states(services.words)
    found = announcements.listed(services.tx, OPEN, LISTED)
    title = words("Announcements") if found else words("There is no announcement yet. Write announce to begin one.")
    blocks: list[Block] = [Text(title, "heading")]
    for kept in (*found, *announcements.listed(services.tx, ("template",), LISTED)):
        name = kept.title or words("without a title")
        way = (
            Button(words("Begin with it"), Action("announcement_copy", (kept.id,)))
            if kept.state == "template"
            else Button(words("Open"), Action("announcement", (kept.id,)))
        )
        blocks += [Listing((Item(name, named[kept.state]),)), Buttons((way,))]
    return Reply(Card(title, tuple(blocks)), how="whisper", led_to="announcements")


@router.submission("announcement_draft")
def save_draft(event: Submission, services: Services) -> Reply:
    """Keep what was typed, and show how it will look, or what is wrong with it beside each field."""
    id, words = _id(event.action), services.words
    kept = announcing.draft(services.tx, event.values, services.person, _house(services), services.now, id)
    checked = announcing.check(services.tx, kept, words, _house(services), services.now)
    reply = (
        _form(services, kept.values, checked.problems, kept.id)
        if checked.problems
        else preview(kept, checked, services)
    )
    if id in ("", kept.id):
        return reply
    return replace(reply, card=replace(reply.card, blocks=(Text(kept_apart(words)), *reply.card.blocks)))


@router.press("announcement_edit")
def edit(event: Press, services: Services) -> Reply:
    """Offer the form with what was typed."""
    require(services.person, "announce")
    kept = announcements.find(services.tx, _id(event.action))
    if kept is None or kept.state not in EDITABLE:
        return said(refusal(NotPossible("edit", kept.state if kept else None), services.words), _id(event.action))
    checked = announcing.check(services.tx, kept, services.words, _house(services), services.now)
    return _form(services, kept.values, checked.problems, kept.id)


@router.press("announcement_send")
def send(event: Press, services: Services) -> Reply:
    """Have it sent at its moment, or put it before a second person."""
    return _settled(event, services, announcing.submit)


@router.press("announcement_approve")
def approve(event: Press, services: Services) -> Reply:
    """A second person agrees."""
    return _settled(event, services, announcing.approve)


def _settled(event: Press, services: Services, work: announcing.Settle) -> Reply:
    id, words = _id(event.action), services.words
    try:
        kept, checked = work(services.tx, id, services.person, words, _house(services), services.now)
    except (NotPossible, OwnApproval) as error:
        return said(refusal(error, words), id)
    if checked.problems:
        return _form(services, kept.values, checked.problems, id)
    told = settled(kept, checked, _house(services), words, services.now)
    how_far = words("Write announcements to see how far it is.")
    return said(f"{told} {how_far}", id, f"announcement_{kept.state}")


@router.press("announcement_ack")
def acknowledge(event: Press, services: Services) -> Reply:
    """Somebody has seen to it."""
    id, house = _id(event.action), _house(services)
    try:
        card = announcement_answers.acknowledge(services.tx, id, services.person, house, services.words, services.now)
    except NotForYou:
        return _not_for_you(services, id)
    return Reply(card, how="replace", led_to="announcement_acknowledged", refers_to=f"announcement:{id}")


@router.press("announcement_rsvp")
def come(event: Press, services: Services) -> Reply:
    """Somebody says whether they come."""
    id, words = _id(event.action), services.words
    answer = event.action.args[1] if len(event.action.args) > 1 else ""
    try:
        announcement_answers.come(services.tx, id, services.person, answer, services.now)
    except NotForYou:
        return _not_for_you(services, id)
    text = {
        "yes": words("Noted: you are coming. You can change this with the same buttons."),
        "maybe": words("Noted: maybe. You can change this with the same buttons."),
        "no": words("Noted: you cannot come. You can change this with the same buttons."),
    }[answer]
    return said(text, id, "announcement_rsvp")


@router.press("announcement_poll")
def answer_poll(event: Press, services: Services) -> Reply | None:
    """Somebody wants to answer the poll in it."""
    id, poll = _id(event.action), event.action.args[1] if len(event.action.args) > 1 else ""
    try:
        announcement_answers.opened(services.tx, id, services.person, services.now)
    except NotForYou:
        return _not_for_you(services, id)
    return voting.show(replace(event, action=Action("poll", (poll,))), services)


@router.press("announcement_reply")
def write_back(event: Press, services: Services) -> Reply:
    """Offer a form for a reply."""
    return _reply_form(services, _id(event.action))


@router.submission("announcement_reply")
def send_reply(event: Submission, services: Services) -> Reply:
    """Pass a reply on to the person who takes them."""
    id, text, words = _id(event.action), event.values.get("text", "").strip(), services.words
    if not text:
        return _reply_form(services, id, error=words("Please write your reply."))
    if (over := len(text) - LONGEST_REPLY) > 0:
        error = words("At most {n} characters fit: please shorten it by {over}.", n=LONGEST_REPLY, over=over)
        return _reply_form(services, id, text, error)
    try:
        passed = announcement_answers.reply(
            services.tx, id, services.person, text, event.id, _house(services), services.now
        )
    except NotForYou:
        return with_what_was_typed(_not_for_you(services, id), event, words)
    team = services.settings.config.coalition.team
    if not passed:
        nobody = words("I cannot reach the person who takes replies. Please ask {team}.", team=team)
        return with_what_was_typed(said(nobody, id), event, words)
    return said(words("Thank you, I am passing your reply on."), id, "announcement_replied")


@router.press("announcement_show")
def show(event: Press, services: Services) -> Reply:
    """The whole of an announcement from a weekly message."""
    id, house = _id(event.action), _house(services)
    try:
        kept = announcement_answers.received(services.tx, id, services.person)
    except NotForYou:
        return _not_for_you(services, id)
    card = announcement_answers.shown(services.tx, kept, services.person, house, services.now)
    return Reply(card, led_to="announcement_shown", refers_to=f"announcement:{id}")


def preview(kept: Kept, checked: Checked, services: Services) -> Reply:
    """How each platform will show it to those who get it there, who they are, and what can be done with it."""
    words, house = services.words, _house(services)
    plan = announcing.planned(services.tx, checked, house, services.now)
    maker = Maker(services.tx, kept, checked.one, house)
    doors = {name: services.doors[name] for name in plan.by_platform or services.doors}
    blocks: list[Block] = []
    for variant in checked.one.texts:
        for alike in by_look(previews(maker.sample(variant, plan), doors, words)):
            blocks += _as_shown(alike, words)
    blocks += [Text(warning) for warning in checked.warnings]
    blocks.append(Facts(announcement_reports.dry_run(services.tx, plan, words, services.zone)))
    blocks.append(Buttons(_buttons(kept, services)))
    blocks.append(Link(words("On the web"), f"{services.settings.public_url}/staff/announcement?id={kept.id}"))
    title = words("Preview: {title}", title=checked.one.title)
    return Reply(Card(title, (Text(title, "heading"), *blocks)), how="whisper", led_to="announcement_preview")


def _as_shown(alike: Sequence[Preview], words: Words) -> list[Block]:
    """What looks the same on some platforms, message by message, with its buttons told in words."""
    where = words.listing([one.door.capitalize() for one in alike])
    blocks: list[Block] = [Context(words("As it looks in {platforms}:", platforms=where))]
    for page in alike[0].pages:
        blocks += [*inert(page, words).blocks, Divider()]
    return [*blocks, *(Text(one.warning) for one in alike if one.warning)]


def said(text: str, id: str, led_to: str = "announcement") -> Reply:
    """A sentence about an announcement."""
    return Reply(Card(text, (Text(text),)), how="whisper", led_to=led_to, refers_to=f"announcement:{id}")


def _buttons(kept: Kept, services: Services) -> tuple[Button, ...]:
    words, id = services.words, (kept.id,)
    edit_it = Button(words("Edit"), Action("announcement_edit", id))
    match kept.state:
        case "draft":
            return (Button(words("Send it"), Action("announcement_send", id), "primary"), edit_it)
        case "approval" if may(services.person, "approve_announcements") and kept.author != services.person.id:
            return (Button(words("Approve"), Action("announcement_approve", id), "primary"), edit_it)
        case _:
            return (edit_it,)


def _form(services: Services, values: Mapping[str, str], problems: Problems, id: str = "") -> Reply:
    form = announcement_forms.draft_form(services.tx, services.words, values, problems, services.now, id)
    words, shown = services.words, {one.name for one in form.inputs}
    told = [words("The draft is kept. Please look again at what is marked.")] if problems else []
    told += [problem for field, problem in problems.items() if field not in shown]
    lists = Link(words("A list from a CSV file is saved on the web"), f"{services.settings.public_url}/staff/audiences")
    card = Card(form.title, (*(Text(sentence) for sentence in told), lists, form))
    return Reply(card, how="open_form", led_to="form", refers_to=f"announcement:{id}")


def _reply_form(services: Services, id: str, text: str = "", error: str = "") -> Reply:
    try:
        kept = announcement_answers.opened(services.tx, id, services.person, services.now)
    except NotForYou:
        return _not_for_you(services, id)
    taker = people.find(services.tx, kept.values.get("reply_to", ""))
    team = services.settings.config.coalition.team
    form = announcement_forms.reply_form(services.words, id, taker.name if taker else team, text, error)
    return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"announcement:{id}")


def _not_for_you(services: Services, id: str) -> Reply:
    return said(services.words("That announcement was withdrawn, or it was not sent to you."), id, "stale")


def _house(services: Services) -> House:
    return House.of(services.settings, services.doors)


def _id(action: Action) -> str:
    return action.args[0] if action.args else ""
