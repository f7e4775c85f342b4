"""Every word the bot says: gettext catalogues, one a language, English in the code itself.

``words("Hello {name}", name=...)`` looks up the template first and fills it in after; ``plural`` picks the form that
the language needs. Templates are extracted by Babel (``babel.cfg``); catalogues lie in ``bot/locale``.
"""

from __future__ import annotations

import datetime as dt
import gettext
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date, format_datetime, format_time, get_timezone
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent / "locale"
LANGUAGES = {"en": "English", "cy": "Cymraeg"}
BABEL_LOCALE = {"en": "en_GB", "cy": "cy"}


@dataclass(frozen=True, slots=True)
class Words:
    """One language's catalogue."""

    language: str
    _catalogue: gettext.NullTranslations = field(repr=False)

    def __call__(self, template: str, **values: object) -> str:
        """The template in this language, with ``{name}`` fields filled in."""
        text = self._catalogue.gettext(template)
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form for ``n`` in this language; ``{n}`` is the number."""
        return self._catalogue.ngettext(one, many, n).format(n=n, **values)

    def date(self, day: dt.date) -> str:
        """``Tuesday 3 March 2026``."""
        return format_date(day, "EEEE d MMMM y", locale=BABEL_LOCALE[self.language])

    def short_date(self, day: dt.date) -> str:
        """``3 March 2026``."""
        return format_date(day, "d MMMM y", locale=BABEL_LOCALE[self.language])

    def day_and_month(self, day: dt.date) -> str:
        """``3 Mar``."""
        return format_date(day, "d MMM", locale=BABEL_LOCALE[self.language])

    def moment(self, moment: dt.datetime, zone: str) -> str:
        """``Tuesday 3 March 2026, 14:00``, as the clocks of the zone show it."""
        return format_datetime(
            moment, "EEEE d MMMM y, HH:mm", tzinfo=get_timezone(zone), locale=BABEL_LOCALE[self.language]
        )

    def time(self, moment: dt.datetime, zone: str) -> str:
        """``14:00``, as the clocks of the zone show it."""
        return format_time(moment, "HH:mm", tzinfo=get_timezone(zone), locale=BABEL_LOCALE[self.language])

    def listing(self, items: list[str]) -> str:
        """``a, b and c``."""
        return format_list(items, locale=BABEL_LOCALE[self.language])


@cache
def words_for(language: str) -> Words:
    """The catalogue of a language; English for one that the bot does not speak."""
    path = LOCALE / language / "LC_MESSAGES" / "bot.po"
    if language not in LANGUAGES or not path.exists():
        return Words("en", gettext.NullTranslations())
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    for message in list(catalogue):
        if message.pluralizable and not all(message.string or ()):  # else English is told in the forms of this language
            catalogue.delete(message.id)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
