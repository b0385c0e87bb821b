"""Write a corpus: `PYTHONPATH=benchmarks python -m corpus FOLDER --posts 1000000`."""

from __future__ import annotations

import argparse
from pathlib import Path

from corpus.writing import write

if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    print(f"{write(asked.folder, asked.posts, asked.seed):,} posts")
