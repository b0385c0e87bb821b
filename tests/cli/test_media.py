"""`clew add --media` and `clew media`, as a person calls them."""

from __future__ import annotations

import json

import drawn
import far as servers
import pytest
from calls import tweet, write_lines
from test_media_archives import members, zipped


@pytest.fixture
def far():
    with servers.serving() as server:
        yield server


@pytest.fixture
def pictured(clew, far, tmp_path):
    """Two posts with four pictures: one good, one gone, one page, one on a host of this machine's network."""
    far.gives("a.png", drawn.picture())
    far.gives("page.png", drawn.PAGE)
    urls = [far.at("a.png"), far.at("gone.png"), far.at("page.png"), far.at("a.png", "localhost")]
    media = [{"type": "photo", "media_url_https": url, "indices": [0, 1]} for url in urls]
    posts = [tweet(1, "1/ One", extended_entities={"media": media[:2]})]
    posts.append(tweet(2, "2/ Two", after=1, extended_entities={"media": media[2:]}))
    assert clew("add", write_lines(tmp_path / "posts.jsonl", posts)).exit_code == 0
    return clew


def test_pictures_of_an_archive(clew, tmp_path):
    place = zipped(tmp_path / "x.zip", members())
    result = clew("add", "--media", place)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(", 4 pictures and films kept\n")
    result = clew("media", place)
    assert (result.exit_code, result.stdout) == (0, "x.zip: 0 pictures and films kept\n")
    (line,) = clew("media", "--json", place).stdout.splitlines()
    assert json.loads(line)["media"] == 0


def test_an_archive_that_was_not_added(clew, tmp_path):
    clew("add", write_lines(tmp_path / "posts.jsonl", [tweet(1, "One")]))
    result = clew("media", zipped(tmp_path / "x.zip", members()))
    assert result.exit_code == 4
    assert "`clew add --media` adds it" in result.stderr
    result = clew("media", tmp_path / "nothing.zip", zipped(tmp_path / "y.zip", members()))
    assert result.exit_code == 4


def test_pictures_from_their_addresses(pictured):
    result = pictured("media", "--nearby", "127.0.0.1")
    assert result.exit_code == 0, result.stderr
    assert result.stdout.startswith("1 file kept (")
    assert "), 3 not: " in result.stdout
    for reason in ("404 Not Found (1)", "is a page, not a picture", "this machine or its network; --nearby opens"):
        assert reason in result.stdout
    assert pictured("media", "--only", "video").stdout == "Nothing is lacking that could be asked for.\n"
    lines = [json.loads(line) for line in pictured("media", "--again", "--json").stdout.splitlines()]
    assert {line["file"] for line in lines} == {None}
    assert len(lines) == 3


def test_the_setting_opens_hosts(pictured, tmp_path, monkeypatch):
    (tmp_path / "clew.toml").write_text('nearby = "127.0.0.1, localhost"\n')
    assert pictured("media").stdout.startswith("2 files kept")
    monkeypatch.setenv("CLEW_NEARBY", "127.0.0.1")
    assert "404" in pictured("media", "--again").stdout


@pytest.mark.parametrize("size", ["20MB", "500k", "2GB", "1000", "1 m"])
def test_sizes(pictured, size):
    assert pictured("media", "--max-size", size, "--nearby", "127.0.0.1").stdout.startswith("1 file kept")


@pytest.mark.parametrize(
    "wrong",
    [["--max-size", "big"], ["--max-size", "-1"], ["--only", "svg"], ["--tag", "x", "some.zip"], ["--since", "soon"]],
)
def test_wrong_calls_say_what_to_do(pictured, wrong):
    result = pictured("media", *wrong)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


def test_what_is_too_large_is_asked_for_again_when_more_is_allowed(pictured):
    assert (
        "larger than 100 bytes; --max-size allows more"
        in pictured("media", "--nearby", "127.0.0.1", "--max-size", "100").stdout
    )
    assert pictured("media", "--nearby", "127.0.0.1").stdout.startswith("1 file kept")


def test_filters(pictured):
    assert pictured("media", "--tag", "nothing").stdout == "Nothing is lacking that could be asked for.\n"
    assert pictured("media", "--author", "lina_builds", "--nearby", "127.0.0.1").stdout.startswith("1 file kept")
