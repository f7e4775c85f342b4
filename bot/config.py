"""What config.yaml may hold: its sections, their keys and their usual values."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator

from bot.audiences import parse
from bot.checkin_drafts import FIRST, LONGEST_TITLE, question
from bot.checkins import MOST_QUESTIONS
from bot.config_doors import Email, LanguageModel, Mcp, Slack, Teams, Web
from bot.config_values import ClockTime, Section, Zone
from bot.rhythms import Every, OnHoliday, Rhythm, checked
from bot.sources import Sources
from bot.words import words_for


def _question(line: str) -> str:
    question(line, words_for("en"))
    return line


def _audience(text: str) -> str:
    parse(text)
    return text


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
    ballot_key_env: str = "BOT_BALLOT_KEY"


class Answers(Section):
    """When an answer is sure enough to be given, and when to offer suggestions (0 to 1)."""

    answer_at: float = Field(default=0.5, ge=0, le=1)
    suggest_at: float = Field(default=0.2, ge=0, le=1)


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
