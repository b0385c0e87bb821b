"""A listing, an archive and another capture of one author: whatever comes first, the same threads come of it."""

from __future__ import annotations

import itertools
import json

import msgspec
import pytest
from calls import BASE, tweet, write_lines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ADA, BO, PLACES, a_post, begin, chain

from clew.archive import Archive
from clew.archive.settling import settle
from clew.meeting import heal
from clew.post import Author, Counts, Listed, Post
from clew.query import Query
from clew.text import wording

WORDS = (
    "1/ The ferry has lain at the north mole for three weeks, and nobody will say why it does not sail.",
    "2/ We asked the harbour office, the pilot and his brother: river.example/ask/everybody-we… has the answers.",
    "3/ The licence ran out in May. A new one costs more than the old one did, and the ledger for June is missing.",
    "4/ That is all we know today; the market has moved inland.",
)


def listing(folder, *, promised=12, words=WORDS[:3]):
    page = folder / "listing.txt"
    other = "THREAD: tea\nThe first cup is for the cook.\nThe last cup is for the cat.\nRead 3 tweets\n"
    page.write_text("\n".join(words) + f"\nRead {promised} tweets\n{other}", "utf-8")
    return page


def tweets(*, cut=False, links="https://t.co/Ab12cd"):
    found = []
    for number, text in enumerate(WORDS):
        whole = text.replace("river.example/ask/everybody-we…", links)
        said = whole[:80].rstrip() + "… https://t.co/q" if cut else whole
        found.append(tweet(number, said, after=number - 1 if number else None, truncated=cut))
    return found


def traffic(folder, shown):
    """What a browser recorded while the thread was on the screen: a HAR with one answer of the page's own API."""
    entries = [
        {
            "entryId": f"tweet-{each['id_str']}",
            "content": {
                "entryType": "TimelineTimelineItem",
                "itemContent": {"itemType": "TimelineTweet", "tweet_results": {"result": _result(each)}},
            },
        }
        for each in shown
    ]
    answer = {
        "data": {
            "threaded_conversation_with_injections_v2": {
                "instructions": [{"type": "TimelineAddEntries", "entries": entries}]
            }
        }
    }
    body = {"mimeType": "application/json", "text": json.dumps(answer)}
    entry = {
        "startedDateTime": "2019-01-01T00:00:00.000Z",
        "request": {"method": "GET", "url": "https://x.com/i/api/graphql/q/TweetDetail"},
        "response": {"status": 200, "content": body},
    }
    page = folder / "traffic.har"
    page.write_text(json.dumps({"log": {"version": "1.2", "creator": {"name": "b"}, "entries": [entry]}}), "utf-8")
    return page


def _result(each):
    user, legacy = each["user"], {name: value for name, value in each.items() if name != "user"}
    who = {"__typename": "User", "rest_id": user["id_str"], "legacy": user}
    legacy |= {"user_id_str": user["id_str"], "conversation_id_str": str(BASE)}
    return {
        "__typename": "Tweet",
        "rest_id": each["id_str"],
        "core": {"user_results": {"result": who}},
        "legacy": legacy,
    }


def own_archive(folder, shown):
    data = folder / "zip" / "data"
    data.mkdir(parents=True)
    rows = [{"tweet": {key: value for key, value in each.items() if key != "user"}} for each in shown]
    (data / "tweets.js").write_text("window.YTD.tweets.part0 = " + json.dumps(rows), "utf-8")
    account = {"username": "lina_builds", "accountId": "7001", "accountDisplayName": "Lina Haddad"}
    (data / "account.js").write_text("window.YTD.account.part0 = " + json.dumps([{"account": account}]), "utf-8")
    return data.parent


def outcome(archive):
    return [
        (
            thread.id,
            thread.shape,
            thread.summary,
            [(part.post.id, part.post.text, part.post.listed, sorted(part.captures)) for part in thread.parts],
        )
        for thread in archive.threads(Query(limit=None))
    ] + [archive.info()]


@pytest.mark.parametrize("store", list(PLACES))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_in_any_order_the_same_threads(store, tmp_path_factory, data):
    folder = tmp_path_factory.mktemp("in")
    cut, held = data.draw(st.booleans()), data.draw(st.sampled_from([3, 4]))
    files = [
        listing(folder, promised=data.draw(st.sampled_from([4, 12]))),
        own_archive(folder, tweets()[:held]),
    ]
    other = tweets(cut=cut)[: data.draw(st.sampled_from([3, 4]))]
    recorded = data.draw(st.booleans())
    files.append(traffic(folder, other) if recorded else write_lines(folder / "capture.jsonl", other))
    outcomes = []
    first, *others = data.draw(st.permutations(list(itertools.permutations(files))))
    for order in (first, others[0], others[1]):
        with Archive.open(PLACES[store](tmp_path_factory.mktemp("a"))) as archive:
            for file in order:
                list(archive.add([file]))
            list(archive.add([data.draw(st.sampled_from(files))]))
            outcomes.append(outcome(archive))
            (thread,) = [each for each in archive.threads(Query(limit=None)) if each.id == f"x:{BASE}"]
            assert thread.summary.promised in {4, 12}
            assert {len(part.captures) for part in thread.parts[:3]} == {3}
    assert outcomes[0] == outcomes[1] == outcomes[2]


@pytest.fixture(params=list(PLACES))
def place(request, tmp_path):
    return PLACES[request.param](tmp_path)


def test_old_addresses_lead_to_the_healed_thread_and_counts_forget_the_card(place, tmp_path):
    with Archive.open(place) as archive:
        list(archive.add([listing(tmp_path)]))
        (card,) = [each for each in archive.threads(Query()) if each.summary.promised == 12]
        names = [part.post.id for part in card.parts]
        before = archive.info()
        list(archive.add([own_archive(tmp_path, tweets())]))
        for name in names:
            assert archive.thread(name).id == f"x:{BASE}"
        thread = archive.thread(names[1])
        assert (thread.summary.promised, thread.summary.author.handle) == (12, "lina_builds")
        assert thread.parts[1].post.text == tweets()[1]["full_text"]
        after = archive.info()
        assert (after.posts, after.threads, after.authors) == (before.posts + 1, before.threads, before.authors)
        assert archive.author(card.summary.author.id).author.id == archive.thread(names[0]).summary.author.id
        assert [archive.post(name) for name in names] == [part.post.id for part in archive.thread(names[0]).parts][:3]
        assert len(archive.authors()) == after.authors
        held = outcome(archive)
        (again,) = archive.add([listing(tmp_path, promised=14)])
        assert again.added.new == 0
        assert archive.thread(names[0]).summary.promised in {12, 14}
        assert archive.info().threads == held[-1].threads
        assert archive.thread(names[0]).id == f"x:{BASE}"


def test_two_who_said_it_are_told_of_and_nothing_is_joined(place, tmp_path):
    other = ("7009", "copy_cat", "Copy")
    copied = [
        tweet(500 + n, each["full_text"], user=other, after=500 + n - 1 if n else None)
        for n, each in enumerate(tweets())
    ]
    mine, theirs = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write_lines(mine, tweets())
    write_lines(theirs, copied)
    with Archive.open(place) as archive:
        list(archive.add([mine, theirs, listing(tmp_path)]))
        assert [each.summary.promised for each in archive.threads(Query(sort="oldest"))][:3] == [None, None, 12]
        (problem,) = [each for each in archive.every_problem() if "2 authors" in each.problem.reason]
        assert problem.name == "listing.txt"


def test_what_has_met_stays_met_when_somebody_says_it_later(place, tmp_path):
    mine, theirs = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    write_lines(mine, tweets())
    write_lines(
        theirs,
        [tweet(500 + n, each["full_text"], user=("7009", "copy_cat", "Copy")) for n, each in enumerate(tweets())],
    )
    page = listing(tmp_path)
    with Archive.open(place) as archive:
        list(archive.add([page, mine]))
        met = archive.thread(f"x:{BASE}")
        assert met.summary.promised == 12
        list(archive.add([theirs, page]))
        assert archive.thread(f"x:{BASE}") == met


def shown(card="c", promised=9, **more):
    author = Author(f"listing:{card}", "x")
    return [
        Post(f"listing:{card}{at}", "x", author, None, text, listed=Listed(card, at, promised=promised), **more)
        for at, text in enumerate(WORDS[:3])
    ]


def real():
    posts = chain("100 101 102 103")
    return [msgspec.structs.replace(post, text=text) for post, text in zip(posts, WORDS, strict=True)]


def test_a_store_finds_who_said_what_and_whom_it_concerns(store):
    store.add(begin(store, "a"), shown())
    settle(store)
    assert [post.id for post in store.unmet([ADA.id, "listing:c"])] == ["listing:c0", "listing:c1", "listing:c2"]
    assert store.unmet([ADA.id]) == ()
    words = wording.number(shown()[0])
    assert store.said_by(words, 5) == ()
    store.add(begin(store, "b"), real())
    assert {mark.author_id for mark in store.touched(99)} == {ADA.id, "listing:c"}
    assert store.said_by(words, 5) == (ADA.id,)
    store.add(begin(store, "b"), [a_post("900", BO, WORDS[0])])
    assert store.said_by(words, 5) == tuple(sorted((ADA.id, BO.id)))
    assert store.said_by(words, 2) is None


def test_meeting_moves_what_was_said_and_a_second_time_changes_nothing(store):
    store.add(begin(store, "a"), shown(counts=Counts(likes=3)))
    store.add(begin(store, "c"), shown(lang="en"))
    store.add(begin(store, "b"), real())
    settle(store)
    assert store.thread("listing:c2").id == "x:100"
    thread = store.thread("x:100")
    assert [part.captures for part in thread.parts] == [("a" * 64, "c" * 64, "b" * 64)] * 3 + [("b" * 64,)]
    assert (thread.parts[0].post.counts, thread.parts[0].post.lang) == (Counts(likes=3), "en")
    assert thread.summary.promised == 9
    assert store.touched(99) == ()
    before = store.info(), store.thread("x:100")
    assert store.add(begin(store, "a"), shown(counts=Counts(likes=3))).new == 0
    assert store.touched(99) == ()
    assert (store.info(), store.thread("x:100")) == before
    assert store.unmet(["listing:c"]) == ()
    assert store.author("listing:c") is None
    assert not heal(store, [ADA.id], {})


def test_a_card_half_of_which_is_held_waits_for_the_rest(store):
    store.add(begin(store, "a"), shown())
    store.add(begin(store, "b"), real()[:2])
    settle(store)
    assert store.thread("listing:c0").id == "listing:c0"
    store.add(begin(store, "d"), real()[2:])
    settle(store)
    assert store.thread("listing:c0").id == "x:100"
