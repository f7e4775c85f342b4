"""Activity -> Event. Pure; raw JSON in, and nothing raw goes further."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from adapters.teams.inputs import chosen, entered
from adapters.teams.transport import Json
from bot.events import (
    DELETED,
    MAX_ACTION,
    Action,
    Arrival,
    Event,
    Message,
    Place,
    Press,
    Profile,
    Sender,
    Sent,
    Submission,
)

NAME = "teams"
LONGEST_ID = 190
CARDS = "application/vnd.microsoft.card"
"""What the content types of cards begin with."""
KINDS: dict[str, Literal["personal", "group", "channel"]] = {
    "personal": "personal",
    "groupChat": "group",
    "channel": "channel",
}
_MENTION = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)


class Odd(Exception):
    """A field that every activity has is missing or of the wrong type."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an activity comes from: who, where, through which service and to which bot."""

    sender: Sender
    account: str
    place: Place
    kind: Literal["personal", "group", "channel"]
    service: str
    app: str
    team: str | None

    @property
    def tenant(self) -> str:
        """The tenant it comes from."""
        return self.place.workspace


def origin(activity: Json) -> Origin:
    """Where an activity comes from.

    Raises:
        Odd: a field is missing.
    """
    conversation, sender = _part(activity, "conversation"), _part(activity, "from")
    channel = activity.get("channelData")
    channel = channel if isinstance(channel, dict) else {}
    tenant = _text(conversation.get("tenantId")) or _text(_dict(channel.get("tenant")).get("id"))
    account = _id(sender, "from.id")
    base, _, thread = _id(conversation, "conversation.id").partition(";messageid=")
    kind = KINDS.get(
        _text(conversation.get("conversationType")), "group" if conversation.get("isGroup") else "personal"
    )
    place = Place(NAME, tenant, base, thread or None, private=kind == "personal")
    person = _text(sender.get("aadObjectId"))[:LONGEST_ID] or account
    return Origin(
        sender=Sender(NAME, tenant, person),
        account=account,
        place=place,
        kind=kind,
        service=_text(activity.get("serviceUrl")),
        app=_id(_part(activity, "recipient"), "recipient.id").removeprefix("28:"),
        team=_text(_dict(channel.get("team")).get("id")) or None,
    )


def profile(activity: Json) -> Profile:
    """What the activity itself says of its sender; the e-mail address must be looked up."""
    name = _text(_dict(activity.get("from")).get("name")) or None
    zone = _text(activity.get("localTimezone"))
    for entity in _dicts(activity.get("entities")):
        if entity.get("type") == "clientInfo":
            zone = zone or _text(entity.get("timezone"))
    return Profile(name=name, zone=zone or None, locale=_text(activity.get("locale")) or None)


def events(activity: Json, where: Origin, who: Profile, now: dt.datetime) -> list[Event]:
    """What happened that is for the bot: at most one thing, but several people can join at once."""
    kind = _text(activity.get("type"))
    read = READERS.get((kind, _text(activity.get("name")) if kind == "invoke" else ""))
    found = read(activity, where, who, _moment(activity, now)) if read else None
    return found if isinstance(found, list) else [found] if found else []


def _message(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    data = activity.get("value")
    if isinstance(data, dict) and isinstance(data.get("action"), str):
        return _acted(data, "", activity, where, who, at)
    id, files = _stable("message", activity, where), _files(activity)
    return Message(id, at, where.sender, where.place, _said(activity), who, origin=id, files=files)


def _edited(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    """A message that was edited is answered anew; undeleted ones are not."""
    if _dict(activity.get("channelData")).get("eventType") != "editMessage":
        return None
    text = _said(activity)
    id, origin = f"{_stable('edit', activity, where)}-{_digest(text)}", _stable("message", activity, where)
    files = _files(activity)
    return Message(id, at, where.sender, where.place, text, who, origin=origin, edited=True, files=files)


def _deleted(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event:
    """Somebody deleted what they had written."""
    action = Action(DELETED, (_stable("message", activity, where),))
    return Press(_stable("deleted", activity, where), at, where.sender, where.place, action, profile=who)


def _executed(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    action = _dict(_dict(activity.get("value")).get("action"))
    return _acted(_dict(action.get("data")), _text(action.get("verb")), activity, where, who, at)


def _dialog(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    return _acted(_dict(_dict(activity.get("value")).get("data")), "", activity, where, who, at)


def _feedback(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    given = _dict(_dict(activity.get("value")).get("actionValue"))
    if given.get("reaction") not in ("like", "dislike"):
        return None
    action = Action("helpful", ("yes" if given["reaction"] == "like" else "no",))
    said = _own_words(_text(given.get("feedback")))
    return Press(_stable("press", activity, where), at, where.sender, where.place, action, said, profile=who)


def _own_words(feedback: str) -> tuple[str, ...]:
    """What somebody wrote beside their thumb: JSON in a text."""
    try:
        said = _text(_dict(json.loads(feedback)).get("feedbackText")).strip()
    except ValueError:
        return ()
    return (said,) if said else ()


def _acted(data: Json, verb: str, activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Press | Submission:
    """A button or a form of a card of ours; forged ones are the router's to answer."""
    action = Action.unpack((_text(data.get("action")) or verb)[:MAX_ACTION])
    id = _stable("press", activity, where)
    replied = _text(activity.get("replyToId"))
    message = Sent(where.place, replied) if replied else None
    if "form" in data:
        return Submission(id, at, where.sender, where.place, action, entered(data), message, who)
    values = chosen(data) if "choice" in data else ()
    return Press(id, at, where.sender, where.place, action, values, message, who)


def _installed(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | None:
    added = _text(activity.get("action")).startswith("add")
    return _arrival("installed" if added else "uninstalled", where, who, at)


def _changed(activity: Json, where: Origin, who: Profile, at: dt.datetime) -> Event | list[Event] | None:
    """Teams tells of the bot's own coming and going twice, here too. People who join later are told of one by one; those
    who go do so unremarked."""
    bot = _text(_dict(activity.get("recipient")).get("id"))
    added, removed = (_dicts(activity.get(field)) for field in ("membersAdded", "membersRemoved"))
    if any(member.get("id") == bot for member in added):
        return _arrival("installed", where, who, at)
    if any(member.get("id") == bot for member in removed):
        return _arrival("uninstalled", where, who, at)
    return [_joined(member, number, where, at) for number, member in enumerate(added)]


def _joined(member: Json, number: int, where: Origin, at: dt.datetime) -> Event:
    id = _text(member.get("aadObjectId")) or _text(member.get("id"))
    if not 0 < len(id) <= LONGEST_ID:
        raise Odd(f"membersAdded[{number}].id: expected 1 to {LONGEST_ID} characters")
    key = f"joined-{_digest(where.tenant, where.place.id, where.app, id, at.date().isoformat())}"
    who = Profile(name=_text(member.get("name")) or None)
    return Arrival(key, at, Sender(NAME, where.tenant, id), where.place, "joined", who)


def _arrival(what: Literal["installed", "uninstalled"], where: Origin, who: Profile, at: dt.datetime) -> Arrival:
    """One a day and conversation, because it is told of in two ways."""
    id = f"{what}-{_digest(where.tenant, where.place.id, where.app, at.date().isoformat())}"
    return Arrival(id, at, where.sender, where.place, what, who)


Reader = Callable[[Json, Origin, Profile, dt.datetime], Event | list[Event] | None]
READERS: dict[tuple[str, str], Reader] = {
    ("message", ""): _message,
    ("messageUpdate", ""): _edited,
    ("messageDelete", ""): _deleted,
    ("installationUpdate", ""): _installed,
    ("conversationUpdate", ""): _changed,
    ("invoke", "adaptiveCard/action"): _executed,
    ("invoke", "task/fetch"): _dialog,
    ("invoke", "task/submit"): _dialog,
    ("invoke", "message/submitAction"): _feedback,
}


def message_ids(activity: Json, where: Origin) -> tuple[str, str]:
    """The id of the event that a message became, and what the ids of its edits begin with, for when it is deleted."""
    return _stable("message", activity, where), f"{_stable('edit', activity, where)}-"


def _stable(kind: str, activity: Json, where: Origin) -> str:
    """An id that a retry of the same activity has too. Teams numbers activities within a conversation only."""
    own = _text(activity.get("id")) or _digest(
        _text(activity.get("replyToId")), where.sender.id, json.dumps(activity.get("value"), sort_keys=True)
    )
    return f"{kind}-{_digest(where.tenant, where.place.id, own)}"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _said(activity: Json) -> str:
    """The words, without the mention of the bot; other people's mentions become their names."""
    text = _text(activity.get("text"))
    bot = _text(_dict(activity.get("recipient")).get("id"))
    for entity in _dicts(activity.get("entities")):
        named = _text(entity.get("text"))
        if entity.get("type") == "mention" and named and _dict(entity.get("mentioned")).get("id") == bot:
            text = text.replace(named, " ")
    return _MENTION.sub("", text).replace("&nbsp;", " ").replace("\xa0", " ").strip()


def _files(activity: Json) -> int:
    """Files and pictures beside the words; the words themselves come along once more, as HTML."""
    kinds = [_text(part.get("contentType")) for part in _dicts(activity.get("attachments"))]
    return sum(bool(kind) and kind != "text/html" and not kind.startswith(CARDS) for kind in kinds)


def _moment(activity: Json, now: dt.datetime) -> dt.datetime:
    try:
        moment = dt.datetime.fromisoformat(_text(activity.get("timestamp")))
    except ValueError:
        return now
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _part(activity: Json, name: str) -> Json:
    part = activity.get(name)
    if not isinstance(part, dict):
        raise Odd(f"{name}: expected an object")
    return part


def _id(part: Json, path: str) -> str:
    id = part.get("id")
    if not isinstance(id, str) or not 0 < len(id) <= LONGEST_ID:
        raise Odd(f"{path}: expected 1 to {LONGEST_ID} characters")
    return id


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _dicts(value: Any) -> list[Json]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
