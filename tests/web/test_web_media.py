"""Pictures and films on pages: what is held is shown from here, what is not is a link, and nothing else is given out."""

from __future__ import annotations

import json
import threading

import drawn
import pytest
import uvicorn
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient
from test_media_archives import BEND, FILM, PIER, SHOWN, X, members, picture, row, zipped

from clew.archive import Archive
from clew.web import create_app

NOTHING = "https://pbs.twimg.com/media/ABSENT.jpg"
EVIL = drawn.moving() + drawn.PAGE


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("media")
    rows = [
        row(101, "1/ Two.", picture("PIER.jpg") | {"ext_alt_text": 'A "pier" <b>'}, picture("BEND.png")),
        row(102, "2/ A film.", picture("thumb.jpg", "video", FILM), after=101),
        row(103, "3/ Alone, and one lost.", picture("PIER.jpg"), picture("ABSENT.jpg"), after=102),
        row(104, "4/ For friends.", picture("SECRET.jpg"), after=103, scopes={"followers": True}),
        row(105, "5/ Sensitive.", picture("VEILED.jpg"), after=103, possibly_sensitive=True),
        row(106, "6/ A still alone.", picture("still.jpg", "video", "https://video.twimg.com/x/LOST.mp4"), after=105),
        row(107, "7/ It moves.", picture("EVIL.gif"), after=106),
        row(108, "٨/ صورة.", picture("BEND.png"), after=107),
        row(109, "9/ A moving film, sensitive.", picture("m.jpg", "animated_gif", FILM.replace("FILM", "MOVES")), after=108,
            possibly_sensitive=True),
    ]  # fmt: skip
    files = members() | {"data/tweets.js": b"window.YTD.tweets.part0 = " + json.dumps(rows).encode()}
    files |= {
        "data/tweets_media/105-VEILED.jpg": drawn.picture(700, 500, "JPEG", "#224466"),
        "data/tweets_media/106-still.jpg": SHOWN,
        "data/tweets_media/107-EVIL.gif": EVIL,
        "data/tweets_media/109-MOVES.mp4": drawn.MP4 + b"\0",
        "data/tweets_media/109-m.jpg": drawn.picture(320, 200, "JPEG", "#664422"),
    }
    with Archive.open(folder / "archive") as opened:
        list(opened.add([zipped(folder / "x.zip", files)], media=True))
        yield opened


@pytest.fixture(scope="module")
def client(archive):
    with TestClient(create_app(archive), follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(client):
    return LexborHTMLParser(client.get("/thread/x:101").text)


def file_of(archive, post, url):
    parts = archive.thread("x:101").parts
    return next(m for p in parts if p.post.id == post for m in p.post.media if m.url == url).file


def of(page, post):
    return page.css_first(f'[id="{post}"]')


def test_a_picture_is_shown_with_its_words_and_its_room(page, archive):
    first, second = of(page, "x:101").css("figure img")
    pier = file_of(archive, "x:101", f"{X}PIER.jpg")
    shown = first.attributes
    assert shown["src"] == f"/media/{pier.sha}-900.webp"
    assert shown["srcset"] == f"/media/{pier.sha}-640.webp 640w, /media/{pier.sha}-900.webp 900w"
    assert shown["loading"] == "lazy"
    assert shown["decoding"] == "async"
    assert shown["alt"] == 'A "pier" <b>'
    assert first.parent.attributes["href"] == f"/media/{pier.name}"
    assert int(shown["width"]) / int(shown["height"]) == pytest.approx(1.5, abs=0.01)
    assert second.attributes["alt"] == "Picture 2 of 2, not described"
    assert "srcset" not in second.attributes
    assert 'A "pier" <b>' in of(page, "x:101").css_first("figcaption details p.alt").text()
    assert "No description was captured." in of(page, "x:101").css("figcaption")[1].text()


def test_two_pictures_stand_beside_each_other_and_one_by_itself(page):
    assert [each.attributes["class"] for each in of(page, "x:101").css("figure")] == ["picture held frame beside"] * 2
    assert [each.attributes["class"] for each in of(page, "x:103").css("figure")] == [
        "picture held frame",
        "picture frame",
    ]


def test_what_is_not_held_is_a_link_and_nothing_leads_away_by_itself(page, client):
    lost = of(page, "x:103").css("figure")[1]
    assert lost.css_first("img") is None
    assert lost.css_first("a").attributes["href"] == NOTHING
    for path in ("/thread/x:101", "/", "/threads", "/author/lina_builds", "/search?q=pier+OR+two"):
        tree = LexborHTMLParser(client.get(path).text)
        for node in tree.css("[src], [srcset], [poster]"):
            for name in ("src", "srcset", "poster"):
                assert (node.attributes.get(name) or "/").startswith("/")
                assert "//" not in (node.attributes.get(name) or "")


def test_a_film_has_its_still_and_its_captions_and_waits(page, archive):
    film = of(page, "x:102").css_first("video")
    file = file_of(archive, "x:102", FILM)
    assert film.attributes["preload"] == "none"
    assert "controls" in film.attributes
    assert "autoplay" not in film.attributes
    assert film.attributes["poster"].startswith("/media/")
    assert film.css_first("source").attributes == {"src": f"/media/{file.name}", "type": "video/mp4"}
    tracks = {each.attributes["srclang"]: each.attributes for each in film.css("track")}
    assert tracks["ar"]["label"] == "Arabic"
    assert set(tracks) == {"ar", "en"}
    assert film.attributes["width"]


def test_of_a_film_that_is_not_held_its_still_is_shown(page):
    figure = of(page, "x:106").css_first("figure")
    assert figure.css_first("video") is None
    assert figure.css_first("img").attributes["alt"] == "Film, not described"
    assert figure.css_first("figcaption a").text() == "Film on X"


def test_what_moves_moves(page, archive):
    file = file_of(archive, "x:107", f"{X}EVIL.gif")
    assert file.small == ()
    assert of(page, "x:107").css_first("img").attributes["src"] == f"/media/{file.name}"
    moving = of(page, "x:109").css_first("video").attributes
    assert {"loop", "muted", "controls"} <= set(moving)
    assert "autoplay" not in moving


def test_a_veil_has_no_still_before_it_is_lifted(page):
    assert of(page, "x:105").css_first("details.veil figure img") is not None
    assert "poster" not in of(page, "x:109").css_first("details.veil video").attributes


@pytest.mark.parametrize(
    ("name", "body", "mime"),
    [(f"{X}PIER.jpg", PIER, "image/jpeg"), (f"{X}BEND.png", BEND, "image/png")],
)
def test_a_file_is_given_out_as_what_it_is(client, archive, name, body, mime):
    file = file_of(archive, "x:101", name)
    answer = client.get(f"/media/{file.name}", headers={"accept-encoding": "gzip, br, zstd"})
    assert (answer.status_code, answer.content) == (200, body)
    headers = answer.headers
    assert headers["content-type"] == mime
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    assert "script" not in headers["content-security-policy"]
    assert "immutable" in headers["cache-control"]
    assert "content-encoding" not in headers
    assert "content-disposition" not in headers
    assert client.get(f"/media/{file.name}", headers={"if-none-match": headers["etag"]}).status_code == 304
    head = client.head(f"/media/{file.name}")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(body)))
    small = client.get(f"/media/{file.sha}-{file.small[0]}.webp")
    assert (small.status_code, small.headers["content-type"]) == (200, "image/webp")
    assert small.headers["etag"] != headers["etag"]


def test_a_film_comes_in_pieces(client, archive):
    file = file_of(archive, "x:102", FILM)
    answer = client.get(f"/media/{file.name}", headers={"range": "bytes=4-11"})
    assert (answer.status_code, answer.content) == (206, drawn.MP4[4:12])
    assert answer.headers["content-range"] == f"bytes 4-11/{len(drawn.MP4)}"
    assert answer.headers["accept-ranges"] == "bytes"
    assert client.get(f"/media/{file.name}", headers={"range": "bytes=-5"}).content == drawn.MP4[-5:]
    assert client.get(f"/media/{file.name}", headers={"range": "bytes=99999-"}).status_code == 416


def test_captions_are_never_a_page(client, archive):
    _, name = file_of(archive, "x:102", FILM).captions[0]
    answer = client.get(f"/media/{name}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/vtt")
    assert answer.headers["content-disposition"].startswith("attachment")


def test_a_picture_that_is_a_page_too_is_a_picture(client, archive):
    file = file_of(archive, "x:107", f"{X}EVIL.gif")
    answer = client.get(f"/media/{file.name}")
    assert answer.content == EVIL
    assert answer.headers["content-type"] == "image/gif"
    assert "sandbox" in answer.headers["content-security-policy"]


def test_nothing_else_is_given_out(client, archive):
    pier = file_of(archive, "x:101", f"{X}PIER.jpg")
    stray = "ef" * 32 + ".jpg"
    archive._media.keep(BEND, stray)
    for name in (stray, f"{pier.sha}.png", f"{pier.sha}-641.webp", pier.sha, "..%2fclew.db", "%2e%2e/clew.db", "clew.db", "0" * 64 + ".jpg",
                 f"{pier.name}%00", "", pier.name.upper(), f"{pier.name[:2]}/{pier.name}"):  # fmt: skip
        assert client.get(f"/media/{name}").status_code == 404, name
    assert client.post(f"/media/{pier.name}").status_code == 405


def test_pages_allow_films_from_here_and_nothing_from_elsewhere(client):
    policy = client.get("/thread/x:101").headers["content-security-policy"]
    assert "media-src 'self'" in policy
    assert "default-src 'none'" in policy


SHIFTS = """() => { window.moved = 0; new PerformanceObserver(list => { for (const each of list.getEntries())
  if (!each.hadRecentInput) window.moved += each.value }).observe({type: 'layout-shift', buffered: true}); }"""


@pytest.fixture(scope="module")
def address(archive):
    server = uvicorn.Server(uvicorn.Config(create_app(archive), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser_nothing_moves_and_nothing_veiled_is_loaded(chromium, archive, address, width):
    look = chromium.new_page(viewport={"width": width, "height": 700})
    asked, said = [], []
    look.on("request", lambda request: asked.append(request.url))
    look.on("console", lambda message: said.append(message.text))
    look.goto(f"{address}/thread/x:101")
    look.evaluate(SHIFTS)
    for y in range(0, look.evaluate("document.body.scrollHeight"), 300):
        look.evaluate(f"window.scrollTo(0, {y})")
        look.wait_for_timeout(60)
    look.wait_for_load_state("networkidle")
    # A copy of 640 by 427 dots is not quite as wide for its height as its picture of 900 by 600.
    assert look.evaluate("window.moved") < 0.001
    assert look.evaluate("document.documentElement.scrollWidth") <= width
    broken = "[...document.images].filter(i => i.checkVisibility() && !i.naturalWidth).length"
    assert look.evaluate(broken) == 0
    veiled = file_of(archive, "x:105", f"{X}VEILED.jpg").sha
    films = {file_of(archive, "x:102", FILM).name, file_of(archive, "x:109", FILM.replace("FILM", "MOVES")).name}
    assert [url for url in asked if veiled in url or url.rpartition("/")[2] in films] == []
    assert {url for url in asked if not url.startswith(address)} == set()
    look.locator("[id='x:105'] summary").first.click()
    for _ in range(100):
        if not look.evaluate(broken):
            break
        look.wait_for_timeout(50)
    assert look.evaluate(broken) == 0
    assert [url for url in asked if veiled in url]
    assert said == []
    # A browser whose scripts are off loads lazy pictures at once (HTML, 2.5.7), and still shows none behind a veil.
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{address}/thread/x:101")
    assert not plain.locator("[id='x:105'] figure").is_visible()
    assert plain.locator("[id='x:101'] figure").first.is_visible()
    plain.context.close()
    look.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "path", ["/embed/post/x:101", "/embed/post/x:102", "/embed/thread/x:101", "/author/lina_builds"]
)
def test_in_narrow_places_pictures_stay_within_them(chromium, address, path):
    look = chromium.new_page(viewport={"width": 340, "height": 700})
    look.goto(address + path)
    assert look.evaluate("document.documentElement.scrollWidth") <= 340
    assert look.locator("figure.held").count()
    look.close()


def test_a_site_on_a_disk_has_its_pictures(archive, tmp_path):
    from clew.web.site import write_site

    write_site(archive, tmp_path, lambda: None)
    (page,) = (tmp_path / "thread").glob("*.html")
    tree = LexborHTMLParser(page.read_text("utf-8"))
    shown = [node.attributes[name] for node in tree.css("img, video, source, track") for name in ("src", "poster")
             if node.attributes.get(name)]  # fmt: skip
    shown += [copy.split(" ")[0] for node in tree.css("[srcset]") for copy in node.attributes["srcset"].split(", ")]
    shown += [link.parent.attributes["href"] for link in tree.css("a > img")]
    assert len(shown) > 12
    for place in shown:
        assert place.startswith("../media/")
        assert (page.parent / place).resolve().is_file()
    assert (tmp_path / "media" / file_of(archive, "x:101", f"{X}PIER.jpg").name).read_bytes() == PIER
