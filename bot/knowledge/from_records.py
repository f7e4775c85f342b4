"""What records say to a question, live from the database: of all that may be meant, what is surest."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge import beside, comparing, lists, lookup, people, titles, without
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.list_words import OF_THEM
from bot.knowledge.lookup import Understood
from bot.knowledge.reading import Reading
from bot.knowledge.values import Desk, kind_of


def from_records(
    reading: Reading, about: list[Understood], desk: Desk, context: Context | None, question: str
) -> Answer | None:
    """The best answer that records give: a list, a membership, one record, or two asked about together."""
    found = [
        without.lacking(reading, desk, question),
        beside.events(reading, desk, context, question),
        None
        if lookup.leant(reading, about) and not OF_THEM.search(reading.text)
        else lists.listed(reading, desk, context, question),
        lookup.member_of(reading, desk, context, question),
        people.by_job(reading, desk, question),
        titles.titled(reading, desk, question),
    ]
    if about:
        best = about[0]
        same = [one for one in about if one.attribute == best.attribute and type(one.record) is type(best.record)]
        named = [id for mention in reading.mentions for _, id in mention.records]
        same.sort(key=lambda one: named.index(one.record.id) if named else 0)
        rivals = [one for one in about if _same_name(one, best, reading)]
        if len(rivals) > 1:
            found.append(lookup.which(rivals, reading, desk, question))
        elif best.attribute and 1 < len(same) <= lookup.COMPARED and not best.left:
            found.append(_together(same, desk, question))
        elif 1 < len(same) <= lookup.COMPARED and not best.left and lookup.COMPARES.search(reading.text):
            found.append(comparing.side_by_side([one.record for one in same], desk, question))
        elif best.attribute or best.sure:
            found.append(lookup.reply(best, desk, question))
    known = [one for one in found if one]
    return max(known, key=lambda one: one.confidence) if known else None


def _same_name(one: Understood, best: Understood, reading: Reading) -> bool:
    """Whether the same words name both, and the question asks of both alike."""
    keys = {(kind_of(each.record), each.record.id) for each in (one, best)}
    shared = any(keys <= set(mention.records) for mention in reading.mentions)
    return shared and (one.attribute is None) == (best.attribute is None) and one.confidence == best.confidence


def _together(ones: list[Understood], desk: Desk, question: str) -> Answer:
    answers = [lookup.reply(one, desk, question) for one in ones]
    first = answers[0]
    return replace(
        first,
        kind="answer" if any(one.kind == "answer" for one in answers) else "unknown",
        lead="\n".join(one.lead for one in answers),
        sources=tuple(source for one in answers for source in one.sources),
        suggestions=(),
        context=comparing.of_all(first.context, [one.record for one in ones]),
    )
