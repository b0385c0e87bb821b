"""An archive of before is brought up to date when it is opened."""

from __future__ import annotations

import sqlite3

from calls import BASE, tweet, write_lines

from clew.archive import Archive
from clew.query import Query, Words
from clew.stores.entry import FOLDING, unpacked
from clew.stores.sqlite import schema

WORDS = (
    "1/ The harbour wall was built in four summers, by people who had never seen the sea before that.",
    "2/ The first summer they only carried stones, and the second summer the sea carried them back again.",
    "3/ In the third summer somebody measured the tide; that is what the wall has been standing on since.",
)


def as_before(place):
    """Take back what the second migration made, and all that came after."""
    without_search(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript(
        "DROP TABLE wording; DROP TABLE private; DROP INDEX post_listed_only; DELETE FROM touched; PRAGMA user_version = 1;"
    )
    conn.close()


def without_media(place):
    """Take back what the fourth migration made."""
    without_days(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript("DROP TABLE media; PRAGMA user_version = 3;")
    conn.close()


def without_growth(place):
    """Take back what the seventh migration made, and all that came after."""
    without_wishes(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript("DROP INDEX listed_by_growth; ALTER TABLE listed DROP COLUMN grown; PRAGMA user_version = 6;")
    conn.close()


def without_days(place):
    """Take back what the fifth migration made, and all that came after."""
    without_growth(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript("DROP INDEX entry_shown; DROP TABLE begun; DROP TABLE shelf; PRAGMA user_version = 4;")
    conn.close()


def without_wishes(place):
    """Take back what the eighth migration made, and all that came after."""
    without_deeds(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript(
        "DROP TABLE forgotten; DROP TABLE tomb; DROP TABLE receipt; DROP TABLE refusal; DROP TABLE refused;"
        " DROP TABLE withheld; DROP TABLE statement; ALTER TABLE capture DROP COLUMN gone;"
        " DELETE FROM tally WHERE name IN ('withholding', 'unscoured'); PRAGMA user_version = 7;"
    )
    conn.close()


def without_deeds(place):
    """Take back what the ninth migration made."""
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript("DROP TABLE deed; PRAGMA user_version = 8;")
    conn.close()


def without_search(place):
    """Take back what the third migration made, and all that came after."""
    without_media(place)
    conn = sqlite3.connect(place / "clew.db")
    conn.executescript(
        "DROP TABLE entry; DROP TABLE entry_index; DROP TABLE term; DROP TABLE saved;"
        " DELETE FROM tally WHERE name = 'folding'; PRAGMA user_version = 2;"
    )
    conn.close()


def test_words_are_noted_and_threads_made_anew(tmp_path):
    place, page = tmp_path / "archive", tmp_path / "listing.txt"
    page.write_text("\n".join(WORDS) + "\nRead 7 tweets\n", "utf-8")
    posts = [tweet(number, text, after=number - 1 if number else None) for number, text in enumerate(WORDS)]
    with Archive.open(place) as archive:
        list(archive.add([page]))
        (card,) = archive.threads(Query())
    as_before(place)
    with Archive.open(place) as archive:
        list(archive.add([write_lines(tmp_path / "posts.jsonl", posts)]))
        (thread,) = archive.threads(Query())
        assert (thread.id, thread.summary.promised) == (f"x:{BASE}", 7)
        assert archive.thread(card.id).id == thread.id
    as_before(place)
    conn = sqlite3.connect(place / "clew.db")
    (words,) = conn.execute("SELECT count(*) FROM post").fetchone()
    conn.close()
    with Archive.open(place) as archive:
        assert list(archive.threads(Query())) == [thread]
    conn = sqlite3.connect(place / "clew.db")
    assert conn.execute("PRAGMA user_version").fetchone() == (schema.LATEST,)
    assert conn.execute("SELECT count(*) FROM wording WHERE listed = 0").fetchone() == (words,)
    assert conn.execute("SELECT count(*) FROM touched").fetchone() == (0,)
    conn.close()


def an_archive(tmp_path):
    place = tmp_path / "archive"
    posts = [tweet(number, text, after=number - 1 if number else None) for number, text in enumerate(WORDS)]
    with Archive.open(place) as archive:
        list(archive.add([write_lines(tmp_path / "posts.jsonl", posts)]))
    return place


def found(place, words):
    with Archive.open(place) as archive:
        return [card.summary.id for card in archive.cards(Query(match=Words(words))).items]


def test_an_archive_of_before_can_be_searched(tmp_path):
    place = an_archive(tmp_path)
    without_search(place)
    assert found(place, "four summers") == [f"x:{BASE}"]


def test_another_folding_makes_the_words_anew(tmp_path):
    place = an_archive(tmp_path)
    conn = sqlite3.connect(place / "clew.db")
    before = conn.execute("SELECT number, words FROM entry").fetchall()
    conn.execute("UPDATE entry SET words = 'none', sign = x'00'")
    conn.execute("INSERT INTO entry_index (entry_index) VALUES ('delete-all')")
    for number, facts in conn.execute("SELECT number, facts FROM entry").fetchall():
        about = " ".join(f"~{key}" for key in unpacked(facts))
        conn.execute("INSERT INTO entry_index (rowid, words, about) VALUES (?, 'none', ?)", (number, about))
    conn.execute("UPDATE tally SET value = 0 WHERE name = 'folding'")
    conn.commit()
    conn.close()
    assert found(place, "four summers") == [f"x:{BASE}"]
    conn = sqlite3.connect(place / "clew.db")
    assert conn.execute("SELECT number, words FROM entry").fetchall() == before
    assert conn.execute("SELECT value FROM tally WHERE name = 'folding'").fetchone() == (FOLDING,)
    conn.close()


def test_an_archive_of_before_has_its_days_counted(tmp_path):
    place = an_archive(tmp_path)
    with Archive.open(place) as archive:
        before = archive.days(Query())
    assert len(before.counts) == 1
    without_days(place)
    with Archive.open(place) as archive:
        assert archive.days(Query()) == before
        assert archive.shelves() == ()


def test_an_archive_of_before_can_hold_media(tmp_path):
    place = an_archive(tmp_path)
    without_media(place)
    with Archive.open(place) as archive:
        assert dict(archive._store.holdings(["https://media.example/a.jpg"])) == {}
