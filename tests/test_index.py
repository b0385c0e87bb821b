"""The index of tantivy's beside an archive in a folder; that searches with it keep their promises is in test_search."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest
from made import ADA, BO, a_post, begin, chain

from clew.archive import Archive
from clew.archive.settling import settle
from clew.cli import main
from clew.errors import MissingPart, StoreFault
from clew.query import Query, Words
from clew.stores.memory import Store as MemoryStore
from clew.stores.sqlite import Store
from clew.stores.sqlite import index as indexes

pytest.importorskip("tantivy")


def add(store, *posts, capture: str = "a") -> None:
    store.add(begin(store, capture), posts)
    settle(store)


def ranking(store: Store) -> bool:
    """Whether the store would ask the index now."""
    with store._connections.reading() as conn:
        return type(store._engine(conn)).__name__ == "Ranking"


def found(store, words: str) -> list[str]:
    query = Query(match=Words(words), min_posts=1, sort="best", limit=None)
    ids = [each.card.summary.id for each in store.search(query).items]
    assert store.count(query) == len(ids)
    return sorted(ids)


@pytest.fixture
def folder(tmp_path) -> Path:
    """An archive of a few posts with an index."""
    folder = tmp_path / "archive"
    store = Store(folder)
    add(store, *(a_post(str(key), text="river and mud", minute=key) for key in range(10, 30)))
    assert store.index(wanted=True)
    assert ranking(store)
    store.close()
    return folder


def without_following(monkeypatch) -> None:
    """As if the program had been killed after the database was written and before the index was."""
    monkeypatch.setattr(indexes.Index, "follow", lambda *_: None)


def test_it_follows_what_is_added_and_is_given_up(folder):
    store = Store(folder)
    add(store, a_post("50", BO, text="river and sand"), capture="b")
    assert ranking(store)
    assert found(store, "sand") == ["x:50"]
    assert len(found(store, "river")) == 21
    assert not store.index(wanted=False)
    assert not (folder / "index").exists()
    assert not ranking(store)
    assert len(found(store, "river")) == 21
    store.close()


def test_an_index_that_is_behind_waits_until_the_archive_is_opened(folder, monkeypatch):
    monkeypatch.setattr(indexes, "_AT_A_TIME", 7)
    store = Store(folder)
    with monkeypatch.context() as patched:
        without_following(patched)
        add(store, a_post("10", text="river, mud and clay", minute=10), capture="b")
        add(store, a_post("70", BO, text="river and sand", minute=5), *chain("80 81", BO, minute=999), capture="c")
    assert not ranking(store)
    assert found(store, "clay") == ["x:10"]
    add(store, a_post("51", BO, text="river and sand", minute=1001), capture="d")
    assert not ranking(store)
    store.close()
    Archive.open(folder).close()
    store = Store(folder)
    assert ranking(store)
    assert found(store, "clay") == ["x:10"]
    assert found(store, "sand") == ["x:51", "x:70"]
    assert len(found(store, "river")) == 22
    store.close()


@pytest.mark.parametrize("damage", ["emptied", "missing", "nonsense", "empty folder"])
def test_a_damaged_index_is_made_anew(folder, damage):
    for file in (folder / "index").iterdir():
        if damage in ("missing", "empty folder"):
            if damage == "empty folder" or file.name != "meta.json":
                file.unlink()
        elif damage == "emptied" or file.name == "meta.json":
            file.write_bytes(b"" if damage == "emptied" else b"{}")
    store = Store(folder)
    assert not ranking(store)
    assert len(found(store, "river")) == 20
    store.close()
    Archive.open(folder).close()
    store = Store(folder)
    assert ranking(store)
    assert len(found(store, "river")) == 20
    assert not list(folder.glob("*.unfinished"))
    store.close()


def test_another_program_sees_what_is_added(folder):
    reader, writer = Store(folder), Store(folder)
    assert len(found(reader, "river")) == 20
    add(writer, a_post("50", BO, text="river and sand"), capture="b")
    assert ranking(reader)
    assert len(found(reader, "river")) == 21
    reader.close()
    writer.close()


def test_whoever_reads_what_was_before_is_not_asked_to_see_more(folder):
    store = Store(folder)
    with store._connections.reading() as conn:
        conn.execute("SELECT count(*) FROM entry").fetchone()
        add(store, a_post("50", BO, text="river and sand"), capture="b")
        assert type(store._engine(conn)).__name__ == "Engine"
    assert ranking(store)
    store.close()


def test_without_tantivy_one_sentence_says_what_to_install(folder, tmp_path, monkeypatch):
    for name in [name for name in sys.modules if name == "clew.stores.sqlite.ranking" or name.startswith("tantivy")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "tantivy", None)
    with Archive.open(folder) as archive:
        assert len(archive.search(Query(match=Words("river"), min_posts=1)).items) == 20
        assert not ranking(archive._store)
        with pytest.raises(MissingPart, match=r"pip install 'clew\[tantivy\]'"):
            archive.index(wanted=True)
        add(archive._store, a_post("50", BO, text="river and sand"), capture="b")
    assert (folder / "index").is_dir()


def test_only_a_folder_can_have_one():
    store = MemoryStore()
    assert not store.index(wanted=None)
    assert not store.index(wanted=False)
    with pytest.raises(StoreFault, match="Only an archive in a folder"):
        store.index(wanted=True)


def test_the_verb(folder):
    from click.testing import CliRunner

    def run(*words: str) -> str:
        result = CliRunner().invoke(main, ["--archive", str(folder), "index", *words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "by the database" in run("none")
    assert not (folder / "index").exists()
    assert "by tantivy's index" in run("tantivy")
    assert (folder / "index" / "meta.json").exists()


def test_long_threads_and_many_facts(tmp_path):
    store = Store(tmp_path)
    store.index(wanted=True)
    posts = [msgspec.structs.replace(post, text=f"river {post.id}") for post in chain("1 2 3 4 5 6", ADA)]
    add(store, *posts)
    assert found(store, "river") == ["x:1"]
    assert ranking(store)
    store.close()
