"""People: who somebody is to the coalition, and what that lets them see and do.

Roles are checked here and nowhere else (``may``, ``sees``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["member", "champion", "taskgroup_lead", "partner_admin", "staff"]
ROLES: tuple[Role, ...] = ("member", "champion", "taskgroup_lead", "partner_admin", "staff")

Right = Literal[
    "sign_in",
    "read_staff_pages",
    "answer_questions",
    "see_interactions",
    "see_people",
    "run_polls",
    "run_checkins",
    "be_introduced",
    "run_introductions",
    "run_discussions",
    "find_champions",
    "run_champions",
    "announce",
    "approve_announcements",
    "announce_urgently",
]
RIGHTS: dict[Right, frozenset[Role]] = {
    "sign_in": frozenset(ROLES),
    "read_staff_pages": frozenset({"staff"}),
    "answer_questions": frozenset({"staff"}),
    "see_interactions": frozenset({"staff"}),
    "see_people": frozenset({"staff"}),
    "run_polls": frozenset({"staff"}),
    "run_checkins": frozenset({"staff"}),
    "be_introduced": frozenset({"member", "champion", "taskgroup_lead", "partner_admin"}),
    "run_introductions": frozenset({"staff"}),
    "run_discussions": frozenset({"staff"}),
    "find_champions": frozenset(ROLES),
    "run_champions": frozenset({"staff"}),
    "announce": frozenset({"staff"}),
    "approve_announcements": frozenset({"staff"}),
    "announce_urgently": frozenset({"staff"}),
}

EVERYONE = "everyone"
MEMBERS = "members"
STAFF = "staff"
"""Audiences of a record or document; besides these ``partner:ID`` and ``taskgroup:ID``."""


class NotAllowed(Exception):
    """A person asked for something that their roles do not permit."""

    def __init__(self, right: Right) -> None:
        super().__init__(f"this needs the right {right!r}, held by: {', '.join(sorted(RIGHTS[right]))}")
        self.right = right


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that a person holds; ``scope`` is the taskgroup or partner it is for, or empty."""

    role: Role
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A person the bot has met or was told of. ``keep_words`` is None until they chose."""

    id: str
    name: str
    partner: str | None = None
    zone: str | None = None
    language: str = "en"
    keep_words: bool | None = None
    noticed: bool = False
    stopped: bool = False
    grants: frozenset[Grant] = frozenset()
    taskgroups: frozenset[str] = frozenset()
    email: str | None = None

    @property
    def is_guest(self) -> bool:
        """True for somebody the coalition has no record of: no role at all."""
        return not self.grants

    def holds(self, role: Role) -> bool:
        """Whether the person has this role, for any scope."""
        return any(grant.role == role for grant in self.grants)

    @property
    def sees(self) -> Viewer:
        """The audiences this person belongs to."""
        if self.holds("staff"):
            return Viewer(everything=True)
        if self.is_guest:
            return Viewer()
        partner = {f"partner:{self.partner}"} if self.partner else set()
        groups = {f"taskgroup:{key}" for key in self.taskgroups}
        return Viewer(frozenset({EVERYONE, MEMBERS} | partner | groups))


@dataclass(frozen=True, slots=True)
class Viewer:
    """What somebody may see: a set of audiences, or everything (staff)."""

    audiences: frozenset[str] = frozenset({EVERYONE})
    everything: bool = False

    def may_see(self, audience: str) -> bool:
        """Whether something meant for ``audience`` may be shown."""
        return self.everything or audience in self.audiences


def require(person: Person, right: Right) -> None:
    """The one place where rights are checked.

    Raises:
        NotAllowed: none of the person's roles carries the right.
    """
    if not may(person, right):
        raise NotAllowed(right)


def require_own(person: Person, right: Right, owner: str | None) -> None:
    """As ``require``, but what is somebody's own they may always deal with.

    Raises:
        NotAllowed: it is not theirs, and none of their roles carries the right.
    """
    if owner != person.id:
        require(person, right)


def may(person: Person, right: Right) -> bool:
    """Whether one of the person's roles carries the right."""
    return any(grant.role in RIGHTS[right] for grant in person.grants)
