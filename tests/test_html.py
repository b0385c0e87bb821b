from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from clew.text import tame
from clew.text.html import Picture, Tag, element_words, parsed, plain_words, words
from clew.text.markup import indexed

LINK = '<a href="https://river.example/a/long/way" rel="nofollow"><span class="invisible">https://</span><span class="ellipsis">river.example/a/lo</span><span class="invisible">ng/way</span></a>'


def shown(markup, tags=(), **more):
    found = words(markup, tags, **more)
    return [(each.kind, found.text[each.start : each.end], each.value) for each in found.entities]


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("", ""),
        ("no markup & no < end", "no markup & no < end"),
        ("two\n  lines", "two lines"),
        ("<p>one</p><p>two<br>three<br/>four</p>", "one\n\ntwo\nthree\nfour"),
        ("<p>one</p>\n\n  <p> two </p>", "one\n\ntwo"),
        ("one<br><br><br>two<br>", "one\n\n\ntwo"),
        ("<br><p>one<br></p><p>two", "one\n\ntwo"),
        ("<div>one</div><div>two</div>", "one\ntwo"),
        ("<h2>Title</h2>words", "Title\n\nwords"),
        ("a &amp; b &lt;c&gt; &#x2014;&nbsp;d &#128674;", "a & b <c> —\u00a0d 🚢"),
        ("a <b>bold</b><i> word</i>.", "a bold word."),
        ("<p>see</p><ul><li>one</li><li>two <b>b</b></li></ul>then", "see\n\n- one\n- two b\n\nthen"),
        ("<ol><li>one<li>two<ul><li>in</ul><li>three</ol>", "1. one\n2. two\n   - in\n3. three"),
        ('<ol start="9"><li>nine<li>ten<br>more</ol>', "9. nine\n10. ten\n    more"),
        ('<ol start="many"><li>one</ol>', "1. one"),
        ("<blockquote><p>one</p><p>two</p></blockquote><p>me</p>", "> one\n>\n> two\n\nme"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre>a\n  b\r\n\n</pre>c", "a\n  b\n\nc"),
        ("<p>x <code>a  b</code></p>", "x a b"),
        ("one<hr>two", "one\n\n* * *\n\ntwo"),
        ("<table><tr><th>a<th>b<tr><td>1<td>2</table>", "a | b\n1 | 2"),
        ("a<script>alert('x')</script><style>p{}</style><!-- no --><noscript>n</noscript>b", "ab"),
        ("a<svg><title>t</title><path/></svg>b<iframe src=x>i</iframe>", "ab"),
        ('a <img class="custom-emoji" alt=":boat:" src="x"> b', "a :boat: b"),
        ('a<img class="emoji" alt="🚢" src="x">', "a🚢"),
        ('a<img title=":boat:" src="x">', "a:boat:"),
        ('<span class="invisible">not in a link</span>', "not in a link"),
        ("<x:y>odd</x:y><b", "odd"),
        ("<!-- only this -->", ""),
        ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", "é"),
        ("<p>عربي<br>日本</p>", "عربي\n日本"),
        ("<p>a\ud83d b</p>", "a\ufffd b"),
        ("a\ud83d", "a\ufffd"),
        ("<p>a\x00b\x0bc</p>", "a\ufffdb\x0bc"),
    ],
)
def test_html_reads_as_a_browser_shows_it(markup, text):
    assert words(markup).text == text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>{LINK}</p>", [("link", "river.example/a/lo…", "https://river.example/a/long/way")]),
        ('<a href="https://a.example"><span class="invisible">https://</span></a>', [("link", "https://a.example", "https://a.example")]),
        ('<a href="https://a.example/b">the  map</a>.', [("link", "the map", "https://a.example/b")]),
        ('<a href=" https://a.example/b "> x </a>', [("link", "x", "https://a.example/b")]),
        ('<a href="javascript:alert(1)">x</a><a href="#top">y</a><a>z</a>', []),
        ('<a href="https://a.example/b"></a>', []),
        ('<span class="h-card"><a href="https://s.example/@mo" class="u-url mention">@<span>mo</span></a></span>', [("mention", "@mo", "mo")]),
        ('<a href="https://s.example/tags/ferry" class="mention hashtag" rel="tag">#<span>Ferry</span></a>', [("hashtag", "#Ferry", "Ferry")]),
        ('<a href="https://s.example/t/x" rel="tag">#橋</a>', [("hashtag", "#橋", "橋")]),
        ('<a href="https://s.example/t/x" rel="tag">more on ferries</a>', [("link", "more on ferries", "https://s.example/t/x")]),
        ('see @<a class="u-url mention" href="https://s.example/mo">mo</a>', [("mention", "@mo", "mo")]),
        ('#<a class="mention hashtag" href="https://s.example/t">tide</a>', [("hashtag", "#tide", "tide")]),
        ('<a href="https://s.example/u/mo" class="mention">@mo@s.example</a>', [("mention", "@mo@s.example", "mo@s.example")]),
    ],
)  # fmt: skip
def test_links_mentions_and_hashtags_are_spans_of_the_text(markup, expected):
    assert shown(markup) == expected


def test_listed_tags_win_over_classes_and_are_found_where_nothing_links_them():
    tags = [
        Tag("mention", "mo@s.example", "https://s.example/@mo", "https://s.example/users/mo"),
        Tag("hashtag", "Ferry"),
        Tag("hashtag", "nowhere"),
    ]
    found = words('<p><a href="https://s.example/@mo">@mo</a> took the #ferry, a@mo.example/#Ferry</p>', tags)
    assert [(each.kind, each.value, each.target) for each in found.entities] == [
        ("mention", "mo", "https://s.example/users/mo"),
        ("hashtag", "ferry", None),
    ]
    plain = words("by @mo@s.example", tags)
    assert [(each.value, each.target) for each in plain.entities] == [("mo@s.example", "https://s.example/users/mo")]


def test_pictures_are_listed_and_not_words():
    found = words(
        '<p>a<img src="/p.jpg" alt="A pier"><img src="https://b.example/q.png"></p>', base="https://a.example/x/"
    )
    assert found.text == "a"
    assert found.pictures == (Picture("https://a.example/p.jpg", "A pier"), Picture("https://b.example/q.png", None))


def test_a_page_completes_its_own_addresses():
    assert shown('<a href="/mo/status/1">one</a>', base="https://a.example/x") == [
        ("link", "one", "https://a.example/mo/status/1")
    ]
    assert shown('<a href="//[bad/x">one</a>', base="https://a.example/x") == []


def test_elements_of_a_class_can_be_left_out():
    markup = '<p class="quote-inline x">RE: <a href="https://a.example">it</a></p><p>words</p>'
    assert words(markup, without=("quote-inline",)) == words("<p>words</p>")


def test_an_element_of_a_page_reads_as_its_own_html():
    inner = f"<p>one <!-- c --> two</p><ul><li>a<li>b</ul><p>{LINK}</p>"
    page = html.fromstring(f"<html><body><div id='x'>{inner}</div>tail</body></html>")
    assert element_words(page.get_element_by_id("x")) == words(inner)


@pytest.mark.parametrize(
    "markup",
    [
        "<div>" * 60_000 + "words" + "</div>" * 60_000,
        "<blockquote>" * 60_000 + "words",
        "<ul><li>" * 30_000 + "words",
        "<b><i>" * 60_000 + "words",
        "<p>" * 60_000 + "words",
        "<a href='https://a.example'>" * 30_000 + "words",
        "</div>" * 60_000 + "words",
    ],
    ids=lambda markup: markup[:12],
)
def test_no_depth_is_too_much(markup):
    started = time.process_time()
    assert words(markup).text.endswith("words")
    assert time.process_time() - started < 10


@pytest.mark.parametrize(
    "markup", ["<p>" + "ab " * 3_500_000 + "</p>", "<" * 300_000, "&" * 3_000_000, "<a " * 300_000]
)
def test_no_length_is_too_much(markup):
    started = time.process_time()
    found = words(markup)
    assert len(found.text) <= len(markup)
    assert found.entities == ()
    assert time.process_time() - started < 10  # 0.3 s here, 2 s measured for coverage; the square would be minutes


def test_many_links_and_tags_cost_their_number_and_not_its_square():
    started = time.process_time()
    tags = [Tag("hashtag", f"t{number}") for number in range(20_000)]
    markup = "".join(f'<a href="https://a.example/{number}">x</a> #t{number} ' for number in range(20_000))
    assert len(words(markup, tags).entities) == 40_000
    assert time.process_time() - started < 10


PIECES = ["<p>", "</p>", "<br>", "<a href='https://a.example'>", "</a>", "<li>", "<ul>", "<blockquote>", "</blockquote>",
          "<span class='invisible'>", "</span>", "<pre>", "</pre>", "x", " ", "\n", "#t", "@m", "<img alt=':e:'>", "&amp;", "<"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join) | st.text())
def test_spans_lie_in_the_text_in_order_and_apart(markup):
    found = words(markup, [Tag("hashtag", "t"), Tag("mention", "m")])
    at = 0
    for each in found.entities:
        assert at <= each.start < each.end <= len(found.text)
        at = each.end
    assert found.text == found.text.rstrip()


MASTODON = [
    "<p>", "</p>", "<br />", "<br>", "<br/>", "words", "two words", " ", "&amp;", "&lt;", "&#39;", "&quot;", "é日", "\x0b",
    LINK,
    LINK.replace('way"', 'way?a=1&amp;b=2"'),
    '<a href="https://river.example/" target="_blank" rel="nofollow noopener" translate="no"><span class="invisible">https://</span><span class="">river.example/</span><span class="invisible"></span></a>',
    '<span class="h-card" translate="no"><a href="https://s.example/@mo" class="u-url mention">@<span>mo</span></a></span>',
    '<a href="https://s.example/tags/tide" class="mention hashtag" rel="tag">#<span>Tide</span></a>',
    '<a href="https://s.example/other" class="u-url mention">@<span>mo</span></a>',
    '<a href="https://river.example/" rel="nofollow noopener">the river</a>', '<a href="javascript:x">x</a>', "\n", "  ",
    "#tide", "@mo@s.example", "<b>", "</b>", "<p class='x'>", "&nbsp;", "&copy", "<",
]  # fmt: skip
LISTED = [Tag("mention", "mo@s.example", "https://s.example/@mo", "https://s.example/users/mo"), Tag("hashtag", "tide")]


@settings(max_examples=600)
@given(st.lists(st.sampled_from(MASTODON), max_size=12).map("".join), st.sampled_from([[], LISTED]))
def test_the_short_cut_gives_what_the_parser_gives(markup, tags):
    assert words(markup, tags) == parsed(markup, tags)


def test_the_short_cut_is_taken_for_what_mastodon_writes():
    for plain in MASTODON[:3] + MASTODON[5:7] + MASTODON[14:19]:
        markup = f"<p>so {plain}</p><p>and then</p>" if "p>" not in plain else "<p>so</p>"
        assert tame.read(markup, *indexed(tuple(LISTED))) is not None, markup


def test_plain_text_keeps_its_lines():
    found = plain_words(" one\n\ttwo #Tide <b>\n", LISTED)
    assert found.text == "one\n\ttwo #Tide <b>"
    assert [(each.kind, each.value) for each in found.entities] == [("hashtag", "Tide")]
