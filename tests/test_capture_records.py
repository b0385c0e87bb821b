"""JSON records in any layout, broken in any way, in bounded memory."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clew.capture.records import LIMIT, lines, values
from clew.post import Problem


class Tag(msgspec.Struct):
    text: str
    indices: list[int] | None = None


class Tweet(msgspec.Struct):
    id_str: str | None = None
    text: str | None = None
    count: int | None = None
    tags: list[Tag] | None = None


def tweets(data: bytes, kind: type = Tweet) -> list[tuple[str, Any]]:
    """What comes out, each with its place."""
    reader = values(io.BytesIO(data), "f.json", kind)
    return [(record.place if isinstance(record, Problem) else reader.place, record) for record in reader]


def ids(data: bytes) -> list[Any]:
    """The ids of the records, and a P for each problem."""
    return ["P" if isinstance(record, Problem) else record.id_str for _, record in tweets(data)]


KEYS = st.text(alphabet="abcé🧵", min_size=1, max_size=3)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.lists(st.dictionaries(KEYS, JSON, max_size=4), max_size=8)


def one_a_line(objects, **how):
    return "\n".join(json.dumps(item, **how) for item in objects)


LAYOUTS = {
    "lines": one_a_line,
    "windows lines": lambda objects, **how: "\ufeff" + one_a_line(objects, **how).replace("\n", "\r\n") + "\r\n",
    "blank lines": lambda objects, **how: "\n\n".join(json.dumps(item, **how) for item in objects) + "\n \n",
    "array": json.dumps,
    "tight array": lambda objects, **how: json.dumps(objects, separators=(",", ":"), **how),
    "array, an item a line": lambda objects, **how: (
        "[\n" + ",\n".join(json.dumps(item, **how) for item in objects) + "\n]\n"
    ),
    "pretty array": lambda objects, **how: json.dumps(objects, indent=2, **how),
    "archive": lambda objects, **how: "window.YTD.tweets.part0 = " + json.dumps(objects, indent="  ", **how),
    "grailbird": lambda objects, **how: (
        "Grailbird.data.tweets_2017_05 = \n" + json.dumps(objects, indent=1, **how) + ";"
    ),
    "variable": lambda objects, **how: "var tweet_index =  " + json.dumps(objects, **how),
    "concatenated": lambda objects, **how: "".join(json.dumps(item, **how) for item in objects),
    "pretty objects": lambda objects, **how: "\n".join(json.dumps(item, indent=4, **how) for item in objects),
    "two archives": lambda objects, **how: (
        f"window.a.part0 = {json.dumps(objects[:2], **how)}\nwindow.a.part1 = {json.dumps(objects[2:], indent=2, **how)}"
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None, max_examples=40)
@given(objects=OBJECTS, plain=st.booleans())
def test_any_layout_reads_back_the_same(layout, objects, plain):
    data = LAYOUTS[layout](objects, ensure_ascii=plain).encode()
    assert [record for _, record in tweets(data, dict)] == objects


@pytest.mark.parametrize("layout", LAYOUTS)
@settings(deadline=None, max_examples=40)
@given(objects=OBJECTS, plain=st.booleans(), share=st.floats(0, 1))
@example(objects=[{"a": 1, "b": [{"a": 2}, {"a": 3}]}, {"a": 4}], plain=True, share=0.6)
@example(objects=[{"a": '} {} }, {"a"', "b": "\n{"}, {"a": 4}], plain=True, share=0.4)
def test_cut_anywhere_a_beginning_is_read_and_one_problem_at_the_end(layout, objects, plain, share):
    data = LAYOUTS[layout](objects, ensure_ascii=plain).encode()
    found = [record for _, record in tweets(data[: int(len(data) * share)], dict)]
    problems = [record for record in found if isinstance(record, Problem)]
    assert len(problems) <= 1
    assert problems in ([], found[-1:])
    records = found[: len(found) - len(problems)]
    assert records == objects[: len(records)]


@settings(deadline=None)
@given(data=st.binary(max_size=200) | st.text(alphabet='{}[]",:\\ \n1atrue=window.', max_size=80).map(str.encode))
def test_any_bytes_come_to_an_end_without_an_exception(data):
    for place, record in tweets(data):
        assert place.startswith("f.json")
        assert isinstance(record, Tweet | Problem)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        # a broken line costs itself
        (b'{"id_str":"1"}\n{"id_str":tru}\n{"id_str":"3"}\n', ["1", "P", "3"]),
        (b'{"id_str":"1\n{"id_str":"2"}\n', ["P", "2"]),
        (b'{"id_str":"1","x":{"y":\n{"id_str":"2"}\n{"id_str":"3"}', ["P", "2", "3"]),
        (b"{'errors': [{'detail': 'x'}]}\n{\"id_str\":\"2\"}", ["P", "2"]),
        (b'Error: timed out\nagain\n{"id_str":"1"}\n', ["P", "1"]),
        (b'{"id_str":"1"}}\n{"id_str":"2"}\n', ["1", "P", "2"]),
        (b'{"id_str":"1"},\n{"id_str":"2"},\n', ["1", "2"]),
        (b'\n\n{"id_str":"1"}\n\n', ["1"]),
        # a broken item of a list costs itself
        (b'[{"id_str":"1"},{"id_str":"2" "n":3},{"id_str":"3"}]', ["1", "P", "3"]),
        (b'[{"id_str":"1"},{"id_str":"2,"n":3},{"id_str":"3"}]', ["1", "P", "3"]),
        (b'[{"id_str":"1"},{"id_str":"2","n":3,{"id_str":"3"},{"id_str":"4"}]', ["1", "P", "3", "4"]),
        (b'[{"id_str":"1"},{"id_str":"2","n":[3},{"id_str":"3"},{"id_str":"4"}]', ["1", "P", "3", "4"]),
        (b'[{"id_str":"1","t":[{"id_str":"x"},{"id_str":"y"}],"z":tru},{"id_str":"3"}]', ["P", "3"]),
        (
            b'[{"id_str":"1"},{"id_str":"2,"t":[{"id_str":"x"},{"id_str":"y"}],"u":{"v":1}},{"id_str":"3"}]',
            ["1", "P", "3"],
        ),
        (
            b'[{"id_str":"1","n":}],"t":[{"id_str":"x"}]},{"id_str":"2"},{"id_str":tru},{"id_str":fals},{"id_str":"3"}]',
            ["P", "2", "P", "P", "3"],
        ),
        (b'[\n {"id_str":"1"},\n {"id_str":"2","n":[3},\n {"text":"a","id_str":"3"}\n]', ["1", "P", "3"]),
        (b'[\r\n {"id_str":"1"},\r\n {"id_str":"2,\r\n {"text":"a","id_str":"3"}\r\n]', ["1", "P", "3"]),
        (b'[tru,{"id_str":"1"},,{"id_str":"2"},]', ["P", "1", "2"]),
        (b'[}, {"id_str":"1"}]', ["P", "1"]),
        (b'[{"id_str":"1"} {"id_str":"2"}]', ["1", "2"]),
        # lists of lists, lists after lists
        (b'[[{"id_str":"1"},{"id_str":"2"}],[{"id_str":"3"}]]', ["1", "2", "3"]),
        (b'[{"id_str":"1"}]\n[{"id_str":"2"}]', ["1", "2"]),
        (b'{"id_str":"1"}\n[{"id_str":"2"}]\n{"id_str":"3"}', ["1", "2", "3"]),
        # what is no object
        (b'[1,null,"a",{"id_str":"4"}]', ["P", "P", "P", "4"]),
        (b'window.YTD.tweets.part0 = {"id_str":"1"}', ["1"]),
        (b"window.YTD.tweets.part0 = ", ["P"]),
        (b"", []),
        (b" \n ", []),
        (b"\xef\xbb\xbf", []),
    ],
)
def test_nothing_readable_is_lost_beside_what_is_broken(data, expected):
    assert ids(data) == expected


def test_an_assignment_is_cut_off_and_never_run():
    assert ids(b'window.YTD.tweets.part0 = [{"id_str":"1"}]; __import__("os").abort()') == ["1", "P"]


@pytest.mark.parametrize("layout", ["lines", "array", "pretty array"])
def test_places_are_told_as_a_person_counts(layout):
    objects = [{"id_str": "1"}, {"id_str": 2}, {"id_str": "3"}]
    places = [place for place, _ in tweets(LAYOUTS[layout](objects).encode())]
    assert (
        places
        == {
            "lines": ["f.json, line 1", "f.json, line 2", "f.json, line 2", "f.json, line 3"],
            "array": ["f.json, item 1", "f.json, item 2", "f.json, item 2", "f.json, item 3"],
            "pretty array": [f"f.json, item {n} (line {at})" for n, at in [(1, 2), (2, 5), (2, 5), (3, 8)]],
        }[layout]
    )


def test_lone_surrogates_become_replacement_characters():
    data = rb'{"id_str":"1","text":"cut \ud83d","x\udc00":["\ud83e",{"a":"\udc00"}]}'
    assert tweets(data, dict)[0][1] == {"id_str": "1", "text": "cut \ufffd", "x\ufffd": ["\ufffd", {"a": "\ufffd"}]}
    assert tweets(data)[0][1] == Tweet("1", "cut \ufffd")
    assert tweets(rb'{"text":"\ud83e\uddf5"}')[0][1].text == "🧵"
    assert tweets(rb'{"text":"\\ud83e"}')[0][1].text == r"\ud83e"


def test_bytes_that_are_not_utf8_are_told_and_the_record_is_kept():
    (_, record), (_, problem) = tweets(b'{"id_str":"1","text":"caf\xe9 \xed\xa0\xbd"}')
    assert record == Tweet("1", "caf\ufffd \ufffd\ufffd\ufffd")
    assert "not UTF-8" in problem.reason


@pytest.mark.parametrize(
    ("data", "record", "reason"),
    [
        ('{"id_str":"1","count":[]}', Tweet("1"), "count should be a whole number, not a list; it was left out"),
        ('{"id_str":5,"text":"a"}', Tweet(text="a"), "id_str should be text, not a whole number; it was left out"),
        ('{"id_str":"1","count":NaN}', Tweet("1"), "count should be a whole number, not a number; it was left out"),
        ('{"id_str":"1","count":1e999}', Tweet("1"), "count should be a whole number, not a number; it was left out"),
        (
            '{"id_str":"1","tags":[{"text":"a","indices":[0,"b"]}]}',
            Tweet("1", tags=[Tag("a")]),
            "tags[0].indices[1] should be a whole number, not text; tags[0].indices was left out",
        ),
        (
            '{"id_str":"1","tags":[{"text":"a"},7]}',
            Tweet("1", tags=[Tag("a")]),
            "tags[1] should be an object, not a whole number; it was left out",
        ),
    ],
)
def test_one_odd_field_costs_itself(data, record, reason):
    assert [found for _, found in tweets(data.encode())] == [record, Problem("f.json, line 1", reason)]


def test_a_required_field_takes_the_thing_that_requires_it_along():
    found = [record for _, record in tweets(b'{"id_str":"1","tags":[{"text":5},{"text":"b"}]}')]
    assert found[0] == Tweet("1", tags=[Tag("b")])
    assert all("tags[0]" in problem.reason for problem in found[1:])
    assert len(found) == 3


def test_a_record_with_everything_wrong_is_given_up():
    many = {"id_str": "1", "tags": [{"text": n} for n in range(100)]}
    (_, problem) = tweets(json.dumps(many).encode())[0]
    assert problem == Problem("f.json, line 1", "has too many fields that are not what they should be")


def test_numbers_written_as_text_are_numbers_and_text_stays_text():
    assert tweets(b'{"id_str":"null","text":"true","count":"12"}')[0][1] == Tweet("null", "true", 12)


def test_a_key_that_comes_twice_counts_the_second_time():
    assert tweets(b'{"id_str":"1","id_str":"2"}')[0][1].id_str == "2"
    assert tweets(rb'{"id_str":"1","id_str":"2","text":"\ud800"}')[0][1].id_str == "2"


@pytest.mark.parametrize(
    "bomb", [b"[" * 200_000, b'{"a":' * 200_000, b'[{"a":' + b"[" * 200_000 + b"]" * 200_000 + b'},{"id_str":"2"}]']
)
def test_bombs_of_brackets_are_problems(bomb):
    found = [record for _, record in tweets(bomb)]
    assert found[0].reason == "is nested too deeply"
    assert found[1:] == [Tweet("2")] or all(isinstance(record, Problem) for record in found)
    assert len(found) <= 2


@pytest.mark.parametrize("number", ["9" * 100_000, "-" + "9" * 5000, "1e99999"])
def test_bombs_of_digits_cost_their_field(number):
    found = tweets(f'{{"id_str":"1","x":{number},"count":{number}}}'.encode())
    assert found[0][1] == Tweet("1")
    assert "count" in found[1][1].reason


def test_a_list_of_broken_items_takes_time_in_proportion():
    def seconds(count: int) -> float:
        data = ("[" + ",".join(f'{{"id_str":"{n}","text":"river"' for n in range(count)) + "]").encode()
        start = time.process_time()
        assert len(tweets(data)) == count + 1
        return time.process_time() - start

    seconds(500)
    assert seconds(8000) < 8 * 3 * max(seconds(1000), 0.02)


LARGEST = """
import io, resource, sys
sys.path.insert(0, {tests!r})
from test_capture_records import Tweet, Endless
from clew.capture.records import lines, values
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
{work}
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) >> 10)
"""


class Endless(io.RawIOBase):
    """A stream of pieces, each so many times, that is never in memory as a whole."""

    def __init__(self, *parts: tuple[bytes, int]) -> None:
        super().__init__()
        self.pieces = (piece for piece, times in parts for _ in range(times))
        self.left = b""

    def readable(self) -> bool:
        return True

    def readinto(self, target) -> int:
        while not self.left:
            self.left = next(self.pieces, None)
            if self.left is None:
                self.left = b""
                return 0
        size = min(len(target), len(self.left))
        target[:size], self.left = self.left[:size], self.left[size:]
        return size


def megabytes(work: str) -> int:
    """How much the memory of a new process grows by some work."""
    program = LARGEST.format(tests=str(Path(__file__).parent), work=work)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


MEGABYTE_LINE = "(b'a' * (1 << 20), 100)"


def test_a_line_of_100_mb_is_passed_over_in_bounded_memory():
    work = f"""
stream = io.BufferedReader(Endless((b'one\\n', 1), {MEGABYTE_LINE}, (b'\\nthree\\r\\n', 1)))
found = list(lines(stream, 'f.txt'))
assert found[0] == (1, b'one') and found[2:] == [(3, b'three')], found
assert found[1].place == 'f.txt, line 2' and 'longer than' in found[1].reason
"""
    assert megabytes(work) < 100


def test_a_record_of_100_mb_is_passed_over_in_bounded_memory():
    work = f"""
for start, middle, end in [
    (b'{{"id_str":"1"}}\\n{{"text":"', b'"}}\\n', b'{{"id_str":"3"}}'),
    (b'[{{"id_str":"1"}},{{"text":"', b'"}},', b'{{"id_str":"3"}}]'),
]:
    stream = io.BufferedReader(Endless((start, 1), {MEGABYTE_LINE}, (middle, 1), (end, 1)))
    found = list(values(stream, 'f.json', Tweet))
    assert [getattr(record, 'id_str', None) for record in found] == ['1', None, '3'], found
    assert 'longer than' in found[1].reason, found
"""
    assert megabytes(work) < 170


def test_a_list_of_100_mb_is_read_in_bounded_memory():
    item = b'{"id_str":"1","text":"the river and the garden","count":5,"tags":[{"text":"a","indices":[0,1]}]}'
    work = f"""
stream = io.BufferedReader(Endless((b'window.YTD.tweets.part0 = [', 1), ({(item + b",")!r} * 1000, 1000), ({item!r} + b']', 1)))
assert sum(1 for record in values(stream, 'f.js', Tweet)) == 1_000_001
"""
    assert megabytes(work) < 20


def test_lines_are_numbered_without_mark_and_ends():
    assert list(lines(io.BytesIO(b"\xef\xbb\xbfa\r\n\r\nb\n c"), "f")) == [(1, b"a"), (2, b""), (3, b"b"), (4, b" c")]
    assert list(lines(io.BytesIO(b""), "f")) == []


def test_a_line_of_just_the_limit_is_read():
    found = list(lines(io.BytesIO(b"12345\r\n123456\n12345"), "f", limit=5))
    assert found == [(1, b"12345"), Problem("f, line 2", "is longer than 5 bytes; it was skipped"), (3, b"12345")]
    assert LIMIT == 32 << 20
