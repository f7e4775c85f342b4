"""Documents live: what lies in a watched folder or a calendar is answered, and what is deleted there is not."""

from __future__ import annotations

import datetime as dt
import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.doctor import watched
from bot.events import Sender
from bot.knowledge.importers.fetching import Fetched, NotFetched
from bot.router import combine
from bot.sources import Sources
from bot.store import library, people, sources
from bot.store.database import Database
from bot.usecases import importing
from bot.usecases.delivering import deliver_due
from bot.usecases.planning_routes import House
from bot.usecases.source_notices import tell_team
from bot.usecases.watching import watch
from handlers import ROUTERS
from tests.conftest import NOW
from tests.rules.test_importers_documents import pdf
from tests.stories.door import Clock, FakeDoor, Talk, talk_through

HOUR = dt.timedelta(hours=1)
PLAN = "---\ntitle: The lantern plan\n---\nThe lantern walk starts at the old pier. Bring a warm coat and good shoes.\n"
FRENCH = "Les voisins se sont retrouvés pour parler de ce que bien attendre pourrait signifier pour eux. " * 8
WELSH = "Mae'r grŵp yn cyfarfod bob mis ac mae aelodau yn cael gwybod am y cynlluniau sydd wedi eu gwneud. " * 5


def diary(*titles: str) -> bytes:
    events = "".join(
        f"BEGIN:VEVENT\r\nUID:{title}\r\nSUMMARY:{title}\r\nDTSTART:20260320T100000Z\r\nEND:VEVENT\r\n"
        for title in titles
    )
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n".encode()


@dataclass
class Site:
    """The server of a calendar: what it gives next, and with which marks it was asked."""

    gives: Fetched | NotFetched | None = None
    asked: list[dict[str, str]] = field(default_factory=list)

    def __call__(self, url: str, **marks: str) -> Fetched | None:
        self.asked.append({"url": url, **marks})
        if isinstance(self.gives, NotFetched):
            raise self.gives
        return self.gives


@dataclass
class Watching:
    """A bot that watches a folder and a calendar."""

    talk: Talk
    folder: Path
    site: Site

    @property
    def database(self) -> Database:
        return self.talk.dispatch.database

    @property
    def clock(self) -> Clock:
        assert isinstance(self.talk.dispatch.clock, Clock)
        return self.talk.dispatch.clock

    def look(self, later: dt.timedelta = HOUR) -> None:
        self.clock.now += later
        watch(self.database, self.talk.dispatch.settings, self.clock.now, self.site)

    async def notices(self) -> list[str]:
        """What the team is told now."""
        before = len(self.talk.door.sent)
        with self.database.write() as tx:
            tell_team(tx, House.of(self.talk.dispatch.settings, self.talk.dispatch.doors), self.clock.now)
        await deliver_due(self.database, self.talk.dispatch.platforms, self.clock)
        return self.talk.door.texts[before:]

    def version(self) -> int:
        with self.database.read() as tx:
            return library.version(tx)

    def problems(self) -> dict[str, tuple[str, ...]]:
        with self.database.read() as tx:
            return {one.name: one.problems for one in sources.listed(tx) if one.problems}


@pytest.fixture
def house(database: Database, tmp_path: Path) -> Watching:
    folder = tmp_path / "shelf"
    folder.mkdir()
    return made(database, folder)


def made(database: Database, folder: Path) -> Watching:
    one = talk_through(combine(ROUTERS), database, Clock(), FakeDoor())
    wanted = Sources.model_validate(
        {"folders": [folder], "calendars": [{"name": "training", "url": "https://example.org/hush.ics"}]}
    )
    config = one.dispatch.settings.config.model_copy(update={"sources": wanted})
    dispatch = replace(one.dispatch, settings=replace(one.dispatch.settings, config=config))
    staff = folder.parent / "people.csv"
    staff.write_text("id,name,roles\nnell,Nell Oakhanger,staff\n")
    importing.import_paths([staff], database, today=NOW.date())
    with database.write() as tx:
        people.link(tx, "nell", Sender("fake", "T1", "nell"), NOW)
    return Watching(replace(one, dispatch=dispatch), folder, Site(Fetched(diary("Tar training"), "e1", "m1")))


async def test_a_new_file_is_answered_a_changed_one_anew_and_a_deleted_one_not_at_all(house: Watching) -> None:
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    assert "starts at the old pier" in await house.talk.say("Where does the lantern walk start?")
    (house.folder / "plan.md").write_text(PLAN.replace("old pier", "new harbour"))
    house.look()
    told = await house.talk.say("Where does the lantern walk start?")
    assert "starts at the new harbour" in told
    assert "checked on 3 March 2026" in told
    (house.folder / "plan.md").unlink()
    (house.folder / "other.md").write_text("Nothing about it here.\n")
    house.look()
    assert "harbour" not in await house.talk.say("Where does the lantern walk start?")
    assert house.problems() == {}
    assert await house.notices() == []


async def test_what_has_not_changed_is_not_read_again_and_a_check_indexes_nothing(
    house: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    before, shelf = house.version(), house.talk.dispatch.shelf
    shelf.refresh()
    read: list[str] = []
    true = importing.read_file
    monkeypatch.setattr(
        importing, "read_file", lambda path, context: (read.append(context.name), true(path, context))[1]
    )
    house.site.gives = None
    house.look()
    house.look(dt.timedelta(days=1))
    assert (read, house.version(), shelf.refresh()) == ([], before, False)
    assert "checked on 4 March 2026" in await house.talk.say("Where does the lantern walk start?")
    (house.folder / "plan.md").write_text(PLAN.replace("---\nThe", "checked_on: 2026-02-01\n---\nThe"))
    house.look()
    assert (read, house.version()) == (["shelf/plan.md"], before)
    assert "checked on 1 February 2026" in await house.talk.say("Where does the lantern walk start?")


def test_a_source_is_looked_at_once_in_its_time(house: Watching) -> None:
    house.look()
    house.look(dt.timedelta(minutes=59))
    assert len(house.site.asked) == 1
    house.look(dt.timedelta(minutes=1))
    assert len(house.site.asked) == 2


async def test_a_calendar_is_asked_with_its_marks_and_its_events_come_and_go(house: Watching) -> None:
    house.look()
    assert "Tar training" in await house.talk.say("When is the Tar training?")
    house.site.gives = None
    house.look()
    assert house.site.asked[-1] == {"url": "https://example.org/hush.ics", "etag": "e1", "modified": "m1"}
    house.site.gives = Fetched(diary("Rope training"), "e2", "m2")
    house.look(dt.timedelta(days=1))
    assert house.site.asked[-1] == {"url": "https://example.org/hush.ics"}, "its window moves on each day"
    told = await house.talk.say("When is the Rope training?")
    assert "20 March" in told
    assert "checked on 4 March 2026" in told
    assert "Tar training" not in await house.talk.say("Which events are there?")


@pytest.mark.parametrize(
    ("gives", "reason"),
    [
        (NotFetched("it did not answer within 20 seconds"), "it did not answer within 20 seconds"),
        (Fetched(b"<!doctype html><title>Sign in</title>"), "is a web page and not a calendar"),
        (Fetched(b""), "is empty"),
        (Fetched(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "the calendar holds no events"),
    ],
)
async def test_a_calendar_that_cannot_be_read_is_told_by_name_and_its_events_stay(
    house: Watching, gives: Fetched | NotFetched, reason: str
) -> None:
    house.look()
    good, house.site.gives = house.site.gives, gives
    house.look()
    [notice] = await house.notices()
    assert "calendars/training.ics" in notice
    assert reason in notice
    assert "hush" not in notice
    assert "Tar training" in await house.talk.say("When is the Tar training?")
    house.look()
    assert await house.notices() == [], "it is told once"
    with house.database.read() as tx:
        [finding] = watched(tx)
    assert (finding.name, finding.state) == ("source calendars/training.ics", "warning")
    house.site.gives = good
    house.look()
    assert house.problems() == {}


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("plan.md", b"", "shelf/plan.md: is empty"),
        ("plan.md", pdf(["Hello"]), "shelf/plan.md: is not text but a PDF"),
        ("plan.md", b"---\naudiense: staff\n---\nHello there.\n", "shelf/plan.md:2: unknown key 'audiense'"),
        ("locked.pdf", pdf(["Hello"], password="secret"), "shelf/locked.pdf: the PDF is locked with a password"),
        ("scan.pdf", pdf([]), "shelf/scan.pdf: the PDF has no text, it may be a scan"),
        ("page.pdf", b"<html><body>Hello</body></html>", "shelf/page.pdf: is not a PDF, whatever its ending says"),
        ("voisins.txt", FRENCH.encode(), "shelf/voisins.txt: reads as neither English nor Welsh"),
        ("cynllun.md", f"---\nlanguage: en\n---\n{WELSH}".encode(), "shelf/cynllun.md: says that its language is en"),
        ("list.xyz", b"hello", "shelf/list.xyz: files that end in .xyz are not read"),
    ],
)
async def test_a_document_that_cannot_be_read_is_told_by_name_and_the_old_one_stays(
    house: Watching, name: str, data: bytes, reason: str
) -> None:
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    (house.folder / name).write_bytes(data)
    house.look()
    [notice] = await house.notices()
    assert reason in notice
    assert "starts at the old pier" in await house.talk.say("Where does the lantern walk start?")
    house.look()
    assert await house.notices() == []


async def test_a_document_of_five_hundred_pages_is_whole(house: Watching) -> None:
    pages = [[f"Page {n} speaks of lantern number {n}."] for n in range(499)]
    (house.folder / "long.pdf").write_bytes(pdf(*pages, ["The last lantern is painted green and hangs at the pier."]))
    house.look()
    assert house.problems() == {}
    assert "painted green" in await house.talk.say("Which lantern is painted green?")


async def test_a_folder_that_vanishes_or_is_emptied_takes_nothing_with_it(house: Watching) -> None:
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    shutil.rmtree(house.folder)
    house.look()
    assert "shelf/: the folder is not there" in (await house.notices())[0]
    house.folder.mkdir()
    house.look()
    assert "shelf/: the folder is empty now" in (await house.notices())[0]
    assert "old pier" in await house.talk.say("Where does the lantern walk start?")
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    assert house.problems() == {}


async def test_what_is_taken_out_of_the_configuration_is_forgotten(house: Watching) -> None:
    (house.folder / "plan.md").write_text(PLAN)
    house.look()
    settings = house.talk.dispatch.settings
    config = settings.config.model_copy(update={"sources": Sources()})
    watch(house.database, replace(settings, config=config), house.clock.now, house.site)
    assert "old pier" not in await house.talk.say("Where does the lantern walk start?")
    assert "20 March" not in await house.talk.say("When is the Tar training?")


def test_a_file_that_leans_on_another_is_read_again_when_that_comes(house: Watching) -> None:
    (house.folder / "people.csv").write_text("name,partner\nAnn Lark,Bridge\n")
    house.look()
    assert "shelf/people.csv:2" in house.problems()["shelf/people.csv"][0]
    (house.folder / "partners.csv").write_text("name\nBridge\n")
    house.look()
    assert house.problems() == {}


def test_a_replacement_is_whole_or_not_at_all(house: Watching, monkeypatch: pytest.MonkeyPatch) -> None:
    (house.folder / "faq.csv").write_text("question,answer\n" + "".join(f"Q {n}?,Old.\n" for n in range(1500)))
    house.look()
    (house.folder / "faq.csv").write_text("question,answer\n" + "".join(f"Q {n}?,New.\n" for n in range(1400)))

    def fails(text: str) -> None:
        raise RuntimeError("the power went off")

    def broken(incoming: object, *args: object, **rest: object) -> object:
        return whole(incoming, *args, **rest, progress=lambda text: fails(text) if "1000 of" in text else None)

    whole = importing.import_sources
    monkeypatch.setattr("bot.usecases.watching.import_sources", broken)
    with pytest.raises(RuntimeError):
        house.look()
    with house.database.read() as tx:
        assert {faq.answer for faq in library.faqs(tx)} == {"Old."}
    monkeypatch.undo()
    house.look()
    with house.database.read() as tx:
        assert [faq.answer for faq in library.faqs(tx)] == ["New."] * 1400
