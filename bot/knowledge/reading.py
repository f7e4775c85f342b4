"""Reading a question: the records it names, the dates, what it leans on, and what is left after that."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.knowledge import dates, names
from bot.knowledge.dates import Mention as DateMention
from bot.knowledge.names import Mention, Names
from bot.knowledge.tokens import LIGHT, STOP, Word, stem

_PRONOUN = re.compile(
    r"\b(?:it(?! (?:costs?|takes?|possible|necessary|worth)\b.* to\b)|its|they|them|their|theirs|this one|that one|the (?:group|taskgroup|network|event|meeting|organisation|document|article)"
    r"|(?:this|that) (?:group|taskgroup|network|event|meeting|partner|organisation|document|article|report|page)|he|she|his|her|him)\b"
)
_LEAD_IN = re.compile(
    r"^(?:and|also|ok|okay|so|but|then|right)\b(?: (?:what|how) about\b)?|^(?:what|how) about\b|^(?:(?:no|sorry|oops|actually|not that one) )*i meant?\b"
)
_MORE = re.compile(
    r"(?:(?:can|could|would|will) you |please |ok |and )*(?:(?:tell|give|show) (?:me|us) (?:(?:some|a bit|a little) )?more|more|what else|anything else|go on|carry on)(?: (?:info|information|details?))?(?: please)?"
    r"|(?:more )?details?(?: please)?"
)
_OPENING = re.compile(
    r"\b(?:tell (?:me|us) (?:(?:some|a bit|a little)?(?: ?more)? )?about|(?:more|know|information|info|details|learn|hear) (?:about|on)|(?:any|some)thing about)\b"
)
_PAST = re.compile(
    r"\b(?:was|were|did|had|happened|took place|been)\b|^(?!(?:which|what|whats|when)(?: is| are)? the last).*\b(?:past|previous|last(?! (?:\w+ )?(?:events?|meetings?|workshops?|webinars?|gatherings?|reports?|milestones?|one)\b))\b"
)
_FILLER_WORDS = (
    "anybody anyone actually oops instead rather currently details exactly everything find fine hello hey hi info information interested looking list "
    "moment name names need nice now one ones page people person please possibly question quick recorded right show someone somebody "
    "recent recently lately latest send short soon stand stands summarise summary overview thank thanks today trouble will wonder wondering working coalition next"
)
_FILLER = frozenset(_FILLER_WORDS.split())
"""Words that rarely change what a question about a record asks for."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A question taken apart. ``text`` is its words joined by spaces; places are characters of it."""

    words: tuple[Word, ...]
    text: str
    mentions: tuple[Mention, ...]
    date: DateMention | None
    leans: bool
    """On what was said before: a pronoun, "and ..." in front, or no more than "tell me more"."""
    carries_on: bool
    """Begins with "and", "what about" and the like."""

    def left(self, *used: tuple[int, int], mentions: tuple[Mention, ...] | None = None) -> list[str]:
        """The words with a meaning that neither names, dates nor these places explain."""
        named = self.mentions if mentions is None else mentions
        places = [*used, *(self.place(mention) for mention in named)]
        if self.date:
            places.append(self.date.at)
        left, start = [], 0
        for word in self.words:
            end = start + len(word.text)
            covered = any(first < end and start < last for first, last in places)
            if not covered and word.text not in STOP and word.text not in _FILLER and stem(word.text) not in LIGHT:
                left.append(word.text)
            start = end + 1
        return left

    def upto(self, end: int) -> Reading:
        """The reading of the text before this character."""
        words: list[Word] = []
        for word in self.words:
            if sum(len(one.text) + 1 for one in words) + len(word.text) > end:
                break
            words.append(word)
        mentions = tuple(mention for mention in self.mentions if mention.at[1] <= len(words))
        date = self.date if self.date and self.date.at[1] <= end else None
        return replace(self, words=tuple(words), text=self.text[:end].strip(), mentions=mentions, date=date)

    def place(self, mention: Mention) -> tuple[int, int]:
        """Where the words of a mention stand in the text, with the kind's word after them."""
        start = sum(len(word.text) + 1 for word in self.words[: mention.at[0]])
        end = sum(len(word.text) + 1 for word in self.words[: mention.at[1]]) - 1
        return start, end

    def without_names(self) -> str:
        """The text with names blanked, so that words in them ask nothing."""
        text = self.text
        for start, end in map(self.place, self.mentions):
            text = text[:start] + "\u00b7" * (end - start) + text[end:]
        return _OPENING.sub(lambda match: " " * len(match[0]), _LEAD_IN.sub(lambda match: " " * len(match[0]), text))


def read(words: list[Word], known_names: Names, today: dt.date, knows: Callable[[str], bool]) -> Reading:
    """Take a question apart; its words are spelled right by now."""
    text = " ".join(word.text for word in words)
    found = known_names.find(words, knows)
    mentions = [mention for mention in found if not _inside_longer_name(words, mention, found)]
    date = dates.find(text, today, past=_PAST.search(text) is not None)
    if date:
        mentions = [mention for mention in mentions if not _overlaps(words, mention, date)]
    leading = _LEAD_IN.search(text)
    return Reading(
        tuple(words),
        text,
        tuple(mentions),
        date,
        bool(leading or _PRONOUN.search(text) or _MORE.fullmatch(text)),
        bool(leading),
    )


def _overlaps(words: list[Word], mention: Mention, date: DateMention) -> bool:
    start = sum(len(word.text) + 1 for word in words[: mention.at[0]])
    end = sum(len(word.text) + 1 for word in words[: mention.at[1]]) - 1
    return date.at[0] <= start and end <= date.at[1]


def _inside_longer_name(words: list[Word], mention: Mention, found: list[Mention]) -> bool:
    """Whether a name is part of a longer one that no record has: capitals go on right before or after it, and are no name
    themselves."""
    start, end = mention.at
    if not any(word.capital for word in words[start:end]):
        return False
    named = {place for one in found for place in range(*one.at)}
    beside = (place for place in (start - 1, end) if 0 < place < len(words) and place not in named)
    return any(
        words[place].capital and words[place].text not in STOP and words[place].text not in names.KIND_WORDS
        for place in beside
    ) and sum(word.capital for word in words) <= 0.6 * len(words)
