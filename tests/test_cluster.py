"""Threads from a cluster are those of a laptop, to the last id."""

from __future__ import annotations

import clusters
import pytest
from clusters import made, threads_of_laptop, threads_of_set
from corpus.writing import known, write


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """Posts of four networks and nine files, with doubles, edits, gaps and branches, and the threads they make."""
    folder = tmp_path_factory.mktemp("corpus") / "files"
    write(folder, 3000)
    (folder / "known.jsonl").rename(folder.parent / "known.jsonl")
    return folder


@pytest.fixture(scope="module")
def laptop(corpus):
    return threads_of_laptop(sorted(corpus.iterdir()))


@pytest.fixture(scope="module")
def cluster():
    with clusters.sail() as engine:
        yield engine


@pytest.fixture(scope="module")
def made_set(cluster, corpus, tmp_path_factory):
    """The set that a cluster makes of the files, big ones read in parts."""
    out = tmp_path_factory.mktemp("set") / "out"
    return out, made([corpus], out, cluster, parts=5, split=100_000)


def test_threads_from_a_cluster_are_those_of_a_laptop(made_set, laptop):
    out, _ = made_set
    threads, _ = laptop
    assert threads_of_set(out) == threads


def test_both_find_the_threads_that_are_known(made_set, laptop, corpus):
    expected = {each.id: (each.main, each.branches, each.gaps) for each in known(corpus.parent)}
    assert len(expected) > 300
    for threads in (threads_of_set(made_set[0]), laptop[0]):
        shapes = [shape for shape, _ in threads.values() if len(shape.main) > 1]
        found = {s.id: (list(s.main), [list(each.posts) for each in s.branches], len(s.gaps)) for s in shapes}
        assert found == expected


def test_a_set_counts_what_a_laptop_counts(made_set, laptop):
    _, manifest = made_set
    _, info = laptop
    for name in ("posts", "authors", "threads", "held_in_threads", "promised", "gaps", "tags", "problems"):
        assert (name, getattr(manifest, name)) == (name, getattr(info, name))
    assert (manifest.networks, manifest.languages) == (info.networks, info.languages)
    assert (manifest.first, manifest.last, len(manifest.inputs)) == (info.first, info.last, info.captures)
