"""Several questions in one message: "When is the partner event and where is it?" asks two."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.knowledge import smalltalk
from bot.knowledge.context import Context
from bot.knowledge.found import Answer
from bot.knowledge.tokens import read
from bot.words import Words

MOST = 3
_ASKS = r"(?:who|whos|what|whats|when|whens|where|wheres|which|how|why)"
_END = re.compile(r"\?+[\s?!.]*(?=\S*\w)")
_JOINED = re.compile(
    rf"(?:,? and|,? &|,? also|;|,)(?: also| then)? (?={_ASKS}(?:'s|\u2019s)? \w|(?:is|are|do|does|did|can|will) (?:it|they|there|we|i|he|she|you)\b)",
    re.IGNORECASE,
)
_BOTH = re.compile(
    rf"^({_ASKS})(?:,)? and ({_ASKS}) (?=(?:is|are|was|were|does|do|did|will|can|has|have)\b)", re.IGNORECASE
)
_BOTH_LAST = re.compile(rf"^({_ASKS}) (.+?),? and ({_ASKS})\W*$", re.IGNORECASE)
_DEMANDS = re.compile(
    rf"(?:\w+\W+){{0,2}}(?:{_ASKS}|is|are|was|were|does|do|did|will|can|could|has|have|list|show|tell|name|give|find|any)\b",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"(?:(?:so|hi|hello|hey|and|ok)\W+)*(?:what(?:['\u2019]?s| is| has been)? (?:new|the latest)|any(?:thing)? (?:new|news|updates?)|latest news|what (?:did|have) i miss(?:ed)?)"
    r"(?: (?:in|from|at|with) the coalition)?(?: (?:lately|recently|please))?[?!. ]*",
    re.IGNORECASE,
)
_NEW = ("What is the latest report?", "Which partner joined most recently?", "What is the next event?")
"""What "any news?" asks of records."""
_BEGINS = re.compile(rf"^(?:(?:and|also|so|ok|please|hi|hello|then)\W+)*{_ASKS}\b", re.IGNORECASE)


def parts(text: str) -> list[str]:
    """The questions of a message, in order; the message itself where it is one, or ends with what asks nothing."""
    if _NEWS.fullmatch(text):
        return list(_NEW)
    sentences = [sentence.strip() for sentence in _END.split(text)]
    if len(sentences) > 1 and not (text.rstrip(" .!").endswith("?") or _says_something(sentences[-1])):
        return [text]
    found = [part for sentence in sentences for part in _split(sentence)]
    return found if 1 < len(found) <= MOST else [text]


def core(text: str) -> str | None:
    """A message without the sentences in front of what it asks; None where none stand there, or nothing is asked."""
    sentences = re.split(r"(?<=[.!?])\s+", text)
    asking = [one.endswith("?") for one in sentences]
    if not any(asking):
        asking = [_DEMANDS.match(one) is not None for one in sentences]
    return " ".join(sentences[asking.index(True) :]) if any(asking) and not asking[0] else None


def _says_something(last: str) -> bool:
    """Whether what stands behind a question asks something too, or is a thank-you that is heard as one."""
    return _DEMANDS.match(last) is not None or smalltalk.talk(" ".join(word.text for word in read(last))) is not None


def _split(sentence: str) -> list[str]:
    if both := _BOTH.match(sentence):
        rest = sentence[both.end() :]
        return [f"{both[1]} {rest}", f"{both[2]} {rest}"]
    if both := _BOTH_LAST.match(sentence):
        return [f"{both[1]} {both[2]}", f"{both[3]} {both[2]}"]
    if not _BEGINS.match(sentence):
        return [sentence]
    pieces = _JOINED.split(sentence)
    return pieces if all(len(piece.split()) > 1 for piece in pieces) else [sentence]


def answered(
    questions: list[str], context: Context | None, one: Callable[[str, Context | None], Answer], words: Words
) -> Answer | None:
    """All questions answered in order, each knowing the one before; None unless every one finds something to say."""
    found: list[Answer] = []
    talk: Answer | None = None
    for question in questions:
        answer = one(question, context)
        context = answer.context
        if answer.kind == "smalltalk":
            talk = answer
            continue
        if not _says(answer):
            return None
        found.append(answer)
    if len(found) < 2:
        return found[0] if found else talk
    first = found[0]
    told = sorted(found, key=lambda answer: len(answer.items))  # the sentence over a list stands next to it
    return replace(
        first,
        kind="answer" if any(answer.kind == "answer" for answer in found) else first.kind,
        lead="\n".join(answer.lead or answer.quote for answer in told if answer.lead or answer.quote),
        facts=tuple(fact for answer in found for fact in answer.facts),
        items=tuple(item for answer in found for item in answer.items),
        quote="\n\n".join(answer.quote for answer in found if answer.lead and answer.quote),
        sources=tuple(dict.fromkeys(source for answer in found for source in answer.sources)),
        confidence=min(answer.confidence for answer in found),
        suggestions=(),
        context=found[-1].context,
        considered=tuple(one for answer in found for one in answer.considered),
        why=" + ".join(answer.why for answer in found),
    )


def _says(answer: Answer) -> bool:
    """Whether it is an answer, or says what is not recorded of a record that was named."""
    return answer.kind == "answer" or (answer.kind == "unknown" and bool(answer.sources))
