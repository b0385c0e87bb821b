"""Cards of a listing and the posts they show: met, not met, and refused."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import ADA, BO, a_post

from clew import healing
from clew.healing import Said, cards, match, proves
from clew.post import Author, Entity, Listed, Post, Reply
from clew.text import wording

TEXTS = (
    "1/ The river rose by three metres in a single night, and nobody had written the old flood marks down. #river",
    "2/ We walked along it with chalk and a rope; the miller showed us where his grandfather had cut a line.",
    "3/ Here is the list of every mark we found: example.com/marks/of-the-riv… Send yours.",
)


def listed(*texts: str, card: str = "c") -> tuple[Post, ...]:
    author = Author(f"listing:{card}", "x")
    return tuple(
        Post(f"listing:{card}{place}", "x", author, None, text, listed=Listed(card, place, promised=9))
        for place, text in enumerate(texts)
    )


def real(*texts: str, author: Author = ADA, first: int = 100) -> list[Post]:
    posts: list[Post] = []
    for key, text in enumerate(texts, first):
        reply = Reply(posts[-1].id, author.id) if posts else None
        posts.append(a_post(str(key), author, text, minute=key - first, reply_to=reply))
    return posts


def met(card, *runs):
    return match(card, {str(number): Said(run) for number, run in enumerate(runs)})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("See https://t.co/abc for it all, and then the words that follow.", "See for it all, and then the words that follow."),
        ("See example.com/a-long-pa… for all, and then the words that follow", "See https://example.com/a-long-path for all, and then the words that follow"),
        ("@bo @cy I have counted the marks along the river twice", "I have counted the marks\nalong the river twice"),
        ("“Quoted” words — and an emoji 🌊 in the middle of the sentence", '"Quoted" words - and an emoji in the middle of the sentence…'),
        ("Ｆｕｌｌ width, É and é, and numbers ٣ as they are written here", "full width, e and E, and numbers 3 as they are written here"),
        ("ارتفع النهر في الليلة الماضية ثلاثة أمتار كاملة يا اصدقاء", "ارتفع النهر في اللیله الماضیه ثلاثه امتار كامله يا أصدقاء"),
    ],
)  # fmt: skip
def test_copies_of_one_text_are_the_same(one, other):
    a, b = a_post("1", text=one), a_post("2", text=other)
    assert wording.same(a, b)
    assert wording.number(a) == wording.number(b) is not None


@pytest.mark.parametrize("end", ["…", "… https://t.co/xyz", "...", "… \n https://t.co/x"])
@pytest.mark.parametrize("at", [70, 84, 99])
def test_a_text_that_was_cut_is_the_same_wherever_it_was_cut(end, at):
    cut = a_post("1", text=TEXTS[0][:at] + end)
    assert wording.same(cut, a_post("2", text=TEXTS[0]))
    assert wording.number(cut) == wording.number(a_post("2", text=TEXTS[0]))
    assert not wording.same(cut, a_post("2", text=TEXTS[0].replace("river", "water")))


@given(st.text(max_size=200), st.integers(0, 20))
def test_any_text_has_letters_and_is_the_same_as_itself(text, start):
    post = a_post("1", text=text, body_start=min(start, len(text)))
    assert wording.same(post, post) == bool(wording.letters(post))


@given(st.text(st.sampled_from("abcXY. /@#1…\n-é"), max_size=150), st.integers(0, 3))
def test_the_number_is_that_of_the_first_letters_however_it_is_found(text, start):
    post = a_post("1", text=text, body_start=min(start, len(text)))
    lead = wording._joined(text[post.body_start :].split())[: wording.LEAD]
    assert (wording.number(post) is None) == (len(lead) < wording.LEAD)
    if len(lead) == wording.LEAD:  # é keeps the other from the short way
        assert wording.number(post) == wording.number(a_post("2", text=f"{lead} é"))


def test_numbers_stay_and_texts_that_go_on_are_not_the_same():
    assert not wording.same(a_post("1", text=TEXTS[0]), a_post("2", text=TEXTS[0].replace("1/", "4/")))
    assert not wording.same(a_post("1", text=TEXTS[0]), a_post("2", text=TEXTS[0] + " And more."))
    assert not wording.same(a_post("1", text="🌊"), a_post("2", text="🌊"))


def test_a_card_meets_the_run_that_says_the_same():
    posts = real(*TEXTS, "4/ And more.")
    posts[2] = msgspec.structs.replace(
        posts[2], text=TEXTS[2].replace("example.com/marks/of-the-riv…", "https://t.co/q")
    )
    found = met(listed(*TEXTS), posts, real("Other words altogether, of another person", author=BO))
    assert found.pairs == (("listing:c0", "x:100"), ("listing:c1", "x:101"), ("listing:c2", "x:102"))


def test_words_in_another_order_are_another_card():
    assert met(listed(TEXTS[1], TEXTS[0], TEXTS[2]), real(*TEXTS)) == healing.Meeting()
    assert met(listed(*TEXTS, "4/ Something that was never posted, at some length."), real(*TEXTS)).pairs == ()


def test_two_authors_with_the_same_words_are_refused():
    found = met(listed(*TEXTS), real(*TEXTS), real(*TEXTS, author=BO, first=200))
    assert found.pairs == ()
    assert found.refused.startswith("2 authors")


def test_of_two_runs_the_one_that_answers_itself_stands_and_two_such_are_refused():
    loose = [msgspec.structs.replace(post, reply_to=None) for post in real(*TEXTS, first=200)]
    assert met(listed(*TEXTS), [*real(*TEXTS), *loose]).pairs[0] == ("listing:c0", "x:100")
    twice = met(listed(*TEXTS), [*real(*TEXTS), *real(*TEXTS, first=200)])
    assert twice.pairs == ()
    assert "more than once" in twice.refused


def test_answers_to_others_and_reposts_are_no_part_of_a_card():
    posts = real(*TEXTS)
    posts[1] = msgspec.structs.replace(posts[1], reply_to=Reply("x:7", BO.id))
    assert met(listed(*TEXTS), posts).pairs == ()
    posts = real(*TEXTS)
    posts[0] = msgspec.structs.replace(posts[0], repost=True)
    assert met(listed(*TEXTS), posts).pairs == ()


def test_posts_for_followers_are_never_met():
    posts = [msgspec.structs.replace(post, visibility="followers") for post in real(*TEXTS)]
    assert met(listed(*TEXTS), posts) == healing.Meeting()


def test_short_and_common_words_prove_nothing():
    short = listed("Good morning!", "Thread:", "The end")
    assert not proves(short)
    assert "too few" in met(short, real("Good morning!", "Thread:", "The end")).refused
    assert proves(listed(*TEXTS))


def test_a_corrected_post_is_met_as_what_it_became():
    posts = real(*TEXTS)
    older = msgspec.structs.replace(posts[2], versions=("x:102",))
    newer = msgspec.structs.replace(posts[2], id="x:103", versions=("x:102", "x:103"))
    assert met(listed(*TEXTS), [*posts[:2], older, newer]).pairs[2] == ("listing:c2", "x:103")


def test_cards_come_by_author_and_place():
    one, two = listed(*TEXTS), listed("Other words", card="d")
    assert cards([one[2], *two, one[0], one[1], *real("A real post")]) == [one, two]


def test_links_by_their_spans_and_by_their_looks_are_the_same():
    text = "The marks, all of them, are at river.example/marks for whoever wants to see them there"
    with_span = a_post("1", text=text, entities=(Entity("link", 31, 50, "https://river.example/marks"),))
    assert wording.same(with_span, a_post("2", text=text.replace("river.example/marks", "https://t.co/abc")))
