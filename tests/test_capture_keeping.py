"""What an archive keeps of a capture, and what it is when the disk is full or the program is killed."""

from __future__ import annotations

import gzip
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard
from nobody import nobody, public_folder

from clew.capture import open_capture
from clew.capture.keeping import PARTIAL, check, fetch, keep, kept_at, manifest_line, sweep
from clew.errors import NotFound, StoreFault

TWEETS = b"".join(b'{"id_str":"%d","full_text":"the river, part %d"}\n' % (k, k) for k in range(20_000))
NOISE = hashlib.shake_256(b"river").digest(2 << 20)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def kept(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_a_single_file_is_kept_exactly_as_it_came(tmp_path, pack):
    path, folder = tmp_path / "tweets", tmp_path / "captures"
    path.write_bytes(pack(TWEETS))
    sha = sha256(path.read_bytes())
    with open_capture(path) as capture:
        assert keep(capture, None) == (sha, path.stat().st_size)
        assert not folder.exists()
        assert keep(capture, folder) == (sha, path.stat().st_size)
        assert capture.head() == TWEETS[:65536]
    assert kept(folder) == {f"{sha[:2]}/{sha}.zst"}
    with fetch(folder, sha) as stream:
        assert stream.read() == path.read_bytes()
    assert check(folder, sha)
    plain = (
        subprocess.run(["zstd", "-dc", kept_at(folder, sha)], capture_output=True, check=True).stdout
        if shutil.which("zstd")
        else None
    )
    assert plain in (None, path.read_bytes())


def test_keeping_the_same_bytes_again_changes_nothing(tmp_path):
    (tmp_path / "a.json").write_bytes(TWEETS)
    (tmp_path / "b.json").write_bytes(TWEETS)
    for name in ("a.json", "b.json"):
        with open_capture(tmp_path / name) as capture:
            sha, _ = keep(capture, tmp_path / "captures")
        path = kept_at(tmp_path / "captures", sha)
        if name == "a.json":
            before = path.stat()
    assert path.stat() == before
    assert len(kept(tmp_path / "captures")) == 1


def test_only_the_wanted_members_of_an_archive_are_kept(tmp_path):
    members = {"data/tweets.js": TWEETS, "data/direct-messages.js": b"private", "data/account.js": b"me"}
    with zipfile.ZipFile(tmp_path / "x.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    with tarfile.open(tmp_path / "x.tar.gz", "w:gz") as file:
        for name, data in members.items():
            (tmp_path / "x" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "x" / name).write_bytes(data)
            file.add(tmp_path / "x" / name, name)
    manifest = f"{sha256(b'me')}  data/account.js\n{sha256(TWEETS)}  data/tweets.js\n".encode()
    for name in ("x.zip", "x.tar.gz", "x"):
        folder = tmp_path / f"captures of {name}"
        with open_capture(tmp_path / name) as whole:
            part = whole.only(lambda member: not member.endswith("messages.js"))
            assert keep(part, folder) == (sha256(manifest), len(TWEETS) + 2)
        assert kept(folder) == {f"{sha[:2]}/{sha}.zst" for sha in (sha256(manifest), sha256(TWEETS), sha256(b"me"))}
        with fetch(folder, sha256(manifest)) as stream:
            assert stream.read() == manifest
        for path in folder.rglob("*.zst"):
            with fetch(folder, path.stem) as stream:
                assert b"private" not in stream.read()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="sha256sum is not installed")
def test_the_list_is_written_as_sha256sum_writes_it(tmp_path):
    names = ["plain", "with space", "back\\slash", "line\nfeed", "é🧵"]
    for name in names:
        (tmp_path / name).write_bytes(name.encode())
        line = subprocess.run(["sha256sum", name], cwd=tmp_path, capture_output=True, check=True).stdout
        assert manifest_line(name, sha256(name.encode())) == line


def test_what_is_damaged_or_missing_is_known(tmp_path):
    path, folder = tmp_path / "tweets.json", tmp_path / "captures"
    path.write_bytes(TWEETS)
    with open_capture(path) as capture:
        sha, _ = keep(capture, folder)
    place = kept_at(folder, sha)
    sound = place.read_bytes()
    for damaged in (sound[:-20], sound[:40], b"", b"not zstd", zstandard.compress(TWEETS + b"x")):
        place.write_bytes(damaged)
        assert not check(folder, sha)
    with open_capture(path) as capture:
        keep(capture, folder)
    assert check(folder, sha)
    assert not check(folder, "0" * 64)
    for name in ("0" * 64, "../../etc/passwd", "", sha.upper()):
        with pytest.raises(NotFound):
            fetch(folder, name)


FULL_DISK = """
import resource, signal, sys
from pathlib import Path
from clew.capture import open_capture
from clew.capture.keeping import keep
from clew.errors import StoreFull
limit = int(sys.argv[3])
if limit:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
with open_capture(sys.argv[1]) as capture:
    try:
        keep(capture, Path(sys.argv[2]))
    except StoreFull as error:
        print(error.message)
"""


def run(place: Path, folder: Path, limit: int) -> str:
    command = [sys.executable, "-c", FULL_DISK, place, folder, str(limit)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_a_file_too_big_for_its_disk_leaves_nothing_behind(tmp_path):
    (tmp_path / "noise").write_bytes(NOISE)
    said = run(tmp_path / "noise", tmp_path / "captures", 1 << 20)
    assert "There is no room for captures" in said
    assert kept(tmp_path / "captures") == set()


@pytest.fixture
def small_disk(tmp_path) -> Iterator[tuple[Path, int]]:
    """A disk of 1 MB, where one may be mounted; else a folder, and the largest file that may be written to it."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]
    if os.geteuid() != 0 or subprocess.run(mount, capture_output=True, check=False).returncode:
        yield disk, 1 << 20
        return
    yield disk, 0
    subprocess.run(["umount", disk], check=True)


def test_a_full_disk_leaves_nothing_behind(tmp_path, small_disk):
    disk, limit = small_disk
    (tmp_path / "noise").write_bytes(NOISE)
    (tmp_path / "small").write_bytes(TWEETS[:1000])
    assert "There is no room for captures" in run(tmp_path / "noise", disk / "captures", limit)
    assert kept(disk) == set()
    assert run(tmp_path / "small", disk / "captures", limit) == ""
    assert check(disk / "captures", sha256(TWEETS[:1000]))


def test_a_folder_that_may_not_be_written_is_said():
    with public_folder() as folder:
        (folder / "tweets.json").write_bytes(TWEETS)
        (folder / "closed").mkdir(mode=0o555)
        with nobody(), open_capture(folder / "tweets.json") as capture, pytest.raises(StoreFault, match="may write"):
            keep(capture, folder / "closed" / "captures")


def test_what_a_killed_run_leaves_is_swept_and_never_taken_for_a_capture(tmp_path):
    pipe, folder = tmp_path / "pipe", tmp_path / "captures"
    os.mkfifo(pipe)
    program = (
        "import sys, zipfile; from pathlib import Path; from clew.capture.keeping import _keep\n"
        "_keep(open(sys.argv[1], 'rb', buffering=0), Path(sys.argv[2]))\n"
    )
    process = subprocess.Popen([sys.executable, "-c", program, pipe, folder])
    with pipe.open("wb", buffering=0) as file:
        file.write(NOISE[:300_000])  # the pipe holds 64 KB of it, so the rest has been taken and the file begun
        process.send_signal(signal.SIGKILL)
        process.wait()
    left = kept(folder)
    assert len(left) == 1
    assert left.pop().startswith(PARTIAL)
    (tmp_path / "tweets.json").write_bytes(TWEETS)
    with open_capture(tmp_path / "tweets.json") as capture:
        sha, _ = keep(capture, folder)
    assert sweep(folder) == 1
    assert kept(folder) == {f"{sha[:2]}/{sha}.zst"}
    assert sweep(folder) == 0
    assert sweep(tmp_path / "nowhere") == 0


def test_a_capture_cut_short_is_kept_as_far_as_it_goes(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("tweets.js", TWEETS)
        file.writestr("account.js", b"me")
    path.write_bytes(path.read_bytes()[:20_000])
    with open_capture(path) as capture:
        sha, size = keep(capture, tmp_path / "captures")
    assert 20_000 < size < len(TWEETS)
    assert check(tmp_path / "captures", sha)
    assert [problem.place for problem in capture.problems] == ["x.zip", "x.zip › tweets.js"]
