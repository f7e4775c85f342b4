"""Which addresses people may be led to: every door asks here before it makes a link or shows a picture."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

HOST = re.compile(r"([\w-]+(\.[\w-]+)*\.?|\[[\da-f.:]+\])(:\d{1,5})?", re.IGNORECASE)
"""A name, in any script, or a number, and a port. Whatever stands before an @ would pose as a host."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""What some programs leave out of an address and others do not."""


def safe_link(url: str | None) -> str:
    """The address, without the space around it, if it may be followed: one of the web, or of a mailbox; else empty.

    How it is escaped is for the door to know.
    """
    address = (url or "").strip()
    if web_link(address):
        return address
    is_mail = address.lower().startswith("mailto:") and "@" in address.partition("?")[0]
    return address if is_mail and not CONTROL.search(address) else ""


def web_link(url: str | None) -> str:
    """The same for what must be on the web, such as a picture: http or https, and a host that there can be."""
    address = (url or "").strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    is_web = parts.scheme in ("http", "https") and HOST.fullmatch(parts.netloc)
    return address if is_web and not CONTROL.search(address) else ""
