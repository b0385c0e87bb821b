"""A WebSub hub as they are: it fetches the feed it is told of, and sends it to whoever subscribed to it."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import urllib.request
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import feedparser
import pytest
import streamed
from calls import hashtag, tweet, write_lines
from click.testing import CliRunner
from listened import NEARBY, Playing, numbered, running, texts, until
from owner import Owner
from played import playing
from served import served
from test_networks import mastodon, status
from test_stances import OPEN

from clew.archive import Archive, telling
from clew.archive.following import running as following
from clew.cli import main
from clew.stores.consent import Statement
from clew.web import create_app
from clew.web.guard import LOOPBACK
from clew.web.owner import Access
from clew.web.presence import Presence

PAGES = "https://threads.example"


class Hub(BaseHTTPRequestHandler):
    """Subscribing asks the subscriber whether it is meant; publishing fetches the topic and sends it on."""

    subscribers: dict
    told: list

    def do_POST(self):
        asked = {
            name: value[0]
            for name, value in parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()).items()
        }
        topic = asked.get("hub.topic") or asked.get("hub.url") or ""
        if asked["hub.mode"] == "subscribe":
            query = urlencode({"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "c1"})
            with urllib.request.urlopen(f"{asked['hub.callback']}?{query}") as answer:
                meant = answer.read() == b"c1"
            if meant:
                self.subscribers[topic].append(asked["hub.callback"])
            return self.answer(202 if meant else 403)
        self.told.append(topic)
        for callback in self.subscribers[topic]:
            with urllib.request.urlopen(topic) as feed:
                body, kind = feed.read(), feed.headers["Content-Type"]
            links = {"Content-Type": kind, "Link": f'<{self.server.address}>; rel="hub", <{topic}>; rel="self"'}
            urllib.request.urlopen(urllib.request.Request(callback, body, links, method="POST")).close()
        return self.answer(202 if topic else 400)

    def answer(self, status, body=b""):
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Subscriber(Hub):
    """Means every subscription, and keeps what it is sent."""

    sent: list

    def do_GET(self):
        self.answer(200, parse_qs(urlsplit(self.path).query)["hub.challenge"][0].encode())

    def do_POST(self):
        self.sent.append((self.headers["Link"], self.rfile.read(int(self.headers["Content-Length"]))))
        self.answer(204)


@contextmanager
def serving(kind, **state):
    handler = type(kind.__name__, (kind,), state)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.address = f"http://127.0.0.1:{server.server_port}/"
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    yield server.address, handler
    server.shutdown()
    worker.join()
    server.server_close()


@pytest.fixture
def hub():
    with serving(Hub, subscribers=defaultdict(list), told=[]) as made:
        yield made


@pytest.fixture
def subscriber():
    with serving(Subscriber, sent=[]) as made:
        yield made


def posts(first, count, tag="river"):
    """A thread whose every post has the hashtag."""
    texts = (f"{at + 1}/ Mud on the #{tag}" for at in range(count))
    return [
        hashtag(tweet(first + at, text, after=first + at - 1 if at else None), tag) for at, text in enumerate(texts)
    ]


def lines(place, rows):
    write_lines(place, rows)
    return place


def add(archive, *arguments):
    return CliRunner().invoke(main, ["--archive", str(archive), "add", *map(str, arguments)])


def test_a_subscriber_is_sent_the_feed_of_a_hashtag_when_a_thread_on_it_grows(tmp_path, hub, subscriber):
    place = tmp_path / "archive"
    rows = posts(0, 4)
    assert add(place, lines(tmp_path / "one.jsonl", rows[:2])).exit_code == 0
    with Archive.open(place) as archive:
        site = Presence(hub=hub[0])
        for address in served(create_app(archive, site=site)):
            with urllib.request.urlopen(f"{address}/tag/river.atom") as feed:
                found = feedparser.parse(feed.read())
            links = {each.rel: each.href for each in found.feed.links}
            assert links["hub"] == hub[0]
            asked = {"hub.mode": "subscribe", "hub.topic": links["self"], "hub.callback": subscriber[0]}
            urllib.request.urlopen(links["hub"], urlencode(asked).encode()).close()
            done = add(place, "--hub", hub[0], "--pages", address, lines(tmp_path / "two.jsonl", rows))
            assert done.exit_code == 0, done.output
    assert links["self"] in hub[1].told
    ((said, body),) = subscriber[1].sent
    (entry,) = feedparser.parse(body).entries
    assert f'<{links["self"]}>; rel="self"' in said
    assert "4/ Mud" in entry.content[0].value
    assert "4/ Mud" not in found.entries[0].content[0].value
    assert entry.id == found.entries[0].id


def test_a_hub_is_told_of_lists_and_threads_and_of_nothing_else(tmp_path, hub):
    place = tmp_path / "archive"
    add(place, lines(tmp_path / "one.jsonl", posts(0, 2)))
    told = ("--hub", hub[0], "--pages", "https://threads.example/")
    add(place, *told, lines(tmp_path / "two.jsonl", posts(500, 2, "Café")))
    bare = {topic.removesuffix(".atom") for topic in hub[1].told if topic.endswith(".atom")}
    assert {urlsplit(topic).path.split("/")[1] for topic in bare} == {"threads", "tag", "author", "thread"}
    assert len(bare) == 4
    assert "https://threads.example/tag/cafe" in bare
    assert len(hub[1].told) == 3 * len(bare)
    hub[1].told.clear()
    add(place, *told, tmp_path / "two.jsonl")
    assert hub[1].told == []


def test_a_hub_that_is_not_there_stops_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "PATIENCE", 1)
    file = lines(tmp_path / "one.jsonl", posts(0, 2))
    done = add(tmp_path / "archive", "--hub", "http://127.0.0.1:9/", "--pages", "https://threads.example", file)
    assert done.exit_code == 0
    assert "The hub was told of 0 of 12 feeds that changed: it cannot be reached" in done.output
    done = add(tmp_path / "other", "--hub", "http://127.0.0.1:9/", file)
    assert done.exit_code == 0
    assert "set --pages" in done.output


def test_what_is_added_on_the_pages_is_told_like_what_the_command_adds(tmp_path, hub):
    file = lines(tmp_path / "one.jsonl", posts(0, 3))
    add(tmp_path / "first", "--hub", hub[0], "--pages", PAGES, file)
    expected, hub[1].told[:] = list(hub[1].told), []
    assert len(expected) > 6
    with Archive.open(tmp_path / "second") as archive, browsing(archive, Presence(PAGES, hub[0])) as owner:
        page = owner.add(("one.jsonl", file.read_bytes()))
        assert "hub" not in page.css_first(".state").text()
        assert hub[1].told == expected
        owner.add(("one.jsonl", file.read_bytes()))
        assert hub[1].told == expected


@pytest.mark.parametrize(
    ("site", "said"),
    [
        (Presence(PAGES, "http://127.0.0.1:9/"), "Clew’s log says why."),
        (Presence(None, "http://127.0.0.1:9/"), "--pages"),
    ],
)
def test_the_page_says_when_the_hub_is_not_told(tmp_path, caplog, site, said):
    with Archive.open(tmp_path / "archive") as archive, browsing(archive, site) as owner:
        page = owner.add(("one.jsonl", lines(tmp_path / "one.jsonl", posts(0, 2)).read_bytes()))
        assert said in page.css_first(".state").text()
        assert ("it cannot be reached" in caplog.text) == (site.address is not None)


def browsing(archive, site):
    """The pages of an archive in the browser of its owner."""
    app = create_app(archive, hosts=LOOPBACK, access=Access("own"), site=site)
    return Owner(app, base_url="http://localhost", client=("127.0.0.1", 50000), follow_redirects=False)


@pytest.fixture
def relay():
    playing = Playing("/xrpc/com.atproto.sync.subscribeRepos")
    yield playing
    playing.close()


def test_following_tells_the_hub_while_it_runs_and_only_of_what_changed(tmp_path, hub, relay, monkeypatch):
    monkeypatch.setattr(following, "_HUB", 0.0)
    story, rounds = numbered(streamed.story()), []
    again = streamed.post("4/ And so on.", "3mhsxqk333322", "3mhsxqk222222")
    with Archive.open(tmp_path / "archive") as archive:

        def tell(since):
            rounds.append(archive.tell_hub(hub[0], PAGES, since))

        archive.follow("#bridge", NEARBY)
        with running(archive, f"http://{relay.address}", tell=tell) as news:
            until(lambda: relay.asked)
            relay.says(*story[:4])
            until(lambda: rounds and rounds[-1].changed)
            assert f"{PAGES}/author/{streamed.LINA}.atom" in hub[1].told
            number, looks = len(rounds), len(news)
            until(lambda: len(news) > looks + 2)
            assert len(rounds) == number
            hub[1].told.clear()
            relay.says(story[6])  # an edit
            until(lambda: "late" in str(texts(archive)))
            relay.says((20, streamed.commit(20, streamed.LINA, [("create", "3mhsxqk888822", again)])))
            until(lambda: f"{PAGES}/author/{streamed.LINA}.atom" in hub[1].told)
        assert all(told.why is None for told in rounds)


def test_the_command_that_follows_tells_the_hub_before_it_ends(tmp_path, hub, relay):
    with Archive.open(tmp_path / "archive") as archive:
        archive.follow("#bridge", NEARBY)
        archive._store.state([Statement(streamed.LINA, "network", "yes", "", datetime.now(UTC))])
        words = [sys.executable, "-m", "clew", "--archive", tmp_path / "archive", "follow", "--nearby", "127.0.0.1"]
        words += ["--stream", f"http://{relay.address}", "--appview", NEARBY.appview, "--hub", hub[0], "--pages", PAGES]
        child = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        until(lambda: relay.asked)
        relay.says(*numbered(streamed.story()[:4]))
        until(lambda: len(texts(archive)) == 3)
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=30)
        assert (child.returncode, errors) == (0, b"")
    assert f"{PAGES}/author/{streamed.LINA}.rss" in hub[1].told


def test_the_bot_tells_the_hub_of_what_it_kept_even_where_the_answer_fails(tmp_path, hub, monkeypatch):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    with playing("https://social.test") as played:
        story = [status(1, "1/ The bridge.", whose=None), status(2, "2/ It is shut.", 1)]
        asked = status(3, "@bot unroll", 2, account="2", at=datetime.now(UTC).isoformat())
        mastodon(played, [*story, asked], {1: ((), (2,)), 2: ((1,), ()), 3: ((1, 2), ())})
        played.gives("/api/v1/accounts/lookup", {**OPEN, "uri": "https://social.test/users/lina"})
        bot = {"id": "9", "acct": "bot", "username": "bot", "url": "https://social.test/@bot"}
        played.gives("/api/v1/accounts/verify_credentials", bot)
        mention = {"id": "7", "type": "mention", "created_at": asked["created_at"], "status": asked}
        played.gives("/api/v1/notifications", [{**mention, "account": asked["account"]}])
        secrets = tmp_path / "bot.toml"
        secrets.write_text(f'[fediverse]\nserver = "{played.base}"\ntoken = "ours"\n', "utf-8")
        secrets.chmod(0o600)
        words = ["--archive", str(tmp_path / "archive"), "bot", "--once", "--nearby", "127.0.0.1"]
        words += ["--pages", PAGES, "--hub", hub[0]]
        assert CliRunner().invoke(main, words).exit_code == 0  # nothing can be written there: a try
        assert f"{PAGES}/threads.atom" in hub[1].told
        assert any(topic.startswith(f"{PAGES}/thread/") for topic in hub[1].told)
        hub[1].told.clear()
        played.gives("/api/v1/statuses", {"id": "10"})
        done = CliRunner().invoke(main, words)
    assert "1 answered" in done.output
    assert hub[1].told == []
