"""What others take for what Clew does, on the same invented posts in one run: a page of ratios.

Commands are what a person would type, timed from start to exit with everything they start, each on an empty place. A
ratio above 1 says that Clew is that many times as fast.

    python benchmarks/peers.py [--posts 100000]
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

import msgspec
from adding import timed
from compared import floor, together
from compared.figures import Figure, done_here
from invented import shapes, tweets

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
HEAD = "| what | s by the clock | s of processor time | posts/s | posts/s of processor time |"


def run(name: str, posts: int, *commands: tuple[object, ...]) -> Figure:
    """Commands one after another."""
    print(f"  {name} …", file=sys.stderr, flush=True)
    took = [timed(*command) for command in commands]
    return Figure(name, posts, sum(each.wall for each in took), sum(each.processor for each in took))


def decoded(name: str, posts: int, file: Path) -> Figure:
    """Each line decoded to plain values and forgotten."""

    def work() -> None:
        decode = msgspec.json.Decoder().decode
        with file.open("rb") as lines:
            for line in lines:
                decode(line)

    return done_here(name, posts, work, 1)


def of_v1(file: Path, posts: int, folder: Path) -> list[Figure]:
    """Clew first, then the others on lines of API v1.1, then the least that it could take."""
    archive, database = folder / "v1", folder / "posts.db"
    return [
        run("`clew add`", posts, (BIN / "clew", "--archive", archive, "add", file)),
        decoded("msgspec, decoding alone", posts, file),
        run(
            "`sqlite-utils insert` + `enable-fts`",
            posts,
            (BIN / "sqlite-utils", "insert", database, "posts", file, "--nl", "--pk", "id_str"),
            (BIN / "sqlite-utils", "enable-fts", database, "posts", "full_text"),
        ),
        run(
            "DuckDB, reply chains by a recursive query", posts, (sys.executable, HERE / "compared" / "chains.py", file)
        ),
        *floor.figures(archive / "clew.db", folder, posts),
    ]


def of_v2(file: Path, posts: int, folder: Path) -> list[Figure]:
    """The same posts as answers of API v2, a hundred in each."""
    # twarc asks for keys before every command, also before those that ask nobody.
    os.environ["BEARER_TOKEN"] = "none"
    log = folder / "twarc.log"
    return [
        run("`clew add`, API v2", posts, (BIN / "clew", "--archive", folder / "v2", "add", file)),
        decoded("msgspec, decoding alone, API v2", posts, file),
        run(
            "`twarc2 flatten`",
            posts,
            (BIN / "twarc2", "--log", log, "flatten", "--hide-progress", file, folder / "flat.jsonl"),
        ),
        run("`twarc2 csv`", posts, (BIN / "twarc2", "--log", log, "csv", "--hide-progress", file, folder / "flat.csv")),
    ]


def beside(figures: list[Figure]) -> list[str]:
    """Lines of the table, each beside the first."""
    ours = figures[0]
    return [
        each.row("" if each is ours else f"{each.wall / ours.wall:.2f} ×", f"{each.processor / ours.processor:.2f} ×")
        for each in figures
    ]


def print_commands(v1: list[Figure], v2: list[Figure]) -> None:
    """The table of commands, and what the least is."""
    print(f"{HEAD} `clew add` by the clock | by processor time |\n|---|--:|--:|--:|--:|--:|--:|")
    print("\n".join([*beside(v1), *beside(v2)]))
    rows, search = v1[-2:]
    least, eighth = rows.processor + search.processor, v1[2].wall / 8
    print(
        f"\nOne process writes the database. Only to write the rows of this archive and its search, ready as they are,"
        f" took it {1e6 * least / rows.posts:.0f} µs a post, {least / v1[1].processor:.1f} times what decoding the file"
        " took: no reading ahead could bring `clew add` below that. Eight times as fast as `sqlite-utils`"
        f" would be {1e6 * eighth / rows.posts:.0f} µs a post by the clock."
    )


def print_together(found: together.Together) -> None:
    """The table of what is done in memory."""
    print(f"\nThe same posts in memory:\n\n{HEAD} Clew on arrays | Clew on posts |\n|---|--:|--:|--:|--:|--:|--:|")
    for each in found[:-1]:
        if isinstance(each, Figure):
            ratios = (each.processor / ours.processor for ours in (found.arrays, found.posts))
            print(each.row(*(f"{ratio:.2f} ×" for ratio in ratios)))


def print_aims(v1: list[Figure], found: together.Together) -> None:
    """What was aimed at, beside what was measured."""
    ours, bare, sqlite = v1[:3]
    print("\n| aim | measured |\n|---|--:|")
    print(f"| `clew add` at 15 % of msgspec's decoding on one core | {100 * bare.wall / ours.wall:.1f} % |")
    print(f"| `clew add` 8 times as fast as `sqlite-utils` | {sqlite.wall / ours.wall:.1f} × |")
    sort, argsort = (found.arrays.processor / each.processor for each in (found.sort, found.argsort))
    print(f"| threads on arrays within 3 times of NumPy's sorting | {sort:.1f} × `sort`, {argsort:.1f} × `argsort` |")


def main() -> None:
    """Print one section of docs/performance.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=100_000)
    count = parser.parse_args().posts
    file = tweets.write(HERE / "data" / f"v1-{count}-33.jsonl", count, threaded=1 / 3)
    with tempfile.TemporaryDirectory(dir=HERE / "data") as place:
        folder = Path(place)
        v1 = of_v1(file, count, folder)
        pages = folder / "v2.jsonl"
        with pages.open("wb") as out:
            out.writelines(shapes.pages(tweets.posts(count, threaded=1 / 3)))
        v2 = of_v2(pages, count, folder)
        print("  posts in memory …", file=sys.stderr, flush=True)
        found = together.measured(file, count, folder)
    print("## Beside others\n")
    size = file.stat().st_size / count / 1000
    packages = ", ".join(f"{each} {version(each)}" for each in ("twarc", "twarc-csv", "duckdb"))
    print(
        f"{count:,} invented posts, a third in threads, as lines of API v1.1 of {size:.1f} kB each"
        f" and as answers of API v2 with a hundred posts each; {packages}, {found.convokit}; load"
        f" {os.getloadavg()[0]:.1f}. Ratios are the other's time over that of `clew add` on the same file.\n"
    )
    print_commands(v1, v2)
    print_together(found)
    print_aims(v1, found)


if __name__ == "__main__":
    main()
