"""The bot on real networks: it answers once, nobody twice, and no thread of an author who refuses."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
import running

from clew.archive import Archive, Asking
from clew.archive.answering import Account
from clew.archive.looking import Looking
from clew.errors import NotFound
from clew.networks import Ask, Services
from clew.query import Query

PAGES = "https://threads.example"
_names = itertools.count()


class OnBluesky:
    """People on Bluesky, and what they do and see there."""

    name = "bluesky"

    def __init__(self, network):
        self.network, number = network, next(_names)
        names = ("author", "asker", "other", "bot")
        self.author, self.asker, self.other, self.bot = (network.joined(f"{name}-{number}") for name in names)
        # The server's token is for it alone: the other services of this machine are under another name.
        server = network.pds.replace("localhost", "127.0.0.1")
        self.login = {"server": server, "account": self.bot.handle, "password": "not-a-secret"}
        self.asking = Asking(network.appview, network.plc, ("localhost", "127.0.0.1"))
        self.home = Services(network.appview, network.plc, {})
        self.author.presents("Writes of bridges.")
        self.posts = [self.author.says("1/ What we found at the bridge.")]
        self.posts.append(self.author.says("2/ It was shut.", self.posts[0], self.posts[0]))

    def asks(self, who, text, under):
        name = f"@{self.bot.handle}"
        words = f"{name} {text}"
        feature = {"$type": "app.bsky.richtext.facet#mention", "did": self.bot.did}
        facet = {"index": {"byteStart": 0, "byteEnd": len(name)}, "features": [feature]}
        post = who.says(words, under, self.posts[0], facets=[facet], langs=["fr"])
        running.until(lambda: self.bot.hears(post["uri"]))
        return post

    def answers(self):
        return [each["value"] for each in self.bot.records()]

    def refuses(self):
        self.author.presents("Writes of bridges. #nobot")
        running.until(lambda: "#nobot" in self.network.profile(self.author.did).get("description", ""))

    def allows(self):
        self.author.presents("Writes of bridges.")
        running.until(lambda: "#nobot" not in self.network.profile(self.author.did).get("description", ""))

    @staticmethod
    def text(answer):
        return answer["text"]

    def thread(self):
        return self.posts[0]["uri"]


class OnMastodon:
    """People on a server that speaks Mastodon's API."""

    name = "fediverse"

    def __init__(self, server):
        self.author, self.asker, self.other, self.bot = server.alice, server.bob, server.carol, server.bot
        self.login = {"server": server.place, "token": "bot-token"}
        self.asking = Asking(nearby=("localhost",))
        self.home = Services()
        self.author.presents("Writes of bridges.")
        self.posts = [self.author.says("1/ What we found at the bridge.")]
        self.posts.append(self.author.says("2/ It was shut.", self.posts[0]))

    def asks(self, who, text, under):
        return who.says(f"@bot {text}", under, language="fr")

    def answers(self):
        return self.bot.statuses()

    def refuses(self):
        self.author.presents("Writes of bridges. #nobot")

    def allows(self):
        self.author.presents("Writes of bridges.")

    @staticmethod
    def text(answer):
        return answer["content"]

    def thread(self):
        return self.posts[0]["uri"]


@pytest.fixture(params=["bluesky", "mastodon_server"])
def place(request):
    return {"bluesky": OnBluesky, "mastodon_server": OnMastodon}[request.param](request.getfixturevalue(request.param))


def looked(place, folder, **rules):
    """One start of the bot, from the archive in the folder."""
    with Archive.open(folder) as archive:
        return dict(archive.answering(Account(place.name, place.login, PAGES, **rules), place.asking).round())


def test_each_asker_is_answered_once(place, tmp_path):
    place.asks(place.asker, "unroll", place.posts[1])
    assert looked(place, tmp_path) == {"answered": 1}
    (answer,) = place.answers()
    with Archive.open(tmp_path) as archive:
        assert archive.thread(place.thread()).summary.held == 2
    assert "Voici le fil entier" in place.text(answer)
    assert PAGES in place.text(answer)
    # started again; asked again by the same person; then as if killed between answering and noting it
    assert looked(place, tmp_path) == {}
    place.asks(place.asker, "Déroule !", place.posts[0])
    place.asks(place.other, "what is this?", place.posts[0])
    assert looked(place, tmp_path) == {"no request": 1}
    with Archive.open(tmp_path) as archive:
        for kind in ("answer", "mention", "cursor"):
            archive._store.undo(kind, running.now() + timedelta(days=1))
    assert looked(place, tmp_path) == {"no request": 1}
    assert len(place.answers()) == 1
    place.asks(place.other, "رتّب من فضلك", place.posts[1])
    assert looked(place, tmp_path, most=1) == {"answered": 1}
    place.asks(place.other, "unroll", place.posts[1])
    assert looked(place, tmp_path, most=1) == {"too often": 1}


def test_who_refuses_is_not_brought_and_is_shown_no_more(place, tmp_path):
    place.refuses()
    place.asks(place.asker, "unroll", place.posts[1])
    assert looked(place, tmp_path / "first") == {"refused": 1}
    assert place.answers() == []
    with Archive.open(tmp_path / "first") as archive:
        assert (archive.info().posts, archive.captures()) == (0, ())
    # a thread that is stored, whose author refuses later
    place.allows()
    assert looked(place, tmp_path / "second") == {"answered": 1}
    place.refuses()
    with Archive.open(tmp_path / "second") as archive:
        assert archive.cards(Query()).items
        with Ask(place.home, place.asking.nearby) as ask:
            looking = Looking(archive._store, ask)
            looking.review()
            assert archive.cards(Query()).items  # looked up a moment ago
            looking.of(archive.thread(place.thread()).summary.author, timedelta(0))
        assert archive.cards(Query()).items == ()
        with pytest.raises(NotFound):
            archive.thread(place.thread())
        assert archive.of_owner().thread(place.thread())
        place.allows()
        author = archive.of_owner().thread(place.thread()).summary.author
        with Ask(place.home, place.asking.nearby) as ask:
            Looking(archive._store, ask).of(author, timedelta(0))
        assert archive.thread(place.thread())
    # a block of the bot's account, which only its own server tells
    place.author.blocks(place.bot)
    place.asks(place.other, "unroll", place.posts[0])
    assert looked(place, tmp_path / "second") == {"refused": 1}
    assert len(place.answers()) == 1
    with Archive.open(tmp_path / "second") as archive, pytest.raises(NotFound):
        archive.thread(place.thread())
