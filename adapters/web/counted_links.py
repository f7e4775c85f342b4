"""Links in announcements that are counted: one step aside, and on to where they lead."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from adapters.web.frame import Frame
from bot.dispatch import Dispatch
from bot.store import announcement_links
from bot.store.database import DatabaseDown


@dataclass(frozen=True, slots=True)
class CountedLinks:
    """The address that counts. It leads nowhere but to what staff have written into an announcement."""

    dispatch: Dispatch
    frame: Frame

    def routes(self) -> list[Route]:
        """Its address."""
        return [Route("/go/{announcement}/{mark}", self.follow)]

    def follow(self, request: Request) -> Response:
        """Count, and lead on. Nothing of who asks is kept."""
        announcement, mark = request.path_params["announcement"], request.path_params["mark"]
        try:
            with self.dispatch.database.write() as tx:
                url = announcement_links.open_one(tx, announcement, mark)
        except DatabaseDown:
            return self._closed("down", 503)
        return RedirectResponse(url, 303) if url else self._closed("unknown", 404)

    def _closed(self, problem: str, status: int) -> Response:
        shown = {"problem": problem, "card": "", "title": "", "pick": None, "note": ""}
        return self.frame.page("answer.html", self.frame.words, status, **shown)
