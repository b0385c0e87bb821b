"""An archive copied from any store into any other is the same archive."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest
from calls import BASE, program, tweet, write_lines
from made import ADA, BO, DAY, PLACES, a_post, begin, chain

from clew.archive import Archive
from clew.archive.copying import Copying
from clew.capture import keeping
from clew.errors import StoreFault
from clew.post import Counts, Notice, Problem, Reply
from clew.query import Query
from clew.stores.base import Saved

WORDS = (
    "1/ The harbour wall was built in four summers, by people who had never seen the sea before that.",
    "2/ The first summer they only carried stones, and the second summer the sea carried them back again.",
    "3/ In the third summer somebody measured the tide; that is what the wall has been standing on since.",
)
OTHERS = ("A card that nobody's posts are known of, which stays as it is, however long its words may be to read.",)


def files(folder: Path) -> list[Path]:
    """A saved page of two cards, the posts that one of them showed, and the same posts a day later, with new ones."""
    page = folder / "listing.txt"
    page.write_text("\n".join(WORDS) + "\nRead 7 tweets\n" + "\n".join(OTHERS) + "\nRead 4 tweets\n", "utf-8")
    posts = [tweet(number, text, after=number - 1 if number else None) for number, text in enumerate(WORDS)]
    later = [dict(post, favorite_count=9) for post in posts] + [
        tweet(7, "4/ edited #Mud", after=2),
        tweet(8, "alone"),
    ]
    return [
        page,
        write_lines(folder / "posts.jsonl", posts, broken=["{broken"]),
        write_lines(folder / "later.jsonl", later),
    ]


def fill(archive: Archive, folder: Path) -> None:
    """Everything an archive may hold."""
    folder.mkdir()
    list(archive.add(files(folder), include_private=True))
    store = archive._store
    capture = store.captures()[-1].id
    store.begin(
        msgspec.structs.replace(store.captures()[0], id="e" * 64, name="no file \0", held=False, finished=False)
    )
    quiet = [a_post("91", BO, visibility="followers"), a_post("92", BO, visibility="direct")]
    more = [
        *chain("81 82", BO, text="#River"),
        a_post(
            "83", minute=3, reply_to=Reply("x:404", ADA.id), versions=("x:80", "x:83"), url="https://a.example/ferry"
        ),
        a_post("83", minute=3, reply_to=Reply("x:404", ADA.id), counts=Counts(likes=2), seen=DAY),
        Notice("x:404", "deleted", at=DAY),
        Problem("line 9", "is no post"),
    ]
    store.add(capture, quiet + more, private=True)
    store.add("e" * 64, [more[0], Notice("x:404", "deleted", at=DAY)])
    store.save(Saved("mud", "#mud since:2019", DAY))
    archive._mend()


def holdings(archive: Archive) -> tuple:
    store = archive._store
    threads = [
        archive.thread(name)
        for name in ("x:83", "x:80", "https://a.example/ferry", f"x:{BASE}", f"x:{BASE + 8}", "x:81")
    ]
    return (
        list(archive.threads(Query(limit=None, min_posts=1))),
        threads,
        archive.info(),
        archive.tags(),
        archive.authors(),
        sorted(store.said(), key=repr),
        sorted(store.private(), key=repr),
        sorted(store.met()),
        store.saved(),
        [msgspec.structs.replace(kept, held=False) for kept in archive.captures()],
        sorted(archive.every_problem(), key=repr),
    )


@pytest.fixture(params=list(PLACES))
def filled(request, tmp_path) -> Archive:
    """An archive in each kind of store."""
    place = PLACES[request.param](tmp_path / "from")
    with Archive.open(place, captures=tmp_path / "from-captures") as archive:
        fill(archive, tmp_path / "files")
        yield archive


@pytest.mark.parametrize("name", list(PLACES))
def test_a_copy_in_any_store_is_the_same(filled, tmp_path, name):
    with Archive.open(PLACES[name](tmp_path / "to"), captures=tmp_path / "to-captures") as other:
        copied = filled.copy_to(other)
        before = holdings(filled)
        assert holdings(other) == before
        assert before[7], "no card has met its posts, which is what this is about"
        assert before[6]
        assert (copied.captures, copied.posts, copied.threads) == (4, before[2].posts, len(before[0]))
        assert copied.records == len(before[5]) + len(before[6])
        assert filled.copy_to(other) == copied
        assert holdings(other) == before


def test_the_files_of_captures_go_along(tmp_path):
    folder = tmp_path / "several"
    (folder / "data").mkdir(parents=True)
    fixture = Path(__file__).parent / "sources" / "twitter_archive"
    shutil.copytree(fixture / "data-2021", folder, dirs_exist_ok=True)
    with Archive.open(tmp_path / "from") as archive, Archive.open(tmp_path / "to") as other:
        list(archive.add([folder, *files(tmp_path)]))
        (tmp_path / "from" / "hashtags.toml").write_text("# mine\n")
        kept = {path.relative_to(tmp_path / "from") for path in (tmp_path / "from" / "captures").rglob("*.zst")}
        (lost, damaged), rest = archive.captures()[:2], archive.captures()[2:]
        keeping.kept_at(tmp_path / "from" / "captures", lost.id).unlink()
        keeping.kept_at(tmp_path / "from" / "captures", damaged.id).write_bytes(b"no longer what it was")
        assert archive.copy_to(other).absent == 2
        assert [each.held for each in other.captures()] == [False, False, *(True for _ in rest)]
        copied = {path.relative_to(tmp_path / "to") for path in (tmp_path / "to" / "captures").rglob("*.zst")}
        assert copied < kept
        assert (tmp_path / "to" / "hashtags.toml").read_text() == "# mine\n"
        for each in rest:
            assert keeping.check(tmp_path / "to" / "captures", each.id)
        list(archive.add([folder, *files(tmp_path)]))


def test_an_archive_that_holds_something_else_is_left_alone(filled, tmp_path):
    with Archive.open(tmp_path / "to") as other:
        other._store.add(begin(other._store, "f"), chain("1 2"))
        before = list(other._store.said())
        with pytest.raises(StoreFault, match=r"holds f\.jsonl"):
            filled.copy_to(other)
        assert list(other._store.said()) == before


def test_a_copy_that_was_stopped_goes_on(filled, tmp_path, monkeypatch):
    monkeypatch.setattr("clew.archive.copying._AT_A_TIME", 3)
    for lots in range(1, 9):
        with Archive.open(tmp_path / "to") as other:
            copying = Copying(filled._store, other._store, None, None, None)
            add, calls = copying._add, iter(range(lots))

            def stop(records, add=add, calls=calls) -> None:
                if next(calls, None) is None:
                    raise KeyboardInterrupt
                add(records)

            monkeypatch.setattr(copying, "_add", stop)
            try:
                copying.copy()
            except KeyboardInterrupt:
                continue
            break
    with Archive.open(tmp_path / "to") as other:
        filled.copy_to(other)
        assert holdings(other) == holdings(filled)


@pytest.mark.parametrize("damage", ["post", "thread", "name", "problem"])
def test_a_copy_that_is_another_is_told_by_the_first_difference(filled, tmp_path, damage, monkeypatch):
    with Archive.open("memory:") as other:
        rows = other._store._rows

        def settle(store) -> None:
            from clew.archive.settling import settle

            settle(store)
            if damage == "post":
                rows.observations["x:81"].popitem()
            elif damage == "name":
                rows.names = {name: real for name, real in rows.names.items() if not name.startswith("listing:")}
            elif damage == "problem":
                rows.problems = [filed for filed in rows.problems if filed.problem.place != "line 9"]
            else:
                shape, summary = rows.shapes["x:81"]
                places = (shape.places[0], msgspec.structs.replace(shape.places[1], why="number"))
                rows.shapes["x:81"] = msgspec.structs.replace(shape, places=places), summary

        monkeypatch.setattr("clew.archive.copying.settle", settle)
        said = {
            "post": "later.jsonl said|no file",
            "thread": "the thread x:81",
            "name": "met",
            "problem": "later.jsonl",
        }
        with pytest.raises(StoreFault, match=said[damage]) as caught:
            filled.copy_to(other)
        assert "\n" not in caught.value.message


def test_the_command_copies_there_and_back(tmp_path):
    place, address = tmp_path / "archive", PLACES["postgresql"](tmp_path / "database")

    def clew(*words) -> str:
        run = subprocess.run(program(*words), capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        return run.stdout

    with Archive.open(place) as archive:
        fill(archive, tmp_path / "files")
    assert "the same in both" in clew("copy", place, address, "--captures", tmp_path / "kept")
    assert "the same in both" in clew("copy", address, tmp_path / "back", "--captures", tmp_path / "kept")
    with Archive.open(place) as archive, Archive.open(tmp_path / "back") as back:
        assert holdings(archive) == holdings(back)
        assert archive.captures() == back.captures()
    assert clew("--archive", address, "add", tmp_path / "files" / "posts.jsonl").count("nothing new") == 1


def test_the_command_refuses_what_means_nothing(tmp_path):
    def clew(*words) -> tuple[int, str]:
        run = subprocess.run(program(*words), capture_output=True, text=True, check=False)
        return run.returncode, run.stderr

    assert clew("copy", tmp_path / "nothing", tmp_path / "to")[0] == 4
    assert not (tmp_path / "to").exists()
    Archive.open(tmp_path / "one").close()
    code, said = clew("copy", tmp_path / "one", tmp_path / "x" / ".." / "one")
    assert code == 2
    assert "same place" in said
