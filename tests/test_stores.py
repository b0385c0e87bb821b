from __future__ import annotations

import threading
from datetime import timedelta

import msgspec
import pytest
from made import (
    ADA,
    BO,
    CY,
    DAY,
    PLACES,
    READ_ONLY,
    a_post,
    a_shape,
    begin,
    chain,
    ids,
    keep,
    put,
    run,
    shown,
    touched,
    write,
    write_for,
)

from clew import stores
from clew.errors import NotFound
from clew.post import Author, Counts, Entity, Media, Notice, Post, Problem, Reply
from clew.query import Query
from clew.stores.base import Added, Kept
from clew.stores.consent import Forgetting
from clew.stores.packed import encode
from clew.stores.shapes import LONG
from clew.text.notes import held_posts
from clew.thread import Branch, Gap


def test_every_store_has_a_place_to_be_tested_in():
    assert set(stores.names()) == {*PLACES, *READ_ONLY}


def test_a_place_leads_to_one_store(tmp_path):
    for name, place in PLACES.items():
        assert stores.find(place(tmp_path)) is stores.load(name)
        assert sum(stores.load(other).opens(place(tmp_path)) for other in stores.names()) == 1
    with pytest.raises(NotFound):
        stores.find("gopher://example")


def test_a_new_store_is_empty(store):
    assert store.captures() == ()
    assert touched(store, 10) == []
    assert store.cards(Query()).items == ()
    assert list(store.threads(Query())) == []
    assert store.thread("x:1") is None
    assert store.tag("x") is store.author("x") is store.capture("0" * 64) is None
    assert store.info().posts == store.info().threads == 0


def test_a_capture_is_noted_finished_and_stays_as_it_was(store):
    first = Kept("a" * 64, "a.jsonl", "/x/a.jsonl", 7, DAY, "twitter_v1", held=False)
    store.begin(first)
    store.begin(msgspec.structs.replace(first, place="/elsewhere", taken=DAY + timedelta(days=1)))
    assert store.capture(first.id) == first
    store.begin(msgspec.structs.replace(first, held=True))
    store.finish(first.id)
    assert store.capture(first.id) == msgspec.structs.replace(first, held=True, finished=True)
    second = begin(store, "b")
    assert [kept.id for kept in store.captures()] == [first.id, second]


def test_names_that_are_no_text_can_be_kept(store):
    begin(store)
    store.begin(Kept("b" * 64, "caf\udce9.zip", "/x/caf\udce9.zip", 1, DAY, "s"))
    assert store.add("b" * 64, [Problem("caf\udce9", "half \ud83d")]).problems == 1
    assert store.problems(10, None).items[0].problem.reason.startswith("half ")


def test_adding_twice_changes_nothing(store):
    capture, posts = begin(store), chain("1 2 3")
    assert store.add(capture, posts) == Added(new=3)
    write(store, [a_shape(posts)])
    before = store.thread("x:2"), store.info()
    assert store.add(capture, posts) == Added(known=3)
    assert touched(store, 10) == []
    assert (store.thread("x:2"), store.info()) == before


def test_a_later_file_brings_metrics_and_longer_text_and_both_stay(store):
    early = a_post("1", text="cut …", in_parts=True, counts=Counts(likes=3, replies=1), lang="en", seen=DAY)
    early = msgspec.structs.replace(early, media=(Media("photo", alt="a gauge"),))
    late = a_post("1", text="The whole of it.", body_start=4, counts=Counts(likes=9), seen=DAY + timedelta(days=2))
    late = msgspec.structs.replace(late, entities=(Entity("hashtag", 4, 9, "whole"),))
    store.add(begin(store, "a"), [early])
    assert store.add(begin(store, "b"), [late]) == Added(changed=1)
    post = shown(store, "x:1")
    assert (post.text, post.body_start, post.entities) == (late.text, 4, late.entities)
    assert post.counts == Counts(likes=9, replies=1)
    assert post.media == early.media
    assert post.lang == "en"
    assert post.seen == late.seen
    assert store.thread("x:1").parts[0].captures == ("a" * 64, "b" * 64)


def test_an_older_file_added_later_changes_nothing_that_is_shown(store):
    late = a_post("1", text="The whole of it.", counts=Counts(likes=9), seen=DAY + timedelta(days=2), lang="fr")
    store.add(begin(store, "b"), [late])
    write(store, [])
    early = a_post("1", text="The whole", counts=Counts(likes=3), seen=DAY, lang="en")
    assert store.add(begin(store, "a"), [early]) == Added(known=1)
    assert shown(store, "x:1") == late
    assert store.thread("x:1").parts[0].captures == ("b" * 64, "a" * 64)
    assert touched(store, 10) == []


def test_metrics_alone_touch_nobody(store):
    put(store, chain("1 2"))
    store.add(begin(store, "b"), chain("1 2", counts=Counts(likes=5), seen=DAY))
    assert touched(store, 10) == []
    assert shown(store, "x:2").counts == Counts(likes=5)


def test_one_post_many_times_in_one_batch(store):
    seen = [a_post("1", counts=Counts(likes=n), seen=DAY + timedelta(hours=n)) for n in (2, 5, 1, 5)]
    assert store.add(begin(store), seen) == Added(new=1, changed=1, known=2)
    assert shown(store, "x:1").counts == Counts(likes=5)
    assert store.info().posts == 1


def test_private_posts_are_left_out_and_counted(store):
    posts = [a_post("1", visibility="followers"), a_post("2", visibility="direct"), a_post("3", visibility="unlisted")]
    assert store.add(begin(store), posts) == Added(new=1, private=2)
    assert store.thread("x:1") is store.thread("x:2") is None
    assert store.info().posts == 1


def test_half_a_character_stops_nothing(store):
    posts = [a_post("1", text="half \ud83d"), a_post("2")]
    added = store.add(begin(store), posts)
    assert store.thread("x:2") is not None
    assert added.new + added.problems == 2


def test_authors_are_called_as_they_were_last(store):
    later = Author(ADA.id, "x", "ada_writes", None)
    posts = [a_post("1", later, seen=DAY + timedelta(days=9)), a_post("2", seen=DAY)]
    store.add(begin(store), posts)
    assert store.author(ADA.id).author == Author(ADA.id, "x", "ada_writes", "Ada")
    assert shown(store, "x:2").author.handle == "ada_writes"
    assert store.author("@ADA_writes").posts == 2
    assert store.author("ada_reads") is None


def test_authors_of_one_handle(store):
    other = Author("masto:ada", "masto.example", "Ada_Reads", None)
    put(store, chain("1 2"), [a_post("3", other)])
    assert store.author("ADA_READS").author.id == ADA.id
    assert ids(store, author="@ada_reads") == ["x:1"]
    assert ids(store, author="nobody") == []


def test_a_post_moves_to_the_account_whose_number_is_known(store):
    handle_only = Author("x:@ada_reads", "x", "ada_reads", None)
    put(store, chain("1 2", handle_only))
    again = chain("1 2")
    store.add(begin(store, "b"), again)
    assert set(touched(store)) == {handle_only.id, ADA.id}
    write(store, [a_shape(again)])
    assert ids(store) == ["x:1"]
    assert store.author(ADA.id).posts == 2
    assert store.author(ADA.id).threads == 1
    assert store.author(handle_only.id) is None or store.author(handle_only.id).posts == 0


@pytest.mark.parametrize("turned", [False, True])
def test_a_post_moves_though_its_authors_are_written_apart(store, turned):
    handle_only = Author("x:@ada_reads", "x", "ada_reads", None)
    put(store, chain("1 2", handle_only), chain("8 9", handle_only, minute=50))
    again = chain("1 2")
    store.add(begin(store, "b"), again)
    authors = [ADA.id, handle_only.id]
    for author_id in reversed(authors) if turned else authors:
        write_for(store, [author_id], [a_shape(again), a_shape(chain("8 9", handle_only, minute=50))])
    assert ids(store) == ["x:8", "x:1"]
    assert store.thread("x:2").id == "x:1"
    assert store.info().threads == 2


def test_marks_go_when_threads_are_written_but_not_when_a_post_came_between(store):
    capture = begin(store)
    store.add(capture, chain("1 2"))
    store.add(capture, [a_post("9", BO)])
    assert touched(store, 1) == [ADA.id]
    assert touched(store, 100) == [ADA.id, BO.id]
    read = store.of_authors([ADA.id])
    store.add(capture, [a_post("3", minute=7)])
    keep(store, read, [a_shape(chain("1 2"))])
    assert touched(store, 100) == [ADA.id, BO.id]
    write_for(store, [ADA.id, BO.id], [a_shape(chain("1 2"))])
    assert touched(store, 100) == []


def test_threads_are_replaced_and_vanish(store):
    put(store, chain("1 2"), chain("5 6", minute=30))
    longer = [*chain("1 2"), a_post("3", minute=9, reply_to=Reply("x:2", ADA.id))]
    store.add(begin(store, "b"), longer)
    write(store, [a_shape(longer)])
    assert ids(store) == ["x:1"]
    assert store.thread("x:3").summary.held == 3
    assert [part.place.why for part in store.thread("x:5").parts] == ["start"]
    assert store.info().held_in_threads == 3


def test_a_post_alone_is_a_thread_of_one_with_what_it_answers(store):
    other = a_post("7", BO)
    reply = a_post("8", reply_to=Reply("x:7", BO.id), quote="x:6", versions=("x:80", "x:8"))
    store.add(begin(store), [other, reply, a_post("6", CY)])
    thread = store.thread("x:80")
    assert thread.id == "x:8"
    assert thread.shape.answers == "x:7"
    assert [post.id for post in thread.context] == ["x:7", "x:6"]
    assert thread.summary.held == 1
    assert ids(store, min_posts=1) == []


def test_a_thread_is_found_by_any_name_of_its_posts(store):
    url = "https://masto.example/@cy/42"
    posts = [*chain("1 2"), a_post("4", minute=4, versions=("x:3", "x:4"), url=url)]
    store.add(begin(store), posts)
    write(store, [a_shape(posts, earlier=(("x:3", "x:4"),))])
    for name in ("x:1", "x:2", "x:3", "x:4", url):
        assert store.thread(name).id == "x:1", name


def test_an_older_version_that_is_held_leads_to_the_newer(store):
    older, newer = a_post("3", versions=("x:3",)), a_post("4", versions=("x:3", "x:4"))
    store.add(begin(store), [newer, older])
    assert store.thread("x:3").id == "x:4"
    other = a_post("5", minute=3)
    store.add(begin(store), [other])
    write(store, [a_shape([newer, other], earlier=(("x:3", "x:4"),))])
    assert store.thread("x:3").id == "x:4"
    assert [part.post.id for part in store.thread("x:3").parts] == ["x:4", "x:5"]


def test_context_and_branches_and_gaps(store):
    mine = chain("1 2 3")
    mine[0] = msgspec.structs.replace(mine[0], reply_to=Reply("x:7", BO.id))
    mine[1] = msgspec.structs.replace(mine[1], quote="x:9")
    store.add(begin(store), [*mine, a_post("7", BO), a_post("9", CY)])
    gaps = (Gap("x:2", "x:3", missing=1),)
    shape = a_shape(mine, answers="x:7", promised=9, gaps=gaps, branches=(Branch("x:1", ("x:3",)),))
    write(store, [shape])
    thread = store.thread("x:3")
    assert thread.shape == shape
    assert [post.id for post in thread.context] == ["x:7", "x:9"]
    summary = thread.summary
    assert (summary.held, summary.promised, summary.gaps, summary.branches) == (3, 9, 1, 1)
    assert store.cards(Query()).items[0].summary == summary
    opening = store.cards(Query()).items[0].opening
    assert [part.post for part in opening] == [part.post for part in thread.parts]
    assert [part.place.gap for part in opening] == [None, None, gaps[0]]
    info = store.info()
    assert (info.threads, info.held_in_threads, info.promised, info.gaps) == (1, 3, 9, 1)


def test_a_part_of_a_thread_is_what_the_whole_has_of_it(store, monkeypatch):
    mine = chain("1 2 3 4 5 6 7 8")
    quoting = {1: "x:20", 2: "x:1", 4: "x:5", 5: "x:30"}
    for at, quoted in quoting.items():
        mine[at] = msgspec.structs.replace(mine[at], quote=quoted)
    mine[0] = msgspec.structs.replace(mine[0], reply_to=Reply("x:40", BO.id))
    mine[4] = msgspec.structs.replace(mine[4], versions=("x:50", "x:5"))
    older = a_post("50", text="Before.", minute=3)
    store.add(begin(store), [*mine, older, a_post("20", BO), a_post("30", CY), a_post("40", BO)])
    store.add(begin(store, "b"), [*mine[:3], Notice("x:3", "deleted")])
    shape = a_shape(mine, answers="x:40", gaps=(Gap("x:2", "x:3"),), earlier=(("x:50", "x:5"),))
    for least in (1, 10**9):  # kept as it was decoded, and decoded each time
        for reading in ("clew.stores.sqlite.reading", "clew.stores.postgresql.reading"):
            monkeypatch.setattr(f"{reading}.LONG", least)
        write_for(store, [ADA.id], [shape])
        whole = store.thread("x:1")
        for name, wanted in (("x:1", (1, 2, 4)), ("x:8", (0, 5)), ("x:50", (4,)), ("x:3", ()), ("x:2", range(8))):
            some = store.thread(name, lambda shape, wanted=wanted: [shape.places[at] for at in wanted])
            assert some.parts == tuple(whole.parts[at] for at in wanted)
            assert (some.summary, some.shape) == (whole.summary, whole.shape)
            beside = {"x:40", *(quoting[at] for at in wanted if at in quoting)}
            beside -= {part.post.id for part in some.parts}
            assert {post.id for post in some.context} == beside
        longer = [*mine, a_post("9", minute=9, reply_to=Reply("x:8", ADA.id))]
        store.add(begin(store, "c"), longer)
        shape = msgspec.structs.replace(a_shape(longer), answers="x:40")
        write_for(store, [ADA.id], [shape])
        assert store.thread("x:3", lambda shape: shape.places[8:]).parts == store.thread("x:3").parts[8:]
        assert store.thread("x:20", lambda _shape: ()).id == "x:20"
        assert store.thread("x:none", lambda _shape: ()) is None


def test_a_post_quoted_or_answered_under_an_older_name_is_found_beside_the_thread(store):
    mine = chain("1 2 3")
    mine[0] = msgspec.structs.replace(mine[0], reply_to=Reply("x:7", BO.id))
    mine[1] = msgspec.structs.replace(mine[1], quote="x:9")
    mine[2] = msgspec.structs.replace(mine[2], quote="x:8")
    older, newer = a_post("8", BO, versions=("x:7", "x:8")), a_post("10", CY, versions=("x:9", "x:10"))
    store.add(begin(store), [*mine, older, newer])
    write(store, [a_shape(mine, answers="x:7")])
    thread = store.thread("x:1")
    assert [post.id for post in thread.context] == ["x:8", "x:10"]
    assert {name: post.id for name, post in held_posts(thread).items() if post.author != ADA} == {
        "x:7": "x:8", "x:8": "x:8", "x:9": "x:10", "x:10": "x:10",
    }  # fmt: skip
    assert [store.named(name) for name in ("x:7", "x:10", "x:404")] == ["x:8", "x:10", None]
    alone = a_post("20", minute=9, quote="x:9")
    store.add(begin(store), [alone])
    assert [post.id for post in store.thread("x:20").context] == ["x:10"]


def test_notices_say_what_became_of_a_post_and_touch_whose_threads_they_concern(store):
    posts = chain("1 2")
    store.add(begin(store), posts)
    write(store, [a_shape(posts, gaps=(Gap("x:1", "x:2", at="x:15"),))])
    about_gap = Notice("x:15", "deleted", at=DAY)
    assert store.add(begin(store), [about_gap]) == Added(notices=1)
    assert touched(store, 10) == [ADA.id]
    assert store.of_authors([ADA.id]).notices == ()
    answered = [a_post("16", minute=5, reply_to=Reply("x:15", ADA.id))]
    store.add(begin(store), answered)
    assert store.of_authors([ADA.id]).notices == (about_gap,)
    write(store, [a_shape([*posts, *answered], gaps=(Gap("x:1", "x:2", at="x:15"),))])
    store.add(begin(store), [about_gap])
    assert touched(store, 10) == []
    store.add(begin(store), [Notice("x:2", "withheld", at=DAY), Notice("x:2", "deleted", at=DAY - timedelta(days=1))])
    assert touched(store, 10) == [ADA.id]
    assert [part.state for part in store.thread("x:1").parts] == [None, "withheld", None]
    store.add(begin(store, "b"), [Notice("x:404", "deleted", author_id=BO.id)])
    assert touched(store, 10) == [ADA.id]


def test_problems_come_newest_capture_first_in_pages(store):
    a, b = begin(store, "a"), begin(store, "b")
    store.add(a, [Problem(f"line {n}", "not JSON") for n in range(5)])
    store.add(b, [Problem("line 0", "not JSON")])
    store.add(a, [Problem("line 3", "not JSON")])
    found, after = [], None
    for _ in range(4):
        page = store.problems(2, after)
        found += [(filed.name, filed.problem.place) for filed in page.items]
        after = page.next
        if after is None:
            break
    assert found == [("b.jsonl", "line 0"), *(("a.jsonl", f"line {n}") for n in range(5))]
    assert store.info().problems == 6


def test_problems_of_unrolling_are_replaced(store):
    posts = chain("1 2")
    store.add(begin(store), posts)
    write(store, [a_shape(posts)], {"x:2": Problem("x:2", "it answers itself")})
    assert [filed.problem.reason for filed in store.problems(9, None).items] == ["it answers itself"]
    assert store.problems(9, None).items[0].capture == "a" * 64
    store.add(begin(store), [a_post("3")])
    write(store, [a_shape(posts)], {"x:2": Problem("x:2", "it answers a later post")})
    assert [filed.problem.reason for filed in store.problems(9, None).items] == ["it answers a later post"]
    store.add(begin(store), [a_post("4")])
    write(store, [a_shape(posts)])
    assert store.problems(9, None).items == ()


def test_of_authors_gives_everything_and_nothing_else(store):
    posts = [*chain("1 2"), a_post("3", BO)]
    store.add(begin(store), posts)
    read = store.of_authors([ADA.id, "x:user:404"])
    assert sorted(read.posts, key=lambda post: post.id) == posts[:2]
    assert [mark for mark in read.marks if mark.posts] == [
        mark for mark in store.touched(100) if mark.author_id == ADA.id
    ]


def test_readers_see_whole_batches_while_one_writes(store):
    """Each batch has a thread of four posts more; no reader may ever see a thread that is not whole."""
    capture, done, looked = begin(store), threading.Event(), threading.Event()

    def grow() -> None:
        posts: list[Post] = []
        for step in range(0, 160, 4):
            fresh = [a_post(str(100 + step + n), minute=step + n) for n in range(4)]
            posts += fresh
            store.add(capture, fresh)
            write(store, [a_shape(posts)])
            assert looked.wait(60)
        done.set()

    sizes: list[int] = []

    def look() -> None:
        while not done.is_set():
            for card in store.cards(Query()).items:
                thread = store.thread(card.summary.id)
                assert thread.summary.held == len(thread.parts)
                assert thread.summary.held % 4 == 0
                sizes.append(thread.summary.held)
                looked.set()
            assert store.info().posts % 4 == 0

    run(grow, look, look)
    assert store.thread("x:100").summary.held == 160
    assert sizes


def test_signs_that_databases_reserve_are_kept(store):
    author = Author("x:user:\0 1", "net\0work", "han\0dle", "Na\0me \x01")
    posts = [
        a_post("1\0", author, text="one\0 #ta\0g #a\x01b"),
        a_post("1", author, text="two #ta"),
        a_post(
            "1\x01", author, text="three", minute=3, reply_to=Reply("x:1\0", author.id), url="https://a.example/\0/1"
        ),
    ]
    capture = begin(store)
    store.begin(Kept("b" * 64, "na\0me", "/pla\0ce", 1, DAY, "s"))
    assert store.add(capture, posts) == Added(new=3)
    store.add(capture, [Problem("li\0ne", "bro\0ken"), Problem("li", "broken"), Notice("x:1\0", "deleted", at=DAY)])
    write(store, [a_shape(posts[:1] + posts[2:]), a_shape(posts[1:2])])
    assert ids(store, min_posts=1, sort="oldest") == ["x:1", "x:1\0"]
    thread = store.thread("x:1\0")
    assert [part.post.text for part in thread.parts] == ["one\0 #ta\0g #a\x01b", "three"]
    assert [part.state for part in thread.parts] == ["deleted", None]
    assert thread.summary.author == author
    assert store.thread("https://a.example/\0/1").id == "x:1\0"
    assert store.author("@HAN\0DLE").author == author
    assert store.capture("b" * 64).name == "na\0me"
    assert {filed.problem for filed in store.problems(9, None).items} == {
        Problem("li\0ne", "bro\0ken"),
        Problem("li", "broken"),
    }
    assert ids(store, network="net\0work", min_posts=1) == ["x:1\0", "x:1"]


def test_a_long_thread_written_again_is_shown_as_it_is_now(store):
    names = [f"{number}" for number in range(1000, 4000)]
    shapes = []
    for order in (names, [*names[:5], names[6], names[5], *names[7:]]):
        posts = [each.id for each in chain(" ".join(names))]
        store.add(begin(store), chain(" ".join(names)))
        shapes.append(a_shape([a_post(name) for name in order]))
        write_for(store, [ADA.id], shapes[-1:])
        assert store.thread("x:1000", lambda shape: shape.places[:10]).shape == shapes[-1]
        # it goes, and with it the greatest number that a thread had
        store.forget(Forgetting(tuple(posts), ()))
        assert store.thread("x:1000") is None
    assert len(encode(shapes[0])) == len(encode(shapes[1])) > LONG
