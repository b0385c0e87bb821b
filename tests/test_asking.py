from __future__ import annotations

import re
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import BadQuery
from clew.query import All, Either, Is, Not, Query, Words
from clew.text.asking import HAS, LONGEST, MOST, asked, narrowed, spelled
from clew.text.pieces import FILTERS, pieces
from clew.text.terms import terms

A, B, C = Words("a"), Words("b"), Words("c")
RAQQA = Is("tag", "raqqa")
# What the language is made of, close together.
PIECE = st.sampled_from(
    ["a", "b", "mill", "OR", "AND", "or", "-", "(", ")", '"', "“", "”", "«", "»", " ", " ", " ", ":", "#", "@", ",", ".", "'",
     "from:", "tag:", "mention:", "lang:", "network:", "has:media", "has:", "since:2018", "since:", "until:2019-03", "min:3",
     "min:", "in:post", "in:", "#raqqa", "@lina.example", "الرقة", "東京", "צ", "10:30", "http://a.example/b", "\0", "\ud800", "--"]
)  # fmt: skip
TYPED = st.lists(PIECE, max_size=14).map("".join)


def match(text):
    return asked(text).match


def answer(text):
    """The query, or the sentence that says what cannot be read."""
    try:
        return asked(text)
    except BadQuery as told:
        return told.message


def day(*numbers):
    return datetime(*numbers, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", A),
        ("  a\tb\n", All((A, B))),
        ("a AND b", All((A, B))),
        ('"a b"', Words("a b")),
        ('“a b” «a b» „a b“ "a b', All((Words("a b"),) * 4)),
        ("-a", Not(A)),
        ('a -"b c"', All((A, Not(Words("b c"))))),
        ("a -tag:raqqa", All((A, Not(RAQQA)))),
        ("a OR b c", All((Either((A, B)), C))),
        ("a b OR c", All((A, Either((B, C))))),
        ("(a b) OR c", Either((All((A, B)), C))),
        ("(a OR b) OR (c)", Either((A, B, C))),
        ("-(a b) -(-c)", All((Not(All((A, B))), C))),
        ("((a) (b c", All((A, B, C))),
        ("f(x) 1) (a f(x))", All((Words("f(x)"), Words("1)"), A, Words("f(x)")))),
        ("a or b and OR-shaped", All((A, Words("or"), B, Words("and"), Words("OR-shaped")))),
        ('"OR" a', All((Words("OR"), A))),
        ("from:lina from:@lina", All((Is("author", "lina"),) * 2)),
        ("From:lina TAG:#Raqqa", All((Is("author", "lina"), Is("tag", "Raqqa")))),
        ("#raqqa, tag:raqqa #１٢ #a-b", All((RAQQA, RAQQA, Words("#１٢"), Words("#a-b")))),
        ("@lina @lina@social.example, @lina.example.", All(tuple(Is("mention", each) for each in ("lina", "lina@social.example", "lina.example")))),
        ("lang:AR network:X has:Gap", All((Is("lang", "ar"), Is("network", "x"), Is("has", "gap")))),
        ('tag:"deir ez zor" from:"x"', All((Is("tag", "deir ez zor"), Is("author", "x")))),
        ("from:did:plc:abc", Is("author", "did:plc:abc")),
        ("10:30 http://a.example/b to:x", All((Words("10:30"), Words("http://a.example/b"), Words("to:x")))),
        ("a & b - :) --c", All((A, B, Words("--c")))),
        ("a OR & b", All((A, B))),
        ('צה"ל "צה"ל ב"', All((Words('צה"ל'), Words('צה"ל ב')))),
        ('5" say"a b"', All((Words('5"'), Words('say"a'), Words('b"')))),
        ('"a ""b"" c"', Words('a "b" c')),
        ("%_* ' OR 1=1; DROP TABLE", All((Words("1=1;"), Words("DROP"), Words("TABLE")))),
        ("a\0b \ud800c", All((Words("a\ufffdb"), Words("\ufffdc")))),
    ],
)  # fmt: skip
def test_what_is_typed_is_asked_for(text, found):
    assert match(text) == found


def test_dates_length_and_scope_are_about_the_query():
    assert asked("a since:2018 until:2018-09 min:٥ in:post") == Query(
        match=A, since=day(2018, 1, 1), until=day(2018, 9, 1), min_posts=5, scope="post"
    )
    assert asked("(a since:2018-09-07T10:30) b").since == day(2018, 9, 7, 10, 30)
    assert asked("since:2018 a OR b").match == Either((A, B))


def test_what_is_asked_stands_on_a_base():
    base = Query(tag="raqqa", sort="oldest", limit=5, min_posts=3)
    assert asked("", base) == base
    assert asked("a since:2018", base) == Query(
        tag="raqqa", sort="oldest", limit=5, min_posts=3, match=A, since=day(2018, 1, 1)
    )
    assert asked(" \n") == Query(min_posts=1)
    assert asked("min:2") == Query(min_posts=2, match=All(()))  # all that is so
    assert spelled(asked("min:2")) == "min:2"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("!!! … -", "Nothing in “!!! … -” can be searched for; write a word, a number or an emoji."),
        ("()", "Nothing in “()” can be searched for; write a word, a number or an emoji."),
        ("OR a", "“OR” at character 1 has nothing before it that it could join; write a word there, or “or” for the word."),
        ("a OR OR b", "“OR” at character 6 has nothing before it that it could join; write a word there, or “or” for the word."),
        ("b (a OR) c", "“OR” at character 6 has nothing after it that it could join; write a word there, or “or” for the word."),
        ("a since:soon", "“since:soon” at character 3 is no date; write since:2018, since:2018-09 or since:2018-09-07."),
        ("until:", "“until:” at character 1 is no date; write until:2018, until:2018-09 or until:2018-09-07."),
        ("a min:few", "“min:few” at character 3 is no number of posts; write min:5."),
        ("min:0", "“min:0” at character 1 is no number of posts; write min:5."),
        ("in:town", "“in:town” at character 1 is no place to search in; write in:thread or in:post."),
        ("has:cheese", "“has:cheese” at character 1 is nothing a thread can have; write has:media, has:links, has:gap or has:branch."),
        ("from: lina", "“from:” at character 1 has nothing after it; write from:handle without a space, or the word in quotes."),
        ("tag:# a", "“tag:#” at character 1 has nothing after it; write tag:hashtag without a space, or the word in quotes."),
        ("a -since:2018", "“-since:2018” at character 3 is about all that is searched for and cannot be denied; write until: with the date."),
        ("-(a in:post)", "“in:post” at character 5 is about all that is searched for and cannot be denied; leave the - out."),
        ("a OR min:3", "“min:3” at character 6 is about all that is searched for and cannot stand beside OR; write it at the end."),
        ("min:3 OR a", "“min:3” at character 1 is about all that is searched for and cannot stand beside OR; write it at the end."),
        ("(a min:3) OR b", "“min:3” at character 4 is about all that is searched for and cannot stand beside OR; write it at the end."),
        ("min:3 min:4", "“min:4” at character 7 says something else than the min: before it; leave one of them out."),
        ("since:2019 until:2018", "No thread begins since 2019 and before 2018; until: takes the first date that is too late, so write a later one."),
        ("a " * MOST + "b", "“b” at character 129 is more than a search can have, 64 words and filters; leave some out."),
        ("(" * 20, "“(” at character 9 is the bracket that is one too many inside others; 8 inside another will do."),
        ("東" * 300, f"“{'東' * 40}…” at character 1 is longer than what can be searched for; leave some of it out."),
        ("a" * (LONGEST + 1), "A search can have 10,000 characters, and this one has 10,001; leave some out."),
        ("from:\x1b[31m\ud800 since:\x1b[31m", "“since: [31m” at character 13 is no date; write since:2018, since:2018-09 or since:2018-09-07."),
    ],
)  # fmt: skip
def test_a_mistake_gets_a_sentence_that_points_at_it(text, sentence):
    with pytest.raises(BadQuery) as told:
        asked(text)
    assert told.value.message == sentence
    sentence.encode()


@given(st.one_of(TYPED, st.text(st.characters(max_codepoint=sys.maxunicode), max_size=60)))
def test_every_text_is_a_query_or_a_mistake_and_can_be_spelled_back(text):
    query = answer(text)
    if isinstance(query, str):
        assert "\n" not in query.encode().decode()
        return
    again = spelled(query)
    again.encode()
    assert asked(again) == query
    assert spelled(asked(again)) == again


VALUE = st.text(st.sampled_from("ab \"“”'()-:,;.#@رצ"), min_size=1, max_size=6).map(lambda each: f"a{each}".strip())
LEAF = st.one_of(
    VALUE.map(Words),
    st.builds(Is, st.sampled_from(["tag", "author", "mention", "network", "lang"]), VALUE.map(lambda each: each.strip())),
    st.builds(Is, st.just("has"), st.sampled_from(["media", "links", "gap", "branch"])),
)  # fmt: skip


@given(st.lists(st.lists(st.tuples(LEAF, st.booleans()), min_size=1, max_size=3), min_size=1, max_size=4))
def test_what_a_program_builds_can_be_spelled(groups):
    groups = [[Not(leaf) if denied else leaf for leaf, denied in group] for group in groups]
    parts = [group[0] if len(group) == 1 else Either(tuple(group)) for group in groups]
    query = Query(min_posts=1, match=parts[0] if len(parts) == 1 else All(tuple(parts)))
    assert asked(spelled(query)) == query


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("  a   AND b", "a b"),
        ("-( a OR b )", "-(a OR b)"),
        ("since:2018-01-01 tag:#Raqqa a", "#Raqqa a since:2018"),
        ("until:2018-09-07T10:30+02:00", "until:2018-09-07T08:30:00+00:00"),
        ('“the mill” "mill"', '"the mill" mill'),
        ("@lina from:@lina", "@lina from:lina"),
        ("in:post min:3 -(::) a", "a min:3 in:post"),
        ("(a b) OR -(c a)", "(a b) OR -(c a)"),
    ],
)
def test_a_query_is_shown_as_it_was_understood(text, shown):
    assert spelled(asked(text)) == shown


def test_a_query_is_narrowed_once():
    query = asked("a b OR c")
    assert narrowed(query, RAQQA) == asked("a b OR c #raqqa")
    assert narrowed(narrowed(query, RAQQA), RAQQA) == narrowed(query, RAQQA)
    assert narrowed(Query(), RAQQA).match == RAQQA
    assert spelled(narrowed(asked("a OR b"), Not(RAQQA))) == "a OR b -#raqqa"


@pytest.mark.parametrize(
    "piece", ['"', '""', "(", "a(", ")", "((a)", "-", "#", "@a.", "@", "a:", "from:", 'צ"', "a OR ", "“"]
)
def test_long_texts_are_read_in_no_time(piece):
    started = time.process_time()
    query = answer(piece * (LONGEST // len(piece)))
    assert len(query if isinstance(query, str) else spelled(query)) < LONGEST + 10
    assert time.process_time() - started < 0.5


PAGE = (Path(__file__).parent.parent / "docs" / "search.md").read_text("utf-8")


def test_the_page_about_searching_shows_every_filter_and_nothing_that_is_none():
    rows = re.findall(r"(?m)^\| (`.*`) \|", PAGE)
    examples = [each for row in rows for each in re.findall(r"`([^`]+)`", row)]
    assert all(isinstance(answer(each), Query) for each in examples)
    shown = {piece.name for each in examples for piece in pieces(each)} | {"in"}
    assert shown >= set(FILTERS)
    assert {each.partition(":")[2] for each in examples if each.startswith("has:")} == set(HAS)
    assert f"at most {MOST} words" in PAGE


@pytest.mark.parametrize(
    ("words", "texts"),
    [
        pair
        for line in PAGE.partition("## What counts")[2].partition("\n## ")[0].replace("\n  ", " ").splitlines()
        for pair in re.findall(r"`([^`]+)` (?:finds )?((?:[^`.;]|\.(?=\S))+?)(?=, `|[.;]|: `|$)", line)
    ],
)  # fmt: skip
def test_what_the_page_says_is_the_same_is_the_same(words, texts):
    for text in re.split(r",? (?=\S)", texts) if "," in texts else [texts]:
        assert f" {' '.join(terms(words))} " in f" {' '.join(terms(text))} ", (words, text)
