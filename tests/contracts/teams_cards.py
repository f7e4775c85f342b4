"""What Teams makes of a card: the words it shows, the actions it sends back, and Microsoft's schemas."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest
from microsoft_teams.cards import HorizontalBarChart
from pydantic import ValidationError
from pydantic.alias_generators import to_camel

from adapters.teams.client import CAPABILITIES
from adapters.teams.render import MAX_BYTES, parts
from bot.cards import Card
from bot.fitting import fit
from bot.words import words_for

HERE = Path(__file__).parent
MODEL = HERE / "adaptivecards"
CACHE = Path(tempfile.gettempdir()) / "coalition-bot-adaptivecards"
SCHEMA = json.loads((HERE / "teams_card.schema.json").read_text())
VALIDATOR = jsonschema.Draft6Validator(SCHEMA)
SHOWN = ("text", "title", "value", "label", "altText", "url")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def problems(card: dict[str, Any]) -> list[str]:
    """What is wrong with a card by the schema, besides ``msteams`` and charts, which are Teams' own."""
    plain = {name: value for name, value in card.items() if name != "msteams"}
    error = jsonschema.exceptions.best_match(VALIDATOR.iter_errors(_without_charts(plain)))
    found = [f"{list(error.absolute_path)}: {error.message[:300]}"] if error else []
    return found + [problem for node in nodes(plain) if _is_chart(node) for problem in chart_problems(node)]


def chart_problems(chart: dict[str, Any]) -> list[str]:
    """What is wrong with a chart by the model of Teams' own SDK."""
    unknown = chart.keys() - {to_camel(name) for name in HorizontalBarChart.model_fields}
    try:
        HorizontalBarChart.model_validate(chart)
    except ValidationError as error:
        return [str(error)]
    return [f"{name}: unknown in a chart" for name in sorted(unknown)]


def _is_chart(node: Any) -> bool:
    return isinstance(node, dict) and str(node.get("type")).startswith("Chart.")


def _without_charts(value: Any) -> Any:
    """The published schema and the object model are older than charts."""
    if isinstance(value, dict):
        return {name: _without_charts(part) for name, part in value.items()}
    return [_without_charts(part) for part in value if not _is_chart(part)] if isinstance(value, list) else value


def model_problems(cards: list[dict[str, Any]]) -> list[str]:
    """What Microsoft's object model says about cards; left out where there is no node to run it (in CI that fails)."""
    if shutil.which("npm") is None:
        pytest.skip("left out: there is no npm here")
    if not (CACHE / "node_modules" / "adaptivecards").is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(MODEL / name, CACHE / name)
        subprocess.run(["npm", "ci", "--silent", "--ignore-scripts"], cwd=CACHE, check=True, capture_output=True)
    shutil.copy(MODEL / "check.cjs", CACHE / "check.cjs")
    done = subprocess.run(
        ["node", "check.cjs"],
        cwd=CACHE,
        input=json.dumps(_without_charts(cards)),
        text=True,
        check=True,
        capture_output=True,
    )
    return [problem["message"] for problem in json.loads(done.stdout)]


def pages(card: Card) -> list[Card]:
    """The card as it is sent outside a private chat, in as many messages as it takes."""
    return [
        part
        for page in fit(card, CAPABILITIES, words_for("en"), "key")
        for part in parts(page, MAX_BYTES, private=False)
    ]


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a card, from the outside in, without fallbacks."""
    if isinstance(value, dict):
        yield value
        for name, part in value.items():
            if name not in ("fallback", "data"):
                yield from nodes(part)
    elif isinstance(value, list):
        for part in value:
            yield from nodes(part)


def shown(message: dict[str, Any]) -> str:
    """Every word a message shows, as Teams shows it, without white space."""
    said = [message.get("text", "")]
    for node in nodes([message.get("attachments", []), message.get("suggestedActions", [])]):
        written = [str(node[name]) for name in SHOWN if name in node]
        said += [*written, *map(unescaped, written)]  # labels of buttons and options are plain, the rest is Markdown
    return packed(" ".join(said))


def unescaped(text: str) -> str:
    """Markdown's escapes undone."""
    return _ESCAPE.sub(r"\1", text)


def packed(text: str) -> str:
    """A text without white space and percent signs' codes, for comparing."""
    return "".join(unquote(text).split())


def actions(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Every action a message offers."""
    return [node for node in nodes(message.get("attachments", [])) if str(node.get("type")).startswith("Action.")]
