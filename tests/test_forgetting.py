"""What is forgotten is gone: from every list and table, from captures and files, and it does not come back."""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

import msgspec
import psycopg
import pytest
import server
from calls import BASE, hashtag, tweet, write_lines
from click.testing import CliRunner
from made import ADA, BO, PLACES, a_post, begin, chain

from clew import stores
from clew.archive import Archive
from clew.archive.following.threads import Threads
from clew.archive.following.wishes import Wishes, read
from clew.archive.receipts import as_file, from_file
from clew.archive.settling import settle
from clew.cli import main
from clew.errors import BadSetting, NotFound, Withdrawn
from clew.networks import Sign
from clew.post import Author, Notice, Reply
from clew.query import Query, Words
from clew.thread import Gap

SECRET = "the heron counted seventeen umbrellas behind the observatory"
# where an archive in a database would keep captures; these have no bytes
FOLDER = Path("/nowhere/captures")
HEX = re.compile(r"\\x([0-9a-f]+)")
WORDS = ("heron", "seventeen", "umbrellas", "observatory")


def five(**third):
    """A thread of five, the third of which is about umbrellas."""
    posts = chain("1 2 3 4 5")
    posts[2] = msgspec.structs.replace(posts[2], text=SECRET, **third)
    return posts


def add(store, posts, capture="a"):
    store.add(begin(store, capture), posts)
    settle(store)
    return Archive(store, FOLDER)


def test_a_forgotten_post_is_a_gap_in_its_thread(store):
    archive = add(store, five())
    assert archive.count(Query(match=Words("umbrellas"))) == 1
    receipt = archive.forget(archive.forgettable("post", "x:3"), "asked by mail")
    thread = archive.thread("x:5")
    assert [part.post.id for part in thread.parts] == ["x:1", "x:2", "x:4", "x:5"]
    assert thread.shape.gaps == (Gap("x:2", "x:4", "withdrawn", 1, "x:3"),)
    assert (receipt.what, [each.id for each in receipt.posts]) == ("post", ["x:3"])
    assert archive.count(Query(match=Words("umbrellas"), min_posts=1)) == 0
    assert list(store.terms("umbrella")) == []
    assert archive.info().posts == 4
    with pytest.raises(Withdrawn):
        archive.thread("x:3")
    assert archive.receipts() == (receipt,)


def test_the_first_post_may_go_and_the_last(store):
    archive = add(store, five())
    for name in ("x:1", "x:5"):
        archive.forget(archive.forgettable("post", name), "")
    thread = archive.thread("x:2")
    assert (thread.id, thread.shape.main) == ("x:2", ("x:2", "x:3", "x:4"))
    assert thread.shape.gaps == (Gap(None, "x:2", "withdrawn", 1, "x:1"), Gap("x:4", None, "withdrawn", 1, "x:5"))
    assert thread.parts[0].place.why == "start"


def test_branches_hold_where_what_they_left_is_gone(store):
    aside = [
        a_post("20", minute=8, reply_to=Reply("x:1", ADA.id)),
        a_post("21", minute=9, reply_to=Reply("x:20", ADA.id)),
    ]
    archive = add(store, [*five(), *aside])
    archive.forget(archive.forgettable("post", "x:1"), "")
    thread = archive.thread("x:21")
    assert thread.id == "x:2"
    assert [(each.after, each.posts) for each in thread.shape.branches] == [("x:2", ("x:20", "x:21"))]
    assert [part.post.id for part in thread.parts] == ["x:2", "x:20", "x:21", "x:3", "x:4", "x:5"]
    archive.forget(archive.forgettable("post", "x:20"), "")
    assert [(each.after, each.posts) for each in archive.thread("x:2").shape.branches] == [("x:2", ("x:21",))]


def test_numbers_without_edges_hold_the_place(store):
    posts = [a_post(str(n), text=f"{n}/4 {SECRET if n == 2 else 'Reeds.'}", minute=n) for n in (1, 2, 3, 4)]
    archive = add(store, posts)
    assert archive.thread("x:4").shape.main == ("x:1", "x:2", "x:3", "x:4")
    archive.forget(archive.forgettable("post", "x:2"), "", "time")
    assert archive.thread("x:4").shape.gaps == (Gap("x:1", "x:3", "withdrawn", 1, "x:2"),)


def test_what_was_forgotten_does_not_come_back(store):
    archive = add(store, five(url="https://x.example/3", versions=("x:33", "x:3")))
    archive.forget(archive.forgettable("post", "x:3"), "")
    before = archive.thread("x:1")
    again = store.add(begin(store, "b"), [*five(), a_post("33", text=SECRET), Notice("x:3", "deleted")])
    repost = a_post("50", BO, f"RT @ada_reads: {SECRET}", repost_of="x:3", repost=True)
    assert store.add(begin(store, "c"), [repost]).forgotten == 1
    settle(store)
    assert again.forgotten == 2
    assert store.named("x:3") is store.named("x:33") is store.named("x:50") is None
    assert [part.post for part in archive.thread("x:1").parts] == [part.post for part in before.parts]
    assert archive.thread("x:1").shape.gaps == before.shape.gaps
    assert not any(isinstance(record, Notice) for _, record in store.said())


def test_posts_that_pass_it_on_go_too_and_quotes_keep_their_words(store):
    repost = a_post("50", BO, f"RT @ada_reads: {SECRET}", repost_of="x:3", repost=True)
    quoting = a_post("51", BO, "How many?", quote="x:3", minute=50)
    untold = a_post("52", BO, f"RT @ada_reads: {SECRET[:50]}…", repost=True)
    archive = add(store, [*five(), repost, quoting, untold])
    assert archive.thread("x:51").context[0].text == SECRET
    found = archive.forgettable("post", "x:3")
    assert found.copies == ("x:50", "x:52")
    archive.forget(found, "")
    assert archive.thread("x:51").context == ()
    with pytest.raises(NotFound):
        archive.thread("x:50")
    assert store.add(begin(store, "b"), [msgspec.structs.replace(untold, id="x:53")]).forgotten == 1


def test_a_thread_leaves_only_its_names_and_the_author_stays(store):
    archive = add(store, [*five(), *chain("8 9", minute=40)])
    archive.forget(archive.forgettable("thread", "x:4"), "")
    with pytest.raises(Withdrawn):
        archive.thread("x:1")
    assert archive.author("ada_reads").posts == 2
    assert [each.id for each in archive.threads(Query())] == ["x:8"]
    assert {tomb.id for tomb in store.tombs()} == {"x:1", "x:2", "x:3", "x:4", "x:5"}
    assert all(not tomb.text and tomb.author.handle is None for tomb in store.tombs())


def test_an_author_goes_with_every_name(store):
    weak = a_post("60", Author("x:@ada_reads", "x", "ada_reads"), "Known by handle only.")
    former = a_post("61", msgspec.structs.replace(ADA, handle="ada_before"), minute=-900)
    private = a_post("62", text=SECRET, visibility="followers")
    store.add(begin(store), [*five(), weak, former, private], private=True)
    store.add(begin(store), chain("70 71", BO, minute=90))
    settle(store)
    archive = Archive(store, FOLDER)
    archive.forget(archive.forgettable("post", "x:2"), "")
    archive.forget(archive.forgettable("author", "@ada_reads"), "")
    assert archive.author("ada_reads") is archive.author("ada_before") is archive.author(ADA.id) is None
    assert [count.author.id for count in archive.authors()] == [BO.id]
    assert list(store.tombs()) == list(store.private()) == []
    assert all(each.id is None for each in archive.receipts()[-1].posts)
    back = store.add(begin(store, "b"), [a_post("63"), msgspec.structs.replace(weak, id="x:64"), a_post("65", BO)])
    assert (back.forgotten, back.new) == (2, 1)


def test_an_earlier_wording_goes_too(store):
    later = a_post("1", text="Calmer words.", edited=five()[1].created)
    archive = add(store, [a_post("1", text=SECRET), later, *chain("8 9", minute=30)])
    archive.forget(archive.forgettable("post", "x:1"), "")
    assert all("heron" not in getattr(record, "text", "") for _, record in store.said())


def tweets():
    posts = [tweet(1, "1/ The reeds."), tweet(2, f"2/ {SECRET}", after=1), tweet(3, "3/ The boats.", after=2)]
    return [*posts, tweet(11, "Another voice.", user=("7003", "sami_ferry", "Sami"))]


def holding_bytes(folder: Path, *words: str) -> list[str]:
    """The files under a folder with one of these words in them, packed or not."""
    import zstandard

    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".zst":
                data += zstandard.ZstdDecompressor().stream_reader(data).read()
            found += [f"{path.name}: {word}" for word in words if word.encode() in data]
    return found


def run(place, *arguments, **more):
    return CliRunner().invoke(main, ["--archive", str(place), *map(str, arguments)], **more)


@pytest.mark.parametrize("index", [False, True])
def test_no_byte_of_it_is_left_in_the_folder(tmp_path, index):
    place, source = tmp_path / "archive", write_lines(tmp_path / "tweets.jsonl", tweets())
    assert run(place, "add", source).exit_code == 0
    if index:
        assert run(place, "index", "tantivy").exit_code == 0
    assert run(place, "backup", tmp_path / "backup").exit_code == 0
    assert len(holding_bytes(place, *WORDS)) >= 4 <= len(holding_bytes(tmp_path / "backup", *WORDS))
    assert "3 posts" in run(place, "forget", "--dry-run", "thread", f"x:{BASE + 2}").stdout
    receipt = tmp_path / "receipt.json"
    assert run(place, "forget", "post", BASE + 2, "--receipt", receipt, input="n\n").exit_code == 1
    assert run(place, "read", BASE + 2).exit_code == 0
    done = run(place, "forget", "post", BASE + 2, "--receipt", receipt, "--reason", "asked", input="y\n")
    assert done.exit_code == 0, done.output
    assert holding_bytes(place, *WORDS) == []
    assert run(place, "backup", tmp_path / "backup").exit_code == 0
    assert holding_bytes(tmp_path / "backup", *WORDS) == []
    assert run(place, "forget", "--check", receipt).exit_code == 0
    told = json.loads(receipt.read_text())
    assert told["captures"][0]["lines"] == 1
    with Archive.open(place) as archive:
        first, rewritten = archive.captures()
        assert (first.held, first.gone, rewritten.held) == (False, "It held posts that were withdrawn.", True)
        assert f"{first.id} without 1 line" == rewritten.place
        again = list(archive.add([source, write_lines(tmp_path / "other.jsonl", tweets()[1:])]))
        assert (again[0].already, again[1].added.forgotten) == (True, 1)
        assert archive.index(wanted=None) == index
        assert archive.thread(str(BASE + 3)).shape.gaps[0].reason == "withdrawn"
    assert holding_bytes(place, *WORDS) == []
    assert "post\t1\t0\tasked" in run(place, "forget", "--list").stdout


def test_a_capture_that_is_no_lines_goes_whole_and_files_with_it(tmp_path):
    place, source = tmp_path / "archive", tmp_path / "tweets.json"
    source.write_text(json.dumps(tweets()), "utf-8")
    with Archive.open(place) as archive:
        list(archive.add([source]))
        receipt = archive.forget(archive.forgettable("author", "lina_builds"), "asked")
        assert from_file(as_file(receipt), "r") == receipt
        assert [each.copy for each in receipt.captures] == [None]
        assert list(archive.still_held(receipt)) == []
        assert [each.id for each in archive.captures()] == [receipt.captures[0].capture]
        assert archive.thread(f"x:{BASE + 11}").parts[0].post.text == "Another voice."
    assert holding_bytes(place, *WORDS, "Lina", "lina_builds", "Haddad") == []
    with Archive.open(place) as archive:
        list(archive.add([source]))
    assert holding_bytes(place, *WORDS, "Lina", "lina_builds") == []


def test_a_check_finds_what_is_still_held(tmp_path):
    place, source = tmp_path / "archive", write_lines(tmp_path / "tweets.jsonl", tweets())
    with Archive.open(place) as archive:
        list(archive.add([source]))
        receipt = archive.forget(archive.forgettable("post", str(BASE + 2)), "")
    with Archive.open(tmp_path / "other") as other:
        list(other.add([source]))
        held = list(other.still_held(receipt))
        assert held[0] == f"the post x:{BASE + 2}"
        assert [each.partition(" (")[0] for each in held[1:]] == [f"the bytes of the capture {receipt.captures[0].capture}",
                                                                  "the capture tweets.jsonl"]  # fmt: skip


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_a_copy_knows_what_was_forgotten(tmp_path, kind):
    place = PLACES[kind](tmp_path)
    with Archive.open(tmp_path / "one") as archive, Archive.open(place) as other:
        list(archive.add([write_lines(tmp_path / "tweets.jsonl", tweets())]))
        archive.forget(archive.forgettable("post", str(BASE + 2)), "asked")
        archive.refuse("@sami_ferry", "asked")
        archive.copy_to(other)
        assert other.receipts() == archive.receipts()
        assert other.refusals() == archive.refusals()
        assert other.thread(str(BASE + 3)).shape == archive.thread(str(BASE + 3)).shape
        assert list(other._store.withheld()) == list(archive._store.withheld())
        assert other._store.add(archive.captures()[0].id, [a_post(str(BASE + 2))]).forgotten == 1


def in_tables(address, *words):
    """The tables of an archive in PostgreSQL with one of these words in any row, and the server's files of tables."""
    found = []
    with psycopg.connect(address, autocommit=True) as conn:
        (path,) = conn.execute("SHOW search_path").fetchone()
        names = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = %s", (path,)).fetchall()
        for (table,) in names:
            for (row,) in conn.execute(f'SELECT t::text FROM "{table}" t'):
                said = row + "".join(bytes.fromhex(part).decode("latin-1") for part in HEX.findall(row))
                found += [f"{table}: {word}" for word in words if word in said]
        conn.execute("CHECKPOINT")
    for path in (server.shared().folder / "data" / "base").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        found += [f"{path.name}: {word}" for word in words if word.encode() in data]
    return found


def test_no_row_and_no_file_of_a_table_has_it_in_postgresql(tmp_path):
    address, source = PLACES["postgresql"](tmp_path), write_lines(tmp_path / "tweets.jsonl", tweets_of("pelican"))
    words = ("pelican", "thirteen", "barometers", "Pelikan")
    with Archive.open(address, captures=tmp_path / "captures") as archive:
        list(archive.add([source]))
        with Archive.open(address) as other, pytest.raises(BadSetting):
            other.forget(other.forgettable("author", "pelican"), "")
        assert {each.partition(":")[0] for each in in_tables(address, *words)} >= {"post", "entry", "term", "author"}
        receipt = archive.forget(archive.forgettable("author", "pelican"), "asked")
        assert list(archive.still_held(receipt)) == []
        assert in_tables(address, *words) == []
        assert holding_bytes(tmp_path / "captures", *words) == []
        assert "backups" in archive.elsewhere()
        list(archive.add([source]))
        assert in_tables(address, *words) == []
        assert archive.is_scoured()
        with psycopg.connect(address) as reader:
            reader.execute("SELECT count(*) FROM post").fetchone()
            slow = stores.load("postgresql").Store(address, patience=0.2)
            assert slow.scour() is False
            slow.close()


@pytest.mark.parametrize("kind", sorted(PLACES))
def test_a_forgotten_author_is_followed_no_more(tmp_path, kind):
    place, captures, did = PLACES[kind](tmp_path), tmp_path / "captures", f"did:plc:{'k' * 24}"
    bird = Author(did, "bluesky", "cormorant.example")
    words = ("cormorant", "k" * 24)
    with Archive.open(place, captures=captures) as archive:
        store, wishes = archive._store, Wishes(archive._store)
        for name in ("@Cormorant.example", did, "@heron.example", "#cliffs", "@cormorant.example@masto.example"):
            wishes.add(read(name))
        fetched = Threads(store, lambda _: None, threading.Event())
        key = f"at://{did}/app.bsky.feed.post/3mhsxqk222222"
        store.do(fetched.noted([Sign("made", key, did), Sign("made", key.replace("k", "m"), "m")]))
        assert add(store, chain("1 2", bird)).author(did) is not None
        found = archive.forgettable("author", "cormorant.example")
        assert [each.written for each in found.followed] == ["@cormorant.example", did]
        archive.forget(found, "")
        left = ["@heron.example", "#cliffs", "@cormorant.example@masto.example"]
        assert [each.written for each in archive.followed()] == left
        assert Threads(store, lambda _: None, threading.Event()).waiting == 1
        archive.unfollow("@cormorant.example@masto.example")
        assert store.scour()
        if kind == "postgresql":
            assert in_tables(place, *words) == []
    if kind == "sqlite":
        assert holding_bytes(Path(place), *words) == []


def test_the_command_says_who_is_followed_no_more(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        Wishes(archive._store).add(read("@heron.example"))
        with pytest.raises(NotFound, match=r"`clew follow remove @heron\.example` follows them no more\.$"):
            archive.forgettable("author", "@heron.example")
        add(archive._store, chain("1 2", Author(f"did:plc:{'k' * 24}", "bluesky", "heron.example")))
    tried = run(tmp_path / "archive", "forget", "author", "@heron.example", "--dry-run")
    assert "@heron.example on the list of what is followed" in tried.stdout
    assert "@heron.example" in run(tmp_path / "archive", "follow", "list").stdout
    done = run(tmp_path / "archive", "forget", "author", "@heron.example", "--yes")
    assert "@heron.example is not followed any more." in done.stdout
    assert run(tmp_path / "archive", "follow", "list").stdout == ""


@pytest.mark.parametrize("where", ["missing/receipt.json", "archive"])
def test_nothing_is_removed_where_the_receipt_cannot_be_written(tmp_path, where):
    with Archive.open(tmp_path / "archive") as archive:
        add(archive._store, chain("1 2"))
    words = ("forget", "author", "@ada_reads", "--yes", "--receipt", str(tmp_path / where))
    refused = run(tmp_path / "archive", *words)
    assert refused.exit_code == 2
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.author("ada_reads") is not None
        assert archive.receipts() == ()
    kept = run(tmp_path / "archive", *words[:-1], str(tmp_path / "receipt.json"))
    assert kept.exit_code == 0
    assert from_file((tmp_path / "receipt.json").read_bytes(), "receipt.json").what == "author"


def tweets_of(handle):
    user = ("7099", handle, "Pelikan")
    words = "the pelican sold thirteen barometers near the quarry #barometers"
    said = tweet(2, words, user=user)
    return [tweet(1, "1/ The reeds."), hashtag(said, "barometers"), tweet(3, "3/ The boats.", user=user, after=2)]
