"""Pages behind nginx as the docs set it up: the configuration as it is written there, a certificate, and a real server."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import ssl
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import brotli
import httpx2
import pytest
import zstandard
from calls import program, tweet, write_lines
from running import free_ports
from selectolax.lexbor import LexborHTMLParser

DOCS = (Path(__file__).parent.parent / "docs" / "operations.md").read_text("utf-8")
HOST = "archive.example"
PASSWORD = "old bridge, new arches"
POSTS = 1_500
UNPACKED = {
    "gzip": gzip.decompress,
    "br": brotli.decompress,
    "zstd": lambda packed: zstandard.ZstdDecompressor().decompressobj().decompress(packed),
}
AROUND = """
{user}
daemon off;
pid {here}/nginx.pid;
events {{ }}
http {{
    access_log off;
    client_body_temp_path {here}/body; proxy_temp_path {here}/proxy;
    fastcgi_temp_path {here}/f; uwsgi_temp_path {here}/u; scgi_temp_path {here}/s;
    gzip on;  # as in Debian's own
{servers}
}}
"""


class Proxied(NamedTuple):
    """Where nginx listens for http and for https, where Clew does, and who signed the certificate."""

    plain: int
    secure: int
    behind: str
    signed: ssl.SSLContext

    def at(self, source="127.0.0.1"):
        """A browser that asks nginx for the host, from an address of this machine's."""
        transport = httpx2.HTTPTransport(verify=self.signed, local_address=source)
        where = f"https://127.0.0.1:{self.secure}"
        return httpx2.Client(transport=transport, base_url=where, headers={"host": HOST}, timeout=30)


@contextmanager
def running(words, **more):
    with subprocess.Popen(list(map(str, words)), text=True, **more) as child:
        try:
            yield child
        finally:
            child.terminate()


def long_thread(first, user):
    """Posts that answer one another, a megabyte of them."""
    words = "words of a long thread " * 12
    return [
        tweet(first + n, f"{n}/ {words}", after=first + n - 1 if n > 1 else None, user=user)
        for n in range(1, POSTS + 1)
    ]


def certificate(here):
    """A certificate that signs itself, for the host and for the address that the tests ask at."""
    words = f"req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN={HOST}".split()
    names = ["-addext", f"subjectAltName=DNS:{HOST},IP:127.0.0.1"]
    files = ["-keyout", here / "privkey.pem", "-out", here / "fullchain.pem"]
    subprocess.run(["openssl", *words, *names, *files], check=True, capture_output=True)


def configuration(here, plain, secure, behind):
    """What the docs say, at other ports, with the certificate and the server of this test."""
    (said,) = re.findall(r"(?ms)^```nginx\n(.*?)^```$", DOCS)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        (f"/etc/letsencrypt/live/{HOST}/", f"{here}/"),
        ("http://127.0.0.1:8080", behind.rstrip("/")),
    ):
        assert old in said
        said = said.replace(old, new)
    user = "user root;" if os.geteuid() == 0 else ""  # whose folder the test's is
    (here / "nginx.conf").write_text(AROUND.format(user=user, here=here, servers=said), "utf-8")


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    nginx = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if nginx is None:
        pytest.skip("nginx is not installed")
    here = tmp_path_factory.mktemp("proxied")
    env = {**os.environ, "CLEW_CONFIG": str(here / "clew.toml")}
    clew = program("--archive", here / "archive")
    file = write_lines(here / "long.jsonl", long_thread(0, ("7001", "lina_builds", "Lina Haddad")))
    subprocess.run([*clew, "add", file], env=env, check=True, capture_output=True)
    subprocess.run([*clew, "password"], env=env, check=True, capture_output=True, input=PASSWORD, text=True)
    certificate(here)
    serving = running([*clew, "serve", "--public", "--port", 0], env=env, stdout=subprocess.PIPE)
    with serving as server:
        behind = next(word for word in server.stdout.readline().split() if word.startswith("http://127.0.0.1:"))
        plain, secure = free_ports(2)
        configuration(here, plain, secure, behind)
        with running([nginx, "-e", "stderr", "-p", here, "-c", here / "nginx.conf"]) as proxy:
            while True:
                assert proxy.poll() is None, "nginx does not take the configuration"
                with socket.socket() as knocking:
                    if knocking.connect_ex(("127.0.0.1", secure)) == 0:
                        break
            signed = ssl.create_default_context(cafile=str(here / "fullchain.pem"))
            yield Proxied(plain, secure, behind.rstrip("/"), signed)


def token(client, page, form="form"):
    return LexborHTMLParser(client.get(page).text).css_first(f"{form} [name=token]").attributes["value"]


def test_pages_are_the_host_s_own_and_inner_ones_stay_inside(proxied):
    moved = httpx2.get(f"http://127.0.0.1:{proxied.plain}/threads?a=b", headers={"host": HOST})
    assert (moved.status_code, moved.headers["location"]) == (301, f"https://{HOST}/threads?a=b")
    assert httpx2.get(proxied.behind + "/healthz").text == "ok\n"
    assert httpx2.get(proxied.behind + "/metrics").status_code == 200
    with proxied.at() as client:
        for inner in ("/healthz", "/metrics", "//metrics", "/%6detrics", "/x/../metrics"):
            answer = client.get(f"https://127.0.0.1:{proxied.secure}{inner}")
            assert answer.status_code == 404, inner
            assert "clew_posts" not in answer.text
        feed = client.get("/threads.atom").text
        assert f"<id>https://{HOST}/threads</id>" in feed
        assert "127.0.0.1" not in feed
        answer = client.get("/login")
        assert answer.headers["strict-transport-security"] == "max-age=31536000"
        assert answer.headers["set-cookie"].startswith("__Host-")
        assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize("packed", UNPACKED)
def test_a_page_is_packed_once_and_an_unchanged_one_is_not_sent_again(proxied, packed):
    with proxied.at() as client:
        plain = client.get("/threads", headers={"accept-encoding": "identity"})
        with client.stream("GET", "/threads", headers={"accept-encoding": packed}) as answer:
            sent = b"".join(answer.iter_raw())
        assert answer.headers["content-encoding"] == packed
        assert UNPACKED[packed](sent) == plain.content
        assert answer.headers["etag"] == plain.headers["etag"]
        again = client.get("/threads", headers={"accept-encoding": packed, "if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_each_address_has_tries_of_its_own(proxied):
    def tries(source, count):
        with proxied.at(source) as client:
            fields = {"token": token(client, "/login", "main form"), "next": "/", "password": "not this one"}
            hide = {"x-forwarded-for": "203.0.113.9"}  # what a reader says of himself does not count
            return [client.post("/login", data=fields, headers=hide).status_code for _ in range(count)]

    assert tries("127.0.0.2", 6) == [403] * 5 + [429]
    assert tries("127.0.0.3", 1) == [403]


def test_the_owner_sends_much_and_readers_take_a_whole_export(proxied, tmp_path):
    sent = write_lines(tmp_path / "more.jsonl", long_thread(10_000, ("7002", "omar", "Omar"))).read_bytes()
    assert len(sent) > 1 << 20  # all that nginx takes unless told
    with proxied.at() as client:
        fields = {"token": token(client, "/login", "main form"), "next": "/add", "password": PASSWORD}
        assert client.post("/login", data=fields).headers["location"] == "/add"
        fields = {"token": token(client, "/add", "#adding")}
        answer = client.post("/add", data=fields, files={"files": ("more.jsonl", sent)})
        assert answer.status_code == 303, answer.text[:300]
        with client.stream("GET", answer.headers["location"] + "/events") as events:
            assert "event: over" in "".join(events.iter_text())
        plain = {"accept-encoding": "identity", "host": HOST}
        export = client.get("/threads.jsonl", headers=plain).content
        assert export == httpx2.get(proxied.behind + "/threads.jsonl", headers=plain).content
        assert export.count(b"words of a long thread") >= 2 * POSTS
