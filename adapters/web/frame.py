"""The small pages that need nobody to be signed in: one frame for them all."""

from __future__ import annotations

from dataclasses import dataclass

from jinja2 import Environment
from starlette.responses import HTMLResponse

from bot.settings import Settings
from bot.words import Words, words_for


@dataclass(frozen=True, slots=True)
class Frame:
    """Shows the template of a small page."""

    settings: Settings
    templates: Environment

    @property
    def words(self) -> Words:
        """The language for somebody who is not known."""
        return words_for(self.settings.config.coalition.language)

    def page(self, template: str, words: Words, status: int = 200, **values: object) -> HTMLResponse:
        """One page."""
        coalition = self.settings.config.coalition
        chrome = {"_": words, "language": words.language, "coalition": coalition.name, "team": coalition.team}
        return HTMLResponse(self.templates.get_template(template).render({**chrome, **values}), status)
