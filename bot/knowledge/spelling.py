"""Mending slips of the pen: a word that no text knows becomes the one word it is very close to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from bot.knowledge.alike import Alike
from bot.knowledge.tokens import stem

SHORTEST = 4
SIMILAR = 0.79
"""Of ``Alike``: one slip in five letters for the words that questions are made of, in six for others."""

_COMMON_WORDS = (
    "about active address alone annual answer author become before between cancel capacity chair champion champions "
    "charity charities coalition conference contact contacts coproduction date dates deadline describe deputy different "
    "director document documents during email equity event events every explain finish format general goodbye group happen happened "
    "groups happening hello help involved join joining latest lead leader leaders leading leads link list location "
    "meet meeting meetings meets member members membership mental milestone milestones month months morning network "
    "networks next often online organisation organisations outcome partner partners person please plan priorities "
    "priority programme progress published purpose question register region report reports responsible role schedule "
    "session someone speak spring staff start started status summer system systems taskgroup taskgroups team thank "
    "thanks theme themes today tomorrow topic upcoming venue volunteer website week weekend weeks welcome what when "
    "where which whose winter work workshop write year years yesterday monday tuesday wednesday thursday friday "
    "saturday sunday january february march april june july august september october november december"
)
COMMON = frozenset(_COMMON_WORDS.split())
"""Words that questions are made of: known even where no text holds them."""
_EVERYDAY_WORDS = (
    "able across afford after again against agree allow almost along already although always another around arrive away "
    "baby back badly begin behind below beside better both bring cancelled care case cause change cheap check child "
    "children choose claim class clear close coffee cold come cost could country course cover dead decide degree door "
    "dress each early easy either else enough even evening example face fact fair family far fast feel fees few field "
    "final find first follow food football form forward free friend full further glad good great guest half hand happy "
    "hard head hear heard high home hope hour house human idea ill important inside instead interest invite issue keep "
    "kids kind late later least leave left less letter level life like line little live local long lose lost love low "
    "lunch main make matter maybe mean mind minute miss mobile money move must near never news nice note nothing "
    "number offer office old once open order outside own paid paper park parking part pass past pay people perhaps "
    "phone place play point poor possible post present price problem provided public quick quickly quiet quite rather "
    "reach read ready real reason receive refund remember remind reply right room rule safe same save second seem send "
    "sent service set several share short side sign simple since site slow soon sorry sort sound space step still stop "
    "story study such sure swap table take talk taxi term test think thought through time together tonight total town "
    "train travel true trust try turn under until used useful usual value visit voice wait walk wear weather welcome "
    "well wheelchair whole wide without women word world worry worth wrong young "
    "bath belfast birmingham bradford brighton bristol cardiff cornwall coventry derby devon dorset dundee durham "
    "edinburgh england essex exeter glasgow hampshire hull ireland kent lancashire leeds leicester lincoln liverpool "
    "london luton manchester newcastle newport norfolk northern norwich nottingham oxford plymouth portsmouth reading "
    "scotland sheffield somerset southampton suffolk sunderland surrey sussex swansea wales wiltshire wrexham york yorkshire"
)
EVERYDAY = frozenset(stem(word) for word in _EVERYDAY_WORDS.split())
"""Stems of words and places that are no slip, also where no text holds them."""
SLIPS = {
    "wat": "what", "wot": "what", "da": "the", "waht": "what", "wht": "what", "whta": "what", "wen": "when", "whn": "when", "wich": "which",
    "whch": "which", "wher": "where", "hw": "how", "wil": "will", "teh": "the", "hte": "the", "adn": "and", "u": "you",
    "ur": "your", "r": "are", "pls": "please", "plz": "please", "abt": "about", "mtg": "meeting", "nxt": "next",
    "tmrw": "tomorrow", "tomoz": "tomorrow", "wk": "week", "org": "organisation", "orgs": "organisations",
}  # fmt: skip
"""Short words as they are often typed, too short to compare."""


@dataclass(frozen=True, slots=True)
class Speller:
    """Words that texts know, by their first letter; ``counts`` breaks ties."""

    counts: dict[str, int]
    _shelves: dict[str, Alike]

    @classmethod
    def of(cls, counts: dict[str, int], more: Iterable[str] = ()) -> Speller:
        """From the words of all texts with how often they stand there, and words that are always known."""
        known = {**dict.fromkeys(more, 1), **counts}
        shelves: dict[str, list[str]] = defaultdict(list)
        for word in known:
            if len(word) >= SHORTEST and word.isalpha():
                shelves[word[0]].append(word)
        return cls(known, {letter: Alike.of(words) for letter, words in shelves.items()})

    def knows(self, word: str) -> bool:
        """Whether a word needs no mending."""
        return word in self.counts

    def mend(self, word: str) -> str:
        """The known word that this one was meant to be; itself if none is close enough."""
        if word in SLIPS:
            return SLIPS[word]
        if len(word) < SHORTEST or not word.isalpha() or self.knows(word):
            return word
        near = [
            (score, self.counts[other], other)
            for letter in dict.fromkeys(word[:2])
            if letter in self._shelves
            for other, score in self._shelves[letter].near(word, SIMILAR)
            if abs(len(other) - len(word)) <= 1 and (score > SIMILAR + 0.02 or other in COMMON or len(word) == SHORTEST)
        ]
        return max(near)[2] if near else word
