"""`clew bot` says what it lacks, looks once for cron, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from click.testing import CliRunner
from played import playing

from clew.archive import Archive
from clew.archive.answering import is_request, plain
from clew.cli import main

WORDS = frozenset(map(plain, ("unroll", "déroule", "رتب")))


@pytest.fixture
def account(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    with playing("https://social.test") as played:
        played.token = "a-secret-of-ours"
        bot = {"id": "9", "acct": "bot", "username": "bot", "url": "https://social.test/@bot"}
        played.gives("/api/v1/accounts/verify_credentials", bot, locked=True)
        played.gives("/api/v1/notifications", [], locked=True)
        secrets = tmp_path / "bot.toml"
        secrets.write_text(f'[fediverse]\nserver = "{played.base}"\ntoken = "a-secret-of-ours"\n', "utf-8")
        secrets.chmod(0o600)
        played.secrets, played.archive = secrets, str(tmp_path / "archive")
        yield played


def words(account):
    return ["--archive", account.archive, "bot", "--pages", "https://t.example", "--nearby", "127.0.0.1"]


def ran(account, *more):
    return CliRunner().invoke(main, [*words(account), *more])


def test_it_looks_once_and_a_file_that_others_read_is_refused(account):
    assert ran(account, "--once").exit_code == 0
    assert [path.partition("?")[0] for path, _ in account.asked][-1] == "/api/v1/notifications"
    account.token = "another"
    failed = ran(account, "--once")
    assert failed.exit_code == 3
    assert "token" in failed.output
    assert "a-secret-of-ours" not in failed.output
    account.secrets.chmod(0o644)
    assert "chmod 600" in ran(account, "--once").output
    account.secrets.chmod(0o600)
    for written in ('[x]\ntoken = "a-secret-of-ours"', 'token = "a-secret-of-ours"', "[bluesky]\npassword = 1", "["):
        account.secrets.write_text(written, "utf-8")
        failed = ran(account, "--once")
        assert failed.exit_code == 2
        assert "bot.toml" in failed.output
        assert "a-secret-of-ours" not in failed.output
    account.secrets.unlink()
    assert "docs/bot.md" in ran(account, "--once").output
    assert CliRunner().invoke(main, ["bot"]).exit_code == 2


def test_it_ends_when_it_is_told_to(account):
    process = subprocess.Popen(
        [sys.executable, "-m", "clew", *words(account)], env=os.environ, stderr=subprocess.PIPE, text=True
    )
    try:
        while not any(path.startswith("/api/v1/notifications") for path, _ in account.asked):
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        assert process.communicate(timeout=30)[1] == ""
        assert process.returncode == 0
    finally:
        process.kill()
    with Archive.open(account.archive) as archive:
        assert archive.info().posts == 0


@pytest.mark.parametrize("text", ["@bot unroll please", "UNROLL!", "Déroule.", "deroule", "رتّب", "@bot رتب؟"])
def test_words_ask_in_any_spelling(text):
    assert is_request(text, WORDS)


@pytest.mark.parametrize("text", ["@bot", "unrolled", "@bot thanks", "", "الترتيب"])
def test_other_words_ask_for_nothing(text):
    assert not is_request(text, WORDS)
