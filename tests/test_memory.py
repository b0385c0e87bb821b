"""Reading takes no more memory than ten times the input, whatever its shape; measured in a process of its own."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import cars
import pytest
from mutations import mutated

FIXTURES = Path(__file__).parent / "sources"
SIZE = 20 << 20
TIMES = 10
# Prints by how much the process grew at most, in kB, over what the program itself takes, and how many records there
# were. What `resource` knows of a process begins with the memory of the one that started it; /proc does not.
PROGRAM = """
import re, sys
def most():
    with open("/proc/self/status") as status:
        return int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1])
from clew import sources
from clew.capture import open_capture
source = sources.load(sys.argv[2])
with open_capture(sys.argv[3]) as small:  # loads whatever the source loads late
    small.head() if small.single else None
    for _ in source.read(small):
        pass
before = most()
with open_capture(sys.argv[1]) as capture:
    source.sniff(capture)
    count = sum(1 for _ in source.read(capture))
print(most() - before, count)
"""


def grown(place, source, small):
    """Bytes by which reading grew the process, and the records there were."""
    command = [sys.executable, "-c", PROGRAM, place, source, small]
    run = subprocess.run(command, capture_output=True, text=True, check=True, timeout=250)
    kilobytes, count = map(int, run.stdout.split())
    return kilobytes * 1024, count


def repeated(data, size=SIZE):
    return data * (size // len(data) + 1)


def broken(data):
    """Something broken about every 20 kB."""
    chance = random.Random(1)
    pieces = []
    for at in range(0, len(data), 20_000):
        operation = chance.choice(("token", "flip", "insert", "remove", "key"))
        change = (operation, *(chance.randrange(1 << 20) for _ in range(3)))
        pieces.append(mutated(data[at : at + 20_000], [change]))
    return b"".join(pieces)


def page(case):
    """A page with its posts a thousand times over."""
    head, body, rest = case.read_bytes().partition(b"<body")
    body, end, rest = (body + rest).rpartition(b"</body>")
    return head + repeated(body) + end + rest


def car():
    """A repository of thousands of posts."""
    posts = [cars.block({"$type": "app.bsky.feed.post", "text": "ferry " * 20, "createdAt": f"{n}"}) for n in range(9)]
    return repeated(b"".join(cars.framed(name + data) for name, data in posts))


def lines(name):
    return (FIXTURES / name).read_bytes().rstrip(b"\n") + b"\n"


def one_object():
    feed = json.loads((FIXTURES / "bluesky" / "author-feed.json").read_bytes())
    feed["feed"] *= SIZE // 22_000
    return json.dumps(feed).encode()


V1, TIMELINE, REPOSITORY = "twitter_v1/twarc-lines.jsonl", "mastodon/timeline.json", "bluesky_car/repo.car"
EVENTS, PAGE, TABLE = "nostr/bare.jsonl", "nitter/timeline.html", "table_csv/twarc.csv"
ITEMS = (FIXTURES / TIMELINE).read_bytes().strip()[1:-1] + b","
INPUTS = {
    "lines": (V1, lambda: repeated(lines(V1))),
    "broken lines": (V1, lambda: broken(repeated(lines(V1)))),
    "one list": (TIMELINE, lambda: b"[" + repeated(ITEMS)[:-1] + b"]"),
    "a broken list": (TIMELINE, lambda: broken(b"[" + repeated(ITEMS) + b"{}]")),
    "one object": ("bluesky/author-feed.json", one_object),
    "lists in a line": (EVENTS, lambda: lines(EVENTS) + b'{"id": ' + b"[" * SIZE),
    "numbers in a line": (V1, lambda: lines(V1) + b'{"x": "\\ud83d", "entities": [' + b"1," * (SIZE // 2) + b"1]}"),
    "a page": (PAGE, lambda: page(FIXTURES / PAGE)),
    "a repository": (REPOSITORY, lambda: (FIXTURES / REPOSITORY).read_bytes() + car()),
    "a table": (TABLE, lambda: repeated(lines(TABLE))),
}
# A tree of HTML alone takes 11 times its markup where that is all tags and no words, as here: 550 bytes an element
# (lxml 6), of which a page of this size has 400,000. Real pages are of 100 kB.
PAGE_TIMES = 16


@pytest.mark.parametrize("shape", INPUTS)
def test_a_file_takes_no_more_than_ten_times_its_size(tmp_path, shape):
    case, make = INPUTS[shape]
    place = tmp_path / Path(case).name
    place.write_bytes(make())
    grew, count = grown(place, Path(case).parts[0], FIXTURES / case)
    assert count
    assert grew < (PAGE_TIMES if case == PAGE else TIMES) * place.stat().st_size


def test_a_zip_takes_no_more_than_ten_times_what_is_in_it(tmp_path):
    member = FIXTURES / "twitter_archive" / "data-2021" / "data"
    rows = (member / "tweet.js").read_bytes()
    head, _, body = rows.partition(b"[")
    with zipfile.ZipFile(tmp_path / "archive.zip", "w", zipfile.ZIP_DEFLATED) as out:
        out.write(member / "account.js", "data/account.js")
        out.writestr("data/tweet.js", head + b"[" + repeated(body.rstrip()[:-1] + b",") + b"{}]")
    grew, count = grown(tmp_path / "archive.zip", "twitter_archive", FIXTURES / "twitter_archive" / "data-2021")
    assert count
    assert grew < TIMES * SIZE
