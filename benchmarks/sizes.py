"""What an archive takes on the disk, and what it takes to back it up and to bring it back.

python benchmarks/sizes.py [--posts 100000]
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from adding import timed
from invented import tweets

CLEW = [sys.executable, "-m", "clew"]


def size(*places: Path) -> int:
    """Bytes of files, and of all files in folders."""
    files = [path for place in places for path in ([place] if place.is_file() else place.rglob("*")) if path.is_file()]
    return sum(path.stat().st_size for path in files)


def took(*words: object) -> float:
    """Seconds of a command."""
    start = time.perf_counter()
    subprocess.run([*CLEW, *map(str, words)], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    posts = parser.parse_args().posts
    with tempfile.TemporaryDirectory(prefix="clew-sizes-") as name:
        folder = Path(name)
        file, archive, backup = folder / "posts.jsonl", folder / "archive", folder / "backup"
        tweets.write(file, posts, threaded=0.33)
        adding = timed(*CLEW, "--archive", archive, "add", file)
        seconds = {
            "`clew add`": adding.wall,
            "`clew backup`": took("--archive", archive, "backup", backup),
            "`clew backup` again, nothing new": took("--archive", archive, "backup", backup),
            "`clew restore`": took("restore", backup, folder / "again"),
        }
        sizes = {
            "the file that was added": size(file),
            "`clew.db`": size(archive / "clew.db"),
            "`captures/`": size(archive / "captures"),
            "a backup": size(backup),
        }
    print("## Sizes\n")
    load = os.getloadavg()[0]
    print(f"{posts:,} invented posts, a third of them in threads; {adding.peak:.0f} MB to add them; load {load:.1f}.\n")
    print("| what | MB | bytes a post |\n|---|--:|--:|")
    print("\n".join(f"| {what} | {each / 1e6:,.0f} | {each / posts:,.0f} |" for what, each in sizes.items()))
    print("\n| command | seconds | µs a post |\n|---|--:|--:|")
    print("\n".join(f"| {what} | {each:.1f} | {1e6 * each / posts:,.1f} |" for what, each in seconds.items()))


if __name__ == "__main__":
    main()
