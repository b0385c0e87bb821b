"""The conformance cases in tests/unroll, one file a case; their format is in tests/unroll/README.md."""

from __future__ import annotations

import json
import random
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from clew.errors import BadQuery
from clew.post import Author, Notice, Post, Reply
from clew.unroll import unroll

CASES = sorted((Path(__file__).parent / "unroll").glob("*.json"))
RULES = {str(rule) for rule in range(1, 15)} | {"listing"}


def posts_of(case):
    for row in case["posts"]:
        author = Author(row["author"], "x", handle=row.get("handle"))
        fields = {key: value for key, value in row.items() if key not in {"author", "handle"}}
        yield msgspec.convert({"network": "x", "created": None, **fields, "author": msgspec.to_builtins(author)}, Post)


def wanted(case):
    for row in case["threads"]:
        main = row["main"]
        reading = row.get("reading", main)
        yield {
            "id": main[0],
            "author": row["author"],
            "main": main,
            "reading": reading,
            "branches": row.get("branches", []),
            "why": {name: "start" if name == main[0] else row.get("why", {}).get(name, "reply") for name in reading},
            "numbers": row.get("numbers", {}),
            "gaps": [{"missing": None, "at": None, **gap} for gap in row.get("gaps", [])],
            "promised": row.get("promised"),
            "answers": row.get("answers"),
            "continues": row.get("continues", []),
            "earlier": row.get("earlier", {}),
        }


def seen(shape):
    assert [place.line for place in shape.places if place.line == 0] == [0] * len(shape.main)
    return {
        "id": shape.id,
        "author": shape.author_id,
        "main": list(shape.main),
        "reading": [place.id for place in shape.places],
        "branches": [{"after": branch.after, "posts": list(branch.posts)} for branch in shape.branches],
        "why": {place.id: place.why for place in shape.places},
        "numbers": {
            place.id: f"{place.number.index}/{place.number.total}" if place.number.total else f"{place.number.index}"
            for place in shape.places
            if place.number
        },
        "gaps": [
            {"after": gap.after, "before": gap.before, "reason": gap.reason, "missing": gap.missing, "at": gap.at}
            for gap in shape.gaps
        ],
        "promised": shape.promised,
        "answers": shape.answers,
        "continues": list(shape.continues),
        "earlier": dict(shape.earlier),
    }


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path):
    case = json.loads(path.read_text(encoding="utf-8"))
    assert set(case) <= {"title", "why", "policy", "posts", "notices", "threads", "alone", "problems"}
    assert path.stem.split("-")[0] in RULES
    posts = list(posts_of(case))
    notices = msgspec.convert(case.get("notices", []), list[Notice])
    random.Random(path.stem).shuffle(posts)
    found = unroll(posts, notices, policy=case.get("policy", "auto"))
    assert [seen(shape) for shape in found.shapes] == list(wanted(case))
    assert sorted(found.alone) == sorted(case["alone"])
    assert sorted(found.problems) == sorted(case.get("problems", []))


def test_every_rule_has_its_cases():
    assert {path.stem.split("-")[0] for path in CASES} == RULES
    assert len(CASES) >= 60


def test_an_unknown_policy_is_refused_in_words():
    with pytest.raises(BadQuery, match="choose one of auto, oldest, longest"):
        unroll([], policy="newest")


def test_nothing_gives_nothing():
    found = unroll([])
    assert (found.shapes, found.alone, found.problems) == ((), (), {})


def ladder(rungs):
    """A chain where each post also has an aside."""
    for step in range(rungs):
        above = Reply(f"x:{2 * step - 2}", "x:user:1") if step else None
        yield post(2 * step, above)
        yield post(2 * step + 1, Reply(f"x:{2 * step}", "x:user:1"))


def chain(size):
    return (post(number, Reply(f"x:{number - 1}", "x:user:1") if number else None) for number in range(size))


def numbered_star(size):
    yield post(0, None, "0/ tides")
    yield from (post(number, Reply("x:0", "x:user:1"), f"{number}/ tides") for number in range(1, size))


def counted(size):
    return (post(number, None, f"{number + 1}/ tides") for number in range(size))


def post(number, above, text="tides"):
    made = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=number)
    return Post(f"x:{number}", "x", Author("x:user:1", "x"), made, text, reply_to=above)


@pytest.mark.parametrize(
    ("posts", "branches"),
    [(chain(20_000), 0), (ladder(6_000), 5_999), (numbered_star(5_000), 0), (counted(9_000), 0)],
    ids=["chain of 20,000", "6,000 forks deep", "star of 5,000", "9,000 by numbers"],
)
def test_deep_and_wide_threads_are_ordinary(posts, branches):
    posts = list(posts)
    random.Random(7).shuffle(posts)
    began = time.process_time()
    found = unroll(posts)
    assert time.process_time() - began < 5  # under half a second where nothing else runs
    (shape,) = found.shapes
    assert len(shape.places) == len(posts)
    assert len(shape.branches) == branches
    assert shape.main[0] == shape.id == "x:0"


def test_an_id_that_two_authors_claim_is_two_posts():
    mine = [post(1, None), post(2, Reply("x:1", "x:user:1"))]
    other = msgspec.structs.replace(post(1, None, "tides?"), author=Author("x:user:2", "x"))
    found = unroll([*mine, other])
    assert [shape.main for shape in found.shapes] == [("x:1", "x:2")]
    assert found.alone == ("x:1",)
