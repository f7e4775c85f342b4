"""Welsh: telling that a question is in it, and giving it the answer that is recorded in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.knowledge.documents import Faq
from bot.knowledge.hits import Hit
from bot.knowledge.tokens import Word

_WORDS = (
    "a allaf allwch am ar at beth ble bod bydd byddaf cael cewch ddim dw dwi dych ddefnyddio ei eich eisiau ein er eu faint fy "
    "fydd ga gaf gall gallaf gallwn gan gennych gwneud gyda gymraeg cymraeg i ichi mae maen mewn modd neu oes os pa pam pan pryd "
    "pwy rwy rwyf rydw rydych s sut sydd sy trwy un unrhyw wneud wrth y ydw ydych yn ym yng yr ymuno ynghylch"
)
_ENGLISH = {
    "pwy": "who", "ywr": "is the", "yw": "is", "sydd": "is", "sy": "is", "syn": "is", "mae": "is", "maer": "is the",
    "oes": "is there", "arwain": "leads", "arweinydd": "leader", "pryd": "when", "ble": "where", "beth": "what",
    "sut": "how", "pam": "why", "faint": "how many", "sawl": "how many", "pa": "which", "aelod": "member",
    "aelodau": "members", "statws": "status", "sefyllfa": "status", "ymuno": "join", "cyfarfod": "meeting",
    "gyfarfod": "meeting", "cyfarfodydd": "meetings", "digwyddiad": "event", "ddigwyddiad": "event",
    "digwyddiadau": "events", "ddigwyddiadau": "events", "partner": "partner", "partneriaid": "partners",
    "bartneriaid": "partners", "phartneriaid": "partners", "rhwydwaith": "network", "rwydwaith": "network",
    "rhwydweithiau": "networks", "rwydweithiau": "networks", "gan": "of", "bartner": "partner", "eu": "", "harwain": "leads", "tasglu": "taskgroup", "tasgluoedd": "taskgroups", "dasgluoedd": "taskgroups", "dasglu": "taskgroup", "grwp": "group",
    "grwpiau": "groups", "tasg": "task", "cyswllt": "contact", "cysylltu": "contact", "dolen": "link",
    "gwefan": "website", "diben": "purpose", "pwrpas": "purpose", "nod": "aim", "adroddiad": "report",
    "adroddiadau": "reports", "dechrau": "start", "dechreuodd": "started", "gorffen": "end", "lleoliad": "venue",
    "ymlaen": "on", "digwydd": "happening", "wythnos": "week", "mis": "month", "heddiw": "today", "yfory": "tomorrow", "yma": "this", "hon": "this",
    "hwn": "this", "ar": "", "gyfer": "for", "am": "about", "y": "", "yr": "", "yn": "", "r": "", "n": "", "o": "",
    "i": "", "a": "", "wnaeth": "did", "bydd": "will", "cynnal": "held", "gynnal": "held", "ei": "", "fydd": "will",
}  # fmt: skip
"""What people ask of records, word by word: enough to know which record, which field and which day is meant."""
AFTER = {
    "nesaf": "next", "hwn": "this", "hon": "this", "yma": "this", "diweddaraf": "latest", "cyntaf": "first", "gyntaf": "first",
    "olaf": "last", "hynaf": "oldest", "mwyaf": "largest", "lleiaf": "smallest",
}  # fmt: skip
"""Words that stand behind theirs in Welsh and before it in English."""
KINDS = frozenset({"taskgroup", "network", "partner"})
"""Left out in front of a name, which says what it is itself."""
TWO = {("group", "task"): "taskgroup", ("groups", "task"): "taskgroups"}
WORDS = frozenset(_WORDS.split()) | _ENGLISH.keys() | AFTER.keys()
ENGLISH = frozenset(
    ["a", "am", "ar", "at", "er", "i", "mis", "n", "nod", "o", "os", "partner", "pa", "r", "s", "un", "y"]
)
"""Welsh words that are English words too."""
HALF = 0.5
OTHER = 0.6
"""What is left of the certainty of an answer in the other language."""


def in_welsh(words: Sequence[Word]) -> bool:
    """Whether a question is in Welsh: two words that only Welsh has, or most of a short one."""
    only = sum(word.text in WORDS - ENGLISH for word in words)
    return only >= 2 or only > HALF * len(words)


def in_english(words: Sequence[Word], is_name: Callable[[str], bool]) -> list[Word]:
    """A Welsh question about a record as English would ask it; words that names hold stay as they are."""
    turned: list[Word] = []
    for word in words:
        if word.text in AFTER and turned:
            turned.insert(len(turned) - 1, Word(AFTER[word.text]))
        elif word.capital and is_name(word.text):
            if turned and turned[-1].text in KINDS:
                turned.pop()
            turned.append(word)
        else:
            english = _ENGLISH.get(word.text)
            turned += [word] if english is None else [Word(part) for part in english.split()]
            if len(turned) > 1 and (joined := TWO.get((turned[-2].text, turned[-1].text))):
                turned[-2:] = [Word(joined)]
    return turned


def of_its_language(words: Sequence[Word], hits: list[Hit]) -> list[Hit]:
    """The hits with those in the question's language first, where there are any."""
    language = "cy" if in_welsh(words) else "en"
    if all(_language(hit) == language for hit in hits) or all(_language(hit) != language for hit in hits):
        return hits
    weighed = [hit if _language(hit) == language else replace(hit, confidence=OTHER * hit.confidence) for hit in hits]
    return sorted(weighed, key=lambda hit: -hit.confidence)


def _language(hit: Hit) -> str:
    if isinstance(hit.found, Faq):
        return hit.found.language
    return hit.document.language if hit.document else "en"
