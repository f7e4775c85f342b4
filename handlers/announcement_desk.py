"""Looking after announcements in a chat: how far one is, pause, cancel, correct, withdraw, remind, copy."""

from __future__ import annotations

from bot.announcement_states import MOVES, Deed, possible
from bot.announcements import Problems, read
from bot.apologies import with_what_was_typed
from bot.cards import Block, Button, Buttons, Card, Context, Facts, Link, Reply, Text
from bot.events import Action, Press, Submission
from bot.people import require
from bot.router import Router
from bot.services import Services
from bot.store import announcement_people, announcements, people
from bot.store.announcements import Kept
from bot.usecases import announcement_deeds, announcement_desk, announcement_forms, announcement_reports, announcing
from bot.usecases.announcement_deeds import asked_back, refusal
from bot.usecases.announcing import NotPossible
from bot.usecases.planning_routes import House
from handlers.announcements import preview, said

router = Router("announcement_desk")


@router.press("announcement")
def open_one(event: Press, services: Services) -> Reply:
    """How an announcement stands, and what can be done with it."""
    require(services.person, "announce")
    kept = announcements.find(services.tx, _id(event))
    if kept is None:
        return said(refusal(NotPossible("edit", None), services.words), _id(event), "stale")
    if kept.state in ("template", "draft", "approval"):
        house = House.of(services.settings, services.doors)
        checked = announcing.check(services.tx, kept, services.words, house, services.now)
        return preview(kept, checked, services) if checked.one.texts else _unfinished(kept, services)
    return _managed(kept, services)


@router.press("announcement_do")
def act(event: Press, services: Services) -> Reply:
    """Do something with it; what cannot be undone is asked back."""
    require(services.person, "announce")
    id, words = _id(event), services.words
    wish = event.action.args[1] if len(event.action.args) > 1 else ""
    deed = next((one for one in MOVES if one == wish), None)
    if deed and (question := asked_back(deed, words)) and event.action.args[2:3] != ("yes",):
        return _asked_back(id, deed, question, services)
    try:
        told = announcement_deeds.do(
            services.tx, id, deed, services.person, words, House.of(services.settings, services.doors), services.now
        )
    except NotPossible as error:
        return said(refusal(error, words), id, "stale")
    return said(told, id, f"announcement_{deed or wish}")


@router.press("announcement_keep")
def keep(event: Press, services: Services) -> Reply:
    """Keep its words as a template."""
    id, words = _id(event), services.words
    try:
        kept = announcement_desk.duplicate(services.tx, id, services.person, services.now, template=True)
    except NotPossible as error:
        return said(refusal(error, words), id, "stale")
    return said(words("Kept as a template. Write announcements to begin with it."), kept.id, "announcement_template")


@router.press("announcement_copy")
def copy(event: Press, services: Services) -> Reply:
    """A new draft with the same words."""
    try:
        kept = announcement_desk.duplicate(services.tx, _id(event), services.person, services.now)
    except NotPossible as error:
        return said(refusal(error, services.words), _id(event), "stale")
    return _form(kept, services, {}, correcting=False)


@router.press("announcement_correct")
def open_correction(event: Press, services: Services) -> Reply:
    """Offer the texts that went out."""
    try:
        kept = announcing.existing(services.tx, _id(event), "correct", services.person)
    except NotPossible as error:
        return said(refusal(error, services.words), _id(event), "stale")
    return _form(kept, services, {}, correcting=True)


@router.submission("announcement_correct")
def correct(event: Submission, services: Services) -> Reply:
    """Change what went out, where messages can be changed."""
    id, words, house = _id(event), services.words, House.of(services.settings, services.doors)
    try:
        problems = announcement_desk.correct(services.tx, id, event.values, services.person, words, house, services.now)
    except NotPossible as error:
        return with_what_was_typed(said(refusal(error, words), id, "stale"), event, words)
    if problems:
        kept = announcing.kept_now(services.tx, id)
        form = announcement_forms.draft_form(
            services.tx, words, event.values, problems, services.now, kept.id, correcting=True
        )
        return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"announcement:{id}")
    return said(words("Corrected. Messages that went out are changed where their platform allows it."), id)


def _managed(kept: Kept, services: Services) -> Reply:
    words = services.words
    one, _ = read(kept.values, kept.values.get("zone", services.zone), words)
    blocks: list[Block] = [Text(one.title, "heading")]
    facts = [(words("State"), announcement_reports.states(words)[kept.state])]
    author, approver = people.find(services.tx, kept.author), people.find(services.tx, kept.approver)
    facts += [(words("Written by"), author.name)] if author else []
    facts += [(words("Approved by"), approver.name)] if approver else []
    facts += [(words("Planned for"), words.moment(kept.launch_at, services.zone))] if kept.launch_at else []
    counts = announcement_people.statuses(services.tx, kept.id)
    blocks.append(Facts((*facts, *announcement_reports.progress(services.tx, kept.id, counts, words))))
    blocks.append(Context(words("Delivered means that the platform took it: no platform tells who looked at it.")))
    blocks.append(Buttons(_buttons(kept, services, asks=one.acknowledge)))
    blocks.append(Link(words("Everybody's state"), f"{services.settings.public_url}/staff/announcement?id={kept.id}"))
    return Reply(
        Card(one.title, tuple(blocks)), how="whisper", led_to="announcement", refers_to=f"announcement:{kept.id}"
    )


def _buttons(kept: Kept, services: Services, *, asks: bool) -> tuple[Button, ...]:
    words = services.words
    found = [
        Button(label, Action("announcement_do", (kept.id, deed)), "danger" if asked_back(deed, words) else "plain")
        for deed, label in announcement_deeds.offered(services.tx, kept, words, asks=asks).items()
    ]
    if possible(kept.state, "correct"):
        found.append(Button(words("Correct"), Action("announcement_correct", (kept.id,))))
    found.append(Button(words("Copy"), Action("announcement_copy", (kept.id,))))
    found.append(Button(words("Keep as a template"), Action("announcement_keep", (kept.id,))))
    return tuple(found)


def _asked_back(id: str, deed: Deed, question: str, services: Services) -> Reply:
    label = announcement_deeds.labels(services.words)[deed]
    sure = Button(label, Action("announcement_do", (id, deed, "yes")), "danger")
    return Reply(Card(question, (Text(question), Buttons((sure,)))), how="whisper", led_to=f"announcement_{deed}")


def _unfinished(kept: Kept, services: Services) -> Reply:
    text = services.words("This draft is not finished yet.")
    edit = Button(services.words("Edit"), Action("announcement_edit", (kept.id,)), "primary")
    return Reply(Card(text, (Text(text), Buttons((edit,)))), how="whisper", led_to="announcement")


def _form(kept: Kept, services: Services, problems: Problems, *, correcting: bool) -> Reply:
    form = announcement_forms.draft_form(
        services.tx, services.words, kept.values, problems, services.now, kept.id, correcting=correcting
    )
    return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"announcement:{kept.id}")


def _id(event: Press | Submission) -> str:
    return event.action.args[0] if event.action.args else ""
