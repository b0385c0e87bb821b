"""Pages of a set in its place: whoever asks may read it, and nothing offers or does what would change it."""

from __future__ import annotations

import pytest
from calls import two_threads, write_lines
from click.testing import CliRunner
from clusters import made
from owner import Owner
from selectolax.lexbor import LexborHTMLParser

from clew.archive import Archive
from clew.cli import main
from clew.web import create_app
from clew.web.guard import LOOPBACK
from clew.web.owner import Access
from clew.web.owner.keys import KeyFile

THREAD = "/thread/x:1038000000000000001"
SENTENCE = "This archive is a set, which is only read; `clew add SET` brings it into one that grows."
CHANGING = [
    ("GET", "/add"),
    ("POST", "/add"),
    ("GET", "/add/some"),
    ("GET", "/add/some/events"),
    ("POST", "/shelves"),
    ("GET", "/forget?what=thread&id=x:1038000000000000001"),
    ("POST", "/forget"),
    ("GET", "/forgotten"),
    ("GET", "/forgotten/1.json"),
    ("GET", "/refused"),
    ("POST", "/refused"),
]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("set")
    made([write_lines(folder / "two.jsonl", two_threads())], folder / "set", parts=2)
    return folder / "set"


def browser(archive, access):
    app = create_app(archive, hosts=LOOPBACK, access=access)
    return Owner(app, base_url="http://localhost", client=("127.0.0.1", 50000), follow_redirects=False)


@pytest.fixture(params=["own", "public"])
def reader(request, place, tmp_path):
    """Somebody at this machine, or anywhere, who reads a set."""
    access = Access("own") if request.param == "own" else Access("public", KeyFile(tmp_path / "keys.toml"))
    with Archive.open(place, create=False) as archive, browser(archive, access) as opened:
        yield opened


@pytest.mark.parametrize("path", ["/", "/threads", THREAD, "/shelves", "/saved", "/search?q=bridge", "/about"])
def test_no_page_offers_to_change_a_set(reader, path):
    answer = reader.get(path)
    assert answer.status_code == 200
    page = LexborHTMLParser(answer.text)
    forms = {each.attributes["action"] for each in page.css("form[action]")}
    assert forms <= {"/find", "/language", "/search", "/threads"}
    links = [each.attributes["href"].partition("?")[0] for each in page.css("a[href]")]
    assert not {"/add", "#add", "/shelves", "/forget", "/refused", "/login"} & set(links)
    assert "clew " not in page.css_first("main").text()


@pytest.mark.parametrize(("method", "path"), CHANGING)
def test_what_would_change_a_set_is_refused_in_one_sentence(reader, method, path):
    answer = reader.request(method, path)
    assert answer.status_code == 403
    said = (
        answer.json()["error"] if path.endswith("json") else LexborHTMLParser(answer.text).css_first(".lede p").text()
    )
    assert said == SENTENCE


def test_an_address_that_is_not_held_is_searched_for_and_not_asked_for(reader):
    found = reader.get("/find", params={"q": "https://bsky.app/profile/lina.example/post/3mhsxqk222222"})
    assert found.headers["location"].startswith("/search?")
    assert reader.get("/login").headers.get("location") == "/"


@pytest.mark.parametrize("verb", ["copy", "backup", "bag"])
def test_what_cannot_be_made_of_a_set_leaves_no_folder(place, tmp_path, verb):
    words = [verb, str(place), str(tmp_path / "to")] if verb == "copy" else [verb, str(tmp_path / "to")]
    done = CliRunner().invoke(main, ["--archive", str(place), *words])
    assert done.exit_code == 5
    assert "clew --archive" in done.output or "A set" in done.output
    assert list(tmp_path.iterdir()) == []
    if verb == "copy":
        assert f"`clew --archive {tmp_path / 'to'} add {place}`" in done.output
