"""An archive as a bag (BagIt 1.0, RFC 8493): a folder whose every byte is in a list of hashes, to hand over and keep.

The archive is copied and compared first; its threads stand beside it as JSON lines, which need no Clew to be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from clew.capture.keeping import digest

_DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_LOCAL = {"clew.lock", "clew.db-shm", "clew.db-wal"}  # what an archive has only while it is open


def seal(folder: Path, description: str) -> None:
    """Make a bag of a folder whose content stands in `data/`."""
    for path in [path for path in (folder / "data").rglob("*") if path.name in _LOCAL]:
        path.unlink()
    payload = list(_hashed(folder, folder / "data"))
    _write(folder, "bagit.txt", _DECLARATION)
    _write(folder, "manifest-sha256.txt", "".join(f"{digest}  {name}\n" for name, digest, _ in payload))
    _write(
        folder,
        "bag-info.txt",
        f"Bag-Software-Agent: Clew {version('clew')}\n"
        f"Bagging-Date: {datetime.now(UTC):%Y-%m-%d}\n"
        f"External-Description: {description}\n"
        f"Payload-Oxum: {sum(size for *_, size in payload)}.{len(payload)}\n",
    )
    tags = [(name, digest(folder / name)) for name in ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")]
    _write(folder, "tagmanifest-sha256.txt", "".join(f"{digest}  {name}\n" for name, digest in tags))


def _hashed(folder: Path, inside: Path) -> Iterator[tuple[str, str, int]]:
    """Each file with its hash and size; a line end or % in a name is written by its number (RFC 8493, 2.1.3)."""
    for path in sorted(path for path in inside.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix().replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D")
        yield name, digest(path), path.stat().st_size


def _write(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(text, "utf-8", newline="\n")
