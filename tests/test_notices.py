"""Notices of threads that are new or have grown: once each, once a day, by e-mail and webhook, to real servers."""

from __future__ import annotations

import email
import hashlib
import hmac
import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner
from made import ADA, BO, DAY, a_post, chain
from msgspec.structs import replace

from clew.archive import Archive
from clew.archive.mail import Mail
from clew.archive.noticing import notify
from clew.archive.settling import settle
from clew.archive.webhook import Webhook
from clew.cli import main
from clew.errors import BadSetting, ClewError
from clew.exports import About
from clew.stores.base import Kept
from clew.stores.consent import Refusal

NOW = datetime.now(UTC)
ARABIC = "1/ كان الجسر مغلقا منذ <b>الصباح</b> & بعده"


class Told:
    """A channel that keeps what it is given; `broken` takes nothing."""

    def __init__(self, name="one"):
        self.name, self.notices, self.broken = name, [], False

    def send(self, notice):
        if self.broken:
            raise ClewError("It is not there.")
        self.notices.append(notice)


def came(store, name, posts, at):
    """Posts that come in at a moment."""
    sha = hashlib.sha256(name.encode()).hexdigest()
    store.begin(Kept(sha, name, name, 1, at, "twitter_v1"))
    store.add(sha, posts)
    settle(store)


def run(store, channel, at, **more):
    about = About(base="https://t.example")
    noticed = notify(store, channel, about, same=lambda tag: (tag,), now=at, **more)
    found = [([post.id for post in each.new], each.searches, each.authors) for each in channel.notices]
    channel.notices.clear()
    return noticed, found


def hours(number):
    return NOW + timedelta(hours=number)


def test_a_thread_is_told_of_when_it_grew_and_once_a_day(store):
    with Archive(store) as archive:
        archive.save("rivers", "river -dry")
        archive.save("reeds", "reeds")
        told, other = Told(), Told("other")
        posts = chain("1 2 3 4", text="The river rose.")
        came(store, "old", chain("8 9", BO, text="A river of old."), hours(-48))
        came(store, "a", posts[:2], hours(-1))
        came(store, "b", chain("20 21", BO, text="A dry river."), hours(-1))
        assert run(store, told, hours(0), dry_run=True)[0].told == ("x:1",)
        assert run(store, told, hours(0))[1] == [(["x:1", "x:2"], ("rivers",), ())]
        assert run(store, told, hours(1))[1] == []
        came(store, "c", posts[:3], hours(2))
        noticed, found = run(store, told, hours(3))
        assert (noticed.waiting, found) == (1, [])
        came(store, "d", posts, hours(23))
        assert run(store, told, hours(25))[1] == [(["x:3", "x:4"], ("rivers",), ())]
        assert run(store, told, hours(60))[1] == []
        # another channel, by an author
        assert run(store, other, hours(24), authors=["bo", "nobody"])[1] == [(["x:3", "x:4"], ("rivers",), ())]
        came(store, "e", chain("8 9 10", BO, text="A river of old."), hours(61))
        assert run(store, other, hours(62), authors=["bo"])[1] == [(["x:10"], ("rivers",), ("bo",))]


def test_what_a_channel_does_not_take_is_told_later(store):
    with Archive(store) as archive:
        archive.save("all", "words")
        told = Told()
        came(store, "a", chain("1 2"), hours(-1))
        told.broken = True
        assert run(store, told, hours(0))[0].why == "It is not there."
        told.broken = False
        assert len(run(store, told, hours(40))[1]) == 1
        assert run(store, told, hours(80))[1] == []


def test_nobody_is_told_of_those_who_refuse_and_of_private_posts(store):
    with Archive(store) as archive:
        archive.save("all", "words")
        came(store, "a", chain("1 2"), hours(-1))
        came(store, "b", [replace(each, visibility="followers") for each in chain("5 6", BO)], hours(-1))
        store.refuse(Refusal(ADA.id, "", NOW))
        settle(store)
        assert run(store, Told(), hours(0), authors=["bo", ADA.id])[1] == []


class Letters:
    """What a server for e-mail was given."""

    def __init__(self):
        self.came = []

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802 aiosmtpd's own name
        assert session.authenticated
        self.came.append((envelope, email.message_from_bytes(envelope.content, policy=default)))
        return "250 OK"


@pytest.fixture
def post_office():
    letters = Letters()

    def known(_server, _session, _envelope, _mechanism, data):
        return AuthResult(success=(data.login, data.password) == (b"clew", b"a-secret-of-ours"), handled=False)

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(letters, hostname="127.0.0.1", port=port, authenticator=known, auth_require_tls=False)
    controller.start()
    letters.address = f"smtp://127.0.0.1:{port}"
    yield letters
    controller.stop()


@pytest.fixture
def hooked():
    """A server that takes what is posted to it."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Taking(BaseHTTPRequestHandler):
        status = 204

        def do_POST(self):
            came.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(Taking.status)
            if Taking.status == 302:
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Taking)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    server.came, server.taking, server.address = came, Taking, f"http://127.0.0.1:{server.server_port}/clew"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def filled(tmp_path, monkeypatch):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    secrets = tmp_path / "notices.toml"
    secrets.write_text('user = "clew"\npassword = "a-secret-of-ours"\nsecret = "another-secret-of-ours"\n', "utf-8")
    secrets.chmod(0o600)
    with Archive.open(tmp_path / "archive") as archive:
        archive.save("جسور", "الجسر")
        first = a_post("1", text=ARABIC, lang="ar", url="https://x.com/ada/status/1")
        rest = replace(chain("1 2")[1], text="2/ And more words\r\nBcc: eve@example.com.")
        came(archive._store, "a", [first, rest], datetime.now(UTC) - timedelta(minutes=1))
    return tmp_path


def ran(folder, *words):
    return CliRunner().invoke(main, ["--archive", str(folder / "archive"), "notify", *words])


def test_an_e_mail_has_arabic_as_it_runs_and_what_strangers_wrote_as_words(filled, post_office):
    words = ("--smtp", post_office.address, "--sender", "clew@t.example", "--recipient", "Lina <lina@example.com>",
             "--pages", "https://t.example", "--language", "ar")  # fmt: skip
    told = ran(filled, *words)
    assert (told.exit_code, told.output) == (0, "")  # cron sends what is said
    ((envelope, letter),) = post_office.came
    assert (envelope.mail_from, envelope.rcpt_tos) == ("clew@t.example", ["lina@example.com"])
    assert letter["Bcc"] is None
    assert "كان الجسر مغلقا" in letter["Subject"]
    assert letter["Auto-Submitted"] == "auto-generated"
    plain = letter.get_body(("plain",)).get_content()
    page = letter.get_body(("html",)).get_content()
    assert "“\u2068جسور\u2069”" in plain
    assert "https://t.example/thread/x:1" in plain
    assert "https://x.com/ada/status/1" in plain
    assert '<html lang="ar" dir="rtl">' in page
    assert '<blockquote dir="rtl" lang="ar"' in page
    assert '<blockquote dir="ltr"' in page
    assert "&lt;b&gt;الصباح&lt;/b&gt; &amp; بعده" in page
    assert "<b>" not in page
    assert ran(filled, *words).exit_code == 0
    assert len(post_office.came) == 1


def test_a_webhook_is_signed_and_one_that_fails_is_tried_again(filled, hooked):
    words = ("--webhook", hooked.address, "--pages", "https://t.example")
    dry = ran(filled, *words, "--dry-run")
    assert (dry.exit_code, dry.stdout.splitlines()[-1], hooked.came) == (0, "x:1", [])
    for status in (500, 302, 404):
        hooked.taking.status = status
        assert ran(filled, *words).exit_code == 1
    hooked.taking.status = 204
    assert ran(filled, *words).exit_code == 0
    assert ran(filled, *words).exit_code == 0
    assert len(hooked.came) == 4
    headers, body = hooked.came[-1]
    moment = headers["Clew-Signature"].partition(",")[0].removeprefix("t=")
    made = hmac.new(b"another-secret-of-ours", f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Clew-Signature"] == f"t={moment},v1={made}"
    assert len({each["Clew-Delivery"] for each, _ in hooked.came}) == 1
    said = json.loads(body)
    assert (said["thread"], said["page"], said["searches"]) == ("x:1", "https://t.example/thread/x:1", ["جسور"])
    assert said["new"][0]["text"] == ARABIC
    assert said["new"][0]["created"] == f"{DAY:%Y-%m-%dT%H:%M:%SZ}"


def test_what_is_lacking_is_said(filled, post_office, hooked):
    assert ran(filled).exit_code == 2
    assert ran(filled, "--smtp", post_office.address).exit_code == 2
    (filled / "notices.toml").write_text('user = "clew"\npassword = "wrong"\n', "utf-8")
    failed = ran(filled, "--smtp", post_office.address, "--sender", "a@t.example", "--recipient", "b@t.example")
    assert failed.exit_code == 1
    assert "notices.toml" in failed.output
    assert ran(filled, "--webhook", hooked.address).exit_code == 2
    (filled / "notices.toml").chmod(0o644)
    assert "chmod 600" in ran(filled, "--webhook", hooked.address).output
    for server in ("http://mail.example", "smtp://a:b@mail.example", "mail.example"):
        with pytest.raises(BadSetting):
            Mail(server, "a@t.example", "b@t.example")
    for sender in ("nobody", "a@t.example\nBcc: eve@example.com", "", "a b@c d"):
        with pytest.raises(BadSetting):
            Mail("smtps://mail.example", sender, "b@t.example")
    with pytest.raises(BadSetting):
        Webhook("file:///etc/passwd", "a" * 32)
