"""E-mail and its server: encryption, login, certificates, and what is never told to anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.email.check import check
from bot.platform import Delivered, Later, Never
from bot.store.database import Database
from tests.wire.email.sending import run, send
from tests.wire.email.server import PASSWORD, USER, Authority, Script, authority, serving, settings_for

LOGIN = {"SMTP_USERNAME": USER, "SMTP_PASSWORD": PASSWORD}


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return authority(tmp_path_factory.mktemp("tls"))


def test_encryption_and_login(script: Script, sqlite: Database, tls: Authority) -> None:
    with serving(script, tls, login=True) as port:
        settings = settings_for(port, LOGIN, starttls=True, ca_file=str(tls.file))
        assert isinstance(send(settings, sqlite), Delivered)
        assert script.logins == [True]
        assert [finding.state for finding in run(check(settings))] == ["ok", "warning"]


def test_a_wrong_password_waits_for_staff(script: Script, sqlite: Database, tls: Authority) -> None:
    with serving(script, tls, login=True) as port:
        settings = settings_for(port, {**LOGIN, "SMTP_PASSWORD": "old"}, starttls=True, ca_file=str(tls.file))
        outcome = send(settings, sqlite)
        (broken, _) = run(check(settings))
    assert isinstance(outcome, Later)
    assert outcome.wait == 300
    assert "user name and password" in outcome.reason
    assert (broken.state, "SMTP_PASSWORD" in broken.mend) == ("broken", True)
    assert "old" not in broken.detail.split()


def test_a_certificate_that_nobody_signed_is_not_trusted(script: Script, sqlite: Database, tls: Authority) -> None:
    with serving(script, tls, login=True) as port:
        settings = settings_for(port, LOGIN, starttls=True)
        outcome = send(settings, sqlite)
        (broken, _) = run(check(settings))
    assert isinstance(outcome, Later)
    assert "encryption" in outcome.reason
    assert script.logins == []
    assert "certificate" in broken.detail
    assert "ca_file" in broken.mend


def test_a_server_without_encryption_learns_no_password(script: Script, port: int, sqlite: Database) -> None:
    outcome = send(settings_for(port, LOGIN, starttls=True), sqlite)
    assert isinstance(outcome, Later)
    assert (script.logins, script.taken) == ([], [])


def test_a_server_that_knows_no_login(script: Script, port: int, sqlite: Database) -> None:
    assert "user name" in getattr(send(settings_for(port, LOGIN), sqlite), "reason", "")


def test_without_a_host_the_door_is_closed(sqlite: Database) -> None:
    settings = settings_for(25, host=None)
    assert send(settings, sqlite) == Never("e-mail is not set up")
    assert [finding.state for finding in run(check(settings))] == ["closed"]


def test_secrets_stay_out_of_what_is_shown(tmp_path: Path) -> None:
    from adapters.email.server import server_of

    assert PASSWORD not in repr(server_of(settings_for(25, LOGIN)))
