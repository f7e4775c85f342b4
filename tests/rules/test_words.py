"""Catalogues: complete templates, fields that match, plurals that fit the language."""

from __future__ import annotations

import datetime as dt
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.words import LANGUAGES, LOCALE, words_for

PROJECT = Path(__file__).resolve().parents[2]
TRANSLATED = sorted(set(LANGUAGES) - {"en"})


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "bot.po").open("rb") as file:
        return read_po(file, locale=language)


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (message.id,)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, ...]]:
    """Every template in the code."""
    file = tmp_path_factory.mktemp("words") / "bot.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "--no-default-keywords"]
    keywords = ["-k", "words", "-k", "plural:1,2", "-k", "_", "-F", "babel.cfg", "-o", str(file), "."]
    subprocess.run([*command, *keywords], cwd=PROJECT, check=True)
    with file.open("rb") as opened:
        return {ids(message) for message in read_po(opened) if message.id}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_catalogue_holds_exactly_the_templates_of_the_code(language: str, templates: set[tuple[str, ...]]) -> None:
    held = {ids(message) for message in catalogue(language) if message.id}
    assert held == templates, "run `bash scripts/words.sh`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_fields_of_their_template(language: str) -> None:
    for message in catalogue(language):
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for text in filter(None, texts):
            assert fields(text) <= fields("".join(ids(message))), message.id


def test_templates_never_hold_a_value_already(templates: set[tuple[str, ...]]) -> None:
    """A template that holds a name or a number was made with an f-string and cannot be translated."""
    assert len(templates) > 60
    for texts in templates:
        for text in texts:
            assert all(name.isidentifier() for name in fields(text)), text


@pytest.mark.parametrize(("n", "expected"), [(0, "0 questions wait"), (1, "1 question waits"), (2, "2 questions wait")])
def test_english_plurals(n: int, expected: str) -> None:
    words = words_for("en")
    assert expected in words.plural("{n} question waits for an answer.", "{n} questions wait for an answer.", n)


@pytest.mark.parametrize("n", [0, 1, 2, 3, 5, 6, 11])
def test_welsh_has_a_form_for_every_number(n: int) -> None:
    text = words_for("cy").plural("{n} question waits for an answer.", "{n} questions wait for an answer.", n)
    assert str(n) in text
    assert "question" not in text


@pytest.mark.parametrize(
    "template",
    [
        "Keep my words",
        "Do not keep them",
        "Helpful",
        "Not helpful",
        "That button no longer works. Write help to see what I can do now.",
        "From now on I speak English to you.",
    ],
)
def test_consent_buttons_and_errors_are_in_welsh(template: str) -> None:
    assert words_for("cy")(template) != template


def test_an_unknown_language_is_answered_in_english() -> None:
    assert words_for("xx")("Hello {name}", name="Ann") == "Hello Ann"


def test_dates_are_british_and_welsh() -> None:
    day = dt.date(2026, 3, 1)
    assert words_for("en").date(day) == "Sunday 1 March 2026"
    assert words_for("cy").date(day) == "Dydd Sul 1 Mawrth 2026"


def test_moments_are_told_in_the_zone_of_the_reader() -> None:
    moment = dt.datetime(2026, 7, 1, 13, 30, tzinfo=dt.UTC)
    assert words_for("en").moment(moment, "Europe/London") == "Wednesday 1 July 2026, 14:30"
    assert words_for("en").moment(moment, "Asia/Kathmandu") == "Wednesday 1 July 2026, 19:15"


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_plural_without_a_translation_is_english(language: str) -> None:
    for message in catalogue(language):
        if not message.pluralizable or all(message.string or ()):
            continue
        one, many = ids(message)
        for n in range(25):
            values = dict.fromkeys(fields(one + many) - {"n"}, "x")
            assert words_for(language).plural(one, many, n, **values) == (one if n == 1 else many).format(n=n, **values)
