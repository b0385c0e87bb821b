"""Recordings of web traffic: what stands in a HAR, WARC or WACZ is read as if each answer had been saved alone."""

from __future__ import annotations

import base64
import gc
import gzip
import io
import json
import random
import warnings
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import brotli
import msgspec
import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from clew import sources
from clew.archive import Archive
from clew.capture import encodings, entries, open_capture, warc
from clew.errors import UnknownFormat, Unreadable
from clew.post import Notice, Post, Problem

FIXTURES = Path(__file__).parent / "sources"
DETAIL = (FIXTURES / "twitter_web" / "tweet-detail.json").read_bytes()
TWEET = json.dumps(json.loads((FIXTURES / "twitter_v1" / "timeline-pretty.json").read_bytes())[0]).encode()
THREAD = "https://x.com/i/api/graphql/abc_1/TweetDetail?variables=%7B%22cursor%22%3A%22SECRET%22%7D"
WAYBACK = "https://web.archive.org/web/2022id_/https://twitter.com/somebody/status/1"
MESSAGES = "https://x.com/i/api/1.1/dm/inbox_initial_state.json"
SEEN = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
WHEN = "2026-11-20T10:00:00Z"


def read(place):
    """The records of a recording by the name of the source that gave them, and its problems."""
    with open_capture(place) as capture:
        assert capture.recorded
        found = {
            reader.__name__.rpartition(".")[2]: list(reader.read(part))
            for reader, part in sources.in_recording(capture)
        }
        return found, [problem.reason for problem in capture.problems]


def alone(tmp_path, body, source="twitter_web", seen=SEEN):
    """What the bare answer gives, seen when the recording says."""
    (tmp_path / "alone.json").write_bytes(body)
    with open_capture(tmp_path / "alone.json") as capture:
        records = [*sources.load(source).read(capture)]
    return [
        msgspec.structs.replace(each, seen=each.seen or seen) if isinstance(each, Post) else each
        for each in records
        if not isinstance(each, Problem)
    ]


def entry(url, body, mime="application/json; charset=utf-8", *, packed=False, status=200):
    content = {"size": len(body), "mimeType": mime, "text": body.decode()}
    if packed:
        content |= {"encoding": "base64", "text": base64.b64encode(body).decode()}
    return {
        "startedDateTime": "2026-11-20T11:00:00.000+01:00",
        "request": {
            "url": url,
            "headers": [{"name": "cookie", "value": "auth_token=SECRET"}],
            "postData": {"text": "SECRET"},
        },
        "response": {"status": status, "headers": [{"name": "set-cookie", "value": "SECRET"}], "content": content},
    }


def har(*items, **log):
    return {
        "log": {"version": "1.2", "pages": [{"id": "entries", "log": {"entries": [{}]}}], "entries": list(items), **log}
    }


ANSWERS = (
    entry("https://x.com/home", b"<!doctype html><p>The page itself</p>", "text/html"),
    entry("https://x.com/boat.svg", b"{}", "image/svg+xml"),
    entry(MESSAGES, b'{"inbox_initial_state": {"entries": [{"message": {"text": "SECRET"}}]}}'),
    entry("https://x.com/i/api/graphql/d/DMMessages", DETAIL),
    entry(THREAD, DETAIL),
    entry(THREAD, DETAIL, status=429),
    entry("https://x.com/i/api/graphql/b/TweetResultByRestId", DETAIL[:-1] + b"}" * 3),
)


@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
@pytest.mark.parametrize("packed", [False, True])
def test_a_har_gives_what_its_answers_give(tmp_path, indent, pack, packed):
    made = har(entry(THREAD, DETAIL, packed=packed), comment="after the entries")
    (tmp_path / "x.har").write_bytes(pack(json.dumps(made, indent=indent).encode()))
    found, problems = read(tmp_path / "x.har")
    assert found == {"twitter_web": alone(tmp_path, DETAIL)}
    assert problems == []


def packed_entry(body, name):
    made = entry(THREAD, b"")
    made["response"]["headers"] = [{"name": "Content-Encoding", "value": name}]
    made["response"]["content"] |= {"encoding": "base64", "text": base64.b64encode(body).decode()}
    return made


@pytest.mark.parametrize("name", ["gzip", "br", "zstd", "GZIP "])
def test_a_har_whose_answers_are_still_packed_is_read(tmp_path, name):
    pack = {"br": brotli.compress, "zstd": zstandard.compress}.get(name, gzip.compress)
    (tmp_path / "x.har").write_text(json.dumps(har(packed_entry(pack(DETAIL), name))))
    assert read(tmp_path / "x.har") == ({"twitter_web": alone(tmp_path, DETAIL)}, [])


def test_packed_answers_of_a_har_that_cannot_be_unpacked_are_told(tmp_path):
    picture = packed_entry(b"\x89PNG", "gzip")
    picture["response"]["content"]["mimeType"] = "application/octet-stream"
    made = har(packed_entry(b"\xff" * 60, "br"), packed_entry(b"no gzip", "gzip"), picture, entry(THREAD, DETAIL))
    (tmp_path / "x.har").write_text(json.dumps(made))
    found, problems = read(tmp_path / "x.har")
    assert found == {"twitter_web": alone(tmp_path, DETAIL)}
    assert len(problems) == 2
    assert "entry 1" in problems[0]
    assert "entry 2" in problems[1]


def test_what_is_private_or_no_answer_is_never_copied(tmp_path):
    (tmp_path / "x.har").write_text(json.dumps(har(*ANSWERS)))
    with open_capture(tmp_path / "x.har") as capture:
        assert [name[6:] for name in capture.names] == [
            "x.com/home",
            "x.com/i/api/graphql/abc_1/TweetDetail",
            "x.com/i/api/graphql/b/TweetResultByRestId",
        ]
        assert b"SECRET" not in b"".join(capture.open(name).read() for name in capture.names)


def test_an_archive_keeps_the_answers_that_were_read_and_not_the_recording(tmp_path):
    (tmp_path / "x.har").write_text(json.dumps(har(*ANSWERS[:5], entry(WAYBACK, TWEET))))
    with Archive.open(tmp_path / "archive") as archive:
        first = list(archive.add([tmp_path / "x.har"]))
        again = list(archive.add([tmp_path / "x.har"]))
    assert {each.source for each in first} == {"twitter_web", "twitter_v1"}
    assert all(each.already for each in again)
    kept = [zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read() for path in tmp_path.rglob("*.zst")]
    lists = [each for each in kept if each[64:66] == b"  "]
    assert sorted(each for each in kept if each not in lists) == sorted([DETAIL, TWEET])
    assert len(lists) == 2
    assert b"SECRET" not in b"".join(kept)


def test_what_is_in_no_format_is_counted(tmp_path):
    (tmp_path / "x.har").write_text(json.dumps(har(ANSWERS[0], entry(THREAD, DETAIL))))
    assert read(tmp_path / "x.har")[1] == ["1 of its 2 answers are in no format Clew knows; they were passed over"]
    (tmp_path / "y.har").write_text(json.dumps(har(ANSWERS[0])))
    with pytest.raises(UnknownFormat, match=r"None of the 1 answers in .*y\.har"):
        read(tmp_path / "y.har")


@pytest.mark.parametrize("form", ["har", "warc.gz"])
def test_answers_of_several_services_are_read_out_of_one_recording(tmp_path, form):
    bodies = {
        name: (FIXTURES / name / case).read_bytes()
        for name, case in {
            "twitter_web": "tweet-detail.json",
            "bluesky": "thread-tree.json",
            "mastodon": "timeline.json",
        }.items()
    }
    if form == "har":
        (tmp_path / "x.har").write_text(
            json.dumps(har(*(entry(f"https://{name}.example/api", body) for name, body in bodies.items())))
        )
    else:
        made = warc_of(*((f"https://{name}.example/api", body, []) for name, body in bodies.items()))
        (tmp_path / "x.warc.gz").write_bytes(made)
    found, _ = read(tmp_path / f"x.{form}")
    assert set(found) == set(bodies)
    for name, body in bodies.items():
        posts = [each for each in found[name] if not isinstance(each, Problem)]
        assert posts
        assert posts == alone(tmp_path, body, name)


def test_a_har_saved_without_content_says_so(tmp_path):
    bare = entry(THREAD, DETAIL)
    del bare["response"]["content"]["text"]
    (tmp_path / "x.har").write_text(json.dumps(har(bare)))
    with pytest.raises(Unreadable, match="save it again with its content"):
        open_capture(tmp_path / "x.har")


def test_a_broken_entry_costs_only_itself(tmp_path):
    whole = json.dumps(har(entry(THREAD, DETAIL), {"x": 1}, entry(WAYBACK, TWEET)))
    (tmp_path / "x.har").write_text(
        whole.replace('{"x": 1}', '{"request": {"url": tru}, "time": [}'.replace("[}", "[]}"))
    )
    found, problems = read(tmp_path / "x.har")
    assert len(found) == 2
    assert problems == ["has an entry 2 that is not JSON, which was skipped"]


def test_an_entry_with_odd_fields_is_read_without_them(tmp_path):
    odd = entry(THREAD, DETAIL)
    odd["startedDateTime"] = 5
    odd["response"]["status"] = "200"
    (tmp_path / "x.har").write_text(json.dumps(har(odd)))
    assert read(tmp_path / "x.har")[0] == {"twitter_web": alone(tmp_path, DETAIL, seen=None)}


def test_a_har_cut_short_gives_the_entries_it_has(tmp_path):
    whole = json.dumps(har(entry(WAYBACK, TWEET), entry(THREAD, DETAIL))).encode()
    (tmp_path / "x.har").write_bytes(whole[:-400])
    found, problems = read(tmp_path / "x.har")
    assert found == {"twitter_v1": alone(tmp_path, TWEET, "twitter_v1")}
    assert problems == ["ends too early: the list of its entries is not closed"]


@pytest.mark.parametrize("buffer", [1, 2, 3, 7, 64])
def test_entries_are_found_wherever_the_pieces_end(tmp_path, monkeypatch, buffer):
    items = [{"a": ['"}]', {"b": "\\"}]}, {}, {"entries": [1], "log": {"entries": "]"}}, {"c": '\\"'}]
    text = json.dumps({"log": {"x": {"entries": [0]}, "entries": items, "z": []}}).encode()
    monkeypatch.setattr(entries, "BUFFER", buffer)
    walk = entries._Walk(io.BytesIO(text))
    assert [json.loads(item) for item in walk.items()] == items
    assert walk.ended


def test_an_entry_that_is_too_long_is_passed_over(monkeypatch):
    text = json.dumps({"log": {"entries": [{"a": 1}, {"b": "x" * 5000}, {"c": ["y"] * 2000}, {"d": 1}]}}).encode()
    monkeypatch.setattr(entries, "BUFFER", 100)
    monkeypatch.setattr(entries, "LONGEST", 1000)
    assert list(entries._Walk(io.BytesIO(text)).items()) == [b'{"a": 1}', None, None, b'{"d": 1}']


def warc_of(*answers, gz=True):
    """A WARC with a request and these answers: address, body as it is sent, further headers."""
    out = io.BytesIO()
    with warnings.catch_warnings():
        # The writer leaves a temporary file for each record to be closed when it is forgotten.
        warnings.simplefilter("ignore", ResourceWarning)
        _write(WARCWriter(out, gzip=gz), answers)
        gc.collect()
    return out.getvalue()


def _write(writer, answers):
    ask = StatusAndHeaders("GET / HTTP/1.1", [("Cookie", "SECRET")], is_http_request=True)
    writer.write_record(writer.create_warc_record(THREAD, "request", http_headers=ask, payload=io.BytesIO(b"SECRET")))
    for address, body, headers in answers:
        sent = [("Content-Type", "application/json"), ("Set-Cookie", "SECRET"), *headers]
        record = writer.create_warc_record(
            address,
            "response",
            http_headers=StatusAndHeaders("200 OK", sent, "HTTP/1.1"),
            payload=io.BytesIO(body),
            warc_headers_dict={"WARC-Date": WHEN},
        )
        writer.write_record(record)


def chunked(body, size=1000):
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


SENT = {
    "plain": (DETAIL, []),
    "gzip": (gzip.compress(DETAIL), [("Content-Encoding", "gzip")]),
    "zstd": (zstandard.compress(DETAIL), [("Content-Encoding", "zstd")]),
    "chunks": (chunked(DETAIL), [("Transfer-Encoding", "chunked")]),
    "both": (chunked(gzip.compress(DETAIL)), [("Transfer-Encoding", "chunked"), ("Content-Encoding", "gzip")]),
    "unpacked by the crawler": (DETAIL, [("Content-Encoding", "br")]),
}


@pytest.mark.parametrize("sent", SENT)
@pytest.mark.parametrize("form", ["records", "whole", "plain", "wacz"])
def test_a_warc_gives_what_its_answers_give(tmp_path, sent, form):
    body, headers = SENT[sent]
    made = warc_of((MESSAGES, b'{"SECRET": 1}', []), (THREAD, body, headers), gz=form in {"records", "wacz"})
    path = tmp_path / "x.wacz"
    if form == "wacz":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("archive/data.warc.gz", made)
            file.writestr("pages/pages.jsonl", '{"format": "json-pages-1.0"}\n')
            file.writestr("datapackage.json", "{}")
    else:
        path.write_bytes(gzip.compress(made) if form == "whole" else made)
    found, problems = read(path)
    assert found == {"twitter_web": alone(tmp_path, DETAIL)}
    assert problems == []


@pytest.mark.parametrize("damaged", [False, True])
def test_brotli(tmp_path, damaged):
    packed = brotli.compress(DETAIL)
    sent = packed[: len(packed) // 2] + b"\xff" * 50 if damaged else packed
    made = warc_of((THREAD, sent, [("Content-Encoding", "br")]), (WAYBACK, TWEET, []))
    (tmp_path / "x.warc").write_bytes(gzip.decompress(made))
    found, _ = read(tmp_path / "x.warc")
    assert found["twitter_v1"]
    assert damaged or found["twitter_web"] == alone(tmp_path, DETAIL)


@pytest.mark.parametrize(
    ("packed", "name"),
    [(zlib.compress(DETAIL), "deflate"), (zlib.compress(DETAIL)[2:-4], "deflate"), (DETAIL, "sdch")],
)
def test_packings_of_servers(packed, name):
    assert encodings.undone(packed, name, 1 << 30) == DETAIL
    assert encodings.undone(packed, name, 100)[:100] == DETAIL[:100]


def test_a_warc_damaged_in_a_record_goes_on_behind_it(tmp_path):
    filler = json.dumps({"filler": "x" * 40000}).encode()
    made = warc_of((WAYBACK, TWEET, []), ("https://x.example/a", filler, []), (THREAD, DETAIL, []), gz=False)
    at = made.index(b"https://x.example/a")
    start = made.rindex(b"WARC/1.", 0, at)
    (tmp_path / "x.warc").write_bytes(made[:start] + b"GARB/1.0" + made[start + 8 :])
    found, problems = read(tmp_path / "x.warc")
    assert found["twitter_web"] == alone(tmp_path, DETAIL)
    assert any("damaged in places" in problem for problem in problems)


def test_recordings_in_folders_and_zips_are_opened(tmp_path):
    made = json.dumps(har(entry(THREAD, DETAIL)))
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "a.har").write_text(made)
    (folder / "b.warc.gz").write_bytes(warc_of((WAYBACK, TWEET, [])))
    with zipfile.ZipFile(tmp_path / "saved.zip", "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("c/a.har", made)
        file.writestr("c/b.warc.gz", warc_of((WAYBACK, TWEET, [])))
        file.writestr("c/d.har", "only called so")
    brought = []
    for place in (folder, tmp_path / "saved.zip"):
        with Archive.open(tmp_path / f"archive of {place.name}") as archive:
            brought.append({each.source: each.added.new for each in archive.add([place]) if each.source != "folder"})
    assert brought[0] == brought[1]
    assert set(brought[0]) == {"twitter_web", "twitter_v1"}


@pytest.mark.parametrize("kind", ["har", "warc", "warc.gz"])
def test_no_changed_byte_stops_the_reading(tmp_path, kind):
    rng = random.Random(kind)
    small = json.dumps(json.loads((FIXTURES / "twitter_web" / "one-by-one.jsonl").read_text().splitlines()[0])).encode()
    whole = {
        "har": json.dumps(har(entry(THREAD, small), entry(WAYBACK, TWEET)), indent=1).encode(),
        "warc": warc_of((THREAD, chunked(gzip.compress(small)), SENT["both"][1]), (WAYBACK, TWEET, []), gz=False),
        "warc.gz": warc_of((THREAD, small, []), (WAYBACK, TWEET, [])),
    }[kind]
    for _ in range(150):
        changed = bytearray(whole)
        for _ in range(rng.choice((1, 1, 3, 20))):
            at = rng.randrange(len(changed))
            length = rng.choice((0, 1, 1, 5, 200))
            changed[at : at + length] = rng.choice((b"", b"}", b"[", b'"', b"\\", b"0", b"\xff", rng.randbytes(3)))
        (tmp_path / f"x.{kind}").write_bytes(bytes(changed))
        try:
            with open_capture(tmp_path / f"x.{kind}") as capture:
                parts = sources.in_recording(capture) if capture.recorded else []
                for reader, part in parts:
                    assert all(isinstance(each, (Post, Notice, Problem)) for each in reader.read(part))
        except Unreadable:
            continue


def test_dates_that_mean_nothing_are_none():
    assert warc.moment("yesterday") is None
    assert warc.moment("2026-11-20T10:00:00Z") == SEEN
