"""The answers that a card takes, as data: for doors where answering happens somewhere else than reading."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from bot.cards import Block, Buttons, Card, Choice, Form
from bot.events import Action


@dataclass(frozen=True, slots=True)
class Pick:
    """One answer that needs nothing but a confirmation: a button, or an option of a choice of one."""

    label: str
    action: Action
    values: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """Short and the same for the same answer on every version of a card."""
        return hashlib.sha256("\x00".join((self.action.pack(), *self.values)).encode()).hexdigest()[:10]


def picks(block: Buttons | Choice) -> tuple[Pick, ...]:
    """The answers of one block, in order; none for a choice of several."""
    match block:
        case Buttons(buttons=buttons):
            return tuple(Pick(button.label, button.action) for button in buttons)
        case Choice(many=True):
            return ()
        case Choice(label=label, action=action, options=options):
            return tuple(Pick(f"{label}: {option.label}", action, (option.value,)) for option in options)


def picked(card: Card, mark: str) -> Pick | None:
    """The answer with this mark, if the card still takes it."""
    blocks = (block for block in card.blocks if isinstance(block, Buttons | Choice))
    return next((pick for block in blocks for pick in picks(block) if pick.mark == mark), None)


def takes_answers(card: Card) -> bool:
    """Whether there is anything to answer."""
    return any(isinstance(block, Buttons | Choice | Form) for block in card.blocks)


def takes_press(card: Card, action: Action) -> bool:
    """Whether a button or a choice of the card stands for this action."""
    return any(action in _presses(block) for block in card.blocks)


def takes_form(card: Card, action: Action) -> bool:
    """Whether a form of the card stands for this action."""
    return any(isinstance(block, Form) and block.action == action for block in card.blocks)


def without_form(card: Card, action: Action) -> Card:
    """The card once its form has been answered."""
    left = tuple(block for block in card.blocks if not (isinstance(block, Form) and block.action == action))
    return Card(card.summary, left)


def _presses(block: Block) -> Iterator[Action]:
    if isinstance(block, Buttons):
        yield from (button.action for button in block.buttons)
    elif isinstance(block, Choice):
        yield block.action
