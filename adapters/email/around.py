"""What an e-mail says besides its card, in both of its halves.

Mail programs run no forms worth trusting, so whatever can be answered is a link to a page that shows the card again.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.cards import Block, Card, Text, says_nothing
from bot.picks import Pick
from bot.words import Words


@dataclass(frozen=True, slots=True)
class Around:
    """``answer`` is the page where the card is answered, empty for a card that takes no answer.

    ``large``: in large print.
    """

    words: Words
    coalition: str
    answer: str
    unsubscribe: str
    large: bool = False

    @property
    def why(self) -> str:
        """Why the person gets it."""
        return self.words("You get this e-mail because you are part of {coalition}.", coalition=self.coalition)

    @property
    def no_more(self) -> str:
        """The label of the link that ends it."""
        return self.words("No more e-mail from this bot")

    def to(self, pick: Pick) -> str:
        """The page with one answer picked already."""
        return f"{self.answer}?pick={pick.mark}"


def body(card: Card) -> tuple[Block, ...]:
    """The card's blocks, or its summary where they say nothing."""
    return (Text(card.summary),) if says_nothing(card) else card.blocks


def shown_amount(amount: float, unit: str) -> str:
    """``12 votes``."""
    return f"{amount:g} {unit}".rstrip()
