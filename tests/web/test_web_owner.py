"""The owner: who that is on which server, logging in and out, and forms that only our own pages can send."""

from __future__ import annotations

import time
from urllib.parse import quote

import pytest
from selectolax.lexbor import LexborHTMLParser
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from clew.web import create_app
from clew.web.guard import LOOPBACK
from clew.web.owner import Access, owner, owner_only, posted, sessions
from clew.web.owner.keys import KeyFile, verified

pytestmark = pytest.mark.parametrize("archive", ["memory"], indirect=True, scope="session")
PASSWORD = "the second pier went down"


def name(request: Request) -> PlainTextResponse:
    return PlainTextResponse("the owner" if owner(request) else "a reader")


@owner_only
async def change(request: Request) -> PlainTextResponse:
    fields = await posted(request)
    return PlainTextResponse(f"changed to {fields['to']}")


@owner_only
def shelf(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("only for you")


@pytest.fixture(scope="session")
def keys(tmp_path_factory) -> KeyFile:
    file = KeyFile(tmp_path_factory.mktemp("keys") / "owner.json")
    file.set_password(PASSWORD)
    return file


@pytest.fixture
def visit(archive, keys):
    """A browser at a server of its own."""

    def open_(way="public", base="http://testserver", address="192.0.2.7", file=keys, **more):
        hosts = LOOPBACK if way == "own" else None
        app = create_app(archive, hosts=hosts, access=Access(way, file), **more)
        app.router.routes += [
            Route("/who", name),
            Route("/change", change, methods=["POST"]),
            Route("/shelf", shelf),
        ]
        return TestClient(app, base_url=base, client=(address, 50000), follow_redirects=False)

    return open_


def token(page: str) -> str:
    return LexborHTMLParser(page).css_first("input[name=token]").attributes["value"]


def log_in(client, password=PASSWORD, back="/", **more):
    form = client.get(f"/login?next={quote(back)}")
    fields = {"token": token(form.text), "next": back, "password": password} | more
    return client.post("/login", data=fields)


@pytest.mark.parametrize("base", ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:80"])
@pytest.mark.parametrize("address", ["127.0.0.1", "::1", "127.9.9.9"])
def test_on_this_machine_the_reader_is_the_owner(visit, base, address):
    assert visit("own", base, address).get("/who").text == "the owner"


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("forwarded", "for=192.0.2.1"),
        ("X-Forwarded-For", "127.0.0.1"),
        ("X-Forwarded-Proto", "https"),
        ("x-real-ip", "127.0.0.1"),
        ("via", "1.1 proxy"),
        ("host", "archive.example"),
    ],
)
def test_who_comes_through_a_proxy_is_not_the_owner_and_reads_nothing(visit, header, value):
    answer = visit("own", "http://localhost", "127.0.0.1").get("/who", headers={header: value})
    assert answer.status_code == 421
    assert "owner" not in answer.text


def test_another_machine_is_not_the_owner_whatever_it_calls_this_one(visit):
    assert visit("own", "http://localhost", "192.0.2.1").get("/who").status_code == 421


@pytest.mark.parametrize("way", ["public", "private"])
def test_elsewhere_this_machine_needs_the_password_like_any_other(visit, way):
    client = visit(way, "http://localhost", "127.0.0.1")
    assert client.get("/who").text != "the owner"
    assert log_in(client).status_code == 303
    assert client.get("/who").text == "the owner"


def test_everybody_reads_what_is_public_and_the_owner_logs_in(visit):
    client = visit()
    page = LexborHTMLParser(client.get("/tag/halfaya").text)
    assert page.css_first("footer.who a").attributes["href"] == "/login?next=%2Ftag%2Fhalfaya"
    answer = log_in(client, back="/tag/halfaya?lang=ja")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tag/halfaya?lang=ja")
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    page = LexborHTMLParser(client.get("/tag/halfaya").text)
    assert "You are the owner here" in page.css_first("footer.who").text()
    assert "private" in client.get("/tags").headers["cache-control"]


def test_over_https_the_cookies_are_for_this_host_alone(visit):
    client = visit(base="https://archive.example")
    log_in(client)
    assert client.get("/who").text == "the owner"
    assert set(client.cookies) == {"__Host-clew-form", "__Host-clew-owner"}
    assert "Secure" in log_in(client).headers["set-cookie"]
    plain = visit(base="http://archive.example")
    plain.cookies.set("__Host-clew-owner", client.cookies["__Host-clew-owner"])
    assert plain.get("/who").text == "a reader"


def test_what_is_private_answers_nothing_but_the_login(visit, archive):
    client = visit("private")
    for path in ("/", "/tag/halfaya", "/thread/x:1001", "/nothing", "/sitemap.xml", "/author/harbour.example", "/who"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/login?next={path}"), path
        assert not answer.text
    for path in ("/threads.jsonl", "/thread/x:1001.json", "/thread/x:1001.md", "/embed/thread/x:1001"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert "Halfaya" not in answer.text
    assert client.get("/thread/x:1001.json").json() == {"error": "This archive is private; log in first."}
    assert client.post("/find").status_code == 401
    login = client.get("/login?next=/tag/halfaya")
    assert login.status_code == 200
    assert "its password opens it" in login.text
    assert not LexborHTMLParser(login.text).css("nav, form[role=search]")
    assert (
        client.get(LexborHTMLParser(login.text).css_first("link[rel=stylesheet]").attributes["href"]).status_code == 200
    )
    assert client.get("/robots.txt").text.endswith("Disallow: /\n")
    log_in(client)
    assert "Halfaya" in client.get("/thread/x:1001").text
    assert client.get("/thread/x:1001.json").status_code == 200


def test_logging_out_ends_the_session_everywhere(visit):
    client = visit()
    log_in(client)
    taken = client.cookies["clew-owner"]
    page = client.get("/login").text
    answer = client.post("/logout", data={"token": token(page), "next": "/tags"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/tags")
    assert client.get("/who").text == "a reader"
    client.cookies.set("clew-owner", taken)
    assert client.get("/who").text == "a reader"


def test_sessions_end_by_themselves_and_with_the_password(visit, keys, tmp_path, monkeypatch):
    client = visit()
    log_in(client)
    assert client.get("/who").text == "the owner"
    with monkeypatch.context() as later:
        now = time.time()
        later.setattr(sessions.time, "time", lambda: now + sessions.LASTS + 1)
        assert client.get("/who").text == "a reader"
    own = KeyFile(tmp_path / "owner.json")
    own.set_password(PASSWORD)
    client = visit(file=own)
    log_in(client)
    own.set_password("tea on monday, bring tea")
    assert client.get("/who").text == "a reader"
    own.set_password(PASSWORD)
    assert client.get("/who").text == "a reader"
    own.remove()
    assert client.get("/who").text == "a reader"


def test_a_cookie_that_was_not_made_here_is_nothing(visit, keys):
    client = visit()
    good = sessions.begun(keys.read())
    name, until, signature = good.split(".")
    for bad in (
        "",
        ".",
        "..",
        good[:-1],
        f"{name}.{int(until) + 9}.{signature}",
        f"x.{until}.{signature}",
        "é.ü.ø",
        good + "0",
    ):
        client.cookies.clear()
        assert client.get("/who", headers={"cookie": f"clew-owner={bad}".encode()}).text == "a reader", bad
    assert client.get("/who", headers={"cookie": f"clew-owner={good}"}).text == "the owner"


def test_a_wrong_password_and_none_at_all_look_the_same(visit, tmp_path):
    wrong = log_in(visit(), "not the password")
    none = log_in(visit(file=KeyFile(tmp_path / "owner.json")), "not the password")
    said = [LexborHTMLParser(answer.text).css_first(".wrong").text() for answer in (wrong, none)]
    assert [wrong.status_code, none.status_code, *said] == [403, 403, *["That is not the password."] * 2]
    assert not verified(None, "")


def test_the_password_can_only_be_tried_so_often(visit):
    client = visit()
    assert [log_in(client, "wrong wrong wrong").status_code for _ in range(7)] == [403] * 5 + [429] * 2
    answer = log_in(client)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 901
    assert "try again in 15 minutes" in answer.text


@pytest.mark.parametrize("way", ["own", "public"])
def test_a_form_counts_only_with_the_token_of_a_page_of_ours(visit, way):
    client, other = (visit(way, "http://localhost", "127.0.0.1") for _ in range(2))
    if way == "public":
        log_in(client)
        log_in(other)

        def asked(browser):
            return token(browser.get("/tags").text)
    else:

        def asked(browser):
            @owner_only
            def form(request):
                from clew.web.printing import page

                return page(request, "login.html", back="/", sentence="")

            browser.app.router.routes.append(Route("/form", form))
            return token(browser.get("/form").text)

    mine, theirs = asked(client), asked(other)
    assert client.post("/change", data={"token": mine, "to": "x"}).text == "changed to x"
    for bad in (theirs, "", "é", mine[:-1]):
        answer = client.post("/change", data={"token": bad, "to": "x"})
        assert (answer.status_code, "load the page anew" in answer.text) == (403, True)
    for site in ("cross-site", "same-site"):
        assert (
            client.post("/change", data={"token": mine, "to": "x"}, headers={"sec-fetch-site": site}).status_code == 403
        )
    assert client.post("/change", data={"token": mine, "to": "x"}, headers={"sec-fetch-site": "same-origin"}).text


def test_the_login_form_has_a_token_too(visit):
    client = visit()
    assert client.post("/login", data={"password": PASSWORD}).status_code == 403
    assert client.post("/logout", data={"next": "/"}).status_code == 403


def test_what_is_the_owners_alone_is_refused_to_others(visit):
    client = visit()
    answer = client.get("/shelf?a=b")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/shelf%3Fa%3Db")
    assert client.post("/change", data={"to": "x"}).status_code == 403
    log_in(client)
    assert client.get("/shelf").text == "only for you"


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"token=" + b"a" * 20_000, "application/x-www-form-urlencoded", 413),
        (b"&".join(b"a=b" for _ in range(200)), "application/x-www-form-urlencoded", 400),
        (b"token=\xff\xfe", "application/x-www-form-urlencoded", 400),
        (b"{}", "application/json", 415),
        (b"", "", 415),
        (b"", "application/x-www-form-urlencoded", 403),
    ],
)
def test_forms_that_are_none_are_refused_with_a_sentence(visit, body, kind, status):
    answer = visit().post("/login", content=body, headers={"content-type": kind})
    assert answer.status_code == status
    assert LexborHTMLParser(answer.text).css_first(".lede p").text().strip().endswith(".")


def test_where_the_keys_break_while_serving_nobody_is_the_owner_and_readers_read_on(visit, tmp_path, caplog):
    file = KeyFile(tmp_path / "owner.json")
    file.set_password(PASSWORD)
    client = visit(file=file)
    log_in(client)
    file.path.write_text("broken")
    assert client.get("/who").text == "a reader"
    assert client.get("/tags").status_code == 200
    assert "clew password" in caplog.text
