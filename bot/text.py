"""Making text safe to store, without changing what a person sees."""

from __future__ import annotations


def storable(text: str) -> str:
    """The text without NUL characters, and with broken halves of UTF-16 pairs replaced: no database takes those."""
    return text.replace("\x00", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
