from __future__ import annotations

import pytest
import zstandard

from clew import samples
from clew.archive import Archive
from clew.errors import NotFound
from clew.query import Query
from clew.text.length import LIMIT, OLD_LIMIT, characters, weight

PRIVATE = "Dummy line of the samples."

# begins with, handle, languages, held, promised, gaps as (reason, missing), posts in each branch
THREADS = (
    ("1. Took my second-years", "lina_piers_fict", ("en",), 4, None, [], []),
    ("Hajj Darwish is seventy-eight", "lina_piers_fict", ("en",), 5, None, [], [2]),
    ("1/ The old bridge opens", "lina_piers_fict", ("en",), 10, None, [], []),
    ("1/7 As promised", "lina_piers_fict", ("en",), 7, 7, [], []),
    ("Six years ago tonight", "lina_piers_fict", ("en",), 3, None, [], []),
    ("THREAD: The night", "lantern_fict", ("en",), 7, None, [], []),
    ("1/3 A word before", "lantern_fict", ("en",), 3, 3, [], []),
    ("A ferry retires", "lantern_fict", ("en",), 3, None, [], []),
    ("Tonight the council", "lantern_fict", ("en",), 109, None, [], []),
    ("1/ 🧵 Class 5", "chalk_mt_fict", ("en",), 6, None, [], []),
    ("Parents of the river school", "chalk_mt_fict", ("en",), 2, None, [], []),
    ("I have crossed the Warid", "ferry_nour_fict", ("en",), 6, None, [], [2]),
    ("1) The Warid at the Old Bridge", "gauge_hlf_fict", ("en",), 4, None, [], []),
    ("١/ كم بلغ ارتفاع الماء", "gauge_hlf_fict", ("ar",), 5, None, [], []),
    ("١- تُعلِم بلدية الحلفاية", "baladiya_fict", ("ar",), 5, None, [], []),
    ("كان أبي يقول إن الخبز", "oven_slm_fict", ("ar",), 5, None, [("deleted", 1)], []),
    ("Je suis arrivée", "aubrevoie_fict", ("fr",), 5, None, [], []),
    ("Vous avez trois noms", "aubrevoie_fict", ("fr",), 4, 4, [], []),
    ("1/5 Petit point", "aubrevoie_fict", ("fr",), 4, 5, [("not captured", 1)], []),
    ("ハルファヤに着きました", "setowatari_fict", ("ja",), 6, None, [], []),
    ("[1/5] I promised", "setowatari_fict", ("en",), 5, 5, [], []),
    ("橋の音の話をします", "setowatari_fict", ("ja",), 6, None, [("not captured", None)], []),
    ("四年ぶりにハルファヤへ", "setowatari_fict", ("ja",), 3, None, [], []),
    ("1/ When a town is cut in two", None, None, 3, 11, [("not captured", 8)], []),
    ("1. Three things the planners", None, None, 3, 7, [("not captured", 4)], []),
    ("1/3 The museum", None, None, 3, 3, [], []),
    ("١- لماذا السمكة", None, None, 3, 9, [("not captured", 6)], []),
    ("1/ Traverser #Halfaya à vélo", None, None, 3, 5, [("not captured", 2)], []),
    ("In spring the wind", None, None, 3, None, [], []),
    ("1/ ハルファヤの屋根の話", None, None, 3, 6, [("not captured", 3)], []),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("samples") / "archive"


@pytest.fixture(scope="module")
def archive(folder):
    with Archive.open(folder) as opened:
        tuple(opened.add(samples.paths()))
        yield opened


@pytest.fixture(scope="module")
def threads(archive):
    return tuple(archive.threads(Query(limit=None)))


def unpacked(packed):
    return zstandard.ZstdDecompressor().stream_reader(packed).read()


def body(post):
    return post.text[post.body_start :]


def beginning(threads, words):
    (found,) = [each for each in threads if body(each.parts[0].post).startswith(words)]
    return found


def test_there_are_these_threads_and_no_others(threads):
    assert len(threads) == len(THREADS)


@pytest.mark.parametrize(
    ("words", "handle", "languages", "held", "promised", "gaps", "branches"),
    THREADS,
    ids=[row[0][:24] for row in THREADS],
)
def test_a_thread(threads, words, handle, languages, held, promised, gaps, branches):
    thread = beginning(threads, words)
    assert thread.summary.author.handle == handle
    assert languages is None or thread.summary.languages == languages
    assert (thread.summary.held, thread.summary.promised) == (held, promised)
    assert [(gap.reason, gap.missing) for gap in thread.shape.gaps] == gaps
    assert [len(branch.posts) for branch in thread.shape.branches] == branches


def test_only_what_x_could_not_give_is_a_problem(archive):
    found = [each.problem for each in archive.problems().items]
    assert len(found) == 1
    assert "Could not find tweet" in found[0].reason


def test_private_messages_are_never_read(archive, folder):
    files = [path for path in folder.rglob("*") if path.is_file()]
    kept = b"".join(unpacked(path.read_bytes()) for path in files if path.suffix == ".zst")
    rest = b"".join(path.read_bytes() for path in files if path.suffix != ".zst")
    assert b"Yunan the Quiet" in kept  # deleted-tweets.js stands beside direct-messages.js
    (private,) = samples.paths()[-1].rglob("direct-messages.js")
    assert PRIVATE in private.read_text("utf-8")
    assert PRIVATE.encode() not in kept + rest


def post(thread, words):
    (found,) = [part for part in thread.parts if body(part.post).startswith(words)]
    return found


def every_post(threads):
    return [part.post for thread in threads for part in thread.parts]


def test_a_deleted_post_that_its_author_archived_is_held_and_says_so(threads):
    thread = beginning(threads, "1/ The old bridge opens")
    assert [part.state for part in thread.parts] == [None] * 5 + ["deleted"] + [None] * 4


def test_a_quote_of_the_own_thread_goes_on_from_it(threads):
    later = beginning(threads, "1/7 As promised")
    assert beginning(threads, "1/ The old bridge opens").shape.continues == (later.id,)


def test_a_thread_begun_as_a_reply_shows_what_it_answers(threads):
    thread = beginning(threads, "Vous avez trois noms")
    (answered,) = [each for each in thread.context if each.id == thread.shape.answers]
    assert answered.text.startswith("Does anyone know who kept the pump house running")
    assert thread.parts[0].post.text.startswith("@lantern_fict Vous")


@pytest.mark.parametrize("words", ["Six years ago tonight", "四年ぶりにハルファヤへ"])
def test_an_edited_post_is_found_by_the_id_of_its_first_version(archive, threads, words):
    thread = beginning(threads, words)
    edited = thread.parts[1].post
    first, last = edited.versions
    assert edited.id == last
    assert thread.parts[2].post.reply_to.id == first
    assert archive.thread(first).id == thread.id


def test_a_long_post_is_whole(threads):
    thread = beginning(threads, "Six years ago tonight")
    assert thread.parts[0].post.text.endswith("The wall is not finished. #Halfaya #bridge")


def test_a_post_its_source_cut_off_says_so(threads):
    assert [each.in_parts for each in every_post(threads)].count(True) == 1
    assert beginning(threads, "Parents of the river school").parts[0].post.in_parts


def test_sides_are_left_where_the_author_left_them(threads):
    thread = beginning(threads, "Hajj Darwish is seventy-eight")
    (branch,) = thread.shape.branches
    assert branch.after == post(thread, "We mixed the lime").post.id
    assert branch.posts[0] == post(thread, "An aside, because people ask").post.id


def test_the_gap_of_the_conversation_is_where_it_should_be(threads):
    thread = beginning(threads, "橋の音の話をします")
    (gap,) = thread.shape.gaps
    assert gap.after == post(thread, "新しい四番目のアーチ").post.id
    assert gap.before == post(thread, "つまり、セリムさん").post.id


def test_pictures_films_and_their_words_are_there(threads):
    media = [each for one in every_post(threads) for each in one.media or ()]
    assert {each.kind for each in media} == {"photo", "video"}
    assert len([each for each in media if each.alt]) == 8
    assert len([each for each in media if not each.alt]) == 6


def test_a_poll_keeps_its_votes(threads):
    (poll,) = [each.poll for each in every_post(threads) if each.poll]
    assert [(each.label, each.votes) for each in poll] == [
        ("Stone", 41),
        ("Steel", 28),
        ("Arithmetic", 19),
        ("Waiting", 212),
    ]


def test_what_may_disturb_is_marked(threads):
    assert [body(each)[:21] for each in every_post(threads) if each.sensitive] == ["2/3 Rahma's meadow, 2"]


def test_quotes_are_known_whether_their_post_is_held_or_not(archive, threads):
    quotes = [part.post.quote for part in beginning(threads, "A ferry retires").parts]
    assert archive.thread(quotes[0]).id == beginning(threads, "I have crossed the Warid").id
    assert body(archive.thread(quotes[1]).parts[0].post).startswith("تدين المدينة")
    with pytest.raises(NotFound):
        archive.thread(quotes[2])


def test_no_repost_stands_in_a_thread(threads):
    assert not [each for each in every_post(threads) if each.text.startswith("RT @")]


def test_no_post_is_longer_than_its_time_allowed(threads):
    long = [each for each in every_post(threads) if weight(each.text, each.body_start) > LIMIT]
    assert {each.created.year for each in long} == {2023}
    assert len(long) == 2
    old = beginning(threads, "1. Took my second-years")
    assert all(characters(part.post.text) <= OLD_LIMIT for part in old.parts)


def test_one_tag_gathers_the_town_and_arabic_has_its_own(archive):
    # 25 write it, one card in Arabic stands on the page of that tag; the post that was cut off lost it with its end.
    assert archive.tag("HALFAYA").threads == 26
    assert archive.tag("الحلفايه").threads == 4


def test_adding_them_again_changes_nothing(archive, threads):
    again = tuple(archive.add(samples.paths()))
    assert [(each.already, each.added.new, each.added.changed) for each in again] == [(True, 0, 0)] * len(
        samples.paths()
    )
    assert tuple(archive.threads(Query(limit=None))) == threads
