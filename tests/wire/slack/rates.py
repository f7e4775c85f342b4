"""How many calls Slack takes: by method in a workspace, and by conversation where something is posted."""

from __future__ import annotations

from typing import Any

from tests.wire.meter import Counted, Limit
from tests.wire.slack.world import Workspace, World

TIER_1, TIER_3, TIER_4 = (Limit(1),), (Limit(50),), (Limit(100),)
APP = {"apps.connections.open": TIER_1, "oauth.v2.access": TIER_4}
"""Calls of a method by the app itself, whichever workspace they are about."""
WORKSPACE = {
    "auth.test": (Limit(600),),
    "users.info": TIER_4,
    "conversations.open": TIER_3,
    "conversations.history": TIER_3,
    "conversations.replies": TIER_3,
    "chat.postMessage": (Limit(300),),
    "chat.postEphemeral": TIER_4,
    "chat.update": TIER_3,
    "views.open": TIER_4,
    "views.push": TIER_4,
    "views.update": TIER_4,
    "views.publish": TIER_4,
    "assistant.threads.setSuggestedPrompts": TIER_3,
}
"""Calls of a method in a workspace: the tier on the method's page. Of posts "several hundred a minute" are taken, and
of auth.test "hundreds": slack-api-client, Slack's own for Java, counts 600 of the latter."""
UNLISTED = {"conversations.history": (Limit(1),), "conversations.replies": (Limit(1),)}
"""The same for an app that is handed out and not in Slack's Marketplace."""
CONVERSATION = {
    "chat.postMessage": ("channel", (Limit(5, 1.0), Limit(65))),
    "assistant.threads.setStatus": ("channel_id", (Limit(5, 1.0), Limit(65))),
}
"""Calls in one conversation, and the argument that names it: one a second, and a few more in a burst."""


class RateLimited(Exception):
    """Too many calls; ``seconds`` is what Slack says in Retry-After."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def check_app_rate(world: World, method: str) -> None:
    """Count a call of the app itself.

    Raises:
        RateLimited: it is one too many.
    """
    _count(world, (method, APP[method]))


def check_rate(world: World, workspace: Workspace, method: str, arguments: dict[str, Any]) -> None:
    """Count a call with a workspace's token.

    Raises:
        RateLimited: it is one too many.
    """
    counted = []
    tiers = WORKSPACE | UNLISTED if world.unlisted else WORKSPACE
    if method in tiers:
        counted.append((f"{workspace.id} {method}", tiers[method]))
    if method in CONVERSATION:
        argument, limits = CONVERSATION[method]
        place = world.meant(str(arguments.get(argument)), workspace)
        counted.append((f"{workspace.id} {method} {place}", limits))
    _count(world, *counted)


def _count(world: World, *counted: Counted) -> None:
    wait = world.meter.wait(*counted)
    if wait:
        raise RateLimited(wait)
