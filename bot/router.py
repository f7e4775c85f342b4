"""Which handler takes an event. One Router a feature; ``combine`` joins them in the order they are given.

Commands, presses, submissions and arrivals are found by name in a dictionary. Messages that are no command are offered
to the message handlers in order; the first that returns a reply has taken it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from bot.cards import Reply
from bot.events import Action, Arrival, Event, Message, Press, Submission
from bot.services import Services

H = TypeVar("H")
MessageHandler = Callable[[Message, Services], Reply | None]
PressHandler = Callable[[Press, Services], Reply | None]
SubmissionHandler = Callable[[Submission, Services], Reply | None]
ArrivalHandler = Callable[[Arrival, Services], Reply | None]

_PUNCTUATION = re.compile(r"[^\w\s']+")


@dataclass(frozen=True, slots=True)
class Router:
    """The handlers of one feature."""

    name: str
    commands: dict[str, MessageHandler] = field(default_factory=dict)
    presses: dict[str, PressHandler] = field(default_factory=dict)
    submissions: dict[str, SubmissionHandler] = field(default_factory=dict)
    arrivals: dict[str, ArrivalHandler] = field(default_factory=dict)
    messages: list[MessageHandler] = field(default_factory=list)
    for_stopped: set[str] = field(default_factory=set)
    """Commands and presses that also work for people who told the bot to stop."""
    secrets: set[str] = field(default_factory=set)
    """Presses and submissions of which only the action's name and first argument are ever written down."""

    def command(self, *names: str, even_if_stopped: bool = False) -> Callable[[MessageHandler], MessageHandler]:
        """Take messages that say just one of these words (any case, any punctuation, with or without a slash)."""

        def register(handler: MessageHandler) -> MessageHandler:
            for name in names:
                _add(self.commands, normal(name), handler, self.name)
                if even_if_stopped:
                    self.for_stopped.add(normal(name))
            return handler

        return register

    def press(
        self, name: str, *, even_if_stopped: bool = False, secret: bool = False
    ) -> Callable[[PressHandler], PressHandler]:
        """Take presses of the action with this name."""

        def register(handler: PressHandler) -> PressHandler:
            _add(self.presses, name, handler, self.name)
            if even_if_stopped:
                self.for_stopped.add(name)
            if secret:
                self.secrets.add(name)
            return handler

        return register

    def submission(self, name: str, *, secret: bool = False) -> Callable[[SubmissionHandler], SubmissionHandler]:
        """Take forms of the action with this name."""

        def register(handler: SubmissionHandler) -> SubmissionHandler:
            _add(self.submissions, name, handler, self.name)
            if secret:
                self.secrets.add(name)
            return handler

        return register

    def arrival(self, what: str) -> Callable[[ArrivalHandler], ArrivalHandler]:
        """Take arrivals of this sort."""

        def register(handler: ArrivalHandler) -> ArrivalHandler:
            _add(self.arrivals, what, handler, self.name)
            return handler

        return register

    def message(self, handler: MessageHandler) -> MessageHandler:
        """Offer this handler every message that is no command, after those registered before it."""
        self.messages.append(handler)
        return handler


class NoSuchAction(Exception):
    """A press or form whose action no handler knows: an old button, or a forged one."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no handler for the action {name!r}")
        self.name = name


def combine(routers: Sequence[Router]) -> Router:
    """All routers as one.

    Raises:
        ValueError: two of them take the same command, action or arrival.
    """
    whole = Router("all")
    for router in routers:
        _join(whole.commands, router.commands, router.name)
        _join(whole.presses, router.presses, router.name)
        _join(whole.submissions, router.submissions, router.name)
        _join(whole.arrivals, router.arrivals, router.name)
        whole.messages.extend(router.messages)
        whole.for_stopped.update(router.for_stopped)
        whole.secrets.update(router.secrets)
    return whole


def handle(router: Router, event: Event, services: Services) -> Reply | None:
    """The reply of the first handler that takes the event.

    Raises:
        NoSuchAction: a press or form that no handler knows.
    """
    match event:
        case Message():
            replies = (handler(event, services) for handler in _for_message(router, event))
            return next((reply for reply in replies if reply is not None), None)
        case Press(action=action):
            if action.name not in router.presses:
                raise NoSuchAction(action.name)
            return router.presses[action.name](event, services)
        case Submission(action=action):
            if action.name not in router.submissions:
                raise NoSuchAction(action.name)
            return router.submissions[action.name](event, services)
        case Arrival(what=what):
            return router.arrivals[what](event, services) if what in router.arrivals else None


def without_secrets(router: Router, event: Event) -> Event:
    """The event as it may be written down. Read back after a crash it lacks the choice: the handler asks again."""
    match event:
        case Press(action=action) if action.name in router.secrets:
            return replace(event, action=Action(action.name, action.args[:1]), values=())
        case Submission(action=action) if action.name in router.secrets:
            return replace(event, action=Action(action.name, action.args[:1]), values={})
        case _:
            return event


def works_when_stopped(router: Router, event: Event) -> bool:
    """Whether somebody who told the bot to stop may still do this."""
    match event:
        case Message(text=text):
            return normal(text) in router.for_stopped
        case Press(action=action):
            return action.name in router.for_stopped
        case _:
            return False


def normal(text: str) -> str:
    """A command as it is compared: lower case, single spaces, no punctuation; empty for long texts."""
    return " ".join(_PUNCTUATION.sub(" ", text.casefold()).split()) if len(text) <= 60 else ""


def _for_message(router: Router, event: Message) -> list[MessageHandler]:
    command = router.commands.get(normal(event.text))
    return [command, *router.messages] if command else router.messages


def _join(table: dict[str, H], more: dict[str, H], router: str) -> None:
    for name, handler in more.items():
        _add(table, name, handler, router)


def _add(table: dict[str, H], name: str, handler: H, router: str) -> None:
    if name in table:
        raise ValueError(f"{router}: {name!r} is taken twice")
    table[name] = handler
