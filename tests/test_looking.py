"""Whose posts a program brings by itself: only theirs who let it be, and no longer than that is known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from made import ADA, a_post, begin, chain
from msgspec.structs import replace
from played import playing
from test_networks import mastodon, status
from test_stances import OPEN

from clew.archive import Archive, Asking
from clew.archive.bringing import bring
from clew.archive.brought import brought, note_brought, only_brought
from clew.archive.consent import NETWORK, Consent
from clew.archive.looking import LAPSE, Looking, lapse, obey_known
from clew.archive.settling import settle
from clew.cli import main
from clew.networks import Ask, Services
from clew.post import Author
from clew.stores.consent import Statement

NOW = datetime.now(UTC)
NEARBY = ("127.0.0.1",)


def test_what_cannot_be_asked_about_is_shown_for_some_days_and_then_no_more(store):
    capture = begin(store)
    note_brought(store, capture, "bot", known=False)
    store.add(capture, chain("1 2"))
    settle(store)
    store.state([Statement(ADA.id, NETWORK, "yes", "", NOW - LAPSE + timedelta(hours=1))])
    assert only_brought(store, ADA.id, brought(store))
    assert (lapse(store, NOW), lapse(store, NOW + timedelta(hours=2))) == (0, 1)
    assert store.thread("x:1") is None
    assert store.refusals()[0].source == "network"
    assert Consent(store).of(ADA).answer == "yes"  # silence is no refusal


def test_what_the_owner_adds_is_not_touched_by_silence(store):
    one, other = begin(store), begin(store, "b")
    note_brought(store, one, "bot", known=False)
    store.add(one, chain("1 2"))
    store.add(other, [a_post("3", minute=30)])
    store.state([Statement(ADA.id, NETWORK, "yes", "", NOW - 2 * LAPSE)])
    assert lapse(store, NOW) == 0
    note_brought(store, one, "", known=True)
    assert brought(store) == frozenset()


def test_what_was_looked_up_stands_for_profiles_read_before_and_the_owners_word_for_all(store):
    store.add(begin(store), chain("1 2"))
    settle(store)
    known = Consent(store)
    known.note([Statement(ADA.id, "profile", "no", "#nobot stands in the profile", NOW - timedelta(days=3))])
    known.note([Statement(ADA.id, NETWORK, "yes", "", NOW)])
    assert known.of(ADA).allows
    known.note([Statement(ADA.id, NETWORK, "no", "#nobot stands in the profile", NOW)])
    obey_known(store, chain("1"))
    assert store.thread("x:1") is None
    with Archive(store) as archive:
        archive.allow(ADA.id)
        assert archive.thread("x:1")
        assert (known.of(ADA).answer, known.of(ADA).source) == ("yes", "owner")
        obey_known(store, chain("1"))
        assert archive.thread("x:1")


@pytest.fixture
def social():
    """Lina's thread of two with Basil's answer; her profile can be looked up, and his cannot."""
    with playing("https://social.test") as played:
        posts = [
            status(1, "1/ The bridge.", whose=None),
            status(2, "2/ It is shut.", 1),
            status(3, "Who?", 2, account="2"),
        ]
        mastodon(played, posts, {1: ((), (2, 3)), 2: ((1,), (3,))})
        played.gives("/api/v1/accounts/lookup", {**OPEN, "uri": "https://social.test/users/lina"})
        yield played


def test_posts_of_others_are_left_out_and_then_no_bytes_are_kept(social, tmp_path):
    address = social.here("https://social.test/@lina/2")
    with Archive.open(tmp_path / "a") as archive, Ask(Services(), NEARBY) as ask:
        folder = tmp_path / "a" / "captures"
        looking = Looking(archive._store, ask)
        bring(archive._store, folder, address, Asking(nearby=NEARBY), looking, "bot")
        assert archive.thread(address).summary.held == 2
        assert archive.info().posts == 2
        kept = archive.captures()
        assert kept
        assert not any(each.held for each in kept)
        assert not [path for path in folder.rglob("*") if path.is_file()]
        assert brought(archive._store) == {each.id for each in kept}
        # she refuses, and he still cannot be asked
        social.gives("/api/v1/accounts/lookup", {**OPEN, "uri": "https://social.test/users/lina", "noindex": True})
        author = archive.thread(address).summary.author
        assert Looking(archive._store, ask).of(author).allows
        assert Looking(archive._store, ask).of(author, timedelta(0)).answer == "no"
        assert archive.info().posts == 0
        # what the owner fetches is kept apart as well
        list(archive.add([address], asking=Asking(nearby=NEARBY)))
        assert archive.of_owner().thread(address)
        assert archive.info().threads == 0


def test_bytes_of_those_who_allow_it_are_kept(social, tmp_path):
    statuses = [status(1, "1/ The bridge.", whose=None), status(2, "2/ It is shut.", 1)]
    mastodon(social, statuses, {1: ((), (2,)), 2: ((1,), ())})
    with Archive.open(tmp_path / "a") as archive, Ask(Services(), NEARBY) as ask:
        address = social.here("https://social.test/@lina/2")
        looking = Looking(archive._store, ask)
        bring(archive._store, tmp_path / "a" / "captures", address, Asking(nearby=NEARBY), looking, "bot")
        assert archive.captures()
        assert all(each.held for each in archive.captures())


def test_the_command_asks_again_a_day_later(social, tmp_path, monkeypatch):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    address = social.here("https://social.test/@lina/2")
    words = ["--archive", str(tmp_path / "a"), "consent", "look", "--nearby", "127.0.0.1"]
    with Archive.open(tmp_path / "a") as archive, Ask(Services(), NEARBY) as ask:
        bring(archive._store, None, address, Asking(nearby=NEARBY), Looking(archive._store, ask), "bot")
    social.gives("/api/v1/accounts/lookup", {**OPEN, "uri": "https://social.test/users/lina", "noindex": True})
    assert CliRunner().invoke(main, words).exit_code == 0
    with Archive.open(tmp_path / "a") as archive:
        author = archive.thread(address).summary.author
        (said,) = archive._store.statements(author.id)
        archive._store.state([replace(said, made=NOW - timedelta(days=2))])
    assert CliRunner().invoke(main, words).exit_code == 0
    with Archive.open(tmp_path / "a") as archive:
        assert archive.info().posts == 0
        assert [each.source for each in archive.refusals()] == ["network"]
    assert CliRunner().invoke(main, [*words, "@lina"]).exit_code == 2


def test_a_block_stays_until_somebody_looks_who_would_be_told_of_it(social, store):
    with Ask(Services(), NEARBY) as anybody, Ask(Services(home={"fediverse": social.base}), NEARBY) as member:
        lina = Author(social.here("https://social.test/users/lina"), "fediverse", f"lina@{social.base[7:]}")
        social.gives("/api/v1/accounts/relationships", [{"id": "1", "blocked_by": True}])
        for ask, answer in ((anybody, "yes"), (member, "no"), (anybody, "no")):
            assert Looking(store, ask).of(lina, timedelta(0)).answer == answer
        social.gives("/api/v1/accounts/relationships", [{"id": "1", "blocked_by": False}])
        for ask, answer in ((anybody, "no"), (member, "yes"), (anybody, "yes")):
            assert Looking(store, ask).of(lina, timedelta(0)).answer == answer
