"""A check-in asked one question at a time: which comes next, and what somebody's words mean as its answer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from bot.cards import Input
from bot.checkins import NO, SCALE, CheckIn, inputs
from bot.text import folded, plainly
from bot.words import Words

Wish = Literal["pass", "later", "end", "never"]
WISHES: Mapping[str, Wish] = {
    **dict.fromkeys(("skip", "skip this", "skip this one", "skip it", "pass", "hepgor", "sgipio"), "pass"),
    **dict.fromkeys(
        ("later", "not now", "ask me later", "remind me later", "tomorrow", "ask me tomorrow", "remind me tomorrow"),
        "later",
    ),
    **dict.fromkeys(("wedyn", "yn nes ymlaen", "yfory"), "later"),
    **dict.fromkeys(("enough", "stop here", "that is all", "that's all", "dyna ddigon"), "end"),
    **dict.fromkeys(("stop asking", "stop asking me", "peidio â gofyn"), "never"),
}
YES = frozenset({"yes", "y", "yeah", "yep", "yup", "yes please", "ie", "oes", "ydw", "do"})
BEGIN = YES | {"ok", "okay", "sure", "fine", "go on", "go ahead", "answer", "begin", "ready", "iawn", "ateb"}
"""Said to the card of a check-in, these ask for its first question."""
NUMBERS = {
    **{word: n for n, word in enumerate(["one", "two", "three", "four", "five"], 1)},
    **{word: n for n, word in enumerate(["un", "dau", "tri", "pedwar", "pump"], 1)},
}
NEAR = 0.85
"""How alike what is typed and what is offered must be, as difflib measures it."""
_REASON = re.compile(r"[,;:!\n]|\.(?!\d)|\s[-\u2013\u2014]\s")
_OUT_OF = re.compile(rf"\s*(?:/|out of|of|o|allan o)\s*{SCALE}$")
_ASKS = re.compile(
    r"(?:(?:and|also|so|ok|please|hi|hello)\W+)*(?:who|whos|who's|what|whats|what's|when|where|which|how|why|is|are|was|do|does"
    r"|did|can|could|will|show|list|tell me|give me|pwy|beth|pryd|ble|sut|pam|oes|faint)\b",
    re.IGNORECASE,
)


def fields(checkin: CheckIn, places: tuple[int, ...], words: Words, given: Mapping[str, str]) -> tuple[Input, ...]:
    """What is asked one by one, in order, with what was answered: the form's fields, but a follow-up only after a yes, and
    whether a story may be quoted only after a story."""
    found = inputs(checkin, places, words, given, {})
    return tuple(_alone(field, checkin, words) for field in found if _applies(field.name, given))


def following(asked: tuple[Input, ...], after: str) -> Input | None:
    """The next field behind ``after`` (from the first on if empty) that has no answer."""
    names = [field.name for field in asked]
    start = names.index(after) + 1 if after in names else 0
    return next((field for field in asked[start:] if not field.value), None)


def understood(field: Input, text: str) -> dict[str, str]:
    """The answers that somebody's words give to a field (and its follow-up: "yes, a room"); none if they are no answer.

    An option is named by its words, with a small slip, by its number, or by "4 out of 5"; a reason may stand behind it.
    """
    if field.type not in ("choice", "yes_no"):
        return {field.name: text.strip()} if text.strip() else {}
    head, *rest = _REASON.split(text.strip(), maxsplit=1)
    for said in (text, head):
        value = _yes_no(said) if field.type == "yes_no" else _option(field, said)
        if value:
            more = rest[0].strip() if rest and value == "yes" and said == head else ""
            return {field.name: value, **({f"{field.name}_more": more} if more else {})}
    return {}


def wish(text: str) -> Wish | None:
    """What somebody wants instead of answering."""
    return WISHES.get(plainly(text).removesuffix(" please"))


def wanted(field: Input, words: Words) -> str:
    """What would be an answer, for somebody who gave none."""
    labels = [option.label for option in field.options]
    if field.type == "yes_no":
        return words("Please answer yes or no.")
    if labels == [str(n) for n in range(1, SCALE + 1)]:
        return words("Please give a whole number from 1 to {n}.", n=SCALE)
    return words("Please choose one of these: {options}.", options=words.listing(labels))


def label(field: Input, words: Words) -> str:
    """The answer that a field has, in the words that were offered."""
    if field.type == "yes_no":
        return {"yes": words("Yes"), "no": words("No")}.get(field.value, "")
    return next((option.label for option in field.options if option.value == field.value), field.value)


def reads_as_question(text: str) -> bool:
    """Whether it ends like a question; what only ``begins_as_question`` may as well be an answer."""
    return text.rstrip(" .!").endswith("?")


def begins_as_question(text: str) -> bool:
    """Whether it begins like a question."""
    return _ASKS.match(text) is not None


def _applies(name: str, given: Mapping[str, str]) -> bool:
    if name == "quote":
        return bool(given.get("story"))
    return not name.endswith("_more") or given.get(name.removesuffix("_more")) == "yes"


def _alone(field: Input, checkin: CheckIn, words: Words) -> Input:
    """A field as it is asked by itself: a follow-up without "if yes"; where nothing is needed a "no" says so."""
    if field.name in checkin.of_kind("help"):
        return replace(field, hint=words("Whoever reads the answers is told at once. If you need nothing, write no."))
    if not field.name.endswith("_more"):
        return field
    return replace(field, label=checkin.questions[int(field.name[1:].removesuffix("_more"))].follow_up)


def _yes_no(said: str) -> str:
    plain = plainly(said)
    return "yes" if plain in YES else "no" if plain in NO else ""


def _option(field: Input, said: str) -> str:
    plain = plainly(said)
    labels = {folded(option.label): option.value for option in field.options}
    values = [option.value for option in field.options]
    if plain in labels:
        return labels[plain]
    number = _OUT_OF.sub("", plain)
    number = str(NUMBERS.get(number, number))
    if number.isdecimal():
        return values[int(number) - 1] if 1 <= int(number) <= len(values) else ""
    near = difflib.get_close_matches(plain, labels, n=1, cutoff=NEAR)
    return labels[near[0]] if near else ""
