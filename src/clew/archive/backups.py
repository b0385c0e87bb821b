"""A backup of an archive: a folder that takes what is new each time, made while others add and read.

    backup.json                   which state is the last whole one
    state-20261126T001500Z/       the rows as they were at one moment, and manifest-sha256.txt, a list of all files
    captures/, media/             as in the archive

A state counts once `backup.json` names it, which is the last thing that is written; the one before is removed then, and
with it the files that are no longer in the archive. So a backup that was stopped leaves the one before it whole, and
finds what it had copied.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import msgspec

from clew import stores
from clew.archive.importing import Progress
from clew.capture.keeping import FULL, PARTIAL, check, digest, manifest_line, put, read_manifest, sweep
from clew.errors import StoreBusy, StoreFault, StoreFull
from clew.media.shelf import FOLDER as MEDIA
from clew.media.shelf import parted
from clew.post import Value
from clew.stores.base import Store
from clew.stores.sqlite.attendance import Attendance

CAPTURES = "captures"
EQUAL_TAGS = "hashtags.toml"
_HEAD = "backup.json"
_MANIFEST = "manifest-sha256.txt"
_STATE = "state-"
_CHUNK = 1 << 20


class Head(Value):
    """What `backup.json` says: of which archive this is, and the state that counts, None where none was finished."""

    clew: str
    place: str
    store: str
    made: datetime | None = None
    state: str | None = None
    manifest: str | None = None


class BackedUp(Value):
    """What a backup holds, how many files of it are new, and those of the archive that are not what they should be."""

    files: int
    new: int
    removed: int
    damaged: tuple[str, ...] = ()


Told = Callable[[Progress], None] | None


class Backup:
    """The backup in a folder."""

    def __init__(self, folder: Path, progress: Told = None) -> None:
        self.folder = folder
        self._progress = progress

    def take(self, store: Store, named: str, holds: dict[str, Path | None], equals: Path) -> BackedUp:
        """Bring it up to date with an archive, whose files lie in the folders that `holds` names.

        `named` is the archive's place as it may be shown, `equals` its table of equal hashtags. `StoreFault` where the
        folder holds something else.
        """
        with _told(self.folder):
            before = self._begin(named, stores.kind(named))
            with Attendance(self.folder, 0).unattended() as nobody:
                if not nobody:
                    raise StoreBusy(f"Another backup to {self.folder} is being made; wait until it is done.")
                return self._take(store, before, holds, equals)

    def _take(self, store: Store, before: Head, holds: dict[str, Path | None], equals: Path) -> BackedUp:
        known = self._manifest(before)
        self._sweep(before)
        state = self.folder / f"{_STATE}{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}"
        state.mkdir()
        store.snapshot(state, lambda done, count: self.tell("rows", done, count))
        if equals.exists():
            shutil.copyfile(equals, state / EQUAL_TAGS)
        # after the rows: a file is whole before any row names it, and later ones do no harm
        copying = _Copying(self, known)
        for name, folder in holds.items():
            if folder is not None:
                copying.copy(name, folder)
        rows = {f"{state.name}/{path.name}": digest(path) for path in sorted(state.iterdir())}
        listed = b"".join(manifest_line(*each) for each in sorted((rows | copying.sums).items()))
        _write(state / _MANIFEST, listed)
        now = datetime.now(UTC)
        sha = hashlib.sha256(listed).hexdigest()
        self._say(msgspec.structs.replace(before, clew=version("clew"), made=now, state=state.name, manifest=sha))
        removed = self._prune(state.name, copying.sums)
        return BackedUp(len(copying.sums), copying.new, removed, tuple(copying.damaged))

    def _begin(self, named: str, kind: str) -> Head:
        if not self.folder.exists():
            self.folder.mkdir()
        if (self.folder / _HEAD).exists():
            head = self.head()
            if head.place != named:
                raise StoreFault(f"{self.folder} holds the backup of {head.place}; name another folder.")
            return head
        if any(self.folder.iterdir()):
            raise StoreFault(f"{self.folder} has other things in it; name a folder that is empty or not there yet.")
        head = Head(version("clew"), named, kind)
        self._say(head)
        return head

    def head(self) -> Head:
        """What `backup.json` says; `StoreFault` where this is no backup."""
        try:
            return msgspec.json.decode((self.folder / _HEAD).read_bytes(), type=Head)
        except (OSError, msgspec.MsgspecError) as fault:
            raise StoreFault(f"{self.folder} is no backup of an archive; name the folder of one.") from fault

    def _say(self, head: Head) -> None:
        _write(self.folder / _HEAD, msgspec.json.format(msgspec.json.encode(head)))

    def _manifest(self, head: Head) -> dict[str, str]:
        """The SHA-256 of each file by its name; of nothing where no state was finished."""
        if head.state is None:
            return {}
        try:
            listed = (self.folder / head.state / _MANIFEST).read_bytes()
        except FileNotFoundError:
            listed = b""
        if hashlib.sha256(listed).hexdigest() != head.manifest:
            raise StoreFault(f"The list in {self.folder / head.state} is damaged; make a new backup elsewhere.")
        return dict(read_manifest(listed))

    def _sweep(self, before: Head) -> None:
        """Remove what stopped runs left, but not what they had copied whole."""
        for path in self.folder.glob(f"{_STATE}*"):
            if path.name != before.state:
                shutil.rmtree(path)
        for name in (CAPTURES, MEDIA):
            sweep(self.folder / name)

    def _prune(self, state: str, sums: dict[str, str]) -> int:
        """Remove older states, and files that are not in this one; how many files."""
        for path in self.folder.glob(f"{_STATE}*"):
            if path.name != state:
                shutil.rmtree(path)
        held = [each for kind in (CAPTURES, MEDIA) for each in _files(kind, self.folder / kind)]
        gone = [path for name, path in held if name not in sums]
        for path in gone:
            path.unlink()
        return len(gone)

    def restore(self, place: str, holds: dict[str, Path | None], equals: Path | None) -> BackedUp:
        """Make the archive anew at an empty place, its files in the folders that `holds` names, each as its hash says.

        `StoreFault` where something is missing or damaged, before there is an archive.
        """
        with _told(place):
            return self._restore(place, holds, equals)

    def _restore(self, place: str, holds: dict[str, Path | None], equals: Path | None) -> BackedUp:
        head = self.head()
        if head.state is None:
            raise StoreFault(f"The backup in {self.folder} was never finished; do the backup again, or take another.")
        sums = self._manifest(head)
        if stores.kind(place) != head.store:
            way = "to a folder" if head.store == "sqlite" else "to a database"
            raise StoreFault(f"This is the backup of another kind of archive; restore it {way}, then use `clew copy`.")
        files = {name: sha for name, sha in sums.items() if not name.startswith(_STATE)}
        for name, sha in sums.items():
            if name.startswith(_STATE) and _digest_or_none(self.folder / name) != sha:
                raise StoreFault(_damaged(self.folder / name))
        for number, (name, sha) in enumerate(sorted(files.items()), 1):
            kind, _, rest = name.partition("/")
            if (target := holds[kind]) is None:
                raise StoreFault("This backup holds captures or media; name a folder for them with --captures.")
            _bring(self.folder / name, target / rest, sha)
            self.tell("files", number, len(files))
        state = self.folder / head.state
        stores.find(place).Store.restore(place, state)
        if equals is not None and (state / EQUAL_TAGS).exists():
            shutil.copyfile(state / EQUAL_TAGS, equals)
        return BackedUp(len(files), len(files), 0)

    def tell(self, what: str, done: int, count: int) -> None:
        """Say how far it is."""
        if self._progress is not None:
            self._progress(Progress(what, done, count, done))


class _Copying:
    """The files of an archive on their way into a backup."""

    def __init__(self, backup: Backup, known: dict[str, str]) -> None:
        self._backup = backup
        self._known = known
        self.sums: dict[str, str] = {}
        self.new = 0
        self.damaged: list[str] = []

    def copy(self, name: str, source: Path) -> None:
        """Copy what is new of a folder; what is there already is known by its name, which says what is in it."""
        for named, path in _files(name, source):
            target = self._backup.folder / named
            with suppress(FileNotFoundError):  # taken out of the archive meanwhile
                if not target.exists() or target.stat().st_size != path.stat().st_size:
                    copied = _copy(path, target)
                    if not _is_whole(target):
                        self.damaged.append(named)
                    self.new += 1
                    self.sums[named] = copied
                else:
                    self.sums[named] = self._known.get(named) or digest(target)
            self._backup.tell("files", len(self.sums), 0)


def _files(kind: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """The files of captures or media in a folder, by their names in a backup."""
    for path in sorted(folder.glob("[0-9a-f][0-9a-f]/*")):
        yield f"{kind}/{path.parent.name}/{path.name}", path


def _copy(source: Path, target: Path) -> str:
    """Copy a file, give it its name when it is whole and on the disk; its SHA-256."""
    summed = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as read:
        handle, name = tempfile.mkstemp(prefix=PARTIAL, dir=target.parent.parent)
        partial = Path(name)
        try:
            with os.fdopen(handle, "wb") as written:
                while piece := read.read(_CHUNK):
                    summed.update(piece)
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
            put(partial, target)
        finally:
            partial.unlink(missing_ok=True)
    return summed.hexdigest()


def _bring(source: Path, target: Path, sha: str) -> None:
    """Copy a file out of a backup; `StoreFault` where it is missing or not what its SHA-256 says."""
    if _digest_or_none(target) == sha:
        return
    try:
        if _copy(source, target) == sha:
            return
    except FileNotFoundError:
        pass
    raise StoreFault(_damaged(source))


def _is_whole(path: Path) -> bool:
    """Whether a kept file is what its name says; smaller copies of pictures have no such name."""
    if path.suffix == ".zst":
        return check(path.parent.parent, path.name.removesuffix(".zst"))
    found = parted(path.name)
    return found is None or found[1] is not None or digest(path) == found[0]


def _digest_or_none(path: Path) -> str | None:
    try:
        return digest(path)
    except FileNotFoundError:
        return None


def _write(path: Path, data: bytes) -> None:
    """Write a small file so that it stands under its name whole or not at all."""
    partial = path.with_name(f".{path.name}.part")
    with partial.open("wb") as written:
        written.write(data)
        written.flush()
        os.fsync(written.fileno())
    partial.replace(path)


def _damaged(path: Path) -> str:
    return f"{path} is missing or damaged; restore from another backup."


@contextmanager
def _told(place: str | Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(f"There is no room at {place}; make some and do the same again.") from error
        reason = error.strerror or str(error)
        raise StoreFault(f"{place} cannot be written to ({reason}); see that you may write there.") from error
