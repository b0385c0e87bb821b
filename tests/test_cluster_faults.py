"""What a cluster loses on its way: machines, the program that leads it, files; the set is right, or says what is missing."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from calls import two_threads, write_lines
from clusters import Here, made, threads_of_laptop, threads_of_set
from corpus.writing import write
from limited import limited

from clew.archive import Archive
from clew.errors import StoreFault, Unreadable
from clew.sets import MANIFEST
from clew.spark import make_set

PATIENCE = 500


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus") / "files"
    write(folder, 1500)
    (folder / "known.jsonl").unlink()
    return folder


def tables(folder):
    """All rows of a set, table by table."""
    names = sorted({path.parent.name for path in folder.glob("*/*.parquet")})
    return {name: pq.read_table(folder / name).to_pylist() for name in names}


def until(condition, process):
    """Wait until something is true, while a process is alive."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = condition()
        if found or process.poll() is not None:
            return found
        time.sleep(0.02)
    raise AssertionError("nothing happened")


def executors(of):
    """The numbers of the processes that do a Spark driver's work, in a cluster on this machine."""
    parents, found = {}, []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                command = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            parents[int(folder.name)] = int(status[1])
            if b"CoarseGrainedExecutorBackend" in command and b"java" in command.partition(b"\0")[0]:
                found.append(int(folder.name))

    def is_below(pid):
        while pid in parents and pid != of:
            pid = parents[pid]
        return pid == of

    return [pid for pid in found if is_below(pid)]


@pytest.mark.timeout(600)
@pytest.mark.skipif(sys.platform != "linux", reason="processes are found in /proc")
def test_a_real_cluster_that_loses_an_executor_makes_the_set_all_the_same(corpus, tmp_path):
    out = tmp_path / "set"
    command = [sys.executable, "-m", "clew", "spark", "add", "--json", "--parts", "3"]
    command += ["--master", "local-cluster[2,1,1024]", str(corpus), str(out)]
    with (tmp_path / "log").open("w") as log:
        run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
    # when the first input has been read there are workers in the middle of others
    until(lambda: list((out / "work" / "read").glob("*.json")), run)
    found = until(lambda: executors(run.pid), run)
    assert found, (tmp_path / "log").read_text()[-2000:]
    os.kill(found[0], signal.SIGKILL)
    said, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0, (tmp_path / "log").read_text()[-2000:]
    assert json.loads(said)["threads"] > 100
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]
    assert not (out / "work").exists()
    assert not list(out.rglob(".partial-*"))


STEPS = """
import sys
sys.path[:0] = {path!r}
from clusters import Here, made
made([{corpus!r}], {out!r}, parts=3, split=50_000)
"""


@pytest.mark.parametrize("mark", ["read/000003.json", "add-up-0.json", "together.json"])
def test_a_run_that_was_killed_goes_on_and_makes_the_same(corpus, tmp_path, mark):
    out, whole = tmp_path / "set", tmp_path / "whole"
    code = STEPS.format(path=[*sys.path], corpus=str(corpus), out=str(out))
    run = subprocess.Popen([sys.executable, "-c", code])
    assert until((out / "work" / mark).exists, run)
    run.kill()
    run.wait()
    assert not (out / MANIFEST).exists()
    read = {path.name: path.stat().st_mtime_ns for path in (out / "work" / "read").glob("*.parquet")}
    made([corpus], whole, parts=3, split=50_000)
    steps = Steps()
    made([corpus], out, steps, parts=3, split=50_000)
    assert len(steps.tasks) < len(list(corpus.rglob("*"))) + 30 - len(read) or not steps.tasks
    ours, theirs = tables(out), tables(whole)
    assert ours.keys() == theirs.keys()
    assert all(ours[name] == theirs[name] for name in theirs)
    assert sorted(path.name for path in out.iterdir()) == sorted(path.name for path in whole.iterdir())


@pytest.mark.parametrize("size", [4_000, 60_000, 200_000])
def test_a_disk_without_room_is_one_sentence_and_room_made_later_completes_the_set(corpus, tmp_path, size):
    """As a full disk is: the system refuses to write beyond a size, in whatever step comes to it first."""
    out = tmp_path / "set"
    code = STEPS.format(path=[*sys.path], corpus=str(corpus), out=str(out))
    # Python would cut off what it keeps of compiled modules, too, and not notice: -B keeps none
    command = limited(size, [sys.executable, "-Bc", code])
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert re.search(
        r"StoreFault: .* cannot be (made|written to) \(.*\); see to it and run again\.$", run.stderr.strip()
    )
    assert not (out / MANIFEST).exists()
    made([corpus], out, parts=3, split=50_000)
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]
    assert not list(out.rglob(".partial-*"))


class Steps(Here):
    """Remembers what it was asked to do."""

    def __init__(self):
        self.tasks, self.shuffles = [], 0

    def run(self, tasks, work):
        self.tasks += tasks
        return super().run(tasks, work)

    def shuffle(self, tasks, give, parts, take):
        self.shuffles += 1
        return super().shuffle(tasks, give, parts, take)


class Stops(Here):
    """Stops before the last step, as if the machine had."""

    def __init__(self, at):
        self.left = at

    def shuffle(self, tasks, give, parts, take):
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt
        return super().shuffle(tasks, give, parts, take)


def stopped(corpus, out, at):
    with pytest.raises(KeyboardInterrupt):
        made([corpus], out, Stops(at), parts=3)


@pytest.mark.parametrize(
    ("file", "tasks", "shuffles"),
    [
        ("work/read/000002.parquet", 1, 1),  # what was added up of it before is whole
        ("work/held-0/00001.parquet", 0, 2),
        ("problems/00000.parquet", 0, 2),
        ("work/waiting/00002.parquet", 0, 2),
        ("posts/00000.parquet", 0, 2),
    ],
)
def test_a_torn_file_is_made_again(corpus, tmp_path, file, tasks, shuffles):
    inputs = [corpus, write_lines(tmp_path / "two.jsonl", two_threads(), broken=["{broken"])]
    out = tmp_path / "set"
    with pytest.raises(KeyboardInterrupt):
        made(inputs, out, Stops(3), parts=3)
    torn = out / file
    torn.write_bytes(torn.read_bytes()[:-7])
    steps = Steps()
    made(inputs, out, steps, parts=3)
    assert (len(steps.tasks), steps.shuffles) == (tasks, shuffles)
    assert threads_of_set(out) == threads_of_laptop(inputs)[0]


def test_a_damaged_file_of_the_right_size_says_what_to_do(corpus, tmp_path):
    out = tmp_path / "set"
    stopped(corpus, out, 0)
    file = out / "work" / "read" / "000001.parquet"
    file.write_bytes(b"\0" * file.stat().st_size)
    with pytest.raises(StoreFault, match=r"^read/000001\.parquet in .* is damaged .*remove it and run again\.$"):
        made([corpus], out, parts=3)
    file.unlink()
    made([corpus], out, parts=3)
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]


def test_a_bad_file_among_good_ones_is_told_and_the_rest_is_there(corpus, tmp_path):
    bad = tmp_path / "bad.jsonl.gz"
    bad.write_bytes((corpus / "x-v1.jsonl.gz").read_bytes()[:2000])
    nothing, odd = tmp_path / "empty.jsonl", tmp_path / "letter.txt"
    nothing.touch()
    odd.write_text("Dear Sam, nothing of this is a post.")
    done = make_set(Here(), [str(corpus), str(nothing), str(bad), str(odd)], str(tmp_path / "set"), parts=2)
    assert [each.place for each in done.refused] == ["empty.jsonl", "letter.txt"]
    assert threads_of_set(tmp_path / "set") == threads_of_laptop([corpus, bad])[0]
    with Archive.open(tmp_path / "set", create=False) as archive:
        told = {each.problem.place.split(",")[0] for each in archive.every_problem()}
    assert {"empty.jsonl", "letter.txt", "bad.jsonl"} <= told | {place.removesuffix(".gz") for place in told}


def test_a_whole_set_is_not_made_again_and_another_not_over_it(corpus, tmp_path):
    out = tmp_path / "set"
    first = made([corpus], out, parts=3)
    steps = Steps()
    again = make_set(steps, [str(corpus)], str(out))
    assert (again.manifest, again.already, steps.tasks, steps.shuffles) == (first, True, [], 0)
    other = write_lines(tmp_path / "two.jsonl", two_threads())
    with pytest.raises(StoreFault, match="is a set of other inputs"):
        made([other], out)
    stopped(corpus, tmp_path / "begun", 1)
    with pytest.raises(StoreFault, match="the beginning of a set of other inputs"):
        made([other], tmp_path / "begun")
    with pytest.raises(StoreFault, match="holds something else"):
        made([other], corpus)
    with pytest.raises(Unreadable, match="None of the inputs can be read"):
        made([corpus / "archive" / "data" / "account.js"], tmp_path / "none")
    with pytest.raises(Unreadable, match=r"^There is no "):
        made([tmp_path / "nowhere.jsonl"], tmp_path / "none")


def test_a_set_that_lost_files_is_made_whole_again(corpus, tmp_path):
    out, said = tmp_path / "set", []
    first, before = made([corpus], out, parts=3), tables(out)
    (out / "names" / "00000.parquet").unlink()
    torn = out / "posts" / "00001.parquet"
    torn.write_bytes(torn.read_bytes()[:-7])
    with pytest.raises(KeyboardInterrupt):  # as if killed in the middle, once more
        make_set(Stops(1), [str(corpus)], str(out), told=said.append)
    assert said[0] == "missing or torn in the set: names/00000.parquet and 1 more; it is made again"
    steps = Steps()
    again = make_set(steps, [str(corpus)], str(out), parts=9)
    assert (steps.tasks, again.already) == ([], False)
    assert msgspec.structs.replace(again.manifest, made=first.made) == msgspec.structs.replace(
        first, inputs=again.manifest.inputs
    )
    assert tables(out) == before
    assert not (out / "work").exists()
    assert make_set(Here(), [str(corpus)], str(out)).already


def test_what_came_later_is_not_taken_for_what_is_in_the_set(tmp_path):
    """One more input, or more in the same one: neither is in the set, and nobody is told that it were."""
    two = two_threads()
    first, out = write_lines(tmp_path / "first.jsonl", two[:2]), tmp_path / "set"
    made([first], out)
    with pytest.raises(StoreFault, match="is a set of other inputs, or of these as they were before"):
        made([first, write_lines(tmp_path / "more.jsonl", two[2:])], out)
    write_lines(first, two)
    with pytest.raises(StoreFault, match="is a set of other inputs, or of these as they were before"):
        made([first], out)


def half(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def no_longer(file):
    file.write_bytes(b"")


@pytest.mark.parametrize("tear", [half, no_longer, Path.unlink])
def test_a_set_whose_manifest_is_torn_is_made_whole_by_the_same_command(corpus, tmp_path, tear):
    out, said = tmp_path / "set", []
    first, before = made([corpus], out, parts=3), tables(out)
    tear(out / MANIFEST)
    with pytest.raises(KeyboardInterrupt):  # as if killed in the middle, once more
        make_set(Stops(2), [str(corpus)], str(out), parts=None if tear is half else 3, told=said.append)
    what = "missing" if tear is Path.unlink else "torn"
    assert said[0] == f"clew-set.json is {what}; all inputs are read again to make the set whole"
    again = make_set(Steps(), [str(corpus)], str(out), parts=3).manifest
    assert tables(out) == before
    assert (again.files, again.posts, again.threads) == (first.files, first.posts, first.threads)
    assert not (out / "work").exists()
    assert make_set(Here(), [str(corpus)], str(out)).already


def test_nothing_of_more_parts_stays_beside_a_set_of_fewer(corpus, tmp_path):
    out = tmp_path / "set"
    made([corpus], out, parts=5)
    no_longer(out / MANIFEST)
    again = made([corpus], out, parts=2)
    assert {path.relative_to(out).as_posix() for path in out.glob("*/*")} == {each.path for each in again.files}
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]


@pytest.mark.parametrize("tear", [half, no_longer, Path.unlink])
def test_of_another_set_whose_manifest_is_torn_nothing_is_lost(corpus, tmp_path, tear):
    out, other = tmp_path / "set", write_lines(tmp_path / "two.jsonl", two_threads())
    made([corpus], out, parts=3)
    before = tables(out)
    tear(out / MANIFEST)
    for _ in range(2):
        with pytest.raises(StoreFault, match="is a set of other inputs"):
            made([other], out)
        assert tables(out) == before
    made([corpus], out, parts=3)  # nothing of the runs that were refused is in the way
    assert tables(out) == before


def test_files_of_others_that_are_called_as_those_of_a_set_stay(corpus, tmp_path):
    out = tmp_path / "set"
    (out / "posts").mkdir(parents=True)
    pq.write_table(pa.table({"title": ["mine"]}), out / "posts" / "00000.parquet")
    with pytest.raises(StoreFault, match="holds something else"):
        made([corpus], out, parts=1)
    assert tables(out) == {"posts": [{"title": "mine"}]}
    assert not (out / "work").exists()


def test_a_plan_that_is_torn_is_begun_anew(corpus, tmp_path):
    out, said = tmp_path / "set", []
    stopped(corpus, out, 2)
    no_longer(out / "work" / "plan.json")
    make_set(Here(), [str(corpus)], str(out), parts=3, told=said.append)
    assert "work/plan.json is torn; what was begun is begun anew" in said
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]


class Elsewhere(Here):
    """Does its tasks in another folder, as machines of a cluster do."""

    def __init__(self, folder):
        self.folder = folder

    def run(self, tasks, work):
        with contextlib.chdir(self.folder):
            return super().run(tasks, work)

    def shuffle(self, tasks, give, parts, take):
        with contextlib.chdir(self.folder):
            return super().shuffle(tasks, give, parts, take)


def test_names_of_folders_are_those_of_whoever_asked(corpus, tmp_path, monkeypatch):
    (tmp_path / "there").mkdir()
    monkeypatch.chdir(tmp_path)
    made([corpus], "set", Elsewhere("there"), parts=2)
    assert threads_of_set(Path("set")) == threads_of_laptop([corpus])[0]
    assert not list(Path("there").iterdir())


class Apart(Here):
    """Machines that do not share the folder: what they wrote is not here."""

    def __init__(self, out, at):
        self.out, self.left = out, at

    def run(self, tasks, work):
        return self._gone(super().run(tasks, work))

    def shuffle(self, tasks, give, parts, take):
        return self._gone(super().shuffle(tasks, give, parts, take))

    def _gone(self, reports):
        self.left -= 1
        for file in self.out.rglob("*.parquet") if self.left < 0 else ():
            file.unlink()
        return reports


@pytest.mark.parametrize("at", [0, 1, 2])
def test_machines_that_do_not_share_the_folder_are_found_out(corpus, tmp_path, at):
    out = tmp_path / "set"
    with pytest.raises(StoreFault, match=r"^Tasks wrote .*\.parquet and this machine does not see it .* share, or an"):
        made([corpus], out, Apart(out, at), parts=2)
    assert not (out / MANIFEST).exists()


def test_torn_marks_are_no_marks(corpus, tmp_path):
    """A power cut may leave files without bytes; what they stood for is done again."""
    out = tmp_path / "set"
    stopped(corpus, out, 2)
    for mark in (out / "work").rglob("*.json"):
        if mark.name != "plan.json":
            mark.write_bytes(b"")
    made([corpus], out, parts=3)
    assert threads_of_set(out) == threads_of_laptop([corpus])[0]


class Loses(Here):
    """An engine that sends a part to two takers, as a server might that does not keep its word."""

    def shuffle(self, tasks, give, parts, take):
        done = super().shuffle(tasks, give, parts, take)
        return [*done, done[0]]


def test_a_server_that_does_not_keep_parts_together_is_found_out(corpus, tmp_path):
    with pytest.raises(StoreFault, match="does not keep together what repartition puts together"):
        made([corpus], tmp_path / "set", Loses(), parts=3)
