"""Readers of single values. Each takes a cell and gives a value, or raises ValueError with what would be right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.clock import zones
from bot.knowledge.importers import dates
from bot.knowledge.importers.reading import KEY_LENGTH, Context, nearest
from bot.people import EVERYONE, MEMBERS, ROLES, STAFF, Grant
from bot.text import storable
from bot.words import LANGUAGES

EMAIL = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+\.[^@\s<>,;\".]+")
LINK = re.compile(r"(https?://|mailto:|tel:)[^\s<>\"]+", re.IGNORECASE)
ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._#@+-]*")
YES = frozenset({"yes", "true", "y", "1", "done"})
NO = frozenset({"no", "false", "n", "0"})
FORMATS = ("in person", "online", "hybrid")


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it stands in a file, with its line: text, a list, or keys and values."""

    line: int
    value: str | tuple[Cell, ...] | Mapping[str, Cell]

    @property
    def is_blank(self) -> bool:
        """Nothing stands there."""
        return not self.value or (isinstance(self.value, str) and not self.value.strip())


Read = Callable[[Cell, Context], object]


def words(cell: Cell, _context: Context | None = None) -> str:
    """Text, word for word."""
    if isinstance(cell.value, str):
        return storable(cell.value).strip()
    raise ValueError("expected text, found a list or keys and values")


def listing(cell: Cell, _context: Context) -> tuple[str, ...]:
    """Several texts: a YAML list, or text divided by ``;`` or ``|``."""
    if isinstance(cell.value, tuple):
        found = [words(part) for part in cell.value]
    else:
        found = [part.strip() for part in re.split(r"[;|\n]", words(cell))]
    return tuple(dict.fromkeys(part for part in found if part))


def names(cell: Cell, context: Context) -> tuple[str, ...]:
    """Several names to be shown as written: an address among them would be shown to everyone."""
    found = listing(cell, context)
    if any("@" in name for name in found):
        raise ValueError("expected names; people join a taskgroup through the taskgroups column of people.csv")
    return found


def key(cell: Cell, _context: Context) -> str:
    """An id."""
    text = words(cell)
    if not ID.fullmatch(text) or len(text) > KEY_LENGTH:
        raise ValueError(f"{text[:40]!r} is not an id: letters, digits and . _ - # @ +, at most {KEY_LENGTH}")
    return text


def day(cell: Cell, context: Context) -> dt.date:
    """A day."""
    return dates.day(words(cell), context.today)


def email(cell: Cell, _context: Context) -> str:
    """An e-mail address, in small letters."""
    text = words(cell).removeprefix("mailto:").lower()
    if not EMAIL.fullmatch(text) or len(text) > KEY_LENGTH:
        raise ValueError(f"{text[:60]!r} is not an e-mail address such as name@example.org")
    return text


def link(cell: Cell, _context: Context) -> str:
    """A web address."""
    text = words(cell)
    text = f"https://{text}" if re.match(r"www\.\S+$", text) else text
    if not LINK.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is not a link that begins with https://")
    return text


def whole(cell: Cell, _context: Context) -> int:
    """A whole number from 0 on, small enough for every database."""
    text = words(cell)
    if not re.fullmatch(r"[0-9]{1,9}", text):
        raise ValueError(f"{text[:40]!r} is not a whole number")
    return int(text)


def yes_no(cell: Cell, _context: Context) -> bool:
    """Yes or no."""
    text = words(cell).lower()
    if text not in YES | NO:
        raise ValueError(f"{text[:40]!r} is neither yes nor no")
    return text in YES


def zone(cell: Cell, _context: Context) -> str:
    """A time zone."""
    text = words(cell)
    if text not in zones():
        raise ValueError(f"{text[:40]!r} is not a time zone such as Europe/London{nearest(text, zones())}")
    return text


def language(cell: Cell, _context: Context) -> str:
    """A language that the bot speaks."""
    text = words(cell).lower()
    by_name = {name.lower(): code for code, name in LANGUAGES.items()} | {"welsh": "cy"}
    return one_of(by_name.get(text, text), tuple(LANGUAGES))


def form(cell: Cell, _context: Context) -> str:
    """How an event is held."""
    return one_of(words(cell).lower().replace("-", " "), FORMATS)


def audience(cell: Cell, _context: Context) -> str:
    """Who may see it; the partner or taskgroup may be named in any known way."""
    text = words(cell)
    if re.fullmatch(r"(partner|taskgroup):\s*\S.*", text):
        return text
    return one_of(text.lower(), (EVERYONE, MEMBERS, STAFF, "partner:NAME", "taskgroup:NAME"))


def roles(cell: Cell, context: Context) -> tuple[Grant, ...]:
    """Roles, each with what it is for where that matters: ``champion; taskgroup_lead: Mental Health``."""
    return tuple(dict.fromkeys(_role(text) for text in listing(cell, context)))


def _role(text: str) -> Grant:
    name, _, scope = (part.strip() for part in text.partition(":"))
    role = one_of(re.sub(r"[\s-]+", "_", name.lower()), ROLES)
    if scope and role not in ("taskgroup_lead", "partner_admin"):
        raise ValueError(f"{role} is not for one taskgroup or partner: write it without {scope!r}")
    if role == "taskgroup_lead" and not scope:
        raise ValueError("say which taskgroup, as in 'taskgroup_lead: Mental Health'")
    return Grant(role, scope)  # type: ignore[arg-type]


def one_of(text: str, accepted: tuple[str, ...]) -> str:
    """The text, if it is one of those accepted.

    Raises:
        ValueError: it is not; names the nearest, else all.
    """
    if text in accepted:
        return text
    raise ValueError(f"{text[:40]!r} is not known{nearest(text, accepted) or ', accepted: ' + ', '.join(accepted)}")
