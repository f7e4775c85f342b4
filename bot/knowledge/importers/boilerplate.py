"""Lines that a website puts around a text: they say nothing, and should be neither a title nor an answer.

Only whole lines that cannot be anything else are taken out; every other line stays as it is written.
"""

from __future__ import annotations

import re

BULLET = re.compile(r"^\s*(?:[•◦▪‣·*–-]\s+)?")  # noqa: RUF001 -- an en dash opens list items too
NUMBER = re.compile(r"^\d{1,3}\. ")
_AN_ACCOUNT = r"(?:an|a new|your) account"

CHROME = re.compile(
    "|".join(
        (
            r"(?:jump|skip) to (?:main |the )?(?:content|navigation|search)",
            r"(?:leave|post|add|write) a (?:comment|reply)",
            r"post comment",
            r"cancel reply",
            rf"(?:create|register) {_AN_ACCOUNT}(?: or (?:sign|log) in to comment)?",
            rf"sign up for {_AN_ACCOUNT}(?: in our community)?\.?(?: it's easy!)?",
            r"already have an account\?(?: (?:sign|log) in here\.?)?",
            r"(?:sign|log) (?:in|out|up)(?: now| here| / register)?",
            r"\d+ (?:reactions?|comments?|replies|likes?|shares?)(?: so far)?",
            r"recommended comments",
            r"(?:there are )?no comments(?: to display| yet)?\.?",
            r"you (?:need to|must) be (?:a member|logged in|signed in) (?:in order )?to (?:leave|post) a comment\.?",
            r"your email address will not be published\..*",
            r"required fields are marked \*",
            r"create new(?:\.\.\.|…)",
            r"\d+ (?:thoughts?|responses?|comments?) on .{3,200}",
            r"pingback: .{1,200}",
            r"share this(?: page| article| post)?:?",
            r"(?:share on|tweet this|follow us on) ?[\w /]{0,20}",
            r"print this page",
            r"back to top",
            r"(?:accept|reject|manage)(?: all)? cookies",
            r"cookie (?:settings|policy)",
            r"we use cookies (?:to|on) .{3,160}",
            r"(?:toggle|open|close) (?:navigation|menu)",
            r"(?:previous|next) (?:post|article|page)",
            r"proudly powered by .{1,40}",
        )
    ),
    re.IGNORECASE,
)


def without(text: str) -> str:
    """The text without the lines that are a website's own."""
    lines = (line.replace("\u00a0", " ").rstrip() for line in text.split("\n"))
    kept = "\n".join(line for line in lines if not is_chrome(line))
    return re.sub(r"\n{3,}", "\n\n", kept).strip("\n")


def is_chrome(line: str) -> bool:
    """Whether a line belongs to the website and not to the text."""
    return bool(CHROME.fullmatch(NUMBER.sub("", bare(line)).replace("’", "'")))  # noqa: RUF001 -- as sites write it


def bare(line: str) -> str:
    """A line without its bullet and the space around it."""
    return BULLET.sub("", line.replace("\u00a0", " ")).strip()
