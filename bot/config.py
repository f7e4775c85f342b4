"""What config.yaml may hold: its sections, their keys and their usual values."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)

from bot.audiences import parse
from bot.checkin_drafts import FIRST, LONGEST_TITLE, question
from bot.checkins import MOST_QUESTIONS
from bot.clock import nearest_zone, zones
from bot.mailboxes import mailbox
from bot.rhythms import Every, OnHoliday, Rhythm, checked
from bot.sources import LOOPBACK, Sources
from bot.words import words_for


def _zone(name: str) -> str:
    if name in zones():
        return name
    near = nearest_zone(name)
    raise ValueError("unknown time zone" + (f", did you mean {near!r}?" if near else ", give an IANA name"))


def _clock_time(value: object) -> object:
    """YAML reads an unquoted 20:00 as a number to the base of sixty."""
    if isinstance(value, int) and 0 <= value < 24 * 60:
        return dt.time(value // 60, value % 60)
    if isinstance(value, str) and re.fullmatch(r"\d{1,2}:\d{2}", value):
        return value.zfill(5)
    raise ValueError("give a time of day such as 08:30")


def _question(line: str) -> str:
    question(line, words_for("en"))
    return line


def _audience(text: str) -> str:
    parse(text)
    return text


Zone = Annotated[str, AfterValidator(_zone)]
ClockTime = Annotated[dt.time, BeforeValidator(_clock_time)]
Port = Annotated[int, Field(ge=1, le=65535)]


class Section(BaseModel):
    """A part of the file: unknown keys are mistakes, values never change."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Coalition(Section):
    """Who the bot speaks for."""

    name: str = Field(min_length=1)
    team: str = Field(default="the hub team", min_length=1)
    zone: Zone = "Europe/London"
    language: Literal["en", "cy"] = "en"


class QuietHours(Section):
    """When nobody is written to unless they wrote first, by each person's own clock; they may choose others."""

    start: ClockTime = dt.time(20)
    end: ClockTime = dt.time(8)


class DatabaseSettings(Section):
    """Where everything is kept."""

    url: str = "sqlite:///var/bot.db"


class Web(Section):
    """The browser door. ``person_switching`` and a console sign-in link are for loopback only."""

    host: str = "127.0.0.1"
    port: Port = 8080
    public_url: str | None = None
    person_switching: bool = False
    metrics_token_env: str = "METRICS_TOKEN"


class Answers(Section):
    """When an answer is sure enough to be given, and when to offer suggestions (0 to 1)."""

    answer_at: float = Field(default=0.5, ge=0, le=1)
    suggest_at: float = Field(default=0.2, ge=0, le=1)


class Slack(Section):
    """Environment variables of the Slack door, and what it hears: ``hear_threads`` lets people go on in a channel's
    thread without mentioning the bot again, for which Slack shows it all that is said in its channels."""

    signing_secret_env: str = "SLACK_SIGNING_SECRET"
    bot_token_env: str = "SLACK_BOT_TOKEN"
    app_token_env: str = "SLACK_APP_TOKEN"
    client_id_env: str = "SLACK_CLIENT_ID"
    client_secret_env: str = "SLACK_CLIENT_SECRET"
    api_url_env: str = "SLACK_API_URL"
    token_key_env: str = "SLACK_TOKEN_KEY"
    hear_threads: bool = False


class Registration(Section):
    """One registration of the Teams bot, usually one a partner tenant. A certificate is used instead of a password."""

    app_id_env: str = "MICROSOFT_APP_ID"
    app_password_env: str = "MICROSOFT_APP_PASSWORD"
    certificate_env: str = "MICROSOFT_APP_CERTIFICATE"
    tenant_id_env: str = "MICROSOFT_APP_TENANT_ID"
    allowed_tenants: tuple[str, ...] = ()
    secret_expires: dt.date | None = None


class Teams(Section):
    """The Teams door."""

    sdk: Literal["botbuilder", "teams-sdk"] = "botbuilder"
    registrations: tuple[Registration, ...] = (Registration(),)
    anonymous_env: str = "TEAMS_ANONYMOUS"
    openid_url_env: str = "TEAMS_OPENID_URL"
    token_url_env: str = "TEAMS_TOKEN_URL"


def _address(text: str | None) -> str | None:
    return mailbox(text).address if text else None


Address = Annotated[str | None, AfterValidator(_address)]


class Email(Section):
    """The e-mail door: it opens once ``host`` is given. ``per_minute`` is kept for the whole door."""

    host: str | None = None
    port: Port = 587
    from_address: Address = Field(default=None, validate_default=True)
    from_name: str | None = None
    reply_to: Address = None
    bounces_to: Address = None
    starttls: bool = Field(default=True, validate_default=True)
    ca_file: Path | None = None
    username_env: str = "SMTP_USERNAME"
    password_env: str = "SMTP_PASSWORD"
    per_minute: int = Field(default=60, ge=1, le=60_000)
    links_last_days: int = Field(default=30, ge=1, le=365)

    @field_validator("from_address")
    @classmethod
    def _somebody_writes(cls, address: str | None, info: ValidationInfo) -> str | None:
        if info.data.get("host") and not address:
            raise ValueError("give the address that the bot's e-mail comes from")
        return address

    @field_validator("starttls")
    @classmethod
    def _nobody_listens(cls, starttls: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 pydantic calls it
        if not starttls and (info.data.get("host") or "localhost") not in LOOPBACK:
            raise ValueError("only a mail server on this machine may be spoken to without encryption")
        return starttls


class Topic(Section):
    """Words that a question may hold, and the e-mail address of the person whose question it is then."""

    words: tuple[str, ...] = Field(min_length=1)
    owner: str = Field(pattern=r"^\S+@\S+$")


class Questions(Section):
    """Questions for the team: whose they are, when somebody is reminded, how long an approved answer holds.

    ``fallback_owner``: an e-mail address; where it is null, questions wait for anybody of the team.
    """

    topics: tuple[Topic, ...] = ()
    fallback_owner: str | None = Field(default=None, pattern=r"^\S+@\S+$")
    remind_after_days: int = Field(default=3, ge=1)
    review_after_days: int = Field(default=180, ge=1)


class Announcements(Section):
    """``approval_from``: an audience of so many people needs a second person's approval (0: every one does).
    ``weekly_cap``: the most announcements one person is sent in seven days (0: no limit)."""

    approval_from: int = Field(default=200, ge=0)
    weekly_cap: int = Field(default=5, ge=0)


class CheckInConfig(Section):
    """A check-in: questions as lines (``bot.checkin_drafts``), who is asked, on which days and when by their clock.

    The key is ``day`` since YAML reads ``on`` as true."""

    title: str = Field(min_length=1, max_length=LONGEST_TITLE)
    questions: tuple[Annotated[str, AfterValidator(_question)], ...] = Field(default=(), max_length=MOST_QUESTIONS)
    audience: Annotated[str, AfterValidator(_audience)] = "everyone"
    every: Every = "week"
    day: Annotated[str, BeforeValidator(str)] = Field(default="Monday", validate_default=True)
    at: ClockTime = dt.time(9, 30)
    calendar: str = Field(default="", validate_default=True)
    on_holiday: OnHoliday = "next"
    owner: str | None = Field(default=None, pattern=r"^\S+@\S+$")
    rotate: bool = False
    prompts: bool = Field(default=False, validate_default=True)
    remind_after_hours: int = Field(default=24, ge=0, le=999)
    escalate_after_days: int = Field(default=3, ge=0, le=999)

    @field_validator("day", "calendar")
    @classmethod
    def _days(cls, value: str, info: ValidationInfo) -> str:
        every, on = info.data.get("every"), value if info.field_name == "day" else info.data.get("day")
        if every and on:
            checked(Rhythm(every, on, FIRST, value if info.field_name == "calendar" else ""))
        return value

    @field_validator("prompts")
    @classmethod
    def _something_is_asked(cls, prompts: bool, info: ValidationInfo) -> bool:  # noqa: FBT001 pydantic calls it
        if not prompts and not info.data.get("questions", ("unread",)):
            raise ValueError("give questions, or prompts: true")
        return prompts

    @property
    def values(self) -> dict[str, str]:
        """As the form that staff fill in."""
        plain = ("title", "audience", "every", "calendar", "on_holiday", "remind_after_hours", "escalate_after_days")
        return {name: str(getattr(self, name)) for name in plain} | {
            "on": self.day,
            "questions": "\n".join(self.questions),
            "at": f"{self.at:%H:%M}",
            "rotate": "yes" if self.rotate else "no",
        }


class LanguageModel(Section):
    """An optional language model that puts quoted answers into a few sentences; off without a ``url``."""

    url: str | None = None
    model: str = Field(default="", validate_default=True)
    key_env: str = "LANGUAGE_MODEL_KEY"
    timeout_seconds: float = Field(default=3.0, ge=0.1, le=4.0)

    @field_validator("url")
    @classmethod
    def _encrypted(cls, url: str | None) -> str | None:
        parts = urlsplit(url or "https://none.example")
        if not parts.hostname or (
            parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK)
        ):
            raise ValueError("give an https address such as https://models.example.org/v1, or http on this machine")
        return url

    @field_validator("model")
    @classmethod
    def _named(cls, model: str, info: ValidationInfo) -> str:
        if info.data.get("url") and not model:
            raise ValueError("name the model that the endpoint is to use")
        return model


class Mcp(Section):
    """Answers for assistants by the Model Context Protocol: open to whoever has the token."""

    token_env: str = "MCP_TOKEN"


class Logging(Section):
    """What is logged, and how."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["json", "console"] = "console"


class Config(Section):
    """config.yaml, whole."""

    coalition: Coalition
    quiet_hours: QuietHours = QuietHours()
    example: bool = False
    database: DatabaseSettings = DatabaseSettings()
    web: Web = Web()
    answers: Answers = Answers()
    slack: Slack = Slack()
    teams: Teams = Teams()
    email: Email = Email()
    announcements: Announcements = Announcements()
    questions: Questions = Questions()
    sources: Sources = Sources()
    checkins: tuple[CheckInConfig, ...] = ()
    mcp: Mcp = Mcp()
    language_model: LanguageModel = LanguageModel()
    logging: Logging = Logging()
