"""No road leads a forgotten author back: not a list, not an address, not a bot, not a stream, not a notice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from calls import tweet, write_lines
from click.testing import CliRunner
from made import ADA, BO, a_post, begin, chain
from msgspec.structs import replace
from played import playing
from test_networks import mastodon, status
from test_stances import OPEN

from clew.archive import Archive, Asking
from clew.archive.answering import Account
from clew.archive.bringing import bring
from clew.archive.consent import NETWORK, Consent
from clew.archive.following.wanted import Permission
from clew.archive.looking import Looking
from clew.archive.settling import settle
from clew.cli import main
from clew.errors import Unreadable, Withdrawn
from clew.networks import Ask, Services
from clew.post import Author, Notice
from clew.stores.consent import Statement

NEARBY = Asking("http://127.0.0.1:9", "http://127.0.0.1:9", ("127.0.0.1",))
NOW = datetime.now(UTC)
DID = f"did:plc:{'k' * 24}"
BIRD = Author(DID, "bluesky", "cormorant.example")


def forgotten(store, author, *threads):
    """An archive in which these threads were, and their author was forgotten."""
    store.add(begin(store), [post for thread in threads for post in thread])
    settle(store)
    archive = Archive(store, Path("/nowhere/captures"))
    archive.forget(archive.forgettable("author", author.id), "asked by mail")
    return archive


def test_nothing_is_noted_of_them(store):
    archive = forgotten(store, ADA, chain("1 2"), chain("7 8", BO, minute=60))
    known = Consent(store)
    assert (known.of(ADA).answer, known.of(BO).answer) == ("no", "unknown")
    known.note([Statement(each.id, NETWORK, "yes", "", NOW) for each in (ADA, BO)])
    known.note_profiles([a_post("3", replace(ADA, asks=("nobot",)))])
    assert [each.author for each in store.statements(None)] == [BO.id]
    store.add(begin(store, "b"), [Notice(f"x:{who.id[-1]}9", "deleted", who.id) for who in (ADA, BO)])
    assert [each.post_id for each in store.notices(("x:19", "x:29"))] == ["x:29"]

    def look_up(_):
        raise AssertionError

    assert not Permission(store, look_up).of(ADA)
    assert archive.author(ADA.id) is None


def test_their_words_do_not_come_back_as_what_others_pass_on(store):
    def passed(key, of, handle):
        said = a_post(key, BO, f"RT @{handle}: The herons are back.", minute=60)
        return replace(said, repost=True, repost_of=of)

    # the one that was passed on before was never held itself
    archive = forgotten(store, ADA, chain("1 2"), [passed("31", "x:77", "Ada_Reads"), passed("32", "x:78", "cy")])
    assert archive.post("x:31") is None
    assert archive.post("x:32") == "x:32"
    come = [passed("33", "x:79", "ada_reads"), passed("34", "x:80", "ada"), passed("35", None, "ada_reads")]
    assert store.add(begin(store, "b"), come).forgotten == 2
    assert archive.post("x:34") == "x:34"
    # whose words they are is told by the id, where there is one: the same words may be another's, or said again
    archive.forget(archive.forgettable("post", "x:34"), "")
    assert store.add(begin(store, "c"), [passed("36", "x:81", "ada")]).new == 1


def test_they_are_not_followed_again(store):
    archive = forgotten(store, BIRD, chain("1 2", BIRD))
    with playing("https://never.test") as played:
        played.gives("/xrpc/com.atproto.identity.resolveHandle", {"did": DID})
        server = {"id": "#atproto_pds", "type": "AtprotoPersonalDataServer", "serviceEndpoint": played.base}
        played.gives(f"/{DID}", {"id": DID, "alsoKnownAs": ["at://cormorant.example"], "service": [server]})
        asking = Asking(played.base, played.base, ("127.0.0.1",))
        for name in (DID, "@cormorant.example", "https://bsky.app/profile/cormorant.example"):
            with pytest.raises(Withdrawn, match=r"forgotten here.* follow add"):
                archive.follow(name, asking)
    assert archive.followed() == ()


def test_a_file_with_words_of_theirs_leaves_no_bytes_even_where_adding_is_cut_off(tmp_path, monkeypatch):
    files = [tmp_path / "a.jsonl", tmp_path / "b.jsonl", tmp_path / "c.jsonl"]
    write_lines(files[0], [tweet(1, "1/ The reeds."), tweet(2, "2/ The boats.", after=1)])
    other = ("7003", "sami_ferry", "Sami")
    write_lines(files[1], [tweet(3, "Once more the reeds."), tweet(11, "A ferry.", user=other)])
    write_lines(files[2], [tweet(12, "Another ferry.", user=other)])
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add(files[:1]))
        archive.forget(archive.forgettable("author", "lina_builds"), "")

        def cut_off(*_args, **_more):
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(archive._store, "add", cut_off)
            with pytest.raises(KeyboardInterrupt):
                list(archive.add(files[1:2]))
        kept = tmp_path / "archive" / "captures"
        assert [each for each in kept.rglob("*") if each.is_file()] == []
        list(archive.add(files[1:]))
        assert [each.held for each in archive.captures()] == [False, False, True]
        assert len([each for each in kept.rglob("*") if each.is_file()]) == 1
        assert archive.post("x:1038000000000000011")


@pytest.fixture
def social():
    """Lina's thread of two."""
    with playing("https://social.test") as played:
        posts = [status(1, "1/ The bridge.", whose=None), status(2, "2/ It is shut.", 1)]
        mastodon(played, posts, {1: ((), (2,)), 2: ((1,), ())})
        played.gives("/api/v1/accounts/lookup", {**OPEN, "uri": "https://social.test/users/lina"})
        yield played


def test_their_posts_are_not_asked_for_again(social, tmp_path):
    address, place = social.here("https://social.test/@lina/2"), tmp_path / "archive"
    asking = Asking(nearby=("127.0.0.1",))
    with Archive.open(place) as archive:
        list(archive.add([address], asking=asking))
        author = archive.thread(address).summary.author
        archive.forget(archive.forgettable("author", author.id), "")
        social.asked.clear()
        new = social.here("https://social.test/@lina/77")
        for each in (address, new, social.here("https://social.test/users/lina/statuses/2")):
            with pytest.raises(Unreadable, match=r"was forgotten here.*another archive"):
                list(archive.add([each], asking=asking))
        assert social.asked == []
        # a program that is asked for the thread looks up nobody, and keeps nothing
        captures = archive.captures()
        with Ask(Services(), asking.nearby) as ask:
            assert Looking(archive._store, ask).of(author).answer == "no"
            with pytest.raises(Unreadable):
                bring(archive._store, place / "captures", address, asking, Looking(archive._store, ask), "bot")
        assert (social.asked, archive.captures()) == ([], captures)
        assert archive._store.statements(None) == ()
    done = CliRunner().invoke(main, ["--archive", str(place), "add", address, "--nearby", "127.0.0.1"])
    assert done.exit_code == 3
    assert "was forgotten here" in done.output


def test_the_bot_keeps_silent_of_them(tmp_path):
    with Archive.open(tmp_path / "archive") as archive, playing("https://never.test") as played:
        services = Services(played.base, played.base)
        forgotten(archive._store, BIRD, chain("1 2", BIRD))

        class Member:
            author = BO

            def wanted(self, _mention):
                return type("Wanted", (), {"author": BIRD, "address": f"at://{DID}/app.bsky.feed.post/3mhsxqk222222"})

        bot = archive.answering(Account("bluesky", {}, "https://t.example"), NEARBY)
        mention = type("Mention", (), {"asker": ADA, "id": "m", "text": "unroll", "langs": ()})
        with Ask(services, NEARBY.nearby) as ask:
            assert bot._answer(Member(), Looking(archive._store, ask), mention) == "refused"
        assert played.asked == []
        assert archive._store.statements(None) == ()
