"""Posts in memory put together: by Clew, networkx and ConvoKit, beside NumPy's sorting of their ids."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import NamedTuple

import msgspec
import networkx as nx
import numpy as np
from compared.figures import Figure, done_here
from invented import shapes, tweets

from clew import sources
from clew.capture import open_capture
from clew.post import Post
from clew.unroll import unroll
from clew.unroll.forest import edges, grow

HERE = Path(__file__).resolve().parent


class Together(NamedTuple):
    """What each took, and the versions of what is not in this environment."""

    sort: Figure
    argsort: Figure
    arrays: Figure
    components: Figure
    posts: Figure
    corpus: Figure | None
    convokit: str


def measured(file: Path, count: int, folder: Path) -> Together:
    """All on the posts of one file of v1.1 lines."""
    with open_capture(file) as capture:
        posts = [each for each in sources.load("twitter_v1").read(capture) if isinstance(each, Post)]
    ids = np.array([int(post.id.removeprefix("x:")) for post in posts])
    author = np.array([int(post.author.id.removeprefix("x:user:")) for post in posts])
    answered = np.array([int(post.reply_to.id.removeprefix("x:")) if post.reply_to else -1 for post in posts])
    mixed = np.random.default_rng(5).permutation(ids)
    there = answered >= 0
    pairs = list(zip(ids[there].tolist(), answered[there].tolist(), strict=True))

    def components() -> int:
        graph = nx.Graph()
        graph.add_nodes_from(ids.tolist())
        graph.add_edges_from(pairs)
        return sum(1 for _ in nx.connected_components(graph))

    corpus, version = _corpus(count, folder)
    return Together(
        done_here("NumPy `sort` of the ids", count, lambda: np.sort(mixed)),
        done_here("NumPy `argsort` of the ids", count, lambda: np.argsort(mixed, kind="stable")),
        done_here("Clew, edges and order on arrays", count, lambda: grow(edges(ids, author, answered), ids)),
        done_here("networkx, connected components", count, components),
        done_here("Clew, threads of posts as values", count, lambda: unroll(posts)),
        corpus,
        version,
    )


def _corpus(count: int, folder: Path) -> tuple[Figure | None, str]:
    """ConvoKit, in an environment that is made once; None where its packages cannot be had."""
    place = HERE.parent / "data" / "convokit"
    if not (place / "ready").exists():
        print("an environment for ConvoKit (450 MB) …", file=sys.stderr, flush=True)
        venv.create(place, with_pip=True, clear=True)
        install = [place / "bin" / "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
        if subprocess.run([*install, "-r", HERE / "convokit.txt"], check=False).returncode:
            return None, "ConvoKit could not be installed"
        (place / "ready").touch()
    file = folder / "utterances.jsonl"
    encode = msgspec.json.Encoder().encode
    with file.open("wb") as out:
        for post in tweets.posts(count, threaded=1 / 3):
            out.write(encode(shapes.convokit(post)) + b"\n")
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [place / "bin" / "python", HERE / "corpus.py", file]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, env=alone)
    told = json.loads(done.stdout.splitlines()[-1])
    wall, processor = told["took"]
    return Figure("ConvoKit, a Corpus of utterances", count, wall, processor), f"ConvoKit {told['version']}"
