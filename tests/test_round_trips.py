"""Written out and read back in: an archive made from an export has the same threads, whatever their posts hold."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made import ADA, CY, DAY, begin
from msgspec.structs import replace
from test_clew_jsonl import INPUTS, exported, threads

from clew.archive import Archive
from clew.archive.settling import settle
from clew.post import Author, Choice, Counts, Entity, Listed, Media, Notice, Post, Reply
from clew.query import Query

FIXTURES = Path(__file__).parent / "sources"
NETWORKS = [
    *INPUTS,
    FIXTURES / "bluesky" / "thread-tree.json",
    FIXTURES / "mastodon" / "context.json",
    FIXTURES / "activitypub" / "mixed.jsonl",
    FIXTURES / "activitypub" / "outbox.json",
    FIXTURES / "weibo_ced" / "pair",
]
SUFFIXES = {
    "jsonl": ".jsonl",
    "json": ".json",
    "csv": ".csv",
    "parquet": ".parquet",
    "activitystreams": ".activity.json",
}
each_form = pytest.mark.parametrize("form", SUFFIXES)


def again(archive, form, folder):
    """The threads of an archive that was made of an export of this one."""
    file = folder / f"export{SUFFIXES[form]}"
    file.write_bytes(exported(archive, form))
    with Archive.open("memory:") as second:
        (brought,) = second.add([file])
        assert brought.added.problems == 0
        return threads(exported(second, "jsonl")), tuple(map(without_captures, second.threads(Query(limit=None))))


def without_captures(thread):
    return replace(thread, parts=tuple(replace(part, captures=()) for part in thread.parts))


@pytest.fixture(scope="module")
def filled():
    with Archive.open("memory:") as archive:
        list(archive.add(NETWORKS))
        yield archive


@each_form
def test_threads_of_every_network_come_back(filled, tmp_path, form):
    before = threads(exported(filled, "jsonl"))
    assert {"x", "bluesky", "fediverse", "telegram", "nostr"} <= {row["network"] for row in before.values()}
    assert again(filled, form, tmp_path)[0] == before


words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
moments = st.datetimes(datetime(2006, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
number = st.none() | st.integers(0, 2**40)
addresses = st.none() | words.map(lambda path: f"https://pages.example/{path}")
media = st.builds(
    Media, st.sampled_from(["photo", "video", "gif", "audio"]), addresses, st.none() | words, addresses,
    st.sampled_from([None, "image/png"]), number, number,
)  # fmt: skip
choices = st.builds(Choice, words, number)


# Counts of which nothing is known are no counts: a table has a column for each.
counts = st.builds(Counts, *[number] * 6).filter(lambda made: made != Counts())


@st.composite
def posts(draw):
    """A chain of posts, each with whatever fields there are; one between them may be deleted, or edited."""
    author = draw(st.sampled_from([ADA, CY, Author("did:plc:ada", "bluesky", None, "A \N{LEFT-TO-RIGHT MARK}B")]))
    made, last = [], None
    for at in range(draw(st.integers(2, 4))):
        text = draw(words.map("It says ".__add__))
        spans = st.builds(
            Entity, st.sampled_from(["hashtag", "mention", "link", "cashtag"]), st.just(0), st.just(7), words
        )
        made.append(
            Post(
                f"{author.network}:{100 + at}", author.network, author, DAY + timedelta(minutes=at), text,
                body_start=draw(st.sampled_from([0, 3])),
                entities=draw(st.none() | st.just(()) | st.tuples(spans)),
                lang=draw(st.sampled_from([None, "en", "ar", "zh-Hant", "und"])),
                reply_to=None if last is None else Reply(last, draw(st.sampled_from([None, author.id]))),
                conversation=draw(st.none() | st.just(f"{author.network}:100")),
                quote=draw(st.sampled_from([None, "x:9"])),
                visibility=draw(st.sampled_from(["public", "unlisted", "unknown"])),
                sensitive=draw(st.none() | st.booleans()),
                warning=draw(st.none() | words),
                media=draw(st.none() | st.lists(media, max_size=2).map(tuple)),
                poll=draw(st.none() | st.lists(choices, min_size=1, max_size=2).map(tuple)),
                counts=draw(st.none() | counts),
                url=draw(addresses | st.just("")),
                listed=draw(st.none() | st.builds(Listed, st.just(f"card{at}"), st.integers(0, 3), sure=st.sampled_from([None, 0.5]))),
                seen=draw(st.none() | moments),
                in_parts=draw(st.booleans()),
                edited=draw(st.none() | moments),
                tags=draw(st.sampled_from([(), ("river",), ("river", "مدينة")])),
            )
        )  # fmt: skip
        last = made[-1].id
    return made


@each_form
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(posts())
def test_threads_come_back_whatever_their_posts_hold(tmp_path, form, chain):
    with Archive.open("memory:") as archive:
        around = Post("x:9", "x", Author("x:user:9", "x", "nine"), None, "A quoted post.", entities=())
        gone = Notice(f"{chain[-1].network}:{99 + len(chain)}", "deleted", chain[0].author.id)
        held = [*chain[:-2], chain[-1]] if len(chain) > 3 else chain
        archive._store.add(begin(archive._store), [*held, around, *([gone] if held is not chain else [])])
        settle(archive._store)
        before = tuple(map(without_captures, archive.threads(Query(limit=None))))
        assert before
        assert again(archive, form, tmp_path)[1] == before


@each_form
def test_ends_of_lines_within_words_stay_as_they_are(tmp_path, form):
    ada = Author("x:user:1", "x", "ada_reads", "Ada")
    chain = [
        Post("x:100", "x", ada, DAY, "One.\r\nTwo.\nThree.", entities=()),
        Post("x:101", "x", ada, DAY, "\r\n", reply_to=Reply("x:100", ada.id), warning="\r\n", entities=()),
    ]
    with Archive.open("memory:") as archive:
        archive._store.add(begin(archive._store), chain)
        settle(archive._store)
        before = tuple(map(without_captures, archive.threads(Query(limit=None))))
        assert again(archive, form, tmp_path)[1] == before
