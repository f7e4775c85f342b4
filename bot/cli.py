"""The command line. Errors are one line and an exit code: 1 something was wrong with the input, 2 with the set-up."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from adapters.email import bounces
from adapters.email import check as email_check
from adapters.language_model import client as language_model
from adapters.mcp.app import serve_stdio
from adapters.slack import check as slack_check
from adapters.slack import manifest as slack_manifest
from adapters.teams import check as teams_check
from adapters.teams import manifest as teams_manifest
from bot import app as composition
from bot import cli_answers, logs, serving
from bot import doctor as doctoring
from bot.clock import local, utc_now
from bot.findings import Finding
from bot.settings import ConfigError, Settings, load
from bot.store import interactions, mailboxes, migrating, replicas
from bot.store.database import Database, DatabaseDown
from bot.store.migrating import DatabaseNewer
from bot.usecases import batch
from bot.usecases.example import remove_example
from bot.usecases.importing import import_paths

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="A chatbot for partner networks.",
)
export = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Write what is kept to standard output.")
example = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The example coalition.")
manifests = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Write what a platform needs to know about this bot."
)
cli.add_typer(manifests, name="manifest")
cli.add_typer(export, name="export")
cli.add_typer(example, name="example")

ME = "python -m bot" if sys.argv[0].endswith("__main__.py") else sys.argv[0]
"""How the bot was called."""
ConfigOption = Annotated[
    Path | None, typer.Option("--config", help="The configuration; else BOT_CONFIG, else config.yaml.")
]


def main() -> None:
    """Run the command line."""
    with _one_line_errors():
        cli()


@cli.command()
def run(config: ConfigOption = None) -> None:
    """Serve the bot: bring the database up to date, open the doors, start the clockwork."""
    settings = load(config)
    logs.configure(settings.config.logging)
    database = composition.prepare(settings, example=True)
    bot = composition.build(settings, database)
    try:
        with replicas.alone(database), serving.listening(settings.config.web.host, settings.port) as opened:
            for line in composition.greeting(bot, ME):
                typer.echo(line, err=True)
            if not serving.serve(bot.app, opened):
                raise typer.Exit(3)
    except replicas.AlreadyRunning as error:
        _fail(str(error))


@cli.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question.")] = None,
    as_person: Annotated[str | None, typer.Option("--as", help="A person's id; else a guest asks.")] = None,
    batch_file: Annotated[Path | None, typer.Option("--batch", help="A JSON Lines file of questions.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Answer as JSON, a line a question.")] = False,
    why: Annotated[bool, typer.Option("--why", help="Say how each answer came about.")] = False,
    config: ConfigOption = None,
) -> None:
    """Ask a question, or a file of them."""
    settings, database = _opened(config, example=True)
    if (question is None) == (batch_file is None):
        _fail('give either a question or --batch FILE: bot ask "When is the next event?"')
    lines = batch.read(batch_file) if batch_file else [batch.Line(question or "")]
    try:
        for line in cli_answers.told(lines, as_person, settings, database, as_json=as_json, why=why):
            typer.echo(line)
    except cli_answers.NobodyThere as error:
        _fail(str(error))


@cli.command()
def calibrate(config: ConfigOption = None) -> None:
    """Train the decision on what people here thought of answers, where there are enough judgements."""
    _settings, database = _opened(config)
    for line in cli_answers.calibrated(database):
        typer.echo(line)


@cli.command("import")
def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    config: ConfigOption = None,
) -> None:
    """Read people, partners, taskgroups, events, calendars, documents and FAQ."""
    settings, database = _opened(config)
    zone = settings.config.coalition.zone
    today = local(utc_now(), zone).date()
    report = import_paths(paths, database, today=today, zone=zone, dry_run=dry_run, progress=_progress)
    for line in report.lines():
        typer.echo(line)
    for problem in report.problems:
        typer.echo(str(problem), err=True)
    raise typer.Exit(1 if report.problems else 0)


@cli.command()
def migrate(config: ConfigOption = None) -> None:
    """Make an empty database, or bring an older one up to date."""
    settings = load(config)
    done = migrating.migrate(Database(settings.database_url), utc_now())
    if not done.changed:
        typer.echo(f"The database is up to date ({done.after}).")
        return
    typer.echo(f"The database is now at {done.after} (before: {done.before or 'empty'}).")
    if done.backup:
        typer.echo(f"A copy from before is at {done.backup}.")


@cli.command("check-config")
def check_config(config: ConfigOption = None) -> None:
    """Check the configuration and list every mistake."""
    settings = load(config)
    typer.echo(f"{settings.file} is valid.")


@cli.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="A JSON object a finding.")] = False,
    config: ConfigOption = None,
) -> None:
    """Say what is missing or broken, and how to mend it."""
    try:
        settings = load(config)
    except ConfigError as error:
        findings = [Finding("configuration", "broken", mistake, "mend this line") for mistake in error.mistakes]
    else:
        findings = doctoring.house(settings) + asyncio.run(_doors(settings))
    for finding in findings:
        if as_json:
            row = {"name": finding.name, "state": finding.state, "detail": finding.detail, "mend": finding.mend}
            typer.echo(json.dumps(row, ensure_ascii=False))
        else:
            mend = f"\n          -> {finding.mend}" if finding.mend else ""
            typer.echo(f"{finding.state:8}  {finding.name}: {finding.detail}{mend}")
    raise typer.Exit(2 if any(finding.state == "broken" for finding in findings) else 0)


@cli.command()
def mcp(config: ConfigOption = None) -> None:
    """Answer an assistant on this machine by the Model Context Protocol, on standard input and output."""
    settings, database = _opened(config)
    logs.configure(settings.config.logging)
    asyncio.run(serve_stdio(settings, database, cli_answers.ready(database), utc_now))


@manifests.command("slack")
def manifest_slack(config: ConfigOption = None) -> None:
    """Write the app manifest for Slack to standard output."""
    typer.echo(slack_manifest.manifest(load(config)))


@manifests.command("teams")
def manifest_teams(
    out: Annotated[Path, typer.Option("--out", help="The folder to write to.")] = Path(),
    config: ConfigOption = None,
) -> None:
    """Write the app packages for Teams, one a registration."""
    out.mkdir(parents=True, exist_ok=True)
    for name, package in teams_manifest.packages(load(config)).items():
        (out / name).write_bytes(package)
        typer.echo(str(out / name))


@cli.command()
def bounce(
    file: Annotated[Path, typer.Argument(help="The report as a mail server wrote it; - reads standard input.")],
    config: ConfigOption = None,
) -> None:
    """Take a mail server's report of an e-mail that did not arrive: an address that is gone is written to no more."""
    try:
        report = bounces.read(sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes())
    except (bounces.NotABounce, OSError) as error:
        _fail(f"{file}: {error}")
    _settings, database = _opened(config)
    with database.write() as tx:
        address = mailboxes.address_of(tx, report.token)
        if address is None:
            _fail(f"{file}: this report is about an address that the bot never wrote to")
        if report.for_good:
            mailboxes.bounce(tx, address, report.reason, utc_now())
    ending = "it is written to no more" if report.for_good else "nothing changes, this may pass"
    typer.echo(f"{address}: {report.reason} ({report.status}): {ending}.")


@cli.command("email-again")
def email_again(
    address: Annotated[str, typer.Argument(help="An address that bounced and works again.")],
    config: ConfigOption = None,
) -> None:
    """Write to an address again that took no mail."""
    _settings, database = _opened(config)
    with database.write() as tx:
        mended = mailboxes.mend(tx, address.strip().lower())
    typer.echo(f"{address} is written to again." if mended else f"Nothing was known against {address}.")


@export.command("interactions")
def export_interactions(
    since: Annotated[str, typer.Option("--since", help="A day, such as 2026-03-01.")],
    config: ConfigOption = None,
) -> None:
    """Write interactions as JSON Lines, oldest first."""
    try:
        start = dt.datetime.combine(dt.date.fromisoformat(since), dt.time(), dt.UTC)
    except ValueError:
        _fail(f"--since {since}: not a day, write it like 2026-03-01")
    _settings, database = _opened(config)
    with database.read() as tx:
        for interaction in interactions.stream(tx, start):
            typer.echo(json.dumps(interaction.as_row(), ensure_ascii=False))


@example.command("remove")
def example_remove(config: ConfigOption = None) -> None:
    """Take the example coalition out of the database."""
    _settings, database = _opened(config)
    for line in remove_example(database).lines():
        typer.echo(line)
    typer.echo("Set `example: false` in the configuration, so that the next start does not load it again.")


def _opened(config: Path | None, *, example: bool = False) -> tuple[Settings, Database]:
    settings = load(config)
    logs.configure(settings.config.logging.model_copy(update={"level": "warning"}))
    return settings, composition.prepare(settings, example=example)


async def _doors(settings: Settings) -> list[Finding]:
    checks = (slack_check, teams_check, email_check, language_model)
    return [finding for door in checks for finding in await door.check(settings)]


def _progress(text: str) -> None:
    if sys.stderr.isatty():
        typer.echo(text, err=True)


@contextmanager
def _one_line_errors() -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        for mistake in error.mistakes:
            typer.echo(mistake, err=True)
        sys.exit(2)
    except (DatabaseNewer, DatabaseDown) as error:
        typer.echo(f"database: {' '.join(str(error).split())}", err=True)
        sys.exit(2)
    except batch.BadLine as error:
        typer.echo(str(error), err=True)
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 the command line's one broad except: a person gets a line, not a traceback
        typer.echo(f"unexpected {type(error).__name__}: {' '.join(str(error).split())}; please report this", err=True)
        sys.exit(3)


def _fail(text: str) -> NoReturn:
    typer.echo(text, err=True)
    raise typer.Exit(1)
