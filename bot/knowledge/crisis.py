"""A message from somebody in danger, or about somebody who is: before all else it is told who helps now.

What is asked about such matters ("which group works on suicide prevention?") is a question like any other.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.cards import Reply, Text
from bot.events import Event, Message, Submission
from bot.knowledge.tokens import read
from bot.words import Words

LONGEST = 10_000
"""Characters that are looked at."""
_MEANS = (
    r"(?:want|wants|wanted|wanna|going|gonna|thinking|thought|thoughts|feel|feels|feeling|might|plan|planning|about|tempted|urge"
    r"|keep|keeps|trying|tried|threatens?|threatening|scared|afraid) (?:\w+ ){0,3}"
)
_I = r"(?:i|im|ive)"
_OTHER = r"(?:he|hes|she|shes|they|theyre|someone|somebody|my \w+)"
_WE = rf"(?:{_I}|{_OTHER}|we|were)"
_SIGNS = re.compile(
    r"\b(?:"
    rf"{_MEANS}(?:hurt|harm|cut|hang)(?:ing)? myself(?! (?:some|a bit|off|short))|(?:kill|killing|hurting|harming|cutting) myself|(?:end|ending|take|taking) my (?:own )?life"
    rf"|{_OTHER} (?:\w+ ){{0,4}}{_MEANS}(?:hurt|harm|cut|hang|kill)(?:ing)? (?:her|him|them)sel(?:f|ves)"
    rf"|{_OTHER} (?:\w+ ){{0,4}}{_MEANS}(?:end|take)(?:ing)? (?:his|her|their) (?:own )?li(?:fe|ves)"
    rf"|(?:{_WE}|feel|feeling) (?:\w+ ){{0,2}}suicidal|^suicidal$|{_WE} (?:\w+ ){{0,2}}self ?harm(?:s|ing)?"
    rf"|{_WE} (?:\w+ ){{0,2}}(?:want|wants|wanna|going)(?: to)? die|(?:wish|wished) (?:i|he|she) (?:was|were) dead|better off (?:dead|without me)"
    r"|(?:do not|dont|didnt|doesnt) (?:want to|wanna) (?:live|be alive|wake up|be here any ?more|go on(?: living)?)$"
    r"|(?:cant|cannot|can not) (?:go on|cope|carry on)(?: any ?more| any longer| like this)*$"
    r"|no reason to live|nothing to live for|life (?:is not|isnt|not) worth living"
    rf"|{_WE} (?:(?:have|has|ve|s|just) )*(?:overdosed|(?:taken|took) (?:an overdose|too many (?:pills|tablets|painkillers)))"
    rf"|{_WE} (?:(?:am|is|are|have|has|s|m|got|having|in) )*(?:danger(?! of)|immediate danger|not breathing|unconscious|chest pains?|a heart attack|a stroke)"
    r"|threat\w+ to (?:hurt|kill|hit|attack) (?:me|us)|(?:going to|gonna) (?:hurt|hit|attack) (?:me|us)"
    r"|(?:hits|hitting|beats|beating|abuses|abusing|raped|assaulted) me|(?:call|need) an ambulance|^(?:its |it is |this is )?an emergency$"
    r"|(?:isio|eisiau|moyn) marw|(?:lladd|niweidio|brifo) (?:fy|ei) hun(?:an)?"
    r")\b"
)  # fmt: skip


def in_danger(text: str) -> bool:
    """Whether somebody says that they, or somebody they know, may come to harm."""
    return _SIGNS.search(" ".join(word.text for word in read(text[:LONGEST]))) is not None


def reply(words: Words) -> str:
    """Who helps now, in the United Kingdom."""
    return words(
        "I am sorry that it is this hard. I am a program; please turn to a person now. If anybody is in danger, call 999. "
        "Samaritans listen free of charge, day and night: call 116 123. For urgent mental health support call NHS 111 and "
        "choose option 2, or text SHOUT to 85258. You can tell the team too, but it is not there day and night."
    )


def beside(told: Reply, event: Event, words: Words, *, writes_for_others: bool) -> Reply:
    """The reply to words that say so, whatever else they were for (a form, a relayed chat), begins with who helps, is for
    their writer alone, and nothing of them is kept as what was said. Who ``writes_for_others`` means others in forms."""
    match event:
        case Message(text=text):
            said = [text]
        case Submission(values=fields) if not writes_for_others:
            said = list(fields.values())
        case _:
            return told
    public = told.how == "replace" and not event.place.private
    if public or not any(map(in_danger, said)):
        return told
    first = Text(reply(words))
    blocks = told.card.blocks if first in told.card.blocks else (first, *told.card.blocks)
    card = replace(told.card, summary=first.text, blocks=blocks)
    return replace(told, card=card, how="whisper" if told.how == "say" else told.how, unkept=True)
