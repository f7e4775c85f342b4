"""What anybody may read about the bot: what it keeps and why, and how it may be used. App stores ask for both."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from adapters.web.frame import Frame


@dataclass(frozen=True, slots=True)
class AboutPages:
    """The two pages."""

    frame: Frame

    def routes(self) -> list[Route]:
        """Their addresses."""
        return [Route("/privacy", self.privacy), Route("/terms", self.terms)]

    def privacy(self, request: Request) -> HTMLResponse:
        """What is kept, for how long, and the choices."""
        return self.frame.page("privacy.html", self.frame.words, processor=self.frame.settings.processor)

    def terms(self, request: Request) -> HTMLResponse:
        """How the bot may be used, and what it promises."""
        return self.frame.page("terms.html", self.frame.words)
