"""Every way in which posts are packed gives the same bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import subprocess
import sys
import tarfile
import threading
import zipfile
from pathlib import Path

import pytest
import zstandard
from nobody import nobody, public_folder

from clew.capture import open_capture
from clew.errors import NotFound, Unreadable

TWEETS = b"".join(b'{"id_str":"%d","full_text":"the river, part %d"}\n' % (k, k) for k in range(20_000))
PACKERS = {".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress}
MEMBERS = {
    "account.js": b"window.YTD.account.part0 = []",
    "twitter-2024/data/tweets.js": TWEETS,
    "twitter-2024/data/notes.jsonl.gz": gzip.compress(TWEETS),
    "twitter-2024/data/notes.jsonl.zst": zstandard.compress(TWEETS),
}
PLAIN = {name: TWEETS if "notes" in name else data for name, data in MEMBERS.items()}


def as_folder(path: Path) -> Path:
    for name, data in MEMBERS.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def as_zip(path: Path, method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as file:
        for name, data in MEMBERS.items():
            file.writestr(name, data)
    return path


def as_tar(path: Path, mode: str) -> Path:
    with tarfile.open(path, f"w:{mode}") as file:
        for name, data in MEMBERS.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return path


def as_tar_zst(path: Path) -> Path:
    path.write_bytes(zstandard.compress(as_tar(path.with_suffix(".plain"), "").read_bytes()))
    return path


CONTAINERS = {
    "folder": lambda tmp: as_folder(tmp / "posts"),
    "zip": lambda tmp: as_zip(tmp / "posts.zip"),
    "zip of another name": lambda tmp: as_zip(tmp / "posts.txt"),
    "stored zip": lambda tmp: as_zip(tmp / "posts.zip", zipfile.ZIP_STORED),
    "bzip2 zip": lambda tmp: as_zip(tmp / "posts.zip", zipfile.ZIP_BZIP2),
    "tar": lambda tmp: as_tar(tmp / "posts.tar", ""),
    "tar.gz": lambda tmp: as_tar(tmp / "posts.tar.gz", "gz"),
    "tgz": lambda tmp: as_tar(tmp / "posts.tgz", "gz"),
    "tar.bz2": lambda tmp: as_tar(tmp / "posts.tar.bz2", "bz2"),
    "tar.xz": lambda tmp: as_tar(tmp / "posts.tar.xz", "xz"),
    "tar.zst": lambda tmp: as_tar_zst(tmp / "posts.tar.zst"),
}


@pytest.mark.parametrize("kind", CONTAINERS)
def test_every_container_gives_the_same_members(tmp_path, kind):
    with open_capture(CONTAINERS[kind](tmp_path), topic="river") as capture:
        assert capture.names == tuple(sorted(MEMBERS))
        assert capture.topic == "river"
        for name in capture.names:
            assert capture.head(name, 100) == PLAIN[name][:100]
            with capture.open(name) as stream:
                assert stream.read() == PLAIN[name]
            with capture.raw(name) as stream:
                assert stream.read() == MEMBERS[name]
        assert capture.problems == []


@pytest.mark.parametrize("kind", CONTAINERS)
def test_each_member_is_a_capture_of_its_own(tmp_path, kind):
    with open_capture(CONTAINERS[kind](tmp_path)) as capture:
        seen = {}
        for member in capture.each():
            with member.open() as stream:
                seen[member.name, member.names] = stream.read()
            assert member.single
            assert member.where() == f"{capture.name} › " + next(name for name in MEMBERS if name.endswith(member.name))
    assert seen == {
        ("account.js", ("account.js",)): MEMBERS["account.js"],
        ("tweets.js", ("tweets.js",)): TWEETS,
        ("notes.jsonl.gz", ("notes.jsonl",)): TWEETS,
        ("notes.jsonl.zst", ("notes.jsonl",)): TWEETS,
    }


@pytest.mark.parametrize("suffix", ["", *PACKERS])
def test_a_single_file_has_one_member_called_without_its_packing(tmp_path, suffix):
    path = tmp_path / f"tweets.jsonl{suffix}"
    path.write_bytes(PACKERS.get(suffix, bytes)(TWEETS))
    with open_capture(path) as capture:
        assert capture.names == ("tweets.jsonl",)
        assert capture.name == path.name
        assert capture.where() == path.name
        assert capture.size == path.stat().st_size
        with capture.open() as stream:
            assert stream.read() == TWEETS
        assert capture.position == capture.size
        assert [part.names for part in capture.each()] == [capture.names]


@pytest.mark.parametrize("suffix", PACKERS)
def test_the_first_bytes_decide_and_not_the_name(tmp_path, suffix):
    path = tmp_path / "tweets.jsonl"
    path.write_bytes(PACKERS[suffix](TWEETS))
    with open_capture(str(path)) as capture, capture.open("tweets.jsonl") as stream:
        assert stream.read() == TWEETS


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress, bz2.compress, lzma.compress])
def test_packed_files_put_one_after_another_are_read_to_the_end(tmp_path, pack):
    path = tmp_path / "tweets"
    path.write_bytes(pack(TWEETS) + pack(b"") + pack(b"more") + b"\0" * 700)
    with open_capture(path) as capture, capture.open() as stream:
        assert stream.read() == TWEETS + b"more"
    assert capture.problems == []


def test_a_head_costs_nothing_the_second_time_and_the_stream_behind_it_is_whole(tmp_path):
    with open_capture(as_tar(tmp_path / "posts.tar.gz", "gz")) as capture:
        name = "twitter-2024/data/tweets.js"
        assert capture.head(name, 10) == TWEETS[:10]
        before = capture.position
        assert capture.head(name, 50_000) == TWEETS[:50_000]
        assert capture.position == before
        assert capture.head(name, 300_000) == TWEETS[:300_000]
        with capture.only(lambda member: member == name).open(name) as stream:
            assert stream.read() == TWEETS
        assert capture.head("account.js", 1 << 20) == MEMBERS["account.js"]
        assert capture.head("account.js") == MEMBERS["account.js"]


def test_a_packed_tar_is_read_through_once_when_read_in_its_order(tmp_path):
    path = as_tar(tmp_path / "posts.tar.gz", "gz")
    with open_capture(path) as capture:
        capture.position = 0
        for name in capture.stored_names:
            with capture.open(name) as stream:
                assert stream.read() == PLAIN[name]
        assert capture.position <= path.stat().st_size
        with capture.open("account.js") as first, capture.open("twitter-2024/data/tweets.js") as second:
            assert second.read(5) == TWEETS[:5]
            assert first.read() == MEMBERS["account.js"]
            assert second.read() == TWEETS[5:]


def test_only_what_is_wanted_can_be_opened(tmp_path):
    for kind, made in CONTAINERS.items():
        (tmp_path / kind).mkdir()
        with open_capture(made(tmp_path / kind)) as whole:
            part = whole.only(lambda name: name.endswith("tweets.js"))
            assert part.names == part.stored_names == ("twitter-2024/data/tweets.js",)
            whole.head("account.js")
            for act in (part.open, part.head, part.raw, part.where):
                with pytest.raises(NotFound, match="account"):
                    act("account.js")
            assert [member.name for member in part.each()] == ["tweets.js"]
            assert part.only(lambda _: True).names == part.names
            assert part.size < whole.size


def test_members_that_are_not_wanted_are_never_read(tmp_path):
    path = as_zip(tmp_path / "posts.zip", zipfile.ZIP_STORED)
    data = bytearray(path.read_bytes())
    place = data.find(MEMBERS["account.js"])
    with open_capture(path) as capture:
        part = capture.only(lambda name: name.endswith("tweets.js"))
        reads = []
        read_at = capture._contents._file.read_at
        capture._contents._file.read_at = lambda at, size: reads.append((at, size)) or read_at(at, size)
        with part.open() as stream:
            assert stream.read() == TWEETS
        assert reads
        assert not any(at <= place < at + size for at, size in reads)


def test_standard_input_is_recognised_like_any_file(tmp_path):
    program = (
        "import sys; from clew.capture import open_capture\n"
        "with open_capture('-') as c:\n"
        "    for n in c.names: sys.stdout.buffer.write(repr((c.name, n, len(c.open(n).read()))).encode() + b'\\n')\n"
    )
    for data, members in [
        (TWEETS, [("standard input", len(TWEETS))]),
        (gzip.compress(TWEETS), [("standard input", len(TWEETS))]),
        (as_zip(tmp_path / "a.zip").read_bytes(), [(name, len(PLAIN[name])) for name in sorted(PLAIN)]),
        (as_tar(tmp_path / "a.tgz", "gz").read_bytes(), [(name, len(PLAIN[name])) for name in sorted(PLAIN)]),
    ]:
        done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, check=True)
        expected = [repr(("standard input", name, size)) for name, size in members]
        assert done.stdout.decode().splitlines() == expected


def test_a_pipe_can_be_named_as_a_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(gzip.compress(TWEETS),))
    writer.start()
    with open_capture(pipe) as capture, capture.open() as stream:
        assert stream.read() == TWEETS
    writer.join()


def test_a_zip_in_a_folder_is_opened_as_one(tmp_path):
    as_zip(tmp_path / "posts.zip")
    (tmp_path / "empty.json").write_bytes(b"")
    with open_capture(tmp_path) as capture:
        members = [(member.names, member.where(member.names[0])) for member in capture.each()]
    assert members == [(tuple(sorted(MEMBERS)), f"{tmp_path.name} › posts.zip › account.js")]
    assert [problem.place for problem in capture.problems] == [f"{tmp_path.name} › empty.json"]
    assert "is empty" in capture.problems[0].reason


def test_names_written_on_other_systems_are_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "windows.zip", "w") as file:
        file.writestr("data\\tweets.js", b"1")
        file.writestr("./account.js", b"2")
        file.writestr("__MACOSX/data/._tweets.js", b"3")
        file.writestr(".DS_Store", b"4")
    with open_capture(tmp_path / "windows.zip") as capture:
        assert capture.names == ("account.js", "data/tweets.js")
        assert capture.problems == []


def test_long_names_in_tars_are_whole(tmp_path):
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        name = "كتابة/" + "a" * 150 + "/tweets.js"
        with tarfile.open(tmp_path / "long.tar", "w", format=form) as file:
            info = tarfile.TarInfo(name)
            info.size = 3
            file.addfile(info, io.BytesIO(b"abc"))
        with open_capture(tmp_path / "long.tar") as capture:
            assert capture.names == (name,)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "is a 7z archive"),
        (b"Rar!\x1a\x07\x01\0", "is a RAR archive"),
        (b"PK\x05\x06" + b"\0" * 18, "holds no file"),
        (b"PK\x03\x04nothing", "is a damaged zip"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(tmp_path, data, words):
    path = tmp_path / "input"
    path.write_bytes(data)
    with pytest.raises(Unreadable, match=words) as caught:
        open_capture(path)
    assert str(path) in caught.value.message
    assert caught.value.message.endswith(".")


def test_a_missing_input_and_an_empty_folder_are_unreadable(tmp_path):
    with pytest.raises(Unreadable, match="There is no"):
        open_capture(tmp_path / "missing")
    with pytest.raises(Unreadable, match="holds no file"):
        open_capture(tmp_path)
    with pytest.raises(Unreadable, match="cannot be opened"):
        open_capture("a\0b")


def test_an_input_without_a_name_is_not_the_folder_one_stands_in(tmp_path, monkeypatch):
    (tmp_path / "tweets.json").write_bytes(TWEETS)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(Unreadable, match="without a name"):
        open_capture("")
    open_capture(".").close()


def test_a_zip_of_nothing_but_names_that_lead_out_of_it_says_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as packed:
        packed.writestr("../../tweets.json", TWEETS)
    with pytest.raises(Unreadable, match=r"tweets\.json has a name that leads out of the archive"):
        open_capture(tmp_path / "out.zip")


def test_an_input_that_may_not_be_read_is_unreadable():
    with public_folder() as folder:
        path = folder / "tweets.json"
        path.write_bytes(TWEETS)
        path.chmod(0)
        with nobody(), pytest.raises(Unreadable, match="Permission denied"):
            open_capture(path)
