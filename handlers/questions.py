"""Questions in a person's own words: the last router, because every message is one."""

from __future__ import annotations

from bot.cards import Block, Button, Buttons, Card, Context, Facts, Item, Link, Listing, Reply, Text
from bot.events import Action, Message, Place, Press
from bot.knowledge.answers import CONTEXT, Answer
from bot.knowledge.documents import Source
from bot.router import Router
from bot.services import Services
from bot.store import conversations
from bot.usecases.asking import ask as find_answer
from handlers.team import ask_team_button, shortened

router = Router("questions")


@router.message
def ask(event: Message, services: Services) -> Reply:
    """Answer a question."""
    return answer_to(event.text, event.place, services)


@router.press("ask")
def ask_by_button(event: Press, services: Services) -> Reply:
    """Answer the question on the button."""
    return answer_to(event.action.args[0] if event.action.args else "", event.place, services)


def answer_to(question: str, place: Place, services: Services) -> Reply:
    """What a question is answered with, and remembered for the next one."""
    known = conversations.recall(services.tx, services.person.id, place, services.now) or {}
    found = find_answer(
        question,
        CONTEXT.validate_python(known["context"]) if "context" in known else None,
        services.person,
        services.viewer,
        tx=services.tx,
        library=services.library,
        settings=services.settings,
        now=services.now,
    )
    refers_to = ", ".join(source.document for source in found.sources)
    context = {
        "question": question,
        "refers_to": refers_to,
        "context": CONTEXT.dump_python(found.context, mode="json"),
    }
    conversations.remember(services.tx, services.person.id, place, context, services.now)
    return Reply(card_of(found, question, services), led_to=found.kind, refers_to=refers_to)


def card_of(found: Answer, question: str, services: Services) -> Card:
    """An answer as a card: what was found, where from, and what can be done next."""
    words = services.words
    blocks: list[Block] = [Text(found.lead)] if found.lead else []
    if found.facts:
        blocks.append(Facts(found.facts))
    if found.items:
        blocks.append(Listing(tuple(Item(*item) for item in found.items)))
    if found.quote:
        blocks.append(Text(found.quote, "quote"))
    blocks += _sources(found.sources, services)
    if found.suggestions:
        blocks.append(Buttons(tuple(Button(text, Action("ask", (shortened(text),))) for text in found.suggestions)))
    match found.kind:
        case "answer":
            yes = Button(words("Helpful"), Action("helpful", ("yes",)))
            no = Button(words("Not helpful"), Action("helpful", ("no",)))
            blocks.append(Buttons((yes, no)))
        case "unknown" | "suggestions" | "handover":
            blocks.append(Buttons((ask_team_button(question, services),)))
        case _:
            pass
    return Card(found.text, tuple(blocks))


def _sources(sources: tuple[Source, ...], services: Services) -> list[Block]:
    """Where it comes from, and the link where there is just one to open."""
    if not sources:
        return []
    words = services.words
    cites = tuple((_source(source, services), source.link or "") for source in sources)
    told = "; ".join(title for title, _ in cites)
    line = words("Source: {title}", title=told) if len(sources) == 1 else words("Sources: {titles}", titles=told)
    links = {source.link for source in sources if source.link}
    return [Context(line, cites), *([Link(words("Open the source"), links.pop())] if len(links) == 1 else [])]


def _source(source: Source, services: Services) -> str:
    words = services.words
    parts = [source.title]
    if source.date:
        parts.append(words.short_date(source.date))
    if source.checked_on:
        parts.append(words("checked on {date}", date=words.short_date(source.checked_on)))
    return ", ".join(parts)
