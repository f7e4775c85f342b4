"""Looking after a poll: how it stands, who has not answered, its deadline, its end and its result."""

from __future__ import annotations

from collections.abc import Callable

from bot.cards import Block, Button, Buttons, Card, Facts, Item, Link, Listing, Reply, Text
from bot.events import Action, Press, Submission
from bot.people import require
from bot.poll_drafts import read_deadline, typed
from bot.polls import Poll
from bot.router import Router
from bot.services import Services
from bot.store import polls
from bot.usecases import announcing, poll_cards, poll_forms, poll_publishing, polling
from bot.usecases.planning_routes import House
from bot.usecases.poll_refusals import Refused
from bot.usecases.poll_results import standing
from handlers.announcements import preview as preview_announcement
from handlers.poll_replies import packed, place_of, poll_id, refused_reply, said
from handlers.polls import preview, states

router = Router("poll_desk")
SHOWN = 50
"""Names that are listed in one message."""
Work = Callable[[Poll, Services], Reply]


@router.press("poll_manage")
def manage(event: Press, services: Services) -> Reply:
    """How a poll stands, and what can be done with it."""

    def work(poll: Poll, services: Services) -> Reply:
        place = place_of(event, services)
        return preview(poll, services, place) if poll.state == "draft" else _managed(poll, services, packed(place))

    return _with(event, services, work)


@router.press("poll_missing")
def missing(event: Press, services: Services) -> Reply:
    """Who has not answered; of an anonymous poll only how many have."""
    return _with(event, services, _missing)


@router.press("poll_remind")
def remind(event: Press, services: Services) -> Reply:
    """Remind those who have not answered."""

    def work(poll: Poll, services: Services) -> Reply:
        number = polling.remind(services.tx, poll.id, services.now, _house(services))
        text = services.words.plural("I am reminding {n} person.", "I am reminding {n} people.", number)
        return said(text, "poll_reminded", poll)

    return _with(event, services, work)


@router.press("poll_here")
def post_here(event: Press, services: Services) -> Reply:
    """Post an open poll in a channel, too: wherever it stands it is the same poll."""

    def work(poll: Poll, services: Services) -> Reply:
        if poll.state != "open":
            raise Refused("closed" if poll.state == "closed" else "not_open", poll)
        place, language = place_of(event, services), services.settings.config.coalition.language
        polling.post_here(services.tx, poll, place, language, services.now)
        text = services.words("The poll is posted here, too. Whoever votes here has the one vote they have anywhere.")
        return said(text, "poll_posted", poll)

    return _with(event, services, work)


@router.press("poll_close")
def close(event: Press, services: Services) -> Reply:
    """Close a poll now."""

    def work(poll: Poll, services: Services) -> Reply:
        return _managed(polling.close(services.tx, poll.id, services.now, _house(services)), services)

    return _with(event, services, work)


@router.press("poll_deadline")
def ask_deadline(event: Press, services: Services) -> Reply:
    """The form for another deadline; with it a closed poll opens again."""

    def work(poll: Poll, services: Services) -> Reply:
        form = poll_forms.deadline_form(services.words, poll.id, typed(poll), {})
        return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"poll:{poll.id}")

    return _with(event, services, work)


@router.submission("poll_extend")
def extend(event: Submission, services: Services) -> Reply:
    """Another deadline was typed in."""

    def work(poll: Poll, services: Services) -> Reply:
        words = services.words
        closes, problems = read_deadline(event.values, poll.zone, words, services.now)
        if problems:
            form = poll_forms.deadline_form(words, poll.id, event.values, problems)
            return Reply(Card(form.title, (form,)), how="open_form", led_to="form", refers_to=f"poll:{poll.id}")
        poll = polling.extend(services.tx, poll.id, closes, services.now)
        if poll.closes is None:
            return said(words("The poll is open until you close it."), "poll_extended", poll)
        moment = words.moment(poll.closes, services.zone)
        return said(words("The poll is open until {moment}.", moment=moment), "poll_extended", poll)

    return _with(event, services, work)


@router.press("poll_once")
def stop_repeating(event: Press, services: Services) -> Reply:
    """Let a poll come no more."""

    def work(poll: Poll, services: Services) -> Reply:
        poll = polling.stop_repeating(services.tx, poll.id, services.now)
        return said(services.words("This poll does not come again."), "poll_once", poll)

    return _with(event, services, work)


@router.press("poll_delete")
def delete(event: Press, services: Services) -> Reply:
    """Ask back, then delete a poll with every vote in it."""

    def work(poll: Poll, services: Services) -> Reply:
        words = services.words
        if poll.state == "draft" or event.action.args[1:2] == ("yes",):
            polling.delete(services.tx, poll.id, services.now)
            return said(words("The poll is deleted."), "poll_deleted", poll)
        text = words("Delete this poll with every vote in it? This cannot be undone.")
        sure = Button(words("Delete it"), Action("poll_delete", (poll.id, "yes")), "danger")
        return Reply(Card(text, (Text(text), Buttons((sure,)))), how="whisper", led_to="poll_delete")

    return _with(event, services, work)


@router.press("poll_publish")
def publish(event: Press, services: Services) -> Reply:
    """Tell the result to everybody who could vote."""

    def work(poll: Poll, services: Services) -> Reply:
        number = poll_publishing.publish(services.tx, poll.id, services.now, _house(services))
        text = services.words.plural("The result goes to {n} person.", "The result goes to {n} people.", number)
        return said(text, "poll_published", poll)

    return _with(event, services, work)


@router.press("poll_announce")
def announce(event: Press, services: Services) -> Reply:
    """Draft an announcement of the result, for any audience."""
    require(services.person, "announce")

    def work(poll: Poll, services: Services) -> Reply:
        kept = poll_publishing.announcement(services.tx, poll, services.person, _house(services), services.now)
        checked = announcing.check(services.tx, kept, services.words, _house(services), services.now)
        return preview_announcement(kept, checked, services)

    return _with(event, services, work)


def _with(event: Press | Submission, services: Services, work: Work) -> Reply:
    """Do something with a poll that exists, for somebody who may."""
    require(services.person, "run_polls")
    try:
        return work(polling.existing(services.tx, poll_id(event)), services)
    except Refused as refused:
        return refused_reply(refused, services)


def _managed(poll: Poll, services: Services, there: tuple[str, ...] = ()) -> Reply:
    """``there`` is the shared place, packed, in which it can be posted too."""
    words, tx = services.words, services.tx
    results = standing(tx, poll)
    blocks: list[Block] = [Text(poll.question, "heading"), Text(states(services)[poll.state])]
    if not poll.is_secret_now:
        blocks += poll_cards.result_blocks(poll, words, services.zone, results)
    voted = (words("Voted"), words("{n} of {all}", n=results.voters, all=results.electorate))
    blocks.append(Facts((voted, *poll_cards.details(poll, words, results.electorate))))
    blocks.append(Link(words("On the web, with a table to download"), _address(poll, services)))
    blocks.append(Buttons(_buttons(poll, services, there)))
    return Reply(Card(poll.question, tuple(blocks)), how="whisper", led_to="poll_manage", refers_to=f"poll:{poll.id}")


def _buttons(poll: Poll, services: Services, there: tuple[str, ...]) -> tuple[Button, ...]:
    words = services.words
    named = {
        "poll_missing": words("Who has not answered"),
        "poll_remind": words("Remind them") if not poll.anonymous else words("Remind everybody"),
        "poll_here": words("Post it here, too"),
        "poll_deadline": words("Move the deadline") if poll.state == "open" else words("Reopen"),
        "poll_close": words("Close it now"),
        "poll_publish": words("Publish the result"),
        "poll_announce": words("Announce the result"),
        "poll_once": words("Do not repeat it"),
        "poll_delete": words("Delete"),
    }
    once = ("poll_once",) if poll.every else ()
    match poll.state:
        case "open":
            fitting: tuple[str, ...] = (
                "poll_missing",
                "poll_remind",
                *(("poll_here",) if there else ()),
                "poll_deadline",
                "poll_close",
                *once,
                "poll_delete",
            )
        case "closed":
            reopen = () if poll.anonymous else ("poll_deadline",)
            fitting = ("poll_publish", "poll_announce", *reopen, *once, "poll_delete")
        case _:
            fitting = ("poll_delete",)
    args = {"poll_here": (poll.id, *there)}
    return tuple(Button(named[name], Action(name, args.get(name, (poll.id,)))) for name in fitting)


def _missing(poll: Poll, services: Services) -> Reply:
    words = services.words
    if poll.anonymous:
        results = standing(services.tx, poll)
        text = words(
            "{n} of {all} have voted. Who they are is not shown: the poll is anonymous.",
            n=results.voters,
            all=results.electorate,
        )
        return said(text, "poll_missing", poll)
    silent = polls.silent(services.tx, poll.id)
    text = words.plural("{n} person has not answered.", "{n} people have not answered.", len(silent))
    blocks: list[Block] = [Text(text)]
    if silent:
        blocks.append(Listing(tuple(Item(one.name or words("a guest"), one.partner_name) for one in silent[:SHOWN])))
        blocks.append(Buttons((Button(words("Remind them"), Action("poll_remind", (poll.id,)), "primary"),)))
    if len(silent) > SHOWN:
        blocks.append(Link(words("All of them on the web"), _address(poll, services)))
    return Reply(Card(text, tuple(blocks)), how="whisper", led_to="poll_missing", refers_to=f"poll:{poll.id}")


def _address(poll: Poll, services: Services) -> str:
    return f"{services.settings.public_url}/staff/poll?id={poll.id}"


def _house(services: Services) -> House:
    return House.of(services.settings, services.doors)
