"""The server as a program: where it may be reached, and how it ends."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
import zstandard

from clew.archive import Archive
from clew.errors import BadSetting
from clew.web import serve, statics
from clew.web.addresses import fragment, to_post
from clew.web.serving import is_loopback

PROGRAM = """
from clew.archive import Archive
from clew.web import serve, statics
with Archive.open("memory:") as archive:
    serve(archive, port=0, started=lambda words: print(words, flush=True))
print("closed")
"""


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_server_says_where_it_is_and_ends_cleanly_when_told(how):
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        said = server.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+/", said)[0]
        with urllib.request.urlopen(address) as page:
            assert "Nothing is here yet" in page.read().decode()
        server.send_signal(how)
        out, err = server.communicate(timeout=30)
    assert (server.returncode, out, err) == (0, "closed\n", "")


def test_a_port_that_is_taken_is_named_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken, Archive.open("memory:") as archive:
        port = taken.getsockname()[1]
        with pytest.raises(BadSetting, match=rf"^Port {port} at 127\.0\.0\.1 cannot be used .*--port\.$"):
            serve(archive, port=port)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "clew.example"])
def test_an_archive_is_not_shown_to_everyone_unless_that_is_said(host):
    with Archive.open("memory:") as archive, pytest.raises(BadSetting, match="add --public"):
        serve(archive, host, 0)


def test_a_host_that_does_not_exist_is_a_sentence():
    with Archive.open("memory:") as archive, pytest.raises(BadSetting, match="no host 'a b'"):
        serve(archive, "a b", 0, public=True)


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.9.1", True),
        ("::1", True),
        ("[::1]", True),
        ("LocalHost", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_only_this_machine_is_loopback(host, loopback):
    assert is_loopback(host) is loopback


def test_an_id_with_escapes_of_its_own_survives_on_the_wire(address):
    wanted = "https://town.example/notes/%D8%AC%2F2?a=1%20b#c"
    with urllib.request.urlopen(address + to_post(wanted)) as page:
        text = page.read().decode()
        assert page.url.endswith(
            "/thread/https:%2F%2Ftown.example%2Fnotes%2F%25D8%25AC%252F1%3Fa%3D1%2520b%23c" + fragment(wanted)
        )
    assert f'id="{wanted}"' in text
    assert f'href="{fragment(wanted)}"' in text


def test_an_archive_is_public_or_private_and_not_both():
    with Archive.open("memory:") as archive, pytest.raises(BadSetting, match="leave one of them out"):
        serve(archive, port=0, public=True, private=True)


def test_a_private_archive_needs_a_password_first(monkeypatch, tmp_path):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    with Archive.open("memory:") as archive, pytest.raises(BadSetting, match="set one with `clew password`"):
        serve(archive, "0.0.0.0", 0, private=True)


def run(*arguments, said=None, **more):
    return subprocess.run(
        [sys.executable, "-m", "clew", *arguments], input=said, capture_output=True, text=True, check=False, **more
    )


def test_a_script_sets_the_password_and_a_private_archive_asks_for_it(monkeypatch, tmp_path):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    short = run("password", said="short\n")
    assert (short.returncode, "12 characters" in short.stderr) == (2, True)
    done = run("password", said="the second pier went down\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert str(tmp_path / "owner.json") in done.stdout
    place = str(tmp_path / "archive")
    assert run("--archive", place, "demo", "--no-serve").returncode == 0
    with subprocess.Popen(
        [sys.executable, "-m", "clew", "--archive", place, "serve", "--port", "0", "--private"],
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        address = re.search(r"http://127\.0\.0\.1:\d+", server.stdout.readline())[0]
        asked = urllib.request.Request(address + "/threads", headers={"X-Forwarded-For": "192.0.2.1"})
        with urllib.request.urlopen(asked) as page:
            assert page.url == address + "/login?next=/threads"
            assert "This archive is private" in page.read().decode()
        server.send_signal(signal.SIGTERM)
        server.communicate(timeout=30)
    gone = run("password", "--remove")
    assert gone.stdout == "No password is set any more.\n"
    assert not (tmp_path / "owner.json").exists()


def test_style_sheets_come_as_small_as_can_be_to_whoever_takes_brotli(client):
    address = next(each for each in client.get("/").text.split('"') if each.startswith("/static/clew.css?"))
    plain = client.get(address, headers={"accept-encoding": "identity"})
    for accepted, how in [("br, zstd", "br"), ("zstd", "zstd"), ("gzip, br;q=0", "gzip"), ("br;q=0.5", "br")]:
        answer = client.get(address, headers={"accept-encoding": accepted})
        assert answer.headers["content-encoding"] == how
        assert "Accept-Encoding" in answer.headers["vary"]
        body = zstandard.decompress(answer.content) if how == "zstd" else answer.content  # the client knows the others
        assert body == plain.content


def test_what_is_sent_of_sheets_and_scripts_says_the_same_without_its_remarks(client):
    sheet, script = client.get("/static/clew.css").text, client.get("/static/clew.js").text
    sources = [(statics.FOLDER / name).read_text("utf-8") for name in ("fonts.css", "clew.css")]
    quoted, space = re.compile(r"\"[^\"]*\""), re.compile(r"\s+|/\*.*?\*/", re.DOTALL)
    whole = re.sub(r"/\*.*?\*/", "", "".join(sources), flags=re.DOTALL)
    assert quoted.findall(sheet) == quoted.findall(whole)
    assert space.sub("", sheet) == space.sub("", whole)
    assert "/*" not in sheet
    assert not any(line.lstrip().startswith("//") for line in script.splitlines())
    assert len(sheet) < 0.95 * sum(map(len, sources))
