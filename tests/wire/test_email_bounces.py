"""Reports of mail that did not arrive: the real thing marks an address, a forged or a passing one does not."""

from __future__ import annotations

from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest
from typer.testing import CliRunner

from adapters.email.bounces import Bounce, NotABounce, read
from bot.cli import cli
from bot.store import mailboxes
from bot.store.database import Database
from bot.store.tables import Base
from tests.conftest import NOW

ANN = "ann@partner.example"
TOKEN = "T" * 43


def report(token: str = TOKEN, status: str = "5.1.1", action: str = "failed", kind: str = "rfc822-headers") -> bytes:
    """A report as mail servers write it (RFC 3464, appendix E)."""
    whole = MIMEMultipart("report", report_type="delivery-status")
    whole["From"], whole["To"], whole["Subject"] = "MAILER-DAEMON@mx.example", "bot@hub.example", "Undelivered"
    whole.attach(MIMEText("I am sorry to have to tell you."))
    per_message, per_recipient = Message(), Message()
    per_message["Reporting-MTA"] = "dns; mx.example"
    per_recipient["Final-Recipient"] = "rfc822; somebody@elsewhere.example"
    per_recipient["Action"], per_recipient["Status"] = action, status
    per_recipient["Diagnostic-Code"] = f"smtp; 550 {status} no such user"
    delivery = Message()
    delivery["Content-Type"] = "message/delivery-status"
    delivery.set_payload([per_message, per_recipient])
    whole.attach(delivery)
    headers = f"Subject: News\nList-Unsubscribe: <https://bot.hub.example/unsubscribe/{token}>\n" if token else "X: y\n"
    returned = Message()
    returned["Content-Type"] = f"{'text' if 'headers' in kind else 'message'}/{kind}"
    if "headers" in kind:
        returned.set_payload(headers)
    else:
        inner = EmailMessage()
        inner["List-Unsubscribe"] = f"<https://bot.hub.example/unsubscribe/{token}>"
        inner.set_content("News")
        returned.set_payload([inner])
    whole.attach(returned)
    return whole.as_bytes()


@pytest.mark.parametrize("kind", ["rfc822-headers", "rfc822"])
def test_a_report_names_the_address_and_the_reason(kind: str) -> None:
    assert read(report(kind=kind)) == Bounce(TOKEN, "5.1.1", "the mailbox does not exist", for_good=True)


@pytest.mark.parametrize(
    ("status", "action", "for_good"),
    [
        ("5.1.1", "failed", True),
        ("5.1.10", "failed", True),
        ("5.2.1", "failed", True),
        ("5.4.4", "failed", True),
        ("5.2.2", "failed", False),
        ("5.7.1", "failed", False),
        ("4.4.1", "delayed", False),
        ("5.1.1", "relayed", False),
        ("4.1.1", "failed", False),
        ("2.0.0", "delivered", False),
    ],
)
def test_only_what_is_wrong_with_the_address_itself_counts(*, status: str, action: str, for_good: bool) -> None:
    assert read(report(status=status, action=action)).for_good is for_good


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "no part message/delivery-status"),
        (b"Subject: I am away\n\nUntil Monday.", "no part message/delivery-status"),
        (report(token=""), "does not return an e-mail of the bot"),
        (report(status="broken"), "no status"),
        (b"\xff\xfe" * 500, "no part message/delivery-status"),
    ],
)
def test_anything_else_is_said_to_be_no_report(raw: bytes, said: str) -> None:
    with pytest.raises(NotABounce, match=said):
        read(raw)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "config.yaml"
    file.write_text(f"coalition: {{name: Hub}}\ndatabase: {{url: 'sqlite:///{tmp_path}/bounced.db'}}\n")
    return file


@pytest.fixture
def token(tmp_path: Path) -> str:
    database = Database(f"sqlite:///{tmp_path}/bounced.db")
    Base.metadata.create_all(database.engine)
    with database.write() as tx:
        made = mailboxes.token_of(tx, ANN)
    database.close()
    return made


def reason(tmp_path: Path) -> str | None:
    database = Database(f"sqlite:///{tmp_path}/bounced.db")
    with database.read() as tx:
        found = mailboxes.undeliverable(tx, ANN)
    database.close()
    return found


@pytest.mark.usefixtures("unmigrated")
def test_a_report_on_standard_input_marks_the_address(tmp_path: Path, config: Path, token: str) -> None:
    done = CliRunner().invoke(cli, ["bounce", "-", "--config", str(config)], input=report(token))
    assert (done.exit_code, done.output) == (
        0,
        f"{ANN}: the mailbox does not exist (5.1.1): it is written to no more.\n",
    )
    assert reason(tmp_path) == "the mailbox does not exist"
    again = CliRunner().invoke(cli, ["email-again", ANN.upper(), "--config", str(config)])
    assert "is written to again" in again.output
    assert reason(tmp_path) is None


@pytest.mark.usefixtures("unmigrated")
def test_a_forged_report_changes_nothing(tmp_path: Path, config: Path, token: str) -> None:
    (tmp_path / "forged.eml").write_bytes(report("F" * 43))
    done = CliRunner().invoke(cli, ["bounce", str(tmp_path / "forged.eml"), "--config", str(config)])
    assert done.exit_code == 1
    assert "never wrote to" in done.output
    assert "No such file" in CliRunner().invoke(cli, ["bounce", "nowhere.eml", "--config", str(config)]).output
    assert reason(tmp_path) is None


@pytest.fixture
def unmigrated(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tables are made from what the code says, whatever the migrations say."""
    monkeypatch.setattr("bot.app.prepare", lambda settings, example: Database(settings.database_url))


def test_marking_twice_keeps_the_last_reason(sqlite: Database) -> None:
    with sqlite.write() as tx:
        mailboxes.bounce(tx, ANN, "first", NOW)
        mailboxes.bounce(tx, ANN, "second", NOW)
        assert mailboxes.undeliverable(tx, ANN) == "second"
        assert mailboxes.undeliverable_among(tx, [f"{n}@x.example" for n in range(12_000)] + [ANN]) == {ANN: "second"}
