from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from clew import samples

CHECKOUT = Path(__file__).parents[1]
# Besides the reserved ending .example: what X itself writes into every record.
X_HOSTS = {"t.co", "twitter.com", "mobile.twitter.com", "api.twitter.com", "pic.twitter.com"}


def every_file():
    for path in samples.paths():
        yield from sorted(path.rglob("*.*")) if path.is_dir() else (path,)


def files():
    return (path for path in every_file() if path.suffix != ".jpg")


def drawings():
    return [path for path in every_file() if path.suffix == ".jpg"]


def words(path):
    packed = path.read_bytes()
    return (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode()


def records():
    """Every JSON object in the samples, at any depth."""
    for path in files():
        if path.suffix == ".js":
            rows = [json.loads(words(path).partition("=")[2])]
        elif path.suffix != ".txt":
            rows = [json.loads(line) for line in words(path).splitlines() if line]
        else:
            continue
        waiting = rows
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                yield value
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value


def spans(record):
    """Pairs of what a span covers and what it says of it."""
    text = record.get("full_text", record.get("text"))
    found = record.get("entities") or record
    for kind, sign, name in (
        ("hashtags", "#", ("text", "tag")),
        ("user_mentions", "@", ("screen_name",)),
        ("mentions", "@", ("username",)),
        ("urls", "", ("url",)),
        ("media", "", ("url",)),
    ):
        for span in found.get(kind, ()):
            start, end = span.get("indices") or (
                span.get("start", span.get("fromIndex")),
                span.get("end", span.get("toIndex")),
            )
            yield text[int(start) : int(end)], sign + next(span[each] for each in name if each in span)


def test_every_sample_is_there_and_all_are_small():
    sizes = {path.name: len(words(path).encode()) for path in files()}
    assert len(samples.paths()) == 5
    assert all(sizes.values())
    assert sum(sizes.values()) < 600_000


def test_the_pictures_are_small_and_of_posts():
    assert len(drawings()) > 4
    assert sum(path.stat().st_size for path in drawings()) < 100_000
    shown = {name for record in records() if "media_url_https" in record for name in (record["media_url_https"],)}
    ids = {record["id_str"] for record in records() if "id_str" in record}
    for path in drawings():
        post, _, name = path.name.partition("-")
        assert post in ids
        assert any(url.endswith("/" + name) for url in shown)


def test_the_samples_are_what_their_prose_says():
    made = subprocess.run(
        [sys.executable, CHECKOUT / "tools" / "make_samples.py", "--check"], capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_spans_cover_what_they_say():
    found = [pair for record in records() if {"text", "full_text"} & record.keys() for pair in spans(record)]
    assert [pair for pair in found if pair[0] != pair[1]] == []
    assert len(found) > 150


def test_nobody_in_the_samples_exists():
    handles = {record[name] for record in records() for name in ("screen_name", "username") if record.get(name)}
    assert handles
    assert {handle for handle in handles if not handle.endswith("_fict")} == set()
    # X's counted account numbers ended near 5e9, those made of a clock begin near 7e17.
    numbers = {int(record["id_str"]) for record in records() if "screen_name" in record}
    assert {number for number in numbers if not 10**10 < number < 10**17} == set()


def test_links_lead_nowhere():
    hosts = {urlsplit(link).hostname for path in files() for link in re.findall(r"https?://[^\s\"\\<>،]+", words(path))}
    assert {host for host in hosts - X_HOSTS if not host.endswith(".example")} == set()


def test_ids_and_dates_agree():
    clocks = [
        (int(record["id"]), record["created_at"])
        for record in records()
        if "created_at" in record and ("full_text" in record or "text" in record)
    ]
    assert len(clocks) > 200
    for number, written in clocks:
        second = (number >> 22) + 1288834974657
        shape = "%Y-%m-%dT%H:%M:%S.000Z" if written.endswith("Z") else "%a %b %d %H:%M:%S %z %Y"
        assert datetime.strptime(written, shape).replace(tzinfo=UTC).timestamp() == second // 1000
