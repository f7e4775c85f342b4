"""The command line as a person uses it: in a folder, with mistakes, and never a traceback."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.store.database import Database

PROJECT = Path(__file__).resolve().parents[2]


def bot(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the bot in a folder that has the shipped configuration unless it brings its own."""
    process = start(folder, *arguments, **environment)
    out, errors = process.communicate(timeout=120)
    assert "Traceback" not in errors
    return subprocess.CompletedProcess(process.args, process.returncode, out, errors)


def start(folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    """The same, without waiting for its end."""
    config = folder / "config.yaml"
    if not config.exists():
        config.write_text((PROJECT / "config.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env={**kept, "PYTHONPATH": str(PROJECT), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_help_names_every_command(tmp_path: Path) -> None:
    shown = bot(tmp_path, "--help").stdout
    for command in ("run", "ask", "import", "migrate", "check-config", "doctor", "export", "example"):
        assert command in shown


def test_migrate_makes_an_empty_database_and_then_says_that_it_is_up_to_date(tmp_path: Path) -> None:
    assert "(before: empty)" in bot(tmp_path, "migrate").stdout
    assert (tmp_path / "var" / "bot.db").exists()
    assert "up to date" in bot(tmp_path, "migrate").stdout


def test_the_environment_chooses_the_place(tmp_path: Path) -> None:
    bot(tmp_path, "migrate", BOT_DATABASE_URL=f"sqlite:///{tmp_path}/elsewhere.db")
    assert (tmp_path / "elsewhere.db").exists()


def test_a_database_of_a_newer_bot_is_refused_in_one_line(tmp_path: Path) -> None:
    bot(tmp_path, "migrate")
    database = Database(f"sqlite:///{tmp_path}/var/bot.db")
    with database.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    database.close()
    done = bot(tmp_path, "run")
    assert done.returncode == 2
    assert "at version 9999, which this bot does not know" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_check_config_lists_every_mistake(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("coalition: {zone: Nowhere}\nexmple: true", encoding="utf-8")
    done = bot(tmp_path, "check-config")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 3
    assert bot(tmp_path, "run").returncode == 2


def test_mistakes_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("coalition: {name: Coast}\nexmple: true\nweb: {port: 0}\n", encoding="utf-8")
    lines = [line.partition(":")[0] for line in bot(tmp_path, "check-config").stderr.splitlines()]
    assert lines == ["line 2", "line 3"]


def test_a_port_that_is_taken_is_one_line_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = bot(tmp_path, "run", PORT=port)
    assert done.returncode == 2
    expected = "cannot be opened (address already in use): choose another port, such as PORT=8081"
    assert f"127.0.0.1:{port} {expected}" in done.stderr
    assert "Chat at" not in done.stderr


def test_the_first_start_says_where_to_go(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    started = start(tmp_path, "run", PORT=port)
    try:
        assert started.stderr
        told = "".join(iter(started.stderr.readline, f"Chat at http://127.0.0.1:{port}/ (Ctrl+C stops)\n"))
    finally:
        started.terminate()
        started.communicate(timeout=30)
    assert "Not set up yet: slack, teams, email. `python -m bot doctor` says what each needs." in told
    assert f"http://127.0.0.1:{port}/staff/sign-in/" in told


def test_the_shipped_configurations_are_valid(tmp_path: Path) -> None:
    for file in ("config.yaml", "deploy/config.yaml"):
        assert bot(tmp_path, "check-config", "--config", str(PROJECT / file)).returncode == 0


def test_import_then_ask_then_export(tmp_path: Path) -> None:
    partners = tmp_path / "partners.csv"
    partners.write_text("name,region,contact\nHarbour Voices,South West,Jo Reed\n", encoding="utf-8")
    assert bot(tmp_path, "import", str(partners)).returncode == 0
    done = bot(tmp_path, "ask", "Who is the contact of Harbour Voices?", "--json")
    found = json.loads(done.stdout)
    assert found["kind"] == "answer"
    assert "Jo Reed" in found["text"]
    assert bot(tmp_path, "export", "interactions", "--since", "2026-01-01").returncode == 0


def test_a_bad_row_is_named_and_the_good_ones_go_in(tmp_path: Path) -> None:
    partners = tmp_path / "partners.csv"
    partners.write_text("name,joined\nHarbour Voices,2024-02-01\nHill Carers,yesterday-ish\n", encoding="utf-8")
    done = bot(tmp_path, "import", str(partners))
    assert done.returncode == 1
    assert "partners.csv:3" in done.stderr
    assert "yesterday-ish" in done.stderr
    assert bot(tmp_path, "ask", "Tell me about Harbour Voices").stdout


def test_a_batch_keeps_the_history_of_each_line(tmp_path: Path) -> None:
    groups = tmp_path / "taskgroups.yaml"
    groups.write_text("taskgroups:\n  - name: Falls Prevention\n    lead: Jo Reed\n", encoding="utf-8")
    bot(tmp_path, "import", str(groups))
    questions = tmp_path / "questions.jsonl"
    lines = [
        {"question": "and who leads it?", "history": ["What is the Falls Prevention taskgroup?"]},
        {"question": "and who leads it?"},
    ]
    questions.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    found = [json.loads(line) for line in bot(tmp_path, "ask", "--batch", str(questions), "--json").stdout.splitlines()]
    assert found[0]["kind"] == "answer"
    assert "Jo Reed" in found[0]["text"]
    assert found[0]["sources"][0]["document"] == "falls-prevention"
    assert found[1]["kind"] == "clarify"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["ask"], "give either a question or --batch"),
        (["ask", "x", "--as", "nobody"], "--as nobody: there is no such person"),
        (["ask", "--batch", "nowhere.jsonl"], "nowhere.jsonl: cannot be read"),
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["export", "interactions", "--since", "soon"], "--since soon: not a day, write it like 2026-03-01"),
        (["check-config", "--config", "nowhere.yaml"], "nowhere.yaml: there is no such file"),
    ],
)
def test_mistakes_are_one_clear_line(tmp_path: Path, arguments: list[str], expected: str) -> None:
    done = bot(tmp_path, *arguments)
    assert done.returncode in (1, 2)
    assert expected in done.stderr


@pytest.mark.parametrize("line", ["not json", "[]", '{"question": 7}', '{"question": "x", "history": "y"}'])
def test_a_bad_line_of_a_batch_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "questions.jsonl").write_text(f'{{"question": "hello"}}\n{line}\n', encoding="utf-8")
    done = bot(tmp_path, "ask", "--batch", "questions.jsonl", "--json")
    assert done.returncode == 1
    assert "questions.jsonl:2" in done.stderr


def test_doctor_says_what_is_missing_and_how_to_mend_it(tmp_path: Path) -> None:
    bot(tmp_path, "migrate")
    found = [json.loads(line) for line in bot(tmp_path, "doctor", "--json").stdout.splitlines()]
    states = {line["name"]: line["state"] for line in found}
    assert states["configuration"] == states["database"] == states["migrations"] == states["clock"] == "ok"
    closed = [line for line in found if line["state"] == "closed"]
    assert {"SLACK_BOT_TOKEN", "MICROSOFT_APP_ID"} <= {
        word.strip(",.") for line in closed for word in f"{line['detail']} {line['mend']}".split()
    }


def test_doctor_names_a_database_that_is_down(tmp_path: Path) -> None:
    done = bot(tmp_path, "doctor", BOT_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert done.returncode == 2
    assert "broken    database" in done.stdout
    assert "BOT_DATABASE_URL" in done.stdout


def test_a_database_that_is_down_is_one_line(tmp_path: Path) -> None:
    done = bot(tmp_path, "ask", "hello", BOT_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert done.returncode == 2
    assert done.stderr.startswith("database: ")
    assert len(done.stderr.splitlines()) == 1


def test_every_command_and_file_in_the_readme_exists(tmp_path: Path) -> None:
    text = (PROJECT / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|bin/)bot ([a-z-]+)", text))
    shown = bot(tmp_path, "--help").stdout
    commands = {line.split()[0] for line in shown.split("Commands:")[1].splitlines() if line.strip()}
    assert named - {"run"} <= commands
    assert "run" in commands
    targets = set(re.findall(r"^([a-z-]+):", (PROJECT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE)) <= targets
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (PROJECT / link).exists(), link
