"""How fast `clew export` writes an archive out, beside `sqlite-utils rows` over the same posts in one bare table.

Both are the commands a person would type, timed from start to exit. `clew export` reads whole threads with everything
that is known of each post; `sqlite-utils` copies rows.

    python benchmarks/exports.py [--posts 100000] [--rounds 1]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from adding import Run, timed
from invented import tweets

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
FORMS = ("jsonl", "parquet", "csv", "markdown")


def clew(archive: Path, form: str, folder: Path) -> Run:
    """Every thread into one file."""
    return timed(BIN / "clew", "--archive", archive, "export", "--to", form, "-o", folder / f"threads.{form}")


def rows(database: Path, folder: Path) -> Run:
    """Every row as a line of JSON; the shell writes the file."""
    command = f'"{BIN}/sqlite-utils" rows "{database}" posts --nl > "{folder}/rows.jsonl"'
    return timed("sh", "-c", command)


def line(name: str, count: int, run: Run, size: int) -> str:
    """A line of the table."""
    figures = f"{count / run.wall:,.0f} | {count / run.processor:,.0f} | {run.peak:,.0f} MB | {size / 2**20:,.0f} MB"
    return f"| {name} | {figures} |"


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    file = tweets.write(HERE / "data" / f"v1-{asked.posts}-100.jsonl", asked.posts)
    with tempfile.TemporaryDirectory(dir=HERE / "data") as place:
        folder = Path(place)
        archive, database = folder / "archive", folder / "posts.db"
        timed(BIN / "clew", "--archive", archive, "add", file)
        timed(BIN / "sqlite-utils", "insert", database, "posts", file, "--nl", "--pk", "id_str")
        lines, best = [], {}
        for form in FORMS:
            best[form] = min(clew(archive, form, folder) for _ in range(asked.rounds))
            size = (folder / f"threads.{form}").stat().st_size
            lines.append(line(f"`clew export --to {form}`", asked.posts, best[form], size))
        with (folder / "threads.jsonl").open("rb") as written:
            threads = sum(1 for _ in written)
        bare = min(rows(database, folder) for _ in range(asked.rounds))
        size = (folder / "rows.jsonl").stat().st_size
        lines.append(line("`sqlite-utils rows --nl`", asked.posts, bare, size))
    print("## Writing an archive out\n")
    print(f"{asked.posts:,} posts in {threads:,} threads; best of {asked.rounds} rounds.\n")
    print("| command | posts/s | posts/s of processor time | most memory | file |")
    print("|---|--:|--:|--:|--:|")
    print("\n".join(lines))
    print(
        f"\n`clew export --to jsonl` takes {best['jsonl'].wall / bare.wall:.1f} times as long as `sqlite-utils rows`."
    )


if __name__ == "__main__":
    main()
