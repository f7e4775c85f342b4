"""The calendar file of a meeting that two people agreed on, by a link that only they have."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.dispatch import Dispatch
from bot.first_meetings import entry
from bot.store import introductions, sketches
from bot.store.database import DatabaseDown
from bot.usecases.arranging import title
from bot.usecases.signing_in import digest
from bot.words import words_for


@dataclass(frozen=True, slots=True)
class MeetingFiles:
    """What the files are made from."""

    dispatch: Dispatch

    def routes(self) -> list[Route]:
        """Their address."""
        return [Route("/introductions/{token}.ics", self.file)]

    async def file(self, request: Request) -> Response:
        """The file, or 404 for a link that leads nowhere any more."""
        try:
            found = await run_in_threadpool(self._file, request.path_params["token"])
        except DatabaseDown:
            return PlainTextResponse("Please try again in a moment.", 503)
        if found is None:
            return PlainTextResponse("This meeting is not arranged any more.", 404)
        headers = {"content-disposition": 'attachment; filename="introduction.ics"'}
        return Response(found, media_type="text/calendar", headers=headers)

    def _file(self, token: str) -> bytes | None:
        with self.dispatch.database.read() as tx:
            meeting = introductions.meeting(tx, digest(token))
            if meeting is None:
                return None
            names = [one.name for one in sketches.of(tx, meeting.people).values()]
        coalition = self.dispatch.settings.config.coalition
        words = words_for(coalition.language)
        return entry(meeting.introduction, title(names, words), coalition.name, meeting.at, self.dispatch.clock())
