"""Break the bytes of a file in the ways files break, and say whether what is read from it is still sound.

`tests/test_mutations.py` and the programs in `fuzz/` share this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import msgspec

from clew import sources
from clew.capture import open_capture
from clew.capture.containers import Capture
from clew.errors import ClewError
from clew.post import Notice, Post, Problem, Record

FIXTURES = Path(__file__).parent / "sources"
CASES = sorted(
    path for path in FIXTURES.glob("*/*") if not path.name.endswith(".posts.json") and not path.name.startswith("__")
)

TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b', re.DOTALL)
LONG = b"9" * 5000
ODD = (
    *(b"null", b"true", b"0", b"-1", b"1e999", b"-1e400", b"NaN", b"-Infinity", b"1.5", b"99999999999999999999"),
    *(b"253402300800", b"-62135596801", b"9223372036854775808", b"[]", b"{}", b"[[]]", b'[null,0,"",{}]', b'{"":{}}'),
    *(b'""', b'" "', b'"\\u0000"', b'"\\ud83d"', b'"\\udc4b\\ud83d"', b'"\xf0\x9f"', b'"\\ud83d\\udc4b"', b'"\\', LONG),
    *(b'"' + LONG + b'"', b'"2020-13-45T99:99:99Z"', b'"0001-01-01T00:00:00+23:59"', b'"9999-12-31T23:59:59-23:59"'),
    *(b'"Mon Jan 00 00:00:00 +0000 0000"', b'"http://["', b'"at://"', b'"https://example.org:port/\\u0000"'),
)
PIECES = (
    *(b"\x00", b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf4\x90\x80\x80", b"\\u0000", b"\\ud800", b"\\"),
    *(b"\n", b"\r", b"\r\n\r\n", b"\x1a", b"\x1f", b'"', b"'", b",", b":", b";", b"\t", b"{", b"}", b"[", b"]", b"]]>"),
    *(b"<", b">", b"&", b"&#0;", b"&#xd800;", b"&#x110000;", b"<!--", b"<![CDATA[", b"<?", b"</", b"=", b"=00", b"%00"),
    *(b"<script>", b"<p>", b"</div>", b"<template>", b"<table><td>", b"<svg><a>", b"\xe2\x80\xae", b"\xcc\x81" * 50),
    *(b"#", b"@", b"1/", b"Read 99999999999 tweets\n", b"\xef\xbb\xbf{}", b"window.YTD.tweets.part0 = ", b"\xff" * 9),
)
NESTS = (b"[", b'{"a":', b"<div>", b"<b>", b'[{"replies":', b'["', b"\xa1aa", b"\x81", b"<!--", b"(", b">")
DEPTHS = (20, 999, 5000, 60_000)

OPERATIONS = ("cut", "front", "flip", "insert", "remove", "double", "swap", "nest", "token", "token", "token", "key")
Change = tuple[str, int, int, int]


def mutated(data: bytes, changes: list[Change]) -> bytes:
    """The bytes with changes made, one after another; each is an operation and three numbers of any size."""
    for operation, first, second, third in changes:
        at = first % (len(data) + 1)
        size = 1 + second % max(1, min(400, len(data)))
        rest = at + size
        match operation:
            case "cut":
                data = data[:at]
            case "front":
                data = data[at:]
            case "flip":
                data = data[:at] + bytes(byte ^ (1 << third % 8) for byte in data[at : at + 1]) + data[at + 1 :]
            case "insert":
                data = data[:at] + PIECES[third % len(PIECES)] + data[at:]
            case "remove":
                data = data[:at] + data[rest:]
            case "double":
                data = data[:rest] + data[at:rest] * (1 + third % 3) + data[rest:]
            case "swap":
                to = third % (len(data) + 1)
                low, high = sorted((at, to))
                size = min(size, high - low)
                data = (
                    data[:low]
                    + data[high : high + size]
                    + data[low + size : high]
                    + data[low : low + size]
                    + data[high + size :]
                )
            case "nest":
                data = data[:at] + NESTS[third % len(NESTS)] * DEPTHS[second % len(DEPTHS)] + data[at:]
            case _:
                data = _with_token(data, operation, first, second, third)
    return data


def _with_token(data: bytes, operation: str, first: int, second: int, third: int) -> bytes:
    """A value replaced by an odd one, or two values (keys among them) that change places."""
    tokens = [match.span() for match in TOKEN.finditer(data)]
    if not tokens:
        return data
    start, end = tokens[first % len(tokens)]
    if operation == "token":
        return data[:start] + ODD[third % len(ODD)] + data[end:]
    other, last = tokens[second % len(tokens)]
    return data[:start] + data[other:last] + data[end:]


def members(case: Path) -> list[Path]:
    """The files a fixture is made of."""
    return sorted(path for path in case.rglob("*") if path.is_file()) if case.is_dir() else [case]


def read_soundly(place: Path, name: str) -> None:
    """Open, try every source, read with one; an assertion fails where what comes out is not sound.

    Only opening may refuse, with a sentence of Clew's own.
    """
    try:
        capture = open_capture(place)
    except ClewError:
        return
    with capture:
        for part, source in _parts(capture, name):
            for record in source.read(part):
                assert_sound(record)
        for problem in capture.problems:
            assert_sound(problem)


def _parts(capture: Capture, name: str) -> Iterator[tuple[Capture, sources.Source]]:
    if capture.recorded:
        try:
            found = sources.in_recording(capture)
        except ClewError:
            return
        yield from ((part, reader) for reader, part in found)
        return
    for each in sources.names():
        assert sources.load(each).sniff(capture) in {True, False}
    source = sources.load(name)
    yield capture.only(sources.wants(source)), source


def assert_sound(record: Record) -> None:
    """Spans lie in the text, ids say something, times are UTC, and it can be written down and read back."""
    assert msgspec.json.decode(msgspec.json.encode(record), type=type(record)) == record
    if isinstance(record, Problem):
        assert record.place
        assert record.reason
    elif isinstance(record, Notice):
        assert ":" in record.post_id
        assert record.author_id is None or ":" in record.author_id
        assert record.at is None or record.at.utcoffset() == timedelta(0)
    else:
        _assert_sound_post(record)


def _assert_sound_post(post: Post) -> None:
    assert 0 <= post.body_start <= len(post.text)
    for entity in post.entities or ():
        assert 0 <= entity.start < entity.end <= len(post.text)
        assert entity.target is None or entity.target
    assert ":" in post.id
    assert post.author.id
    named = (post.conversation, post.quote, post.repost_of, *post.versions)
    for key in (*named, *((post.reply_to.id, post.reply_to.author_id) if post.reply_to else ())):
        assert key is None or key
    assert post.network
    assert post.author.network
    for moment in (post.created, post.seen, post.edited):
        assert moment is None or moment.utcoffset() == timedelta(0)
