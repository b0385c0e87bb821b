"""Broken and hostile inputs: what can be read is read, the rest is a problem with its place."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import resource
import struct
import subprocess
import sys
import tarfile
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nobody import nobody, public_folder

from clew.capture import open_capture
from clew.errors import Unreadable
from clew.post import Problem

LINES = b"".join(b'{"id_str":"%d","full_text":"part %x of the river"}\n' % (k, k * 7919) for k in range(60_000))
PACKERS = {"gz": gzip.compress, "zst": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}


def read(path: Path, name: str | None = None) -> tuple[bytes, list[Problem]]:
    with open_capture(path) as capture:
        with capture.open(name) as stream:
            data = stream.read()
        return data, capture.problems


@pytest.mark.parametrize("suffix", PACKERS)
@pytest.mark.parametrize("share", [0.01, 0.5, 0.999])
def test_a_packed_file_cut_short_gives_what_it_has(tmp_path, suffix, share):
    packed = PACKERS[suffix](LINES)
    path = tmp_path / f"tweets.jsonl.{suffix}"
    path.write_bytes(packed[: int(len(packed) * share)])
    data, problems = read(path)
    assert LINES.startswith(data)
    if suffix == "gz":
        assert len(data) > len(LINES) * share * 0.8
    assert problems == [Problem(path.name, f"ends too early; {len(data):,} bytes of it could be read")]


def test_a_gzip_without_its_last_bytes_gives_all_of_its_text(tmp_path):
    path = tmp_path / "tweets.jsonl.gz"
    path.write_bytes(gzip.compress(LINES)[:-3])
    data, problems = read(path)
    assert data == LINES
    assert [problem.reason for problem in problems] == [f"ends too early; {len(LINES):,} bytes of it could be read"]


def test_a_damaged_gzip_gives_everything_before_the_damage(tmp_path):
    packed = bytearray(gzip.compress(LINES))
    place = len(packed) // 2
    packed[place : place + 40] = b"\xff" * 40
    path = tmp_path / "tweets.jsonl.gz"
    path.write_bytes(packed)
    data, problems = read(path)
    whole = zlib.decompressobj(31).decompress(gzip.compress(LINES)[:place])
    assert data[: len(whole)] == whole
    assert [problem.place for problem in problems] == ["tweets.jsonl.gz"]
    assert problems[0].reason.startswith(f"is damaged; {len(data):,} bytes of it could be read")


def test_a_wrong_checksum_at_the_end_of_a_gzip_costs_no_text(tmp_path):
    packed = bytearray(gzip.compress(LINES))
    packed[-8] ^= 1
    path = tmp_path / "tweets.jsonl.gz"
    path.write_bytes(packed)
    data, problems = read(path)
    assert data == LINES
    assert "incorrect data check" in problems[0].reason


def test_bytes_after_the_end_are_told(tmp_path):
    path = tmp_path / "tweets.jsonl.gz"
    path.write_bytes(gzip.compress(LINES) + b"and so on")
    data, problems = read(path)
    assert data == LINES
    assert "belong to nothing" in problems[0].reason


class OneWay(io.BytesIO):
    """What cannot be gone back in, so that a zip written to it has sizes and sums behind each member."""

    def seek(self, *_):
        raise io.UnsupportedOperation("seek")

    def tell(self):
        raise io.UnsupportedOperation("tell")


def zipped(
    path: Path, members: dict[str, bytes], *, streamed: bool = False, big: bool = False, method: int = 8
) -> bytes:
    out = OneWay() if streamed else io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            with file.open(name, "w", force_zip64=big) as member:
                member.write(data)
    path.write_bytes(out.getvalue())
    return out.getvalue()


TWO = {"data/tweets.js": LINES, "data/direct-messages.js": LINES[::-1], "data/note-tweet.js": LINES[: len(LINES) // 2]}


@pytest.mark.parametrize("streamed", [True, False])
@pytest.mark.parametrize("big", [True, False])
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_that_lost_its_list_is_read_by_walking(tmp_path, streamed, big, method):
    path = tmp_path / "tweets.zip"
    data = zipped(path, TWO, streamed=streamed, big=big, method=method)
    path.write_bytes(data[: data.index(b"PK\x01\x02") + 7])
    with open_capture(path) as capture:
        assert capture.names == tuple(sorted(TWO))
        for name in capture.names:
            with capture.open(name) as stream:
                assert stream.read() == TWO[name]
        assert [problem.place for problem in capture.problems] == ["tweets.zip"]
        assert "list of its members is missing; 3 could still be found" in capture.problems[0].reason


@pytest.mark.parametrize("streamed", [True, False])
def test_a_zip_cut_in_a_member_gives_what_the_member_has(tmp_path, streamed):
    path = tmp_path / "tweets.zip"
    data = zipped(path, TWO, streamed=streamed)
    path.write_bytes(data[: data.index(b"data/note-tweet.js") + 2000])
    with open_capture(path) as capture:
        with capture.open("data/tweets.js") as stream:
            assert stream.read() == LINES
        with capture.open("data/note-tweet.js") as stream:
            part = stream.read()
    assert 2000 < len(part) < len(LINES) // 2
    assert LINES.startswith(part)
    assert capture.problems[1:] == [
        Problem("tweets.zip › data/note-tweet.js", f"ends too early; {len(part):,} bytes of it could be read")
    ]


def test_a_wrong_checksum_in_a_zip_is_told_and_the_bytes_are_given(tmp_path):
    path = tmp_path / "tweets.zip"
    data = bytearray(zipped(path, {"tweets.js": LINES}, method=zipfile.ZIP_STORED))
    data[data.index(b"river")] ^= 1
    path.write_bytes(data)
    got, problems = read(path, "tweets.js")
    assert len(got) == len(LINES)
    assert problems == [
        Problem("tweets.zip › tweets.js", "does not have the checksum it should have; some of it may be wrong")
    ]


def test_unsafe_and_double_names_are_never_opened(tmp_path):
    names = ["../up.js", "a/../../b.js", "/etc/passwd", "C:\\c.js", "..\\d.js", "zero\0.js", "fine.js", "twice.js"]
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as file:
        for name in names:
            info = zipfile.ZipInfo("x")
            info.filename = name.replace("\0", "0")
            file.writestr(info, b"bytes of " + name.encode())
        with pytest.warns(UserWarning, match="Duplicate"):
            file.writestr("twice.js", b"again")
    data = (tmp_path / "evil.zip").read_bytes().replace(b"zero0.js", b"zero\0.js")
    (tmp_path / "evil.zip").write_bytes(data)
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as file:
        for name in [*(name for name in names if "\0" not in name), "twice.js"]:
            info = tarfile.TarInfo(name)
            info.size = 5
            file.addfile(info, io.BytesIO(b"again" if name == "twice.js" else b"bytes"))
    for path, bad in [(tmp_path / "evil.zip", 7), (tmp_path / "evil.tar.gz", 6)]:
        with open_capture(path) as capture:
            assert capture.names == ("fine.js", "twice.js")
            assert len(capture.problems) == bad
            assert capture.problems[-1] == Problem(f"{path.name} › twice.js", "comes twice; the first is read")
            assert all("\0" not in problem.place for problem in capture.problems)


def locked(path: Path, *, plain: bool) -> Path:
    """A zip whose members say that they are encrypted, which is all that is looked at."""
    data = bytearray(zipped(path, {"tweets.js": b"secret", **({"open.js": b"1"} if plain else {})}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    return path


def test_a_locked_zip_is_unreadable_and_a_locked_member_a_problem(tmp_path):
    with pytest.raises(Unreadable, match="locked with a password"):
        open_capture(locked(tmp_path / "all.zip", plain=False))
    with open_capture(locked(tmp_path / "some.zip", plain=True)) as capture:
        assert capture.names == ("open.js",)
        assert capture.problems == [Problem("some.zip › tweets.js", "is locked with a password; it was not opened")]


def test_a_member_packed_in_an_unknown_way_is_a_problem(tmp_path):
    path = tmp_path / "tweets.zip"
    data = bytearray(zipped(path, {"a.js": LINES, "b.js": b"1"}))
    data[8] = data[data.index(b"PK\x01\x02") + 10] = 9
    path.write_bytes(data)
    with open_capture(path) as capture:
        assert capture.names == ("b.js",)
        assert "method 9" in capture.problems[0].reason


def test_members_that_share_their_bytes_are_read_once(tmp_path):
    path = tmp_path / "tweets.zip"
    data = bytearray(zipped(path, {"a.js": LINES, "b.js": LINES, "c.js": b"1"}))
    first, second = data.index(b"PK\x01\x02"), data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    path.write_bytes(data)
    with open_capture(path) as capture:
        assert capture.names == ("a.js", "c.js")
        assert capture.problems == [
            Problem("tweets.zip › b.js", "lies over another member of the zip; it was not opened")
        ]


def test_a_list_that_points_elsewhere_is_a_problem(tmp_path):
    path = tmp_path / "tweets.zip"
    data = bytearray(zipped(path, {"a.js": LINES, "b.js": b"1"}))
    place = data.rindex(b"PK\x01\x02") + 42
    struct.pack_into("<I", data, place, struct.unpack_from("<I", data, place)[0] + 1)
    path.write_bytes(data)
    data_read, problems = read(path, "b.js")
    assert data_read == b""
    assert "is not where the list of the zip says" in problems[0].reason


@pytest.mark.parametrize("suffix", PACKERS)
def test_a_bomb_is_stopped(tmp_path, suffix):
    path = tmp_path / f"bomb.{suffix}"
    zeros = bytes(64 << 20)
    pack = {"gz": zlib.compressobj(9, zlib.DEFLATED, 31), "bz2": bz2.BZ2Compressor(), "xz": lzma.LZMACompressor()}
    packer = pack.get(suffix) or zstandard.ZstdCompressor().compressobj()
    path.write_bytes(b"".join(packer.compress(zeros) for _ in range(6)) + packer.flush())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_capture(path) as capture, capture.open() as stream:
        size = 0
        while piece := stream.read(1 << 20):
            size += len(piece)
    assert 256 << 20 < size <= (256 << 20) + (17 << 20)
    assert [problem.reason for problem in capture.problems] == [
        f"unpacks to more than 200 times its size; reading stopped after {size:,} bytes"
    ]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100 << 10


def test_a_bomb_in_a_zip_is_stopped_and_its_neighbour_is_read(tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        with file.open("bomb.js", "w") as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
        file.writestr("tweets.js", LINES)
    with open_capture(path) as capture:
        with capture.open("bomb.js") as stream:
            while stream.read(1 << 20):
                pass
        with capture.open("tweets.js") as stream:
            assert stream.read() == LINES
    assert [problem.place for problem in capture.problems] == ["bomb.zip › bomb.js"]


def tarred(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as file:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
    return out.getvalue()


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_tar_cut_short_gives_what_it_has(tmp_path, pack):
    whole = tarred({"a.js": LINES, "b.js": LINES})
    for size in (512 + len(LINES) // 2, len(whole) // 2 + 700 + 512, len(LINES) + 1500):
        path = tmp_path / "tweets.tar"
        path.write_bytes(pack(whole[:size]))
        with open_capture(path) as capture:
            got = b""
            for name in capture.names:
                with capture.open(name) as stream:
                    got += stream.read()
        assert (LINES + LINES).startswith(got)
        assert size - len(got) <= 2048
        assert "tweets.tar" in {problem.place for problem in capture.problems}
        assert all("ends too early" in problem.reason for problem in capture.problems)


def test_a_cut_packed_tar_gives_what_it_has(tmp_path):
    path = tmp_path / "tweets.tar.gz"
    packed = gzip.compress(tarred({"a.js": LINES, "b.js": LINES[::-1]}))
    path.write_bytes(packed[: len(packed) * 3 // 4])
    with open_capture(path) as capture:
        assert capture.names == ("a.js", "b.js")
        with capture.open("a.js") as stream:
            assert stream.read() == LINES
        with capture.open("b.js") as stream:
            part = stream.read()
    assert part
    assert LINES[::-1].startswith(part)
    assert capture.problems[-1].place == "tweets.tar.gz › b.js"


def test_a_tar_with_a_damaged_header_is_read_on(tmp_path):
    data = bytearray(tarred({"a.js": b"1", "b.js": b"2", "c.js": b"3"}))
    data[1024:1100] = b"\xff" * 76
    path = tmp_path / "tweets.tar"
    path.write_bytes(data)
    with open_capture(path) as capture:
        assert capture.names == ("a.js", "c.js")
    assert [problem.reason for problem in capture.problems] == [
        "is damaged at byte 1,024 (unpacked); it is read on from the next member that can be found"
    ]


def test_links_and_devices_in_a_tar_are_not_followed(tmp_path):
    path = tmp_path / "tweets.tar"
    with tarfile.open(path, "w") as file:
        for name, kind, target in [("a", tarfile.SYMTYPE, "/etc/passwd"), ("b", tarfile.LNKTYPE, "c"), ("d", b"3", "")]:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            file.addfile(info)
        info = tarfile.TarInfo("tweets.js")
        info.size = 1
        file.addfile(info, io.BytesIO(b"1"))
    with open_capture(path) as capture:
        assert capture.names == ("tweets.js",)
    assert {problem.place for problem in capture.problems} == {"tweets.tar › a", "tweets.tar › b"}


def test_an_endless_name_in_a_tar_takes_no_memory(tmp_path):
    info = tarfile.TarInfo("././@LongLink")
    info.type, info.size = tarfile.GNUTYPE_LONGNAME, 200 << 20
    path = tmp_path / "tweets.tar.gz"
    with gzip.open(path, "wb", 1) as file:
        file.write(info.tobuf(tarfile.GNU_FORMAT))
        for _ in range(200):
            file.write(b"a" * (1 << 20))
        file.write(tarred({"tweets.js": LINES}))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open_capture(path) as capture:
        assert capture.names == ("tweets.js",)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 << 10


def test_links_out_of_a_folder_pipes_and_hidden_files_are_left_alone(tmp_path):
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "diary.json").write_text("{}")
    posts = tmp_path / "posts"
    (posts / ".git").mkdir(parents=True)
    (posts / ".git" / "config").write_text("{}")
    (posts / "tweets.json").write_text("{}")
    (posts / "same.json").symlink_to("tweets.json")
    (posts / "diary.json").symlink_to("../secret/diary.json")
    (posts / "gone.json").symlink_to("nowhere.json")
    (posts / "loop.json").symlink_to("loop.json")
    (posts / "more").symlink_to("../secret")
    (posts / "round").symlink_to(".")
    os.mkfifo(posts / "pipe.json")
    with open_capture(posts) as capture:
        assert capture.names == ("same.json", "tweets.json")
        told = {problem.place.removeprefix("posts › "): problem.reason for problem in capture.problems}
    assert set(told) == {"diary.json", "gone.json", "loop.json", "more", "pipe.json"}
    assert "leads out of the folder" in told["diary.json"]
    assert "leads out of the folder" in told["more"]
    assert "pipe" in told["pipe.json"]


def test_a_file_that_may_not_be_read_leaves_the_rest_of_its_folder():
    with public_folder() as folder:
        for name in ("locked.json", "open.json"):
            (folder / name).write_text("{}")
        (folder / "locked.json").chmod(0)
        (folder / "shut").mkdir(mode=0)
        got = {}
        with nobody(), open_capture(folder) as capture:
            for name in capture.names:
                with capture.open(name) as stream:
                    got[name] = stream.read()
        (folder / "shut").chmod(0o700)
    assert got == {"locked.json": b"", "open.json": b"{}"}
    assert capture.problems == [
        Problem(f"{folder.name} › shut", "cannot be listed: Permission denied"),
        Problem(f"{folder.name} › locked.json", "cannot be opened: Permission denied"),
    ]


def test_a_file_that_goes_away_is_a_problem(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    with open_capture(tmp_path) as capture:
        (tmp_path / "a.json").unlink()
        with capture.open("a.json") as stream:
            assert stream.read() == b""
    assert "No such file" in capture.problems[0].reason


def test_a_problem_is_told_once_however_often_it_is_met(tmp_path):
    path = tmp_path / "a.gz"
    path.write_bytes(gzip.compress(LINES)[:-9])
    with open_capture(path) as capture:
        for _ in range(3):
            with capture.open() as stream:
                stream.read()
        assert len(capture.problems) == 1


def test_standard_input_without_room_says_where(tmp_path):
    program = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))\n"
        "from clew.capture import open_capture\n"
        "from clew.errors import Unreadable\n"
        "try: open_capture('-')\n"
        "except Unreadable as error: print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        input=LINES,
        capture_output=True,
        check=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert f"could not be copied to {tmp_path}" in done.stdout.decode()
    assert list(tmp_path.iterdir()) == []


def small(tmp: Path) -> dict[str, bytes]:
    members = {"a/tweets.js": LINES[:3000], "b.js.gz": gzip.compress(LINES[:500]), "c.js": b"[]"}
    plain = tarred(members)
    return {
        "zip": zipped(tmp / "zip", members),
        "streamed zip": zipped(tmp / "zip", members, streamed=True),
        "tar": plain,
        "tar.gz": gzip.compress(plain),
        "tar.zst": zstandard.compress(plain),
        "xz": lzma.compress(LINES[:3000]),
    }


@pytest.fixture(scope="module")
def containers(tmp_path_factory) -> dict[str, bytes]:
    return small(tmp_path_factory.mktemp("small"))


@pytest.mark.parametrize("kind", ["zip", "streamed zip", "tar", "tar.gz", "tar.zst", "xz"])
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(places=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=5), share=st.floats(0, 1) | st.just(1))
def test_whatever_is_damaged_is_a_problem_or_one_sentence(tmp_path, containers, kind, places, share):
    data = bytearray(containers[kind])
    for place, byte in places:
        data[int(place * (len(data) - 1))] = byte
    path = tmp_path / "input"
    path.write_bytes(data[: int(share * len(data))])
    with suppress(Unreadable), open_capture(path) as capture:
        for name in capture.names:
            with capture.open(name) as stream:
                assert len(stream.read()) < 1 << 20
