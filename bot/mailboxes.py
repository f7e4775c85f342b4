"""E-mail addresses: one spelling for each, safe to stand in a header and on the wire.

Quoted local parts are refused: nobody is known to write from one, and they may hold spaces and commas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import idna

LONGEST = 190
"""Characters of an address: what an account's id may have."""
LONGEST_LOCAL = 64
"""Bytes before the @ (RFC 5321, 4.5.3.1.1)."""
_LOCAL = re.compile(r"[^\s\"(),:;<>@\[\\\]\x00-\x20\x7f-\x9f]+")


class BadAddress(ValueError):
    """A text that is no e-mail address; the message says why."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """An address in lower case; ``domain`` as people write it, in any alphabet."""

    local: str
    domain: str

    @property
    def address(self) -> str:
        """As people write it."""
        return f"{self.local}@{self.domain}"

    @property
    def wire(self) -> str:
        """As mail servers take it: the domain in ASCII. The local part has no ASCII form."""
        return f"{self.local}@{idna.encode(self.domain, uts46=True).decode()}"

    @property
    def needs_utf8(self) -> bool:
        """Whether only a server with SMTPUTF8 (RFC 6531) can take it."""
        return not self.local.isascii()


def mailbox(text: str) -> Mailbox:
    """The address in ``text``.

    Raises:
        BadAddress: it is none.
    """
    local, at, domain = text.strip().lower().rpartition("@")
    if not at or not local or not domain:
        raise BadAddress("an address has a name, an @ and a domain, such as ann@example.org")
    if not _LOCAL.fullmatch(local) or local.startswith(".") or local.endswith(".") or ".." in local:
        raise BadAddress(f"{local!r} before the @ cannot be part of an address")
    try:
        found = Mailbox(local, idna.decode(idna.encode(domain, uts46=True)))
    except idna.IDNAError:
        raise BadAddress(f"{domain!r} after the @ is not the name of a domain") from None
    if len(found.address) > LONGEST or len(local.encode()) > LONGEST_LOCAL:
        raise BadAddress(f"an address has at most {LONGEST_LOCAL} characters before the @ and {LONGEST} in all")
    return found
