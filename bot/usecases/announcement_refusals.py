"""Why something cannot be done with an announcement, as a sentence."""

from __future__ import annotations

from bot.usecases.announcement_reports import states
from bot.usecases.announcing import NotPossible, OwnApproval
from bot.words import Words

Refusal = NotPossible | OwnApproval


def refusal(error: Refusal, words: Words) -> str:
    """What to tell the person who tried."""
    if isinstance(error, OwnApproval):
        return words("You wrote this announcement, so somebody else has to approve it.")
    if error.state is None:
        return words("That announcement is gone.")
    if error.deed == "chase" and error.state in ("sending", "done"):
        return words("Nobody was asked to confirm this announcement, so there is nobody to remind.")
    if error.deed == "edit":
        return words(
            "This announcement is {state}: its text can be corrected, but it cannot be edited. Nothing was changed.",
            state=states(words)[error.state],
        )
    return words("This announcement is {state} now, so that is not possible.", state=states(words)[error.state])
