"""What is followed on real networks on this machine grows on pages and in feeds while people write."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager

import running
from served import served

from clew.archive import Archive, Asking
from clew.errors import NotFound
from clew.web import create_app

_names = itertools.count()


@contextmanager
def following(archive_place, network):
    """Run `clew follow` as a program of its own while the block lasts; it is told to end, and has to end well."""
    env = {**os.environ, "CLEW_NEARBY": "localhost"}
    words = [sys.executable, "-m", "clew", "--archive", archive_place, "follow"]
    words += ["--stream", network.pds, "--appview", network.appview, "--plc", network.plc]
    child = subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
        said, errors = child.communicate(timeout=60)
    assert errors == "", errors
    assert child.returncode in {0, -signal.SIGKILL}, said


@contextmanager
def pages(archive):
    """The address of the archive's pages; they end with the block, however that ends."""
    serving = served(create_app(archive))
    try:
        yield next(serving)
    finally:
        next(serving, None)


def asked(place):
    with urllib.request.urlopen(place, timeout=20) as answer:
        return answer.read().decode()


def state_of(archive, uri):
    return next(part.state for part in archive.thread(uri).parts if part.post.id == uri)


def texts(archive, uri):
    try:
        return [part.post.text for part in archive.thread(uri).parts]
    except NotFound:
        return []


def heard(archive):
    return [deed for deed in archive._store.deeds("cursor") if deed.said]


def test_a_hashtag_brings_a_thread_that_grows_on_its_page_and_in_its_feed(bluesky, tmp_path):
    alice = bluesky.joined(f"follow{next(_names)}")
    posts = [alice.says("1/ What we found at the bridge.")]
    posts.append(alice.says("2/ It was shut.", posts[0]))
    place = tmp_path / "archive"
    with Archive.open(place) as archive:
        archive.follow("#Bridge")
        with following(place, bluesky), pages(archive) as base:
            running.until(lambda: alice.says("Something else.") and heard(archive))
            posts.append(alice.says("3/ Nobody told us.", posts[1], posts[0], tags=["Bridge"]))
            # the post in mid-thread comes by the stream, what stands before it is fetched
            running.until(lambda: len(texts(archive, posts[2]["uri"])) == 3, 60)
            first = posts[0]["uri"]
            posts.append(alice.says("4/ And so it went on.", posts[2], posts[0]))
            running.until(lambda: len(texts(archive, first)) == 4)
            assert archive.thread(first).summary.author.handle == alice.handle
            page = f"{base}/thread/{first}"
            running.until(lambda: "4/ And so it went on." in asked(page))
            assert "4/ And so it went on." in asked(f"{page}.atom")
            assert "4/ And so it went on." in asked(f"{base}/tag/bridge.atom")
            alice.deletes(posts[3])
            running.until(lambda: state_of(archive, posts[3]["uri"]) == "deleted")


def test_killed_while_people_write_it_loses_and_doubles_nothing(bluesky, tmp_path):
    alice = bluesky.joined(f"follow{next(_names)}")
    place = tmp_path / "archive"
    asking = Asking(bluesky.appview, bluesky.plc, ("localhost",))
    uris = []
    with Archive.open(place) as archive:
        archive.follow(alice.did, asking)
        for _ in range(3):
            with following(place, bluesky) as child:
                running.until(lambda: alice.says("Something else.") and heard(archive))
                for _ in range(8):
                    uris.append(alice.says(f"Post {len(uris)}")["uri"])
                running.until(lambda: archive.post(uris[-8]))
                uris.append(alice.says(f"Post {len(uris)}")["uri"])
                child.kill()
        with following(place, bluesky):
            running.until(lambda: all(map(archive.post, uris)))
        said = [part.post.text for uri in uris for part in archive.thread(uri).parts]
        assert archive.info().posts == len({record.id for _, record in archive._store.said()})
        assert said == [f"Post {number}" for number in range(len(uris))]


@contextmanager
def listening(archive, asking):
    """Follow in a thread of this program, without a look at profiles: accounts of this server ask not to be found."""
    run = archive.following(asking, looked_up=False)
    thread = threading.Thread(target=run.run, args=(lambda _: None,))
    thread.start()
    try:
        yield
    finally:
        run.stopped.set()
        thread.join(60)


def test_a_server_of_the_fediverse_is_heard(mastodon_server, archive):
    alice = mastodon_server.alice
    asking = Asking(nearby=("localhost",))
    archive.follow(mastodon_server.place, asking)
    assert archive.followed()[0].server == mastodon_server.place
    with listening(archive, asking):
        running.until(lambda: heard(archive), 30)
        first = alice.says("1/ What we found at the bridge.")
        alice.says("2/ It was shut.", first)
        running.until(lambda: len(texts(archive, first["uri"])) == 2, 30)
        alice.rewrites(first, "1/ What they found at the bridge.")
        running.until(lambda: texts(archive, first["uri"])[0].startswith("1/ What they"), 30)
        alice.deletes(first)
        running.until(lambda: state_of(archive, first["uri"]) == "deleted", 30)
