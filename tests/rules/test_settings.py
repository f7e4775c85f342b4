"""config.yaml: complete, commented, and every mistake named at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from bot.config import Config
from bot.settings import ConfigError, load

SHIPPED = Path(__file__).resolve().parents[2] / "config.yaml"


def mistakes(tmp_path: Path, text: str, environment: dict[str, str] | None = None) -> list[str]:
    file = tmp_path / "config.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(file, environment or {})
    return caught.value.mistakes


def test_the_shipped_file_is_valid_and_on_loopback() -> None:
    settings = load(SHIPPED, {})
    assert settings.on_loopback
    assert settings.person_switching
    assert settings.public_url == "http://127.0.0.1:8080"


def keys(model: type[BaseModel]) -> dict[str, Any]:
    return {
        name: keys(field.annotation)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel)
        else None
        for name, field in model.model_fields.items()
    }


def test_the_shipped_file_names_every_key() -> None:
    def check(expected: dict[str, Any], found: dict[str, Any]) -> None:
        assert list(found) == list(expected)
        for name, inner in expected.items():
            if inner is not None:
                check(inner, found[name])

    check(keys(Config), yaml.safe_load(SHIPPED.read_text(encoding="utf-8")))


def test_every_mistake_is_listed_with_its_path_and_what_is_accepted(tmp_path: Path) -> None:
    text = """
coalition: {zone: Europe/Londn}
exmple: true
logging: {level: inof}
web: {port: 99999}
teams: {registrations: [{app_idenv: X}]}
answers: {answer_at: high}
"""
    found = mistakes(tmp_path, text, {"PORT": "abc"})
    assert "line 2: coalition.name: is missing" in found
    assert "line 3: exmple: unknown key, did you mean 'example'?" in found
    assert "line 4: logging.level: unknown word 'inof', did you mean 'info'?" in found
    assert "line 6: teams.registrations[0].app_idenv: unknown key, did you mean 'app_id_env'?" in found
    assert "PORT: 'abc' is not a port, give a number from 1 to 65535" in found
    joined = "\n".join(found)
    assert "did you mean 'Europe/London'?" in joined
    assert "web.port: 99999 is wrong" in joined
    assert "answers.answer_at: 'high' is wrong" in joined
    assert len(found) == 8


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        (
            "host: smtp.example.org",
            "email.from_address: None is wrong: give the address that the bot's e-mail comes from",
        ),
        ("host: smtp.example.org\n  from_address: the bot", "email.from_address: "),
        ("from_address: bot@hub.example\n  reply_to: hub@", "email.reply_to: "),
        ("bounces_to: bounces", "email.bounces_to: "),
        (
            "host: smtp.example.org\n  from_address: bot@hub.example\n  starttls: false",
            "email.starttls: False is wrong: only a mail server on this machine may be spoken to without encryption",
        ),
        ("port: 0", "email.port: "),
        ("per_minute: 0", "email.per_minute: "),
        ("links_last_days: 400", "email.links_last_days: "),
        ("pasword_env: SMTP", "email.pasword_env: "),
    ],
)
def test_a_mistake_about_email_is_named(tmp_path: Path, section: str, expected: str) -> None:
    (found,) = mistakes(tmp_path, f"coalition:\n  name: A\nemail:\n  {section}\n")
    line, _, told = found.partition(": ")
    assert line in ("line 4", "line 5", "line 6", "line 3")
    assert told.startswith(expected)
    assert len(told) > len(expected) or not expected.endswith(": ")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("evry: week", "line 5: checkins[0].evry: unknown key, did you mean 'every'?"),
        ("every: wekly", "line 5: checkins[0].every: unknown word 'wekly', did you mean 'week'?"),
        ("day: Mondy", '"Mondy" is not a day of the week. Did you mean "Monday"?'),
        ("calendar: GB/WAL", 'There is no holiday calendar "GB/WAL". Did you mean "GB/WLS"?'),
        ("audience: rol:staff", '"rol" is not known. Did you mean "role:"?'),
        ("at: 25:61", "line 5: checkins[0].at: "),
        ("owner: Ann", "line 5: checkins[0].owner: "),
        ("remind_after_hours: -1", "line 5: checkins[0].remind_after_hours: "),
    ],
)  # fmt: skip
def test_a_mistake_in_a_check_in_is_named_with_its_line_and_the_nearest_right_word(
    tmp_path: Path, wrong: str, told: str
) -> None:
    text = f'coalition: {{name: A}}\ncheckins:\n  - title: This week\n    questions: ["How was it?"]\n    {wrong}\n'
    (found,) = mistakes(tmp_path, text)
    assert told in found
    assert found.startswith("line 5: checkins[0].")


@pytest.mark.parametrize(
    ("question", "told"),
    [("moood: How are you?", 'Did you mean "mood:"?'), ("choose: Which? | A", "needs 2 to 20 different options")],
)
def test_a_question_that_is_mistyped_is_named_with_its_line(tmp_path: Path, question: str, told: str) -> None:
    text = f"coalition: {{name: A}}\ncheckins:\n  - title: T\n    questions:\n      - 'Good?'\n      - '{question}'\n"
    (found,) = mistakes(tmp_path, text)
    assert found.startswith("line 6: checkins[0].questions[1]: ")
    assert told in found


def test_a_check_in_asks_something(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, "coalition: {name: A}\ncheckins:\n  - title: T\n")
    assert "give questions, or prompts: true" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "expected keys and values"),
        ("- a\n- b", "expected keys and values"),
        ("coalition: [", "not valid YAML"),
    ],
)
def test_a_file_that_is_no_configuration(tmp_path: Path, text: str, expected: str) -> None:
    assert expected in mistakes(tmp_path, text)[0]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file; give another with --config or BOT_CONFIG"):
        load(tmp_path / "nowhere.yaml", {})


def test_the_environment_wins() -> None:
    settings = load(
        SHIPPED, {"PORT": "9000", "BOT_DATABASE_URL": "sqlite:///elsewhere.db", "SLACK_BOT_TOKEN": "xoxb-1"}
    )
    assert settings.port == 9000
    assert settings.database_url == "sqlite:///elsewhere.db"
    token = settings.secret("SLACK_BOT_TOKEN")
    assert token is not None
    assert token.get_secret_value() == "xoxb-1"
    assert "xoxb-1" not in str(token)


def test_an_absent_or_blank_secret_is_none() -> None:
    assert load(SHIPPED, {"SLACK_BOT_TOKEN": " "}).secret("SLACK_BOT_TOKEN") is None


def test_persons_cannot_be_switched_off_loopback(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text("coalition: {name: X}\nweb: {host: 0.0.0.0, person_switching: true}", encoding="utf-8")
    assert not load(file, {}).person_switching


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("folders: [/a/documents, /b/documents]", "two sources are named 'documents'"),
        ("calendars: [{name: x, url: 'http://example.org/hush.ics'}]", "sources.calendars[0].url: only addresses that begin"),
        ("calendars: [{name: x, url: 'https://ann:hush@example.org/'}]", "sources.calendars[0].url: give an address with"),
        ("calendars: [{name: x, url: 'https://example.org/hush', url_env: X}]", "sources.calendars[0]: give either url"),
        ("calendars: [{name: x}]", "sources.calendars[0]: give either url or url_env"),
        ("calendars: [{name: a/b, url: 'https://example.org/hush'}]", "sources.calendars[0].name: String should match"),
        ("every_minutes: 0", "sources.every_minutes: 0 is wrong"),
    ],
)  # fmt: skip
def test_a_mistake_about_sources_is_named_without_the_address(tmp_path: Path, source: str, told: str) -> None:
    (mistake,) = mistakes(tmp_path, f"coalition: {{name: Coast}}\nsources: {{{source}}}\n")
    assert told in mistake
    assert "hush" not in mistake


def test_a_key_for_secret_ballots_is_long_enough_or_named() -> None:
    with pytest.raises(ConfigError) as caught:
        load(SHIPPED, {"BOT_BALLOT_KEY": "short"})
    assert caught.value.mistakes == ["BOT_BALLOT_KEY: 5 characters are too few, give 32 random ones or more"]
    assert (
        load(SHIPPED, {"BOT_BALLOT_KEY": "x" * 32}).ballot_key == load(SHIPPED, {"BOT_BALLOT_KEY": "x" * 32}).ballot_key
    )
    assert load(SHIPPED, {}).ballot_key is None
