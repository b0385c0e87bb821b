"""A thread as rows, asides and a strip; threads are made here, as unrolling would make them."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from clew.post import Author, Listed, Media, Post
from clew.text import reading
from clew.text.completeness import gap_words
from clew.thread import Branch, Gap, Part, Place, Shape, Summary, Thread
from clew.web import plan
from clew.web.article import GapRow, PostRow, article
from clew.web.plan import PAGE, TICKS, Plan
from clew.web.words import completeness

LINA = Author("x:user:12", "x", "lina", "Lina Haddad")
START = datetime(2018, 10, 12, 10, tzinfo=UTC)


def part(number: int, line: int = 0, **more) -> Part:
    post = Post(f"x:{number}", "x", LINA, START + timedelta(minutes=number), f"Post {number}.", **more)
    return Part(post, Place(post.id, "reply", line))


def thread(parts, *, gaps=(), branches=(), promised=None, context=(), answers=None) -> Thread:
    main = tuple(each.post.id for each in parts if each.place.line == 0)
    places = tuple(each.place for each in parts)
    shape = Shape(main[0], LINA.id, main, places, tuple(branches), tuple(gaps), promised, answers)
    times = [each.post.created for each in parts]
    summary = Summary(
        main[0], "x", LINA, times[0], times[-1], len(parts), promised, (), (), len(gaps), len(branches), 1
    )
    return Thread(summary, shape, tuple(parts), tuple(context))


def outline(made: Thread, page: int = 1) -> list[object]:
    rows: list[object] = []
    for row in article(made, page).rows:
        if isinstance(row, GapRow):
            rows.append(f"gap {row.numbers}".strip())
            continue
        rows.append(row.post.id if row.post else None)
        rows.extend(
            [aside.depth, *(side.sentence if isinstance(side, GapRow) else side.id for side in aside.rows)]
            for aside in row.asides
        )
    return rows


def test_posts_are_numbered_and_gaps_take_the_numbers_of_what_is_missing():
    made = thread(
        [part(n) for n in (1, 2, 3, 4)],
        gaps=[
            Gap(None, "x:1", missing=2),
            Gap("x:2", "x:3", "deleted", 1),
            Gap("x:3", "x:4", "protected"),
            Gap("x:4", None, missing=3),
        ],
        promised=10,
    )
    assert outline(made) == ["gap 1–2", "x:1", "x:2", "gap 5", "x:3", "gap", "x:4", "gap 8–10"]
    laid = Plan(made.shape)
    assert [laid.number(at) for at in range(4)] == [3, 4, 6, 7]
    assert completeness(made, laid.gaps) == (
        "4 of 10 posts held. Posts 1–2 are missing: they were not captured. Post 5 is missing: it was deleted. "
        "Inside the thread at least one post is missing: its author's posts are protected. "
        "Posts 8–10 are missing: they were not captured."
    )


def test_many_gaps_are_counted_after_the_first_five():
    made = thread([part(n) for n in range(9)], gaps=[Gap(f"x:{n}", f"x:{n + 1}", missing=1) for n in range(8)])
    said = completeness(made, Plan(made.shape).gaps)
    assert said.startswith("9 posts held. Post 2 is missing")
    assert said.endswith("And there are 3 more gaps.")


@pytest.mark.parametrize(
    ("held", "promised", "said"),
    [
        (5, None, "5 posts held, none known to be missing."),
        (5, 5, "All 5 posts held."),
        (3, 16, "3 of 16 posts held. 13 more were never captured."),
        (2, 3, "2 of 3 posts held. 1 more was never captured."),
        (1, None, "1 post held."),
    ],
)
def test_a_thread_without_gaps_says_how_whole_it_is(held, promised, said):
    assert completeness(thread([part(n) for n in range(held)], promised=promised), []) == said


def test_asides_hang_on_the_post_they_leave_and_asides_of_asides_too():
    parts = [part(1), part(10, 1), part(20, 2), part(11, 1), part(30, 3), part(2)]
    branches = [Branch("x:1", ("x:10", "x:11")), Branch("x:10", ("x:20",)), Branch("x:1", ("x:30",))]
    made = thread(parts, branches=branches)
    assert outline(made) == ["x:1", [1, "x:10", "x:11"], [2, "x:20"], [1, "x:30"], "x:2"]
    assert completeness(made, []) == "2 posts held, none known to be missing. 3 asides of 4 posts in all."


def test_a_gap_in_an_aside_stays_in_the_aside():
    parts = [part(1), part(10, 1), part(11, 1), part(2)]
    gaps = [Gap("x:10", "x:11", "deleted", 1), Gap("x:11", None, missing=2)]
    made = thread(parts, branches=[Branch("x:1", ("x:10", "x:11"))], gaps=gaps)
    assert outline(made) == [
        "x:1",
        [1, "x:10", gap_words(gaps[0]), "x:11", gap_words(gaps[1])],
        "x:2",
    ]


def test_a_long_thread_is_paged_and_every_post_is_on_exactly_one_page():
    parts = [part(n) for n in range(PAGE)]
    parts += [part(10_000 + n, 1) for n in range(PAGE + 3)]
    parts += [part(n) for n in range(PAGE, PAGE + 5)]
    made = thread(parts, branches=[Branch(f"x:{PAGE - 1}", tuple(f"x:{10_000 + n}" for n in range(PAGE + 3)))])
    pages = [article(made, page) for page in range(1, 4)]
    assert [each.pages for each in pages] == [3, 3, 3]
    shown = [row.post.id for each in pages for row in each.rows if isinstance(row, PostRow) and row.post]
    shown += [
        side.id
        for each in pages
        for row in each.rows
        if isinstance(row, PostRow)
        for aside in row.asides
        for side in aside.rows
    ]
    assert sorted(shown) == sorted(each.post.id for each in parts)
    assert pages[1].rows[0].post is None
    assert (pages[1].rows[0].asides[0].of, pages[1].rows[0].asides[0].posts) == (PAGE + 3, PAGE)
    laid = Plan(made.shape)
    assert laid.page_of("x:0") == 1
    assert laid.page_of(f"x:{10_000 + PAGE + 2}") == laid.page_of(f"x:{PAGE + 4}") == 3
    assert article(made, 4).rows == []


def a_tangle(seed: int, length: int) -> Thread:
    """A thread with gaps of all kinds and asides that leave asides."""
    rng = random.Random(seed)
    parts, branches = [part(0)], []
    left: list[tuple[int, int]] = []  # how many posts an aside still has, and its line
    for n in range(1, length):
        if rng.random() < 0.05:
            branches.append(Branch(parts[-1].post.id, ()))
            left.append((rng.randrange(1, 9), len(branches)))
        while left and not left[-1][0]:
            left.pop()
        line = left[-1][1] if left else 0
        if left:
            left[-1] = (left[-1][0] - 1, line)
        parts.append(part(n, line, media=(Media("photo"),) if n % 7 else None))
    branches = [
        Branch(each.after, tuple(p.post.id for p in parts if p.place.line == line))
        for line, each in enumerate(branches, 1)
    ]
    gaps = [Gap(None, "x:0", missing=4), Gap(f"x:{length - 1}", None), Gap(None, None, missing=2)]
    for n in rng.sample(range(1, length), length // 20):
        before = rng.choice((f"x:{n}", None))
        gaps.append(Gap(f"x:{n - 1}", before, "deleted", rng.choice((None, 1, 3))))
    return thread(parts, gaps=gaps, branches=branches, promised=length + 40)


@pytest.mark.parametrize("seed", range(6))
def test_a_plan_has_every_step_of_a_thread_and_its_pages_need_only_their_posts(seed, monkeypatch):
    monkeypatch.setattr(plan, "PAGE", 40)
    monkeypatch.setattr(plan, "OPENING", 5)
    made = a_tangle(seed, 230 + seed)
    laid = Plan(made.shape)
    steps = [step for page in range(1, laid.pages + 1) for step in laid.steps(page)]
    told = [(made.parts[step.place] if isinstance(step, plan.At) else step.gap, step.depth) for step in steps]
    read = [each for each in reading.steps(made) if not isinstance(each, reading.Leaves)]
    assert told == [(each.gap if isinstance(each, reading.Missing) else each.part, each.depth) for each in read]
    assert [gap for gap, _ in laid.gaps] == [each.gap for each in read if isinstance(each, reading.Missing)]
    numbers, at = [], 0
    for each in read:
        if isinstance(each, reading.Missing):
            at += (each.gap.missing or 0) if each.depth == 0 else 0
        elif each.depth == 0:
            numbers.append(at := at + 1)
    mains = [at for at, each in enumerate(made.parts) if each.place.line == 0]
    assert [laid.number(at) for at in mains] == numbers
    for page in range(1, laid.pages + 1):
        wanted = {place.id for place in laid.shown(page)}
        assert len(wanted) <= 40 + 5 + TICKS + len(made.shape.gaps)
        some = msgspec.structs.replace(made, parts=tuple(each for each in made.parts if each.post.id in wanted))
        assert article(some, page) == article(made, page)


def test_ten_thousand_asides_of_asides_are_ordinary():
    depth = 10_000
    parts = [part(0)] + [part(n, n) for n in range(1, depth)]
    branches = [Branch(f"x:{n - 1}", (f"x:{n}",)) for n in range(1, depth)]
    made = article(thread(parts, branches=branches), 20)
    assert made.rows[0].asides[-1].depth == depth - 1


def test_the_strip_has_a_tick_a_post_a_hole_a_gap_and_a_mark_a_fork():
    parts = [part(1), part(2), part(20, 1), part(3)]
    made = thread(parts, gaps=[Gap("x:2", "x:3", "deleted", 1)], branches=[Branch("x:2", ("x:20",))])
    ticks = article(made).strip
    assert [(tick.gap, tick.fork, tick.href) for tick in ticks] == [
        (False, False, "#x:1"),
        (False, True, "#x:2"),
        (True, False, "#x:3"),
        (False, False, "#x:3"),
    ]
    assert [tick.label for tick in ticks] == [
        "Post 1",
        "Post 2, an aside leaves here",
        gap_words(made.shape.gaps[0]),
        "Post 4",
    ]


def test_the_strip_of_a_long_thread_has_one_tick_for_several_posts():
    made = thread([part(n) for n in range(1, 1001)])
    ticks = article(made).strip
    assert len(ticks) <= TICKS
    assert (ticks[0].label, ticks[-1].label) == ("Posts 1–9", "Post 1000")
    assert ticks[-1].href == "/thread/x:1?page=2#x:1000"


def test_quoted_and_answered_posts_come_from_the_context_or_as_a_link():
    sami = Author("x:user:9", "x", "sami", "Sami")
    held = Post("x:900", "x", sami, None, "Is the bridge open? #Halfaya")
    made = article(
        thread([part(1, quote="x:900"), part(2, quote="x:901"), part(3, quote="x:1")], context=[held], answers="x:900")
    )
    first, second, third = (row.post.quote for row in made.rows)
    assert made.answers.shown.id == first.shown.id == "x:900"
    assert "<a" not in first.shown.html
    assert (second.shown, second.link) == (None, "https://x.com/i/status/901")
    assert third.shown.id == "x:1"


def test_pictures_are_described_or_say_why_not():
    media = (
        Media("photo", "https://pbs.example/a.jpg", "A pier"),
        Media("photo", "javascript:x", ""),
        Media("video", None, None),
    )
    shown = article(thread([part(1, media=media, sensitive=True), part(2)])).rows[0].post
    assert [(each.kind, each.alt, each.lacking, each.link) for each in shown.pictures] == [
        ("Picture", "A pier", "", "https://pbs.example/a.jpg"),
        ("Picture", "", "Its author gave no description.", "https://x.com/i/status/1"),
        ("Film", "", "No description was captured.", "https://x.com/i/status/1"),
    ]
    assert shown.veiled


def test_a_text_says_what_is_to_be_known_of_it():
    listed = Listed("card", 0, sure=0.5)
    parts = [
        part(1, in_parts=True),
        part(2, edited=START),
        part(3, versions=("x:2", "x:3")),
        part(4, listed=listed),
        part(5, listed=Listed("card", 1, sure=0.9)),
        part(6, listed=Listed("card", 2)),
    ]
    parts[5] = Part(parts[5].post, parts[5].place, (), "suspended")
    notes = [row.post.notes for row in article(thread(parts)).rows]
    assert notes == [
        ("The text was already cut off where it was captured.",),
        ("Edited on 12 October 2018.",),
        ("Edited; 2 versions are known.",),
        ("The saved page does not show where this post begins and ends; another reading is as likely.",),
        (),
        ("Its author’s account has been suspended since.",),
    ]
