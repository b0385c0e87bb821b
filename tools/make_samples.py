"""Writes the samples that ship with Clew from their prose: `python tools/make_samples.py [--check]`.

With `--check` nothing is written; the program fails and names each file that is not what the prose says.
"""

from __future__ import annotations

import gzip
import io
import sys
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image, ImageChops
from sampling import archive, v1, v2
from sampling.drawings import DRAWN
from sampling.prose import cards
from sampling.world import World

PROSE = Path(__file__).with_name("samples")
SHIPPED = Path(__file__).parents[1] / "src" / "clew" / "samples"
ARCHIVE = "twitter-2023-04-02-lina_piers_fict"
NEAR = 24
"""How far the shade of a dot may be from itself, of 256."""
ARCHIVED = datetime(2023, 4, 2, 9, 30, tzinfo=UTC)


def rendered(prose: Path) -> dict[str, str]:
    """The text of every sample by its file's name; names that end in .gz are of files still to be packed."""
    world = World(prose)
    found = {
        "halfaya-2018-11.jsonl.gz": v1.lines(world, world.files["town"], extended=False),
        "public-hearing.jsonl.gz": v1.lines(world, world.files["hearing"], extended=True),
        "setowatari-v2.jsonl": v2.lines(world, world.files["visit"]),
        "halfaya-hashtag-page.txt": _listing(prose / "listing.txt"),
    }
    for name, text in archive.members(world, world.files["lina"], ARCHIVED).items():
        found[f"{ARCHIVE}/{name}"] = text
    return found


def drawn(prose: Path) -> dict[str, bytes]:
    """The pictures that lie in the archive, by their files' names: those of its posts that are drawn."""
    names = archive.pictures(World(prose).files["lina"])
    return {f"{ARCHIVE}/{member}": DRAWN[name]() for member, name in names.items() if name in DRAWN}


def looks_like(path: Path, drawing: bytes) -> bool:
    """Whether a file is that picture: two versions of the library write the same dots in different bytes."""
    if not path.is_file():
        return False
    with Image.open(path) as one, Image.open(io.BytesIO(drawing)) as other:
        if one.size != other.size:
            return False
        apart = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(apart[NEAR:]) < one.width * one.height / 1000


def _listing(path: Path) -> str:
    """The text of a saved page: no ids, no line between posts, and a count under a card where the site gave one."""
    lines: list[str] = []
    for count, _, posts in cards(path):
        lines += posts
        lines += [f"Read {count} tweets"] * (count is not None)
    return "\n".join(lines) + "\n"


def held(path: Path) -> str | None:
    """What a file says now, unpacked: two versions of zlib pack the same text differently."""
    if not path.is_file():
        return None
    packed = path.read_bytes()
    return (gzip.decompress(packed) if path.suffix == ".gz" else packed).decode("utf-8")


def write(path: Path, text: str) -> None:
    """Write a file, packed where its name says so, with no date inside so that the same text is the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix != ".gz":
        path.write_text(text, "utf-8")
        return
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", fileobj=packed, mtime=0) as out:
        out.write(text.encode("utf-8"))
    path.write_bytes(packed.getvalue())


def main(arguments: list[str]) -> int:
    """Write what changed, or with `--check` only name it."""
    stale = {name: text for name, text in rendered(PROSE).items() if held(SHIPPED / name) != text}
    other = {name: data for name, data in drawn(PROSE).items() if not looks_like(SHIPPED / name, data)}
    sys.stdout.writelines(f"{name}\n" for name in (*stale, *other))
    if "--check" in arguments:
        return int(bool(stale or other))
    for name, text in stale.items():
        write(SHIPPED / name, text)
    for name, data in other.items():
        (SHIPPED / name).parent.mkdir(parents=True, exist_ok=True)
        (SHIPPED / name).write_bytes(data)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
