"""Finding the records that a question names: by name, alias or abbreviation, with a slip of the pen, or by one telling word.

Layers, each looking only at words that the ones before left: whole names, the longest first; names with a slip
(a similarity of at least 0.82); one word that only one record's names hold. A name that is an
ordinary word ("Mind") counts only with its capital.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.knowledge.alike import Alike
from bot.knowledge.spelling import COMMON
from bot.knowledge.tokens import STOP, Word, terms
from bot.records import Name, RecordKind

SIMILAR = 0.82
SHORTEST = 5
LONGEST = 8
KIND_WORDS: dict[str, RecordKind] = {
    "taskgroup": "taskgroup",
    "taskgroups": "taskgroup",
    "group": "taskgroup",
    "groups": "taskgroup",
    "network": "network",
    "networks": "network",
    "event": "event",
    "meeting": "event",
}
_ORDINARY_WORDS = (
    "able act action active age aim alliance ambition anchor arch aspire balance beacon beat body bond book bridge "
    "build call care carers change choice circle coast common community compass connect contact core create crisis "
    "cruse day depend digital dream embrace empower engage equal equity extend face faith family fair family "
    "fields first focus forward foundation future gate gather grace group grow hand harbour head health heart help "
    "here home hope horizon house hub impact inspire invite journey joy kind lead leap life light line link live "
    "look mark mencap mental mind model move nature network new north now open origin partner partners path peace "
    "people place planet point power purpose reach refuge relate respond rest rise rose scope sense shape share "
    "shelter shift side sky smile south speak spring stand start step stone story strong support switch table "
    "talk team thrive time together touch trust turn turning unity us value versus view vision voice voices way "
    "well west will wing wise wish work world young youth backlog conference report lunch"
)
ORDINARY = frozenset(_ORDINARY_WORDS.split())
"""Words that are also names of organisations, groups or people: without a capital they are just words."""

Key = tuple[RecordKind, str]


@dataclass(frozen=True, slots=True)
class Mention:
    """Some words of a question that name one record, or several that share the name."""

    records: tuple[Key, ...]
    at: tuple[int, int]
    """First word and the one after the last."""
    sure: bool = True
    """False for a name that may be just an ordinary word."""


@dataclass(frozen=True, slots=True)
class Names:
    """Names prepared for finding."""

    whole: dict[str, tuple[Key, ...]]
    words: dict[str, frozenset[Key]]
    within: dict[str, frozenset[str]]
    """The whole names that hold a word."""
    _like: Alike
    """All whole names."""
    _like_words: Alike

    def find(self, words: Sequence[Word], known: Callable[[str], bool]) -> list[Mention]:
        """The records named, in order. ``known`` says whether a word is one of the language, not a slip."""
        mentions = self._exact(words)
        free = self._free(len(words), mentions)
        mentions += self._slipped(words, free, known)
        free = self._free(len(words), mentions)
        mentions += self._telling(words, free)
        return sorted(mentions, key=lambda mention: mention.at)

    def holds(self, word: str) -> bool:
        """Whether a word is part of any name."""
        return word in self.words

    def mend(self, word: str) -> str | None:
        """The word of a name that this one was meant to be, if one is close enough."""
        near = _close(word, self._like_words)
        return near[0] if near else None

    def _free(self, count: int, mentions: list[Mention]) -> set[int]:
        return set(range(count)) - {place for mention in mentions for place in range(*mention.at)}

    def _exact(self, words: Sequence[Word]) -> list[Mention]:
        found: list[Mention] = []
        free = set(range(len(words)))
        for size in range(min(LONGEST, len(words)), 0, -1):
            for start in range(len(words) - size + 1):
                place = range(start, start + size)
                texts = [words[at].text for at in place]
                if size == 1 and texts[0] in STOP and not words[start].upper:
                    continue
                records = self.whole.get(" ".join(texts)) or self._shortened(texts)
                if records and free.issuperset(place):
                    sure = size > 1 or _stands_out(words, start)
                    found.append(Mention(records, (start, start + size), sure))
                    free -= set(place)
        return found

    def _shortened(self, texts: list[str]) -> tuple[Key, ...]:
        """The records of the one name that holds these words and few others, or begins with them ("Bristol gathering")."""
        if len(texts) < 2 or any(text in STOP for text in texts):
            return ()
        sharing = [self.within.get(text, frozenset()) for text in texts]
        begun = " ".join(texts) + " "
        names = [
            name
            for name in frozenset.intersection(*sharing)
            if name.count(" ") < 2 * len(texts) or name.startswith(begun)
        ]
        return (
            self.whole[names[0]]
            if len(names) == 1 and (min(map(len, sharing)) == 1 or texts[-1] in {"network", "taskgroup"})
            else ()
        )

    def _slipped(self, words: Sequence[Word], free: set[int], known: Callable[[str], bool]) -> list[Mention]:
        odd = [at for at in sorted(free) if len(words[at].text) > 3 and not known(words[at].text)]
        usable = {at for at in free if words[at].text in self.words}.union(odd)
        found: list[Mention] = []
        for at in odd[:4]:
            windows = [
                (start, end)
                for size in (1, 2, 3, 4)
                for start in range(max(0, at - size + 1), at + 1)
                if free.issuperset(range(start, end := start + size)) and usable.issuperset(range(start, end))
            ]
            texts = {(start, end): " ".join(word.text for word in words[start:end]) for start, end in windows}
            close = {place: near for place, text in texts.items() if (near := _close(text, self._like))}
            if close:
                place = max(close, key=lambda place: close[place][1])
                found.append(Mention(self.whole[close[place][0]], place))
                free = free - set(range(*place))
        return found

    def _telling(self, words: Sequence[Word], free: set[int]) -> list[Mention]:
        found = []
        for at in sorted(free):
            word = words[at]
            records = self.words.get(word.text, frozenset())
            lasting = frozenset(record for record in records if record[0] != "event") or records
            short = len(word.text) == 3 and (word.capital or words[0].text in {"who", "whos"})
            if len(lasting) == 1 and (short or len(word.text) > 3) and word.text not in STOP | COMMON:
                beside = at + 1 < len(words) and KIND_WORDS.get(words[at + 1].text) == next(iter(lasting))[0]
                person = next(iter(lasting))[0] == "person"
                if beside or (word.capital and at > 0) or (person and word.text not in ORDINARY):
                    found.append(Mention(tuple(lasting), (at, at + 1)))
        return found


def _close(text: str, among: Alike) -> tuple[str, float] | None:
    """The one of these that a text was meant to be, with how similar it is (0 to 1)."""
    return next(iter(among.near(text, SIMILAR)), None) if len(text) >= SHORTEST else None


def _stands_out(words: Sequence[Word], at: int) -> bool:
    """Whether a single word can be a name where it stands: unusual, or written as a name."""
    word = words[at]
    if word.text in STOP:
        return word.upper and len(word.text) > 1
    return word.text not in ORDINARY or (word.capital and (at > 0 or len(words) == 1)) or word.upper


@lru_cache(maxsize=16)
def prepared(names: tuple[Name, ...]) -> Names:
    """Names ready for finding; kept for the next question, as names rarely change."""
    whole: dict[str, dict[Key, None]] = defaultdict(dict)
    words: dict[str, set[Key]] = defaultdict(set)
    within: dict[str, set[str]] = defaultdict(set)
    for name in names:
        key = (name.kind, name.id)
        parts = terms(name.text)
        for part in parts:
            within[part].add(" ".join(parts))
        for form in _forms(parts, name.kind):
            whole[" ".join(form)][key] = None
        for part in parts:
            words[part].add(key)
    return Names(
        {text: tuple(keys) for text, keys in whole.items() if text},
        {word: frozenset(keys) for word, keys in words.items()},
        {word: frozenset(names) for word, names in within.items()},
        Alike.of(text for text in whole if text),
        Alike.of(words),
    )


def _forms(parts: list[str], kind: RecordKind) -> list[list[str]]:
    """A name as people write it: with and without "the" in front and the kind's own word at the end."""
    forms = [parts]
    if parts[:1] == ["the"]:
        forms.append(parts[1:])
    if kind in {"taskgroup", "network"} and len(parts) > 1 and KIND_WORDS.get(parts[-1]) == kind:
        forms.append(parts[:-1])
    elif kind in {"taskgroup", "network"}:
        forms += [[*parts, word] for word in KIND_WORDS if KIND_WORDS[word] == kind]
    return forms
