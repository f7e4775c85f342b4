"""One function for every payload, whichever way it came: keep it, acknowledge it, and answer behind."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.response import BoltResponse

from adapters.slack.client import SlackPlatform
from adapters.slack.inbound import HOME, NAME, Moment, Payload, heard, home_place, home_team, is_direct
from adapters.slack.inputs import MARKED
from adapters.slack.outcomes import DRAWN_MEANWHILE, CallFailed
from adapters.slack.profiles import Profiles, ProfileUnknown
from adapters.slack.replies import Answerer
from adapters.slack.surface import Surface
from bot.cards import Reply
from bot.dispatch import Dispatch
from bot.events import Arrival, Event, Place, Press, Profile, Submission
from bot.platform import Never, Outcome
from bot.settings import Settings
from bot.store import conversations, long_values, people, places
from bot.store.database import DatabaseDown
from bot.words import words_for

log = structlog.get_logger()

UNFAMILIAR = (KeyError, TypeError, ValueError, AttributeError, IndexError)
"""What reading a payload of another shape than the documented one ends in."""
DECIDING = 2
"""Answers that are decided at a time; those beyond would only keep acknowledgements waiting."""


class Listener:
    """Takes payloads. Strong references keep the answers in the background alive."""

    def __init__(self, settings: Settings, dispatch: Dispatch, platform: SlackPlatform) -> None:
        self._dispatch, self._platform = dispatch, platform
        self._hears_threads = settings.config.slack.hear_threads
        self._words = words_for(settings.config.coalition.language)
        self._profiles = Profiles(platform.api, platform.workspaces)
        self._surface = Surface(platform.api, platform.workspaces, self._words)
        self._turns = asyncio.Semaphore(DECIDING)
        self._open_forms = {"ask_team_form"}
        """Names of actions that open a form, as they have shown."""
        self._behind: set[asyncio.Task[None]] = set()
        self._notices: dict[str, Callable[[Payload, Payload], Awaitable[None]]] = {
            "app_home_opened": self._opened,
            "assistant_thread_started": self._thread_started,
            "app_uninstalled": self._uninstalled,
            "tokens_revoked": self._revoked,
            "channel_id_changed": self._channel_changed,
            "team_access_granted": self._access_granted,
            "team_access_revoked": self._access_revoked,
        }

    async def take(self, payload: Payload) -> BoltResponse:
        """Handle one payload; the response is its acknowledgement."""
        since = asyncio.get_running_loop().time()
        if payload.get("type") == "url_verification":
            return BoltResponse(status=200, body={"challenge": str(payload.get("challenge", ""))})
        try:
            await self._noticed(payload)
            found = heard(payload, self._dispatch.clock())
            if found and found[1].overheard and not await self._is_meant(found[0]):
                found = None
        except UNFAMILIAR as error:
            log.warning("unfamiliar payload", type=str(payload.get("type"))[:40], error=type(error).__name__)
            return BoltResponse(status=200)
        except DatabaseDown as error:
            return self._politely(payload, Moment(), error)
        return await self._hear(*found, payload, since) if found else BoltResponse(status=200)

    async def _is_meant(self, event: Event) -> bool:
        """Whether something said in a thread continues this person's talk with the bot there, and may be heard."""
        return self._hears_threads and await asyncio.to_thread(self._talks, event)

    def _talks(self, event: Event) -> bool:
        with self._dispatch.database.read() as tx:
            person = people.of_account(tx, event.sender)
            now = self._dispatch.clock()
            return person is not None and conversations.recall(tx, person.id, event.place, now) is not None

    async def finish(self) -> None:
        """Wait for the answers that are still being made."""
        while self._behind:
            await asyncio.wait(self._behind)

    async def _hear(self, event: Event, moment: Moment, payload: Payload, since: float) -> BoltResponse:
        try:
            event = await self._whole(await self._known(event))
            fresh = await self._dispatch.accept(event)
        except CallFailed as failure:
            if not isinstance(failure.outcome, Never):
                return self._politely(payload, moment, failure)
            log.warning("an event of a workspace without the bot", workspace=event.place.workspace, reason=str(failure))
            return BoltResponse(status=200)
        except (DatabaseDown, ProfileUnknown) as error:
            return self._politely(payload, moment, error)
        if not fresh:
            return BoltResponse(status=200)
        opens_form = isinstance(event, Press) and event.action.name in self._open_forms
        answerer = Answerer(self._platform, event, moment, since, opens_form=opens_form)
        self._later(self._answer(event, moment, answerer))
        return BoltResponse(status=200, body=await answerer.acknowledged() or "")

    async def _known(self, event: Event) -> Event:
        """The event with who the person is, and where their direct conversation is.

        Raises:
            CallFailed: the bot is not installed in this workspace, or Slack could not be asked for its token.
            ProfileUnknown: nobody knows the person, and Slack could not be asked.
            DatabaseDown: the database could not be asked.
        """
        place = event.place
        await self._platform.workspaces.token(place.workspace)
        if not is_direct(place):
            if place.private and place.thread != HOME:
                self._platform.directs.learn(place.workspace, event.sender.id, place.id)
            return replace(event, profile=await self._profile(event))
        profile, place = await asyncio.gather(self._profile(event), self._direct(event))
        return replace(event, profile=profile, place=place)

    async def _whole(self, event: Event) -> Event:
        """The event with what the marks among its values stand for.

        Raises:
            DatabaseDown: the database could not be asked.
        """
        match event:
            case Press(values=values) if marks := MARKED.findall("\n".join(values)):
                known = await asyncio.to_thread(self._of_marks, marks)
                return replace(event, values=tuple(known.get(value, value) for value in values))
            case Submission(values=fields) if marks := MARKED.findall("\n".join(fields.values())):
                known = await asyncio.to_thread(self._of_marks, marks)
                told = {name: MARKED.sub(lambda m: known.get(m[0], m[0]), text) for name, text in fields.items()}
                return replace(event, values=told)
            case _:
                return event

    def _of_marks(self, marks: list[str]) -> dict[str, str]:
        with self._dispatch.database.read() as tx:
            return long_values.of_marks(tx, marks)

    async def _profile(self, event: Event) -> Profile | None:
        try:
            return await self._profiles.of(event.sender, event.place.workspace)
        except ProfileUnknown:
            if await asyncio.to_thread(self._is_known, event):
                return None
            raise

    def _is_known(self, event: Event) -> bool:
        with self._dispatch.database.read() as tx:
            return people.of_account(tx, event.sender) is not None

    async def _direct(self, event: Event) -> Place:
        """The place; where Slack does not tell the channel now, it is asked again when the answer is sent."""
        try:
            async with asyncio.timeout(1):
                return await self._platform.directs.of(event.place)
        except (CallFailed, TimeoutError):
            return event.place

    async def _answer(self, event: Event, moment: Moment, answerer: Answerer) -> None:
        status = self._surface.status(event)
        async with AsyncExitStack() as turn:

            async def respond(reply: Reply, key: str) -> Outcome:
                await turn.aclose()
                await status.settle()
                if reply.how == "open_form" and isinstance(event, Press):
                    self._open_forms.add(event.action.name)
                return await answerer(reply, key)

            try:
                await turn.enter_async_context(self._turns)
                await self._dispatch.answer(event, respond)
                if moment.at_home:
                    await self._refresh_home(event, moment)
            except Exception:
                log.exception("answering failed; it is tried again", event_id=event.id)
            finally:
                await answerer.let_go()
                await status.end()

    async def _refresh_home(self, event: Event, moment: Moment) -> None:
        """Something was done from the Home tab, so what it shows may have changed. Where it was drawn anew since then,
        this look may be older than that one: it is looked at once more."""
        place = home_place(event.place.workspace, event.sender.id)
        opened = Arrival(f"home/{place.workspace}/{place.id}", event.at, event.sender, place, "opened", event.profile)
        try:
            for seen in (moment.home, "") if moment.home else ("",):
                home = await self._dispatch.look(opened)
                if home is None or await self._platform.publish(place, home.card, seen) != DRAWN_MEANWHILE:
                    return
        except DatabaseDown as error:
            log.error("database down, the Home tab stays as it is", error=str(error))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._behind.add(task)
        task.add_done_callback(self._behind.discard)

    def _politely(self, payload: Payload, moment: Moment, error: Exception) -> BoltResponse:
        """Nothing was kept. Slack sends an event again; a person is asked to try again."""
        log.error("not taken", type=payload.get("type", "command"), error=str(error))
        text = self._words("Sorry, I cannot take this just now, and nothing was saved. Please try again in a minute.")
        body: dict[str, Any] = {"response_type": "ephemeral", "replace_original": False, "text": text}
        if "command" in payload and "type" not in payload:
            return BoltResponse(status=200, body=body)
        if payload.get("type") == "view_submission":
            fields = [block["block_id"] for block in payload["view"].get("blocks", ()) if block["type"] == "input"]
            fields += payload["view"]["state"]["values"]
            if fields:
                return BoltResponse(status=200, body={"response_action": "errors", "errors": {fields[0]: text}})
        if moment.response_url:
            self._later(self._excuse(moment.response_url, body))
            return BoltResponse(status=200)
        return BoltResponse(status=503, body="")

    async def _excuse(self, url: str, body: dict[str, Any]) -> None:
        try:
            await self._platform.api.post_back(url, body)
        except CallFailed as failure:
            log.warning("the excuse did not arrive", reason=failure.outcome.reason)

    async def _noticed(self, payload: Payload) -> None:
        """What the door itself must know of."""
        if payload.get("type") == "event_callback":
            notice = self._notices.get(payload["event"]["type"])
            if notice is not None:
                await notice(payload, payload["event"])

    async def _opened(self, payload: Payload, event: Payload) -> None:
        team, channel = home_team(payload), event["channel"]
        self._platform.directs.learn(team, event["user"], channel)
        if event.get("tab") == "messages":
            self._later(self._surface.suggest(team, channel))

    async def _thread_started(self, payload: Payload, event: Payload) -> None:
        thread = event["assistant_thread"]
        self._later(self._surface.suggest(home_team(payload), thread["channel_id"], thread["thread_ts"]))

    async def _uninstalled(self, payload: Payload, event: Payload) -> None:
        team = home_team(payload)
        log.info("uninstalled", workspace=team)
        self._profiles.forget(team)
        await self._platform.forget(team)

    async def _revoked(self, payload: Payload, event: Payload) -> None:
        if event["tokens"].get("bot"):
            await self._uninstalled(payload, event)

    async def _access_granted(self, payload: Payload, event: Payload) -> None:
        """An organisation has opened the bot to more of its workspaces: they speak through its token from now on."""
        log.info("access granted", workspaces=event["team_ids"])

    async def _access_revoked(self, payload: Payload, event: Payload) -> None:
        for team in event["team_ids"]:
            log.info("access revoked", workspace=team)
            self._profiles.forget(team)
            await self._platform.forget(team)

    async def _channel_changed(self, payload: Payload, event: Payload) -> None:
        old, new = event["old_channel_id"], event["new_channel_id"]
        log.info("channel changed", old=old, new=new)
        await asyncio.to_thread(self._move, home_team(payload), old, new)

    def _move(self, team: str, old: str, new: str) -> None:
        with self._dispatch.database.write() as tx:
            places.move(tx, NAME, team, old, new)
