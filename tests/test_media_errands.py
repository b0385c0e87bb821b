"""Pictures and films from their web addresses: what is lacking is asked for once, kept whole or not at all."""

from __future__ import annotations

import hashlib
import json
import signal
import subprocess
import sys
import time

import drawn
import far as servers
import pytest
from calls import BASE, tweet, write_lines

from clew.archive import Archive
from clew.capture.keeping import PARTIAL
from clew.errors import MissingPart
from clew.query import Query

PIER, BEND = drawn.picture(900, 600, "JPEG"), drawn.picture(300, 200)


@pytest.fixture
def far():
    with servers.serving() as server:
        yield server


def posted(number, *media, **more):
    """A post with pictures (addresses) and films (pairs of a film and the picture that stands for it)."""
    made = []
    for each in media:
        film, still = each if isinstance(each, tuple) else (None, each)
        one = {
            "type": "video" if film else "photo",
            "media_url_https": still,
            "indices": [0, 1],
            "url": "https://t.co/a",
        }
        made.append(one | ({"video_info": {"variants": [{"url": film, "bitrate": 1}]}} if film else {}))
    return tweet(number, f"{number}/ Words.", extended_entities={"media": made}, **more)


@pytest.fixture
def fill(tmp_path):
    def fill(*posts):
        with Archive.open(tmp_path / "archive") as archive:
            list(archive.add([write_lines(tmp_path / "posts.jsonl", posts)]))
        return tmp_path / "archive"

    return fill


def run(place, *, nearby=("127.0.0.1",), most=1 << 20, query=None, **more):
    with Archive.open(place) as archive:
        return list(archive.fetch_media(archive.lacking_media(query, **more), nearby=nearby, most=most))


def kept(place):
    found = {path.name: path.read_bytes() for path in (place / "media").rglob("*.*")}
    assert all(
        hashlib.sha256(data).hexdigest() == name.partition(".")[0] for name, data in found.items() if "-" not in name
    )
    return found


def test_what_is_lacking_is_fetched_once(far, fill):
    pier, bend = far.gives("pier.jpg", PIER), far.gives("bend.png", BEND)
    film, still = far.gives("film.mp4", drawn.MP4), far.gives("still.jpg", PIER)
    place = fill(posted(1, pier, bend), posted(2, pier, (film, still), after=1), posted(50, pier))
    found = {each.address: each for each in run(place)}
    assert set(found) == {pier, bend, film, still}
    assert set(far.asked.values()) == {1}
    assert found[pier].file == found[still].file
    assert found[bend].file.width == 300
    assert found[pier].origin == pier
    with Archive.open(place) as archive:
        thread = archive.thread(f"x:{BASE + 1}")
        assert thread.parts[0].post.media[0].file == found[pier].file
        assert thread.parts[1].post.media[1].still == found[still].file
        assert archive.thread(f"x:{BASE + 50}").parts[0].post.media[0].file == found[pier].file
    assert run(place) == []
    assert sum(far.asked.values()) == 4


def test_what_is_gone_is_not_asked_for_again_and_again(far, fill):
    gone, page, busy = far.at("gone.jpg"), far.gives("page.jpg", drawn.PAGE), far.gives("busy.jpg", b"", 403)
    place = fill(posted(1, gone, page, busy))
    reasons = {each.address: each.reason for each in run(place)}
    assert reasons[gone] == "404 Not Found"
    assert "is a page" in reasons[page]
    assert reasons[busy] == "403 Forbidden"
    far.asked.clear()
    assert {each.address for each in run(place)} == {busy}
    far.gives("gone.jpg", PIER)
    assert {each.address for each in run(place)} == {busy}
    again = {each.address: each.file for each in run(place, again=True)}
    assert again[gone] is not None
    assert {each.address for each in run(place, again=True)} == {page, busy}


def test_a_bomb_is_refused_and_a_closed_door_is_not_noted(far, fill):
    far.gives("bomb.png", drawn.bomb())
    place = fill(posted(1, far.at("bomb.png"), far.at("pier.jpg", "localhost")))
    reasons = [each.reason for each in run(place)]
    assert any("too many dots" in reason for reason in reasons)
    assert any("this machine" in reason for reason in reasons)
    assert kept(place) == {}
    assert [each.reason for each in run(place)] == [reason for reason in reasons if "machine" in reason]


def test_filters_choose_threads_and_kinds(far, fill):
    addresses = [far.gives(f"{number}.png", drawn.picture(number * 10, 20)) for number in range(1, 6)]
    film, still = far.gives("film.mp4", drawn.MP4), far.gives("still.png", BEND)
    sami = ("7003", "sami_ferry", "Sami")
    place = fill(
        posted(1, addresses[0]), posted(2, addresses[1], (film, still), after=1),
        posted(11, addresses[2], user=sami), posted(12, addresses[3], user=sami, after=11), posted(50, addresses[4]),
    )  # fmt: skip
    with Archive.open(place) as archive:
        lacking = {each.address for each in archive.lacking_media(Query(author="sami_ferry"))}
        assert lacking == {addresses[2], addresses[3]}
        assert {each.address for each in archive.lacking_media(only=["video"])} == {film, still}
        assert {each.address for each in archive.lacking_media(only=["photo"])} == set(addresses)
        assert len(list(archive.lacking_media())) == 7
        assert len(list(archive.lacking_media(Query(limit=1)))) in {2, 4}


def test_playlists_and_what_has_no_address_are_not_asked_for(fill, far):
    place = fill(posted(1, ("https://video.bsky.example/playlist.m3u8", far.gives("still.png", BEND))), posted(2))
    assert [each.address for each in run(place)] == [far.at("still.png")]


def test_the_best_copy_that_is_there_is_taken(far, fill, monkeypatch):
    """X's own host, played by this machine: its largest copy is asked for, and the next where there is none."""

    from clew.archive import runner
    from clew.media.addresses import originals

    local = f"http://127.0.0.1:{far.port}"
    asked = []

    def here(address):
        asked.extend(originals(address))
        return [each.replace("https://pbs.twimg.com", local) for each in originals(address)]

    monkeypatch.setattr(runner, "originals", here)
    far.answers["/media/PIER?format=jpg&name=large"] = (200, {"Content-Length": str(len(PIER))}, PIER)
    place = fill(posted(1, "https://pbs.twimg.com/media/PIER.jpg:small"))
    (found,) = run(place)
    assert found.address == "https://pbs.twimg.com/media/PIER.jpg"
    assert found.origin.endswith("name=large")
    assert list(far.asked) == [f"/media/PIER?format=jpg&name={size}" for size in ("orig", "4096x4096", "large")]
    with Archive.open(place) as archive:
        assert archive.thread(f"x:{BASE + 1}").parts[0].post.media[0].file == found.file


def test_private_posts_are_not_asked_for(far, tmp_path):
    note = {"@context": "https://www.w3.org/ns/activitystreams", "id": "https://h.example/1", "type": "Note",
            "attributedTo": "https://h.example/mara", "published": "2024-03-01T10:01:00Z", "content": "<p>For friends</p>",
            "to": ["https://h.example/mara/followers"], "cc": [],
            "attachment": [{"type": "Document", "mediaType": "image/png", "url": far.gives("a.png", BEND)}]}  # fmt: skip
    (tmp_path / "note.json").write_text(json.dumps(note))
    with Archive.open(tmp_path / "archive") as archive:
        (brought,) = archive.add([tmp_path / "note.json"], include_private=True)
        assert brought.added.private == 1
        assert list(archive.lacking_media()) == list(archive.with_private().lacking_media()) == []


def test_without_its_library_a_sentence_says_what_to_install(fill, monkeypatch):
    place = fill(posted(1))
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(MissingPart, match=r"pip install 'clew\[media\]'"):
        run(place)


def clew(place, *arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "clew", "--archive", place, "media", "--nearby", "127.0.0.1", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def a_crowd(far, fill):
    """Forty pictures, and among them one that never ends and one that comes slowly."""
    addresses = [far.gives(f"{number}.png", drawn.picture(20 + number, 30)) for number in range(40)]
    addresses[10:10] = [far.at("endless?1"), far.at("slow")]
    return fill(
        *(posted(number, address, after=number - 1 if number else None) for number, address in enumerate(addresses))
    )


def test_killed_in_the_middle_nothing_half_has_a_name_and_the_next_run_completes_it(far, fill):
    place = a_crowd(far, fill)
    for _ in range(3):
        child = clew(place, "--max-size", "2GB")
        asked = sum(far.asked.values())
        while sum(far.asked.values()) < asked + 4 and child.poll() is None:
            time.sleep(0.01)
        time.sleep(0.1)
        child.kill()
        child.communicate()
        kept_now = kept_without_partials(place)
    assert any(path.name.startswith(PARTIAL) for path in (place / "media").iterdir())
    with Archive.open(place):
        pass
    assert not any(path.name.startswith(PARTIAL) for path in (place / "media").iterdir())
    child = clew(place, "--max-size", "1MB")
    out, _ = child.communicate(timeout=60)
    assert child.returncode == 0
    assert "not: is larger than 1,000,000 bytes" in out
    found = kept(place)
    assert set(kept_now) <= set(found)
    assert len([name for name in found if "-" not in name]) == 41
    assert far.asked["/0.png"] <= 4


def kept_without_partials(place):
    found = {path.name: path.read_bytes() for path in (place / "media").rglob("*.png")}
    assert all(hashlib.sha256(data).hexdigest() == name.partition(".")[0] for name, data in found.items())
    return found


def test_stopped_it_stops_at_once_and_says_what_is_kept(far, fill):
    place = a_crowd(far, fill)
    child = clew(place, "--max-size", "2GB", process_group=0)
    while sum(far.asked.values()) < 12 and child.poll() is None:
        time.sleep(0.01)
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    _, errors = child.communicate(timeout=20)
    assert time.monotonic() - began < 4
    assert child.returncode == 130
    assert errors.strip().endswith(
        "Stopped. What was fetched until now is kept; the same command again goes on from there."
    )
    assert "Traceback" not in errors
    assert not any(path.name.startswith(PARTIAL) for path in (place / "media").iterdir())
    assert kept(place)
