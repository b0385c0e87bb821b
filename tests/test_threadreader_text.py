from __future__ import annotations

import gzip

import pytest
from pages import LONG, card, reading, texts

from clew.capture import open_capture
from clew.sources import find, threadreader_text


@pytest.fixture(name="read")
def reader(tmp_path):
    return reading(tmp_path)


def shape(posts):
    """How many lines each post has, card by card."""
    rows = {}
    for post in posts:
        rows.setdefault(post.listed.row, []).append(post.text.count("\n") + 1)
    return list(rows.values())


# Card by card as a careful reader cuts the page: the first line of each post, and what the page promises.
SEED_CARDS = [
    (1, 2, 3, None),
    (4, 5, 6, None),
    (7, 12, 18, None),
    (23, 25, 27, 16),
    (29, 31, 32, 4),
    (34, 37, 39, 14),
    (42, 43, 44, 6),
    (46, 51, 58, 5),
    (62, 63, 64, 5),
    (66, 68, 69, 49),
    (72, 74, 75, 9),
    (77, 78, 79, 340),
    (81, 82, 83, 38),
    (85, 86, 87, 4),
    (89, 90, 91, 6),
    (93, 94, 95, 47),
    (97, 99, 101, 29),
    (103, 104, 105, 8),
    (107, 108, 109, 8),
]
SEED_CLOSERS = {28, 33, 41, 45, 61, 65, 71, 76, 80, 84, 88, 92, 96, 102, 106, 118}


SEED = "raqqa-hashtag-page.txt"


@pytest.fixture(name="seed")
def seed_page(shared):
    return (shared / "seed" / SEED).read_text("utf-8")


@pytest.mark.shared
def test_the_first_page_is_cut_where_a_careful_reader_cuts_it(seed, read):
    posts, problems = read(seed, name=SEED)
    assert problems == []
    assert len(posts) == 57
    lines = seed.split("\n")
    starts = [start for card in SEED_CARDS for start in card[:3]]
    ends = [next(at for at in range(start + 1, 200) if at in {*starts, *SEED_CLOSERS}) for start in starts]
    expected = ["\n".join(lines[start - 1 : end - 1]).strip() for start, end in zip(starts, ends, strict=True)]
    assert [post.text for post in posts] == expected
    assert [(post.listed.row, post.listed.place) for post in posts] == [(r, p) for r in range(19) for p in range(3)]


@pytest.mark.shared
def test_the_first_page_promises_588_posts_and_is_silent_on_three_threads(seed, read):
    posts, _ = read(seed, name=SEED)
    promised = [post.listed.promised for post in posts if post.listed.place == 0]
    assert promised == [card[3] for card in SEED_CARDS]
    assert sum(count or 0 for count in promised) == 588
    assert promised.count(None) == 3


@pytest.mark.shared
def test_the_first_page_is_of_the_hashtag_its_file_is_named_after(seed, read):
    posts, _ = read(seed, name=SEED)
    assert {post.listed.topic.lower() for post in posts} == {"raqqa"}
    unnamed, _ = read(seed, name="page.txt")
    assert {post.listed.topic for post in unnamed} == {None}


@pytest.mark.shared
def test_replies_of_the_first_page_begin_after_their_automatic_mentions(seed, read):
    posts, _ = read(seed, name=SEED)
    after = {(p.listed.row, p.listed.place): p.body_start for p in posts if p.body_start}
    assert set(after) == {(2, 1), (2, 2), (7, 1), (7, 2)}
    assert all(p.text[p.body_start - 1] == " " for p in posts if p.body_start)


CARD = ["The first lamp is green.", "The second lamp was red.", "There is no third lamp."]


@pytest.mark.parametrize(
    ("line", "promised"),
    [
        ("Read 4 tweets", 4),
        ("Read 16 posts", 16),
        ("  read 16 Tweets ", 16),
        ("Read all 16 tweets", 16),
        ("Read 1,040 tweets", 1040),
        ("Read 1.040 tweets", 1040),
        ("Read 1 040 tweets", 1040),
        ("Read 1\u202f040 tweets", 1040),
        ("Read 16 tweets »", 16),
        ("[Read 16 tweets](https://reader.example/thread/1.html)", 16),
    ],
)
def test_the_sites_line_closes_a_card_and_promises(read, line, promised):
    posts, problems = read(card(*CARD, closer=line))
    assert texts(posts) == CARD
    assert {post.listed.promised for post in posts} == {promised}
    assert problems == []


@pytest.mark.parametrize(
    "line",
    [
        "Read 3 tweets",
        "Read 2 tweets",
        "Read 12 tweets of hers",
        "I read 12 tweets",
        "Read 12 books",
        "Read tweets",
        "Read ٣ tweets",
    ],
)
def test_an_authors_own_words_close_nothing(read, line):
    posts, _ = read(card(*CARD) + card(CARD[0], CARD[1], f"{CARD[2]} All of it.", closer=line) + card(*CARD))
    assert line in [line for post in posts for line in post.text.split("\n")]


def test_without_the_line_nothing_is_promised(read):
    posts, _ = read("\n".join(CARD) + "\n" + card("1/ A second thread.", "2/ Its middle.", "3/ Its end."))
    assert [post.listed.promised for post in posts] == [None, None, None, 12, 12, 12]
    assert [post.listed.place for post in posts] == [0, 1, 2, 0, 1, 2]


def test_nothing_is_invented(read):
    posts, _ = read(card(*CARD))
    assert {post.created for post in posts} == {None}
    assert len({post.author for post in posts}) == 1
    assert posts[0].author.id == f"listing:{posts[0].listed.card}"
    assert (posts[0].author.handle, posts[0].author.name, posts[0].reply_to, posts[0].url) == (None, None, None, None)


def test_a_card_saved_twice_is_the_same_thread(read):
    one, _ = read(card("1/ Some other card.", "2/ Before it.", "3/ On this page.") + card(*CARD))
    other, _ = read(
        card(*(f"\u00a0{line.replace(' ', chr(0xA0))}  " for line in CARD), closer="Read 13 tweets"), name="b.txt"
    )
    assert [post.id for post in one[3:]] == [post.id for post in other]
    assert {post.author.id for post in one[3:]} == {post.author.id for post in other}
    assert not {post.id for post in one[:3]} & {post.id for post in other}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([f"1/ One {LONG}", "Two", f"2/ Three {LONG}", "Four", "3/ Five"], [2, 2, 1]),
        ([f"1/7 One {LONG}", f"2/7 Two {LONG}", "More of two", "3/7 Three", "More of three"], [1, 2, 2]),
        ([f"1. One {LONG}", "Two", f"2. Three {LONG}", f"3. Five {LONG}", "Six"], [2, 1, 2]),
        ([f"1)One {LONG}", f"2)Two {LONG}", "more", f"3)Three {LONG}"], [1, 2, 1]),
        ([f"[1/9] One {LONG}", "Two", f"[2/9] Three {LONG}", f"[3/9] Five {LONG}"], [2, 1, 1]),
        ([f"1\\ One {LONG}", "Two", f"2\\ Three {LONG}", f"3\\ Five {LONG}"], [2, 1, 1]),
        ([f"١/ {LONG}", "الجسر", f"٢/ {LONG}", f"٣/ {LONG}"], [2, 1, 1]),
        ([f"１. {LONG}", "橋", f"２. {LONG}", f"３. {LONG}"], [2, 1, 1]),
        ([f"One {LONG} (1)", "Two", f"Three {LONG} (2)", f"Five {LONG} (3)"], [1, 2, 1]),
        ([f"One {LONG} 1/9", "Two", f"Three {LONG} 2/9", f"Five {LONG} 3/9"], [1, 2, 1]),
        ([f"Unnumbered {LONG}", "Two", f"1/ Three {LONG}", f"2/ Five {LONG}"], [2, 1, 1]),
        ([f"21/40 One {LONG}", "Two", f"22/40 Three {LONG}", f"23/40 Five {LONG}"], [2, 1, 1]),
        (["THREAD about this town 👇", f"One {LONG}", f"Two {LONG}", "more of it"], [1, 1, 2]),
        ([f"One {LONG}", f"Two {LONG},", "and so on", f"Three {LONG}"], [1, 2, 1]),
        ([f"One {LONG}", "- this", "- that", f"Two {LONG}", f"Three {LONG}"], [3, 1, 1]),
        ([f"One {LONG}", f"Two {LONG}", f"Three {LONG}", "= all of it"], [1, 1, 2]),
        ([f"One {LONG}", "", "Two", f"Three {LONG}", f"Four {LONG}"], [3, 1, 1]),
        ([f"One {LONG} @quay_news", f"Two {LONG}", f"@quay_news Three {LONG}", f"@quay_news Four {LONG}"], [2, 1, 1]),
        ([f"One {LONG}…", f"…two {LONG}", "Three…", f"…four {LONG}"], [1, 2, 1]),
        ([f"#live One {LONG}", f"Two {LONG}", f"#live Three {LONG}", f"#live Four {LONG}"], [2, 1, 1]),
        ([f"{LONG} {LONG}", LONG, LONG, f"{LONG} {LONG}"], [1, 2, 1]),  # only the limit speaks
    ],
)
def test_what_speaks_for_a_boundary_is_heard(read, lines, expected):
    posts, _ = read(card(*lines))
    assert shape(posts) == [expected]


NEUTRAL = [f"Here is one, {LONG}.", f"Then there is two, {LONG}.", f"Three it was, {LONG}.", f"So four, {LONG}."]
JOINED = {1: [2, 1, 1], 2: [1, 2, 1], 3: [1, 1, 2]}


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("{}", "and {}"),  # lower case
        ("{}", "- {}"),  # a bullet
        ("{}", "→ {}"),
        ("{} they said,", "{}"),
        ("{} They said:", "{}"),
        ("Ferry: is late again, they say", "Market: is early for once, they say"),  # items of a list
        ("🐟 and more fish than last year", "🧂 and less salt than last year"),
        ("Late", "Early"),  # two short lines
    ],
)
def test_one_sign_that_a_post_goes_on_is_enough(read, at, above, below):
    lines = list(NEUTRAL)
    lines[at - 1], lines[at] = above.format(lines[at - 1]), below.format(lines[at])
    assert shape(read(card(*lines))[0]) == [JOINED[at]]


@pytest.mark.parametrize("at", [1, 2, 3])
@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("{} 👇", "{}"),  # a finger to the next post
        ("{} (END)", "{}"),
        ("{} @quay_news", "@quay_news {}"),
        ("{}", "@quay_news {}"),
        ("{}…", "…{}"),
        ("{} (4)", "{}"),
    ],
)
def test_one_sign_that_a_post_ends_is_enough(read, at, above, below):
    lines = list(NEUTRAL)
    for gap in {1, 2, 3} - {at}:
        lines[gap - 1], lines[gap] = above.format(lines[gap - 1]), below.format(lines[gap])
    assert shape(read(card(*lines))[0]) == [JOINED[at]]


@pytest.mark.parametrize("other", [0, 3])
def test_an_author_does_not_change_the_alphabet_within_a_post(read, other):
    lines = list(NEUTRAL)
    lines[other] = "وصلنا إلى المرفأ قبل الفجر بقليل وكان الحارس هناك"
    first, _, third = shape(read(card(*lines))[0])[0]
    assert (first, third)[other == 3] == 1


def test_a_slight_line_is_rather_a_part_than_a_post(read):
    lines = [f"One {LONG}", "Two.", f"Three {LONG}", f"Four {LONG}"]
    assert shape(read(card(*lines))[0]) in ([[2, 1, 1]], [[1, 2, 1]])


@pytest.mark.parametrize("opener", ["THREAD:", "🧵", "[Thread]", "Fil :", "#Thread"])
def test_an_opener_begins_a_thread(read, opener):
    lines = [f"{NEUTRAL[0]} {at}" for at in range(8)]
    lines[4] = f"{opener} {lines[4]}"
    posts, _ = read(card(*lines))
    assert [post.listed.place for post in posts if opener in post.text] == [0]


def test_a_number_begins_a_thread_rather_than_a_second_post(read):
    lines = [f"{LONG} {LONG} {at}" for at in range(3)]
    posts, _ = read("\n".join(lines) + "\n" + card("1/ A new thread.", "2/ Its middle.", "3/ Its end.", "and more"))
    assert shape(posts) == [[1, 1, 1], [1, 1, 2]]


def test_a_page_copied_in_part_ends_with_a_part_of_a_card(read):
    long = [f"{LONG} {LONG} {LONG[:50]} {at}" for at in range(4)]
    closed, _ = read(card(*long))
    assert len(closed) == 3
    broken, problems = read("\n".join([*long, ""]))
    assert shape(broken) == [[1, 1, 1], [1]]
    assert [problem.place for problem in problems] == ["line 4"]


def test_an_author_who_writes_long_has_the_long_post(read):
    long = f"{LONG} " * 7
    posts, _ = read(card(long, *(f"{LONG} {LONG} {at}" for at in range(3))))
    assert shape(posts) == [[2, 1, 1]]


def test_a_card_that_has_to_open_with_a_name_does_not_open_without(read):
    page = "".join(f"Name {at}\n@handle{at}\nAug 2nd 2019\n" + card(*NEUTRAL, *NEUTRAL[1:3]) for at in range(3))
    assert len(shape(read(page)[0])) == 3


def test_no_post_is_over_the_limit_where_another_cut_is_not(read):
    posts, _ = read(card(*(f"Line {at} {LONG} {LONG}" for at in range(6))))
    assert shape(posts) == [[1, 1, 1], [1, 1, 1]]


def test_an_old_page_keeps_to_140(read):
    lines = [f"One {LONG}", "Two is short.", f"Three {LONG}", f"Four {LONG}"]
    old = card(*(f"{LONG} {at}" for at in range(3)))
    posts, _ = read(old * 4 + card(*lines) + old * 4)
    assert max(len(post.text) for post in posts) <= 140


def test_a_cut_that_is_as_good_as_another_is_told_with_its_lines(read):
    same = ["The boats came in."] * 4
    posts, problems = read(card(*same))
    assert min(post.listed.sure for post in posts) == pytest.approx(0.5, abs=0.15)
    assert [problem.place for problem in problems] == ["lines 1 to 4"]
    assert "may be one post" in problems[0].reason


def test_a_cut_without_another_is_sure(read):
    posts, problems = read(card(*CARD))
    assert {post.listed.sure for post in posts} == {1.0}
    assert problems == []


@pytest.mark.parametrize("held", [1, 2])
def test_a_card_with_too_few_posts_is_kept_and_told(read, held):
    posts, problems = read(card(*CARD[:held]) + card(*CARD))
    assert texts(posts) == CARD[:held] + CARD
    assert len(problems) == 1
    assert "three" in problems[0].reason


def test_replies_begin_after_the_mentions_that_x_put_there(read):
    posts, _ = read(card("@quay_news and @mole, look", "@quay_news @stranger yes", "@quay_news @stranger .@mole no"))
    assert [post.text[post.body_start :] for post in posts] == [
        "@quay_news and @mole, look",
        "@stranger yes",
        ".@mole no",
    ]


def test_a_link_the_page_cut_is_left_as_words(read):
    posts, _ = read(card("See quay.example/a-very-lo…", "And https://quay.example/b #LowHarbour", "@mole $BOAT"))
    found = [(each.kind, each.value) for post in posts for each in post.entities]
    assert found == [
        ("link", "https://quay.example/b"),
        ("hashtag", "LowHarbour"),
        ("mention", "mole"),
        ("cashtag", "BOAT"),
    ]


TAGGED = card("The lamps of #LowHarbour", "two", "three") + card(*CARD) + card("A ferry #thread", "five", "six")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("lowharbour-hashtag-page.txt", "LowHarbour"),
        ("#LowHarbour - Thread Reader.txt", "LowHarbour"),
        ("hashtag-lowharbour.txt", "LowHarbour"),
        ("thread about #LÓWHARBOUR.txt", "LowHarbour"),
        ("low_harbour.txt", "LowHarbour"),
        ("LowHarbour.txt.gz", "LowHarbour"),
        ("harbour.txt", None),
        ("thread.txt", None),
        ("thread about #ferry.txt", None),
        ("page.txt", None),
    ],
)
def test_the_topic_is_named_by_the_file_and_shown_by_a_third_of_the_cards(read, name, expected):
    posts, _ = read(gzip.compress(TAGGED.encode()) if name.endswith(".gz") else TAGGED, name=name)
    assert {post.listed.topic for post in posts} == {expected}


def test_fewer_than_a_third_are_not_enough(read):
    posts, _ = read(TAGGED + card(*CARD), name="lowharbour.txt")
    assert {post.listed.topic for post in posts} == {None}


def test_what_the_person_said_is_the_topic(read):
    posts, _ = read(TAGGED, name="lowharbour.txt", topic="mole")
    assert {post.listed.topic for post in posts} == {"mole"}


def test_the_sites_own_lines_are_no_posts(read):
    page = (
        "Thread Reader\nDiscover and read the best of Twitter Threads about #LowHarbour\nMost recents (2)\n"
        "Profile picture\nEdda Quay\n@eddaquay\nSep 7th 2019\n"
        + "\n".join(CARD)
        + "\nProfile picture\nThe Mole\n@mole · Aug 2nd 2019\n"
        + card("1/ A wall.", "2/ In water.", "3/ Share")
        + "Related hashtags\n#ferry\n#Basport\nDid Thread Reader help you today?\nTweet\nShare\nHelp | About | TOS | Privacy\n"
    )
    posts, problems = read(page)
    assert texts(posts) == [*CARD, "1/ A wall.", "2/ In water.", "3/ Share"]
    assert [(post.author.name, post.author.handle) for post in posts[::3]] == [
        ("Edda Quay", "eddaquay"),
        ("The Mole", "mole"),
    ]
    assert {post.listed.topic for post in posts} == {"LowHarbour"}
    assert problems == []


def test_names_without_dates_are_known_where_all_cards_have_them(read):
    page = "".join(f"Name {at}\n@handle{at}\n" + card(f"1/ {LONG}", f"2/ {LONG}", f"3/ {LONG}") for at in range(4))
    posts, _ = read(page)
    assert [post.author.handle for post in posts[::3]] == [f"handle{at}" for at in range(4)]
    assert len(posts) == 12


def test_words_a_person_may_write_stay_where_no_line_of_the_site_is_beside(read):
    posts, _ = read(card("Share", "#LowHarbour", "Done"))
    assert texts(posts) == ["Share", "#LowHarbour", "Done"]


def test_a_page_whose_blocks_stand_apart_is_read_so(read):
    cards = [[f"{LONG} {at}", f"Two\nlines {at}", f"Three {at}"] for at in range(4)]
    page = "\n\n".join(block for of in cards for block in (*of, "Read 9 tweets")) + "\n"
    posts, _ = read(page)
    assert texts(posts) == [text for of in cards for text in of]


@pytest.mark.parametrize("text", ["\n\n\n", "\ufeff", " \u00a0 \n"])
def test_an_empty_page_has_nothing(read, text):
    assert read(text) == ([], [])


def test_only_closing_lines_are_told_one_by_one(read):
    posts, problems = read("Read 4 tweets\nRead 5 tweets\n")
    assert posts == []
    assert [problem.place for problem in problems] == ["line 1", "line 2"]


@pytest.mark.parametrize(
    "made",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("\n", "\u00a0\n").encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: ("\n\n" + text + "\n\n").encode(),
    ],
)
def test_the_same_words_in_another_file_are_the_same_posts(read, made):
    plain = read(card(*CARD) + card("Été", "جسر", "橋"))
    posts, problems = read(made(card(*CARD) + card("Été", "جسر", "橋")), name="other.txt")
    assert posts == plain[0]
    assert problems == []


def test_bytes_that_are_no_utf8_are_shown_and_told(read):
    posts, problems = read(b"One \xff lamp\nTwo \xed\xa0\x80 lamps\nThree\nRead 4 tweets\n")
    assert texts(posts) == ["One \ufffd lamp", "Two \ufffd\ufffd\ufffd lamps", "Three"]
    assert [problem.place for problem in problems] == ["line 1", "line 2"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (card(*CARD), True),
        (card(*CARD).encode("utf-16"), True),
        (card(*CARD, closer="Read 12 posts"), True),
        ("\n".join(CARD), False),
        ("I read 12 tweets today\nRead 12 tweets of hers\n", False),
        ("Read 3 tweets\n", False),
        ('{"text": "x"}\nRead 12 tweets\n', False),
        ("[{}]\nRead 12 tweets\n", False),
        ("<p>x</p>\nRead 12 tweets\n", False),
        ("window.YTD.tweets.part0 = []\nRead 12 tweets\n", False),
        (b"\x00\x01\nRead 12 tweets\n", False),
        ("\n", False),
    ],
)
def test_only_its_own_captures_are_recognised(tmp_path, text, expected):
    path = tmp_path / "page.txt"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with open_capture(path) as capture:
        assert threadreader_text.sniff(capture) is expected


def test_a_listing_is_found_among_all_formats(tmp_path):
    path = tmp_path / "page.txt"
    path.write_text(card(*CARD), "utf-8")
    with open_capture(path) as capture:
        assert find(capture).title == threadreader_text.title
