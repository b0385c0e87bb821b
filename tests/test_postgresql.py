"""What is particular to the store in a PostgreSQL database."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Iterator

import msgspec
import psycopg
import pytest
import server
from calls import tweet, write_lines
from made import ADA, BO, a_crowd, a_post, begin, chain, ids, put, run, touched
from shares import write_share

from clew import stores
from clew.archive import Archive
from clew.archive.settling import settle
from clew.capture import keeping
from clew.errors import MissingPart, NewerArchive, NotFound, StoreBusy, StoreFault, StoreSlow
from clew.patience import allowing
from clew.query import Query, Words
from clew.stores.base import Added
from clew.stores.postgresql import schema, words
from clew.thread import Thread


@pytest.fixture
def address(tmp_path) -> str:
    return server.address(tmp_path)


@pytest.fixture
def store(address) -> Iterator:
    opened = opening(address)
    yield opened
    opened.close()


def opening(address: str, **more):
    return stores.load("postgresql").Store(address, **more)


def asking(address: str) -> psycopg.Connection:
    return psycopg.connect(address, autocommit=True)


def tables(address: str) -> set[str]:
    with asking(address) as conn:
        rows = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
    return {name for (name,) in rows}


def test_without_the_driver_one_sentence_says_what_to_install(monkeypatch):
    import sys

    for name in [name for name in sys.modules if name.startswith("clew.stores.postgresql.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingPart, match=r"pip install 'clew\[postgresql\]'"):
        stores.find("postgresql://somewhere/").Store  # noqa: B018 - looking is what is tested


def test_an_address_without_an_archive_is_refused_and_stays_empty(address):
    with pytest.raises(NotFound, match="clew add"):
        opening(address, create=False)
    assert tables(address) == set()


def test_an_archive_lies_in_a_schema_of_its_own_unless_the_address_names_one():
    plain = server.shared().address("").partition("?")[0]
    opened = opening(plain)
    put(opened, chain("1 2"))
    opened.close()
    with asking(plain) as conn:
        assert conn.execute("SELECT id FROM clew.post ORDER BY key").fetchall() == [("x:1",), ("x:2",)]
        assert conn.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        conn.execute("DROP SCHEMA clew CASCADE")


def test_a_later_archive_is_refused(store, address):
    with asking(address) as conn:
        conn.execute("UPDATE clew SET version = 9999")
    with pytest.raises(NewerArchive, match="later version"):
        opening(address)


def test_another_programs_tables_are_left_alone(address):
    with asking(address) as conn:
        name = conn.execute("SHOW search_path").fetchone()[0]
        conn.execute(f'CREATE SCHEMA "{name}"')
        conn.execute("CREATE TABLE song (title text)")
    with pytest.raises(StoreFault, match="another program"):
        opening(address)
    assert tables(address) == {"song"}


def test_a_failed_migration_leaves_nothing(address, monkeypatch, tmp_path):
    (tmp_path / "0001.sql").write_text("CREATE TABLE one (key bigint);\nCREATE TABLE one (key bigint);\n")
    monkeypatch.setattr(schema, "MIGRATIONS", tmp_path)
    with pytest.raises(StoreFault, match="already exists"):
        opening(address)
    assert tables(address) == set()
    monkeypatch.undo()
    opened = opening(address)
    put(opened, chain("1 2"))
    opened.close()


def test_many_may_make_the_tables_at_once(address):
    opened = []
    run(*[lambda: opened.append(opening(address))] * 6)
    for each in opened:
        put(each, chain("1 2"))
        each.close()
    with asking(address) as conn:
        assert conn.execute("SELECT version FROM clew").fetchall() == [(schema.LATEST,)]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("postgresql://ada:s3cret@127.0.0.1:1/reader", "127.0.0.1:1/reader cannot be reached (Connection refused)"),
        ("postgresql://ada:s3@cret@host/reader", "%40"),
        ("postgresql://ada:s3cret@[::1/reader", "cannot be read"),
        ("postgresql://ada:s3cret@host/reader?nonsense=s3cret", "cannot be read"),
        ("postgresql://ada:s3cret@127.0.0.1:port/reader", "cannot be"),
        ("postgresql://ada:s3cret@nowhere.invalid/reader", "nowhere.invalid/reader cannot be reached"),
    ],
)
def test_an_address_that_leads_nowhere_is_one_sentence_without_the_password(address, said):
    with pytest.raises(StoreFault) as caught:
        opening(address)
    assert said in caught.value.message
    assert "\n" not in caught.value.message
    assert "cret" not in caught.value.message


def test_a_place_of_no_store_is_told_without_the_password():
    with pytest.raises(NotFound) as caught:
        stores.find("postgres+ql://ada:s3cret@host/reader")
    assert "s3cret" not in caught.value.message
    assert "host/reader" in caught.value.message


def test_a_database_of_another_encoding_is_refused():
    shared = server.shared()
    with asking(shared.address("")) as conn:
        conn.execute("CREATE DATABASE narrow ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(StoreFault, match="UTF8"):
        opening(f"postgresql://postgres@127.0.0.1:{shared.port}/narrow")


def test_a_user_who_may_not_write_is_told_so_and_may_read(store, address):
    put(store, chain("1 2"))
    with asking(address) as conn:
        name = conn.execute("SHOW search_path").fetchone()[0]
        conn.execute("CREATE ROLE looker LOGIN")
        conn.execute(f'GRANT USAGE ON SCHEMA "{name}" TO looker')
        conn.execute(f'GRANT SELECT ON ALL TABLES IN SCHEMA "{name}" TO looker')
    looking = opening(address.replace("postgres@", "looker@"))
    assert ids(looking) == ["x:1"]
    with pytest.raises(StoreFault, match="refuses this"):
        begin(looking)
    looking.close()


def test_text_is_kept_in_its_order_and_reversibly():
    signs = ["", "\0", "\0\0", "\0\1", "\1", "\1\0", "\1\1", "\1\2", "\2", "a", "a\0", "a\1", "aa", "é", "\ud7ff", "😀"]
    assert [words.read(words.written(sign)) for sign in signs] == signs
    assert sorted(signs, key=words.written) == sorted(signs)
    assert not any(b"\0" in words.written(sign) for sign in signs)


def test_words_too_long_for_an_index_are_cut_and_ids_are_problems(store):
    from clew.post import Author, Entity, Notice, Problem, Reply

    tag, url = "".join(chr(0x4E00 + n * 7 % 20_000) for n in range(4_000)), "https://a.example/" + "é" * 3000
    one = a_post(
        "1", Author("x:1", "x", "h" * 9000), text=f"#{tag}", entities=(Entity("hashtag", 0, 4001, tag),), url=url
    )
    two = a_post("2", one.author, minute=1, reply_to=Reply("x:1", "x:1"))
    capture = begin(store)
    far = [a_post("é" * 1500), a_post("3", Author("x:" + "é" * 1500, "x")), Notice("é" * 1500, "deleted")]
    assert store.add(capture, [one, two, *far]) == Added(new=2, problems=3)
    store.add(capture, [Problem("p" * 9000, "r" * 9000), Problem("p" * 9000, "s" * 9000)])
    put(store, [one, two])
    assert ids(store, tag=tag) == ids(store, author="h" * 9000) == ["x:1"]
    assert store.thread(url).id == "x:1"
    assert store.tag(tag).threads == 1
    assert store.thread("x:1").summary.tags == (tag,)
    assert store.info().problems == 5


def test_a_second_writer_waits_a_while_and_is_told(store, address):
    other = opening(address, patience=0.2)
    capture = begin(store)
    with store._connections.writing(), pytest.raises(StoreBusy, match="Another program"):
        other.add(capture, chain("1 2"))
    assert other.add(capture, chain("1 2")) == Added(new=2)
    other.close()


def test_readers_wait_for_nobody(store):
    put(store, chain("1 2"))
    with store._connections.writing() as conn:
        conn.execute("DELETE FROM listed")
        seen: list[list[str]] = []
        reader = threading.Thread(target=lambda: seen.append(ids(store)))
        reader.start()
        reader.join(10)
        assert seen == [["x:1"]]


def test_many_readers_share_a_few_connections(store, address):
    put(store, *a_crowd(2, 40))
    run(*[lambda: [store.cards(Query(limit=5)) for _ in range(5)]] * 30)
    with asking(address) as conn:
        sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'clew'"
        assert conn.execute(sql).fetchone()[0] <= 8 + 1


def test_a_question_that_takes_longer_than_is_allowed_is_ended_in_the_server_too(store, address):
    put(store, chain("1 2"))
    with asking(address) as other:
        other.execute("BEGIN; LOCK entry")
        with allowing(0.1), pytest.raises(StoreSlow, match="ask for less"):
            store.count(Query(match=Words("words"), min_posts=1))
        sql = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND wait_event_type = 'Lock'"
        assert other.execute(sql).fetchone() == (0,)
        other.execute("ROLLBACK")
    with store._connections.reading() as conn:
        assert conn.execute("SHOW statement_timeout").fetchone() == ("0",)


def test_what_is_read_together_is_of_one_moment_and_takes_one_connection(store, address):
    put(store, chain("1 2"))
    other = opening(address)
    with store.together():
        before = ids(store), store.info()
        put(other, chain("11 12", BO), capture="b")
        assert (ids(store), store.info()) == before
        with store.together():  # whoever is asked inside need not know
            assert ids(store) == before[0]
        sql = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'clew' AND state = 'idle in transaction'"
        with asking(address) as looking:
            assert looking.execute(sql).fetchone() == (1,)
    assert len(ids(store)) == 2
    with asking(address) as holding, allowing(0.1):
        holding.execute("BEGIN; LOCK entry")
        with pytest.raises(StoreSlow), store.together():
            store.count(Query(match=Words("words")))
    assert len(ids(store)) == 2
    other.close()


def test_posts_alone_are_read_many_at_a_time(store, monkeypatch):
    from clew.stores.postgresql.rows import Rows

    store.add(begin(store), [a_post(str(key), minute=key) for key in range(100, 140)])
    settle(store)
    asked, shown = [], Rows.shown
    monkeypatch.setattr(Rows, "shown", lambda self, ids: asked.append(ids) or shown(self, ids))
    assert len(list(store.threads(Query(match=Words("words"), min_posts=1, limit=None)))) == 40
    assert len(asked) < 10


def test_who_is_adding_is_known_to_others(store, address):
    other = opening(address)
    with store.adding():
        with other.unattended() as nobody:
            assert not nobody
        with other.adding():
            pass
    with other.unattended() as nobody:
        assert nobody
    other.close()


def test_archives_in_one_database_do_not_wait_for_one_another(store, tmp_path):
    other = opening(server.address(tmp_path / "other"), patience=0.2)
    with store._connections.writing(), store.adding(), other.unattended() as nobody:
        assert nobody
        put(other, chain("1 2"))
    other.close()


def test_four_programs_write_at_once_and_nothing_is_lost_or_doubled(store, address):
    programs = [
        multiprocessing.get_context("spawn").Process(target=write_share, args=(address, place)) for place in range(4)
    ]
    for program in programs:
        program.start()
    for program in programs:
        program.join(120)
        assert program.exitcode == 0
    threads = a_crowd(5, 200)
    posts = [post for thread in threads for post in thread]
    assert store.info().posts == len(posts)
    assert sum(count.posts for count in store.authors(None)) == len(posts)
    assert touched(store) == []
    alone = stores.load("memory").Store()
    for place in range(4):
        alone.add(begin(alone, "abcd"[place]), [p for t in threads[place * 30 : place * 30 + 110] for p in t])

    settle(alone)
    every = Query(limit=None, min_posts=1)
    assert [in_order(thread) for thread in store.threads(every)] == [
        in_order(thread) for thread in alone.threads(every)
    ]
    assert store.info() == alone.info()
    with asking(address) as conn:
        for sql in UNREFERRED:
            assert conn.execute(sql).fetchone() == (0,), sql


def in_order(thread: Thread) -> Thread:
    """The thread without knowing which of several programs began first."""
    parts = (msgspec.structs.replace(part, captures=tuple(sorted(part.captures))) for part in thread.parts)
    return msgspec.structs.replace(thread, parts=tuple(parts))


UNREFERRED = tuple(
    f"SELECT count(*) FROM {table} t LEFT JOIN {other} o ON o.key = t.{column} WHERE o.key IS NULL"
    for table, column, other in (
        ("post", "author", "author"),
        ("post", "capture", "capture"),
        ("observation", "post", "post"),
        ("observation", "capture", "capture"),
        ("alias", "post", "post"),
        ("wording", "post", "post"),
        ("thread", "post", "post"),
        ("thread", "author", "author"),
        ("place", "post", "post"),
        ("place", "thread", "thread"),
        ("listed", "facet", "facet"),
        ("spelling", "facet", "facet"),
        ("missing", "author", "author"),
    )
)


def end_connections(address: str) -> None:
    """What an administrator does who ends everybody's work."""
    with asking(address) as conn:
        conn.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'clew'"
        ).fetchall()


def test_a_connection_that_was_ended_is_replaced(store, address):
    put(store, chain("1 2"))
    end_connections(address)
    assert ids(store) == ["x:1"]
    end_connections(address)
    put(store, chain("5 6", BO, minute=9), capture="b")
    assert ids(store) == ["x:5", "x:1"]


def test_a_connection_that_ends_in_the_middle_is_one_sentence_and_the_batch_is_undone(store, address):
    capture = begin(store)
    store.add(capture, chain("1 2"))

    def lost() -> None:
        with store._connections.writing() as conn:
            conn.execute("DELETE FROM post")
            end_connections(address)
            conn.execute("DELETE FROM author")

    with pytest.raises(StoreFault) as caught:
        lost()
    assert "is gone; what was finished is there; start it and do the same again." in caught.value.message
    assert "Traceback" not in caught.value.message
    assert store.info().posts == 2
    assert store.add(capture, chain("1 2 3")) == Added(new=1, known=2)


def test_no_page_sorts_the_list(store):
    """With statistics of a long list, each page is a walk along one of the two trees."""
    from clew.stores import sql

    with store._connections.writing() as conn:
        conn.execute(
            "INSERT INTO listed SELECT f, n::bigint * 1000000, 'x:' || n, n % 9 + 1 FROM generate_series(1, 3) f,"
            " generate_series(1, 30000) n"
        )
    with store._connections.writing() as conn:
        conn.execute("ANALYZE listed")
    queries = (Query(), Query(sort="oldest"), Query(sort="longest"), Query(min_posts=5, sort="oldest"))
    with store._connections.reading() as conn:
        for query in queries:
            for statement in sql.page(query, [1, 2, 3], None, 30):
                plan = conn.execute(f"EXPLAIN {statement.percent}", statement.arguments).fetchall()
                said = "\n".join(line for (line,) in plan)
                assert "Seq Scan" not in said, said
                assert " Sort" not in said, said


def test_captures_are_kept_in_the_folder_that_is_named(address, tmp_path):
    one, two = (
        write_lines(tmp_path / name, [tweet(number, "words")]) for number, name in enumerate(("one.jsonl", "two.jsonl"))
    )
    with Archive.open(address, captures=tmp_path / "kept") as archive:
        list(archive.add([one]))
    with Archive.open(address) as archive:
        list(archive.add([two]))
        (first, second) = archive.captures()
    assert (first.held, second.held) == (True, False)
    assert keeping.check(tmp_path / "kept", first.id)


@pytest.mark.parametrize("few", [0, 10_000])
def test_a_page_by_time_is_the_same_whatever_the_server_is_asked_for(address, store, monkeypatch, few):
    from clew.query import All, Is, Not
    from clew.stores.memory import Store as MemoryStore
    from clew.stores.postgresql import engine, nearness

    monkeypatch.setattr(engine, "FEW", few)
    monkeypatch.setattr(nearness, "_PASSED", 0)
    measure = MemoryStore()
    texts = ("river", "river and mud", "mud", "sand and river", "clay")
    posts = [
        a_post(str(key), BO if key % 3 else ADA, text=texts[key % 5], minute=key if key % 7 else None)
        for key in range(100, 500)
    ]
    for each in (measure, store):
        each.add(begin(each), posts)
        settle(each)
    with asking(address) as conn:
        conn.execute("ANALYZE entry")
    windows = []
    near_end = nearness.near_end
    monkeypatch.setattr(engine, "near_end", lambda *words: windows.append(near_end(*words)) or windows[-1])
    since = posts[200].created
    for match in (Words("river"), All((Words("mud"), Not(Words("river")))), Is("author", BO.id)):
        for query in (
            Query(match=match, min_posts=1, limit=7),
            Query(match=match, min_posts=1, limit=7, sort="oldest"),
            Query(match=match, min_posts=1, limit=3, since=since),
        ):
            page = query
            for _ in range(90):
                here, there = store.search(page), measure.search(page)
                assert here == there
                if here.next is None:
                    break
                page = msgspec.structs.replace(page, after=here.next)
            assert here.next is None
    assert any(each is not None and each.rest is not None for each in windows) == (few == 0)


def test_of_a_word_nearly_everywhere_the_newest_are_ranked(address, store, monkeypatch):
    from clew.stores.postgresql import engine

    monkeypatch.setattr(engine, "_RANKED", 5)
    monkeypatch.setattr(engine, "_COUNTED", 0)
    store.add(begin(store), [a_post(str(key), text="river " * (key % 4 + 1), minute=key) for key in range(100, 200)])
    settle(store)
    with asking(address) as conn:
        conn.execute("ANALYZE entry")
    found = store.search(Query(match=Words("river"), min_posts=1, sort="best", limit=30)).items
    assert sorted(each.card.summary.id for each in found) == [f"x:{key}" for key in range(195, 200)]


def test_what_was_counted_is_counted_again_once_any_entry_is_another(address, store, monkeypatch):
    from clew.stores.postgresql.engine import Engine

    counted, count = [], Engine._count
    monkeypatch.setattr(Engine, "_count", lambda self, asked: counted.append(asked) or count(self, asked))
    river = Query(match=Words("river"), min_posts=1)
    store.add(begin(store), [a_post("1", text="river")])
    settle(store)
    assert [store.count(river), store.count(river), len(counted)] == [1, 1, 1]
    other = opening(address)
    other.add(begin(other, "b"), [a_post("1", text="rivers"), a_post("2", BO, text="mud")])  # a longer text counts
    settle(other)
    assert [store.count(river), store.count(river), len(counted)] == [0, 0, 2]
    other.close()


def test_whoever_does_not_own_the_index_can_write(address, store):

    with asking(address) as conn:
        (schema_name,) = conn.execute("SELECT current_schema()").fetchone()
        conn.execute(f"""
            DROP ROLE IF EXISTS {schema_name}; CREATE ROLE {schema_name} LOGIN;
            GRANT USAGE ON SCHEMA {schema_name} TO {schema_name};
            GRANT ALL ON ALL TABLES IN SCHEMA {schema_name} TO {schema_name};
            GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema_name} TO {schema_name}
        """)
    other = opening(address.replace("postgres@", f"{schema_name}@"))
    other.add(begin(other), [a_post("1", text="river")])
    settle(other)
    assert other.count(Query(match=Words("river"), min_posts=1)) == 1
    other.close()
    with asking(address) as conn:
        conn.execute(f"DROP OWNED BY {schema_name}; DROP ROLE {schema_name}")
