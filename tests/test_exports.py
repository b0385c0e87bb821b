from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import fastjsonschema
import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from readback import READ_BACK

from clew import exports
from clew.errors import MissingPart
from clew.exports._contract import ThreadLine, line
from clew.post import Author, Choice, Counts, Entity, Media, Post, Reply
from clew.text.markdown import literal, paragraphs
from clew.text.plain import byline, one_line, printable, shortened, steady
from clew.text.reading import Leaves, Missing, Shown, steps
from clew.thread import Branch, Gap, Number, Part, Place, Shape, Summary, Thread

LINA = Author("x:user:7001", "x", "lina_builds", "Lina Haddad")
OMAR = Author("x:user:7002", "x", "omar_gauge", "Omar Saleh")
ISSUE_KEYS = {
    "id", "network", "author", "started", "ended", "held", "promised", "languages", "tags", "main", "branches", "gaps",
    "answers", "posts",
}  # fmt: skip
ISSUE_POST_KEYS = {
    "id", "author_id", "created", "text", "body_start", "entities", "lang", "reply_to", "conversation", "quote",
    "number", "why", "line", "visibility", "media", "counts", "url", "captures",
}  # fmt: skip


def at(minute, second=0):
    return datetime(2018, 10, 12, 10, minute, second, tzinfo=UTC)


def post(number, text, **more):
    return Post(f"x:{number}", "x", LINA, at(number % 60), text, **more)


def thread(parts, *, branches=(), gaps=(), promised=None, answers=None, context=(), continues=(), tags=("halfaya",)):
    main = tuple(part.place.id for part in parts if part.place.line == 0)
    shape = Shape(
        parts[0].post.id,
        LINA.id,
        main,
        tuple(part.place for part in parts),
        branches,
        gaps,
        promised,
        answers,
        continues,
    )
    dates = [part.post.created for part in parts]
    summary = Summary(
        shape.id, "x", LINA, dates[0], max(dates) if all(dates) else None, len(main), promised, ("en",), tags,
        len(gaps), len(branches), 1,
    )  # fmt: skip
    return Thread(summary, shape, tuple(parts), context)


def part(shown, why="reply", line=0, number=None, **more):
    return Part(shown, Place(shown.id, why, line, number), **more)


def bridge():
    """A numbered thread begun as a reply, with a gap, a branch, a picture, a quoted post, a warning and a poll."""
    river = Post("x:90", "x", OMAR, at(1), "River at 2.31 m, who will mend #it?", url="https://x.example/omar/90")
    first = post(
        2,
        "@omar_gauge 1/ The *old* bridge opens on Monday. See https://t.example/ab_c",
        body_start=12,
        entities=(Entity("link", 53, 75, "https://news.example/bridge_(old)"),),
        reply_to=Reply("x:90", OMAR.id),
        conversation="x:90",
        counts=Counts(replies=0, likes=12),
        url="https://x.example/lina_builds/2",
    )
    aside = post(3, "For those asking: the divers were volunteers.\n\n# not a heading", reply_to=Reply("x:2", LINA.id))
    pier = post(
        5,
        "3/ The second pier as we found it.",
        reply_to=Reply("x:4", LINA.id),
        media=(Media("photo", "https://img.example/p_1.jpg", "A broken [stone] pier"), Media("photo", None, "")),
        warning="Deep water",
        quote="x:90",
        poll=(Choice("Mend it", 3), Choice("Leave it")),
    )
    last = post(6, "4/4 Come on Monday.", reply_to=Reply("x:5", LINA.id), quote="x:404")
    return thread(
        [
            part(first, "start", number=Number(1, 12, 14), captures=("c" * 64,)),
            part(aside, line=1),
            part(pier, number=Number(3, 0, 2), state="deleted"),
            part(last, number=Number(4, 0, 3, 4, "1/n")),
        ],
        branches=(Branch("x:2", ("x:3",)),),
        gaps=(Gap("x:2", "x:5", "deleted", 1, "x:4"),),
        promised=4,
        answers="x:90",
        context=(river,),
        continues=("x:700",),
    )


def small(number, text="Just words"):
    return thread([part(post(number, text), "start")], tags=())


def raw(name, threads):
    out = io.BytesIO()
    exports.load(name).write(threads, out)
    return out.getvalue()


def written(name, threads):
    """What a form holds as text: of a book or a paper the words a reader finds in it, of a table in Parquet its rows."""
    return READ_BACK.get(name, read)(raw(name, threads))


def read(data):
    if data.startswith(b"PAR1"):
        return json.dumps(pq.read_table(pa.BufferReader(data)).to_pylist(), ensure_ascii=False, default=str)
    return data.decode()


WITHOUT_WORDS = {"ids", "bibtex", "ris", "csljson", "cite"}  # these name posts and do not tell them
MAIN_LINE_ONLY = {"csv_threads", "parquet_threads"}
IN_GROUPS = {"parquet", "parquet_threads", "wacz"}  # written a group of rows or of pages at a time
TELLING = sorted({*exports.names()} - WITHOUT_WORDS)


# What every form keeps to.


@pytest.mark.parametrize("name", exports.names())
def test_a_form_says_what_it_is(name):
    form = exports.load(name)
    assert form.title
    assert re.fullmatch(r"[a-z]+/[a-z0-9.+-]+(; charset=utf-8)?", form.mime)
    assert re.fullmatch(r"\.[a-z0-9.]+", form.suffix)


def test_no_two_forms_share_a_suffix():
    suffixes = [exports.load(name).suffix for name in exports.names()]
    assert len(set(suffixes)) == len(suffixes)


def test_the_four_forms_are_there():
    assert {"json", "jsonl", "markdown", "text"} <= set(exports.names())


@pytest.mark.parametrize("name", TELLING)
def test_a_form_writes_every_post_of_every_thread(name):
    text = written(name, [small(1, "first words"), bridge(), small(9, "last words")])
    said = ["first words", "opens on Monday", "the divers", "second pier", "last words"]
    places = [text.index(words) for words in said if not (name in MAIN_LINE_ONLY and words == "the divers")]
    assert places == sorted(places)


@pytest.mark.parametrize("name", sorted(WITHOUT_WORDS - {"ids"}))
def test_a_citation_names_every_thread(name):
    text = written(name, [small(1, "first words"), bridge(), small(9, "last words")])
    assert text.index("first words") < text.index("opens on Monday") < text.index("last words")
    assert "the divers" not in text


@pytest.mark.parametrize("name", exports.names())
def test_a_form_of_nothing_is_written_too(name):
    assert "words" not in written(name, [])
    if name in {"json", "jsonl", "markdown", "text", "ids", "bibtex", "ris", "csljson", "cite"}:
        assert written(name, []).strip() in {"", "[]"}


@pytest.mark.parametrize("name", sorted({*exports.names()} - IN_GROUPS))
def test_a_form_is_written_as_the_threads_come(name):
    if not getattr(exports.load(name), "streams", True):
        return
    out = io.BytesIO()
    sizes = []

    def coming():
        for number in range(1, 6):
            sizes.append(out.tell())
            yield small(number)

    exports.load(name).write(coming(), out)
    sizes.append(out.tell())
    assert all(later > earlier for earlier, later in pairwise(sizes[1:]))


@pytest.mark.parametrize("name", ["csv", "html", "json", "jsonl", "markdown", "markdown_full", "text"])
def test_a_long_thread_is_written_as_it_goes_and_never_as_one_piece(name):
    words = " ".join(f"{number:x}" for number in range(2000, 2100))
    parts = [part(post(number, f"{number} {words}"), "reply" if number > 1 else "start") for number in range(1, 5001)]
    sizes = []

    class Pipe:
        def write(self, data):
            sizes.append(len(data))
            return len(data)

    exports.load(name).write([thread(parts)], Pipe())
    assert sum(sizes) > 1_000_000
    assert max(sizes) < 400_000


@pytest.mark.parametrize("name", exports.names())
def test_a_form_needs_of_its_file_only_that_it_can_be_written_to(name):
    class Pipe:
        def __init__(self):
            self.parts = []

        def write(self, data):
            self.parts.append(bytes(data))
            return len(data)

    pipe = Pipe()
    exports.load(name).write([bridge()], pipe)
    assert READ_BACK.get(name, read)(b"".join(pipe.parts)) == written(name, [bridge()])


@pytest.mark.parametrize("name", sorted({*exports.names()} - {"ids"}))
def test_a_form_can_hold_a_thread_without_a_date_a_name_or_a_language(name):
    nobody = Author("listing:ab", "x")
    shown = Post("listing:cd", "x", nobody, None, "words on a card")
    summary = Summary("listing:cd", "x", nobody, None, None, 1, None, (), (), 0, 0, -1)
    shape = Shape("listing:cd", nobody.id, ("listing:cd",), (Place("listing:cd", "listing"),))
    assert "words on a card" in written(name, [Thread(summary, shape, (Part(shown, shape.places[0]),))])


@pytest.mark.parametrize("name", TELLING)
def test_a_form_can_hold_branches_of_branches_by_the_thousand(name):
    parts = [part(post(10_000, "root"), "start")]
    parts += [part(post(10_000 + n, f"aside {n}"), line=n) for n in range(1, 2000)]
    branches = tuple(Branch(f"x:{9_999 + n}", (f"x:{10_000 + n}",)) for n in range(1, 2000))
    text = written(name, [thread(parts, branches=branches)])
    assert "aside 1999" in text or name in MAIN_LINE_ONLY
    assert len(text) < 3_000_000


# The reading order.


def test_the_reading_order_shows_each_post_and_each_gap_once_where_it_is():
    shown = [
        (
            type(step).__name__,
            step.depth,
            getattr(getattr(step, "part", None), "post", Post("", "x", LINA, None, "")).id,
        )
        for step in steps(bridge())
    ]
    assert shown == [
        ("Shown", 0, "x:2"), ("Leaves", 1, ""), ("Shown", 1, "x:3"), ("Missing", 0, ""), ("Shown", 0, "x:5"), ("Shown", 0, "x:6"),
    ]  # fmt: skip


def test_gaps_at_the_ends_and_at_the_start_of_a_branch_have_their_places():
    one, two, three = (post(n, f"post {n}") for n in (1, 2, 3))
    gaps = (Gap(None, "x:1"), Gap("x:1", "x:3", missing=1), Gap("x:2", None, missing=4))
    held = thread([part(one, "start"), part(three, line=1), part(two)], branches=(Branch("x:1", ("x:3",)),), gaps=gaps)
    kinds = [step.gap if isinstance(step, Missing) else type(step) for step in steps(held)]
    assert kinds == [gaps[0], Shown, Leaves, gaps[1], Shown, Shown, gaps[2]]


# The contract of `jsonl`.


def test_a_line_has_the_keys_of_the_contract_all_of_them_always():
    rich, poor = (json.loads(row) for row in written("jsonl", [bridge(), small(1)]).splitlines())
    assert set(rich) == set(poor) >= ISSUE_KEYS
    for row in (*rich["posts"], *poor["posts"]):
        assert set(row) == set(rich["posts"][0]) >= ISSUE_POST_KEYS
    assert set(rich["author"]) == {"id", "handle", "name"}
    assert set(rich["branches"][0]) == {"after", "posts"}
    assert set(rich["gaps"][0]) >= {"after", "before", "reason", "missing"}
    assert set(rich["posts"][0]["number"]) == {"index", "total", "style", "place", "start", "end"}


def test_a_line_says_what_the_thread_says():
    row = json.loads(written("jsonl", [bridge()]))
    assert row["format"] == "clew-thread/1"
    assert (row["id"], row["network"], row["held"], row["promised"]) == ("x:2", "x", 3, 4)
    assert row["author"] == {"id": "x:user:7001", "handle": "lina_builds", "name": "Lina Haddad"}
    assert (row["started"], row["ended"]) == ("2018-10-12T10:02:00Z", "2018-10-12T10:06:00Z")
    assert (row["main"], row["branches"]) == (["x:2", "x:5", "x:6"], [{"after": "x:2", "posts": ["x:3"]}])
    assert row["gaps"] == [{"after": "x:2", "before": "x:5", "reason": "deleted", "missing": 1, "at": "x:4"}]
    assert (row["answers"], row["continues"]) == ("x:90", ["x:700"])
    first, aside, pier, last = row["posts"]
    assert (first["reply_to"], first["reply_to_author"], first["conversation"]) == ("x:90", "x:user:7002", "x:90")
    assert first["number"] == {"index": 1, "total": None, "style": "1/", "place": "start", "start": 12, "end": 14}
    assert first["counts"] == {
        "replies": 0, "reposts": None, "likes": 12, "quotes": None, "views": None, "bookmarks": None,
    }  # fmt: skip
    assert (aside["line"], aside["number"], aside["media"], aside["counts"]) == (1, None, None, None)
    assert [medium["alt"] for medium in pier["media"]] == ["A broken [stone] pier", ""]
    assert (pier["state"], last["quote"]) == ("deleted", "x:404")
    assert (row["context"][0]["id"], row["context"][0]["author"]["handle"]) == ("x:90", "omar_gauge")


def test_a_line_stays_one_line_whatever_the_post_says():
    text = "one\ntwo\r\nthree\u2028four\x85five\x00\x1b[31m"
    rows = written("jsonl", [small(1, text), small(2)]).split("\n")
    assert len(rows) == 3
    assert json.loads(rows[0])["posts"][0]["text"] == text


def test_a_line_reads_back_into_the_same_values():
    encoded = msgspec.json.encode(line(bridge()))
    assert msgspec.json.decode(encoded, type=ThreadLine) == line(bridge())


def test_lines_keep_to_the_published_schema():
    published = json.loads(Path(__file__).parent.parent.joinpath("docs/thread.schema.json").read_text("utf-8"))
    check = fastjsonschema.compile(published | {"$schema": "http://json-schema.org/draft-07/schema"})
    for row in written("jsonl", [bridge(), small(1)]).splitlines():
        check(json.loads(row))
    broken = json.loads(row)
    del broken["posts"][0]["why"]
    with pytest.raises(fastjsonschema.JsonSchemaException):
        check(broken)


def test_json_is_the_same_as_one_array():
    rows = [json.loads(row) for row in written("jsonl", [bridge(), small(1)]).splitlines()]
    assert json.loads(written("json", [bridge(), small(1)])) == rows


# Markdown: what a reader's program makes of it.


def shown_by(markdown):
    """The words a CommonMark reader shows (with GitHub's tables and strikethrough), and the kinds of marks it found."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    flat = [inner for token in tokens for inner in (token.children or [token])]
    words = "".join(token.content if token.type in {"text", "text_special"} else "\n" for token in flat)
    return " ".join(words.split()), {token.type for token in flat} - {"text", "softbreak", "hardbreak"}


PLAIN = {"paragraph_open", "paragraph_close"}


@pytest.mark.parametrize(
    "text",
    [
        "# x", "<script>alert(1)</script>", "*a* _b_ **c** __d__", "`code` ```\nfence\n```", "[x](javascript:alert(1))",
        "![x](https://x.example/y)", "- a\n- b", "1. a\n2) b", "a\n===\nb\n---", "> quoted", "    indented\n\ttab",
        "| a | b |\n|---|---|\n| 1 | 2 |", "&amp; &lt; &#35;", "a\\\nb\\", "~~gone~~", "www.x.example/a_b", "***",
        "http:// https://", "a_b@mail.example", "[x]: https://x.example", "<!-- hidden -->", "<https://x.example>",
        "$x$ \\(y\\)", "1.\n:-", "&copy; &#35;", "1https://x.example/a_b", "1/ one\n\n\n\n2/ two", "ftp://x.example/a_b",
    ],
)  # fmt: skip
def test_words_never_become_markup(text):
    words, marks = shown_by(literal(text))
    assert words == " ".join(text.split())
    assert marks <= PLAIN


@given(st.text(alphabet=st.one_of(st.sampled_from("\n \t#*_`[]()<>!|~-+=.:\\&1a/@\"'"), st.characters(codec="utf-8"))))
def test_no_words_ever_become_markup(text):
    shown = post(1, text)
    words, marks = shown_by("\n\n".join(paragraphs(shown)))
    assert words == one_line(text)
    assert marks <= PLAIN | {"link_open", "link_close"}


@given(st.text(alphabet=st.sampled_from("\n #*_`[]<>!|~-+=.:\\&1a/"), max_size=30), st.integers(1, 3))
def test_no_words_leave_the_quote_they_stand_in(text, depth):
    aside = thread(
        [
            part(post(1, "root"), "start"),
            *(part(post(n + 1, text or "a"), line=n) for n in range(1, depth + 1)),
            part(post(30, "END")),
        ],
        branches=tuple(Branch(f"x:{n}", (f"x:{n + 1}",)) for n in range(1, depth + 1)),
    )
    tokens = MarkdownIt("commonmark").parse(written("markdown", [aside]))
    level, found = 0, {}
    for token in tokens:
        level += (token.type == "blockquote_open") - (token.type == "blockquote_close")
        if token.type == "inline":
            found[token.content] = level
    assert found["root"] == found["END"] == 0
    assert found["*An aside of 1 post:*"] == depth
    assert not {"fence", "code_block", "html_block", "hr", "bullet_list_open", "ordered_list_open"} & {
        t.type for t in tokens
    }


def test_links_lead_to_their_real_target_and_only_to_web_addresses():
    shown = post(
        1,
        "see t.example/ab and evil and https://plain.example/a_b.",
        entities=(Entity("link", 4, 16, "https://news.example/<x> y"), Entity("link", 21, 25, "javascript:alert(1)")),
    )
    assert paragraphs(shown) == ["see t.example/ab and evil and <https://plain.example/a_b>."]
    assert paragraphs(post(1, "look!https://x.example/a&copy;b")) == [
        r"look\![https\://x.example/a\&copy;b](<https://x.example/a\&copy;b>)"
    ]
    shown = post(1, "see t.example/ab", entities=(Entity("link", 4, 16, "https://news.example/<x>"),))
    assert paragraphs(shown) == ["see [t.example/ab](<https://news.example/%3Cx%3E>)"]


def test_a_thread_is_a_document_to_read():
    assert written("markdown", [bridge()]) == (Path(__file__).parent / "exports" / "bridge.md").read_text("utf-8")


def test_a_thread_is_a_letter_to_read():
    assert written("text", [bridge()]) == (Path(__file__).parent / "exports" / "bridge.txt").read_text("utf-8")


def test_markdown_parts_threads_with_a_rule():
    tokens = MarkdownIt("commonmark").parse(written("markdown", [bridge(), small(1, "---\n\n# x"), small(2)]))
    assert [token.type for token in tokens].count("hr") == 2
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h1", "h1"]


# Plain words.


def test_nothing_in_a_post_commands_the_terminal():
    assert printable("a\x1b[2J\x07\r\nb\rc\td\x7f\x9b1m") == "a␛[2J␇\nb\nc\td␡\ufffd1m"
    text = written("text", [small(1, "\x1b]0;owned\x07 words")])
    assert "\x1b" not in text
    assert "\x07" not in text


def test_a_name_does_not_turn_the_line_it_stands_in():
    assert byline(Author("x:1", "x", "sami", "سامي\u202e")) == "\u2068سامي\u2069 (@sami)"
    assert byline(Author("x:1", "x", "sami", "Sami")) == "Sami (@sami)"
    assert byline(Author("x:1", "x")) == "Unknown author"


def test_an_arabic_line_that_begins_with_a_number_runs_from_the_right():
    assert steady("1/ @omar إلى أهلنا في الحي") == "\u200f1/ @omar إلى أهلنا في الحي"
    assert steady("1/ إلى أهلنا") == "1/ إلى أهلنا"
    assert steady("1/ The old bridge الجسر") == "1/ The old bridge الجسر"


def test_long_words_are_cut_after_a_word():
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("one two", 12) == "one two"
    assert shortened("x" * 40, 12) == "x" * 11 + "…"


def test_the_published_schema_is_made_from_the_code():
    docs = Path(__file__).parent.parent / "docs"
    made = subprocess.run([sys.executable, "-c", "import make_schema; print(make_schema.schema(), end='')"],
                          cwd=docs, capture_output=True, check=True)  # fmt: skip
    assert made.stdout.decode() == (docs / "thread.schema.json").read_text("utf-8"), "run `make docs`"


def test_every_key_of_the_contract_is_in_its_page():
    page = (Path(__file__).parent.parent / "docs" / "jsonl.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (`.*?`) \|", page)
    named = set(re.findall(r"`([a-z_]+)`", " ".join(rows)))
    row = json.loads(written("jsonl", [bridge()]))
    assert {*row, *row["posts"][0]} <= named
    context = re.search(r"A post of `context` has `([^`]*)`", page)[1]
    assert set(re.split(r",\s*", context)) == set(row["context"][0])


@pytest.mark.parametrize(
    ("name", "part_of", "extra"),
    [("parquet", "pyarrow", "parquet"), ("parquet_threads", "pyarrow", "parquet"), ("cite", "citeproc", "citations")],
)
def test_a_form_whose_part_is_not_installed_says_which(name, part_of, extra, monkeypatch):
    form = exports.load(name)
    if name == "cite":
        form._style.cache_clear()
    monkeypatch.setitem(sys.modules, part_of, None)
    with pytest.raises(MissingPart, match=rf"pip install 'clew\[{extra}\]'"):
        form.write([bridge()], io.BytesIO())
