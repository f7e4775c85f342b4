"""Why something cannot be done with a poll, told kindly."""

from __future__ import annotations

from typing import Literal

from bot.audiences import names_people
from bot.polls import Poll
from bot.words import Words

Why = Literal[
    "gone",
    "not_open",
    "closed",
    "not_yours",
    "final",
    "voted",
    "newer",
    "full",
    "no_receipt",
    "lost",
    "open",
    "not_closed",
    "seen",
    "past",
]


class Refused(Exception):
    """Something that cannot be done with a poll."""

    def __init__(self, why: Why, poll: Poll | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.poll = poll


def refusal(refused: Refused, words: Words, zone: str) -> str:
    """What to tell whoever tried it."""
    poll = refused.poll
    if refused.why == "closed" and poll and poll.closes:
        return words(
            "This poll closed on {moment}. Thank you for wanting to vote.", moment=words.moment(poll.closes, zone)
        )
    told: dict[Why, str] = {
        "gone": words("This poll was deleted, so there is nothing to answer any more."),
        "not_open": words("This poll is not open yet. It comes to you when it is."),
        "closed": words("This poll is closed. Thank you for wanting to vote."),
        "not_yours": words("This poll is for others: {audience}.", audience=poll.audience)
        if poll and not names_people(poll.audience)
        else words("This poll is for others."),
        "final": words("In this poll a vote stays as it was given. Yours is counted."),
        "voted": words("You have voted already, and your vote is counted once. To change it you need your receipt."),
        "newer": words("You have voted since then, and that later vote counts. This one changed nothing."),
        "full": words("All places there are taken. Please choose another."),
        "no_receipt": words("No vote in this poll belongs to that receipt. Please check it letter by letter."),
        "lost": words("I could not take that, and kept nothing of it, because it is secret. Please do it once more."),
        "open": words("This poll is open already, so it cannot be edited."),
        "not_closed": words("This poll is still open: its result can be published when it has closed."),
        "seen": words(
            "The result of an anonymous poll has been shown: votes that came after would stand out. "
            "Please make a new one."
        ),
        "past": words("Its deadline, or a time in it, is past by now. Please edit the poll, and open it then."),
    }
    return told[refused.why]
