"""Hashtags that mean one thing though they are spelled differently: a table, and a person's own beside it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from clew.errors import BadSetting
from clew.text.folding import fold
from clew.text.tags import HASHTAG

Groups = Mapping[str, Sequence[str]]
"""Spellings by the name of their group."""

Extra = Groups | Path | None


def same(tag: str, extra: Extra = None) -> tuple[str, ...]:
    """All folded hashtags that mean the same as this folded one, itself first.

    `extra` adds a person's own groups, or is the file of them, which need not exist; `BadSetting` where it is none.
    """
    group = table(extra).get(tag, ())
    return (tag, *(other for other in group if other != tag))


def table(extra: Extra = None) -> Mapping[str, tuple[str, ...]]:
    """The group of every folded hashtag that is in one.

    Groups that share a hashtag are one group; a group of `extra` with the name of one of Clew's takes its place.
    """
    if not extra:
        return _own_table()
    if isinstance(extra, Path):
        return _file_table(extra, _version(extra))
    return _table({**_own(), **extra})


@lru_cache(maxsize=1)
def _own() -> Groups:
    written = resources.files("clew.text").joinpath("hashtags.toml").read_text("utf-8")
    return tomllib.loads(written)


@lru_cache(maxsize=1)
def _own_table() -> Mapping[str, tuple[str, ...]]:
    return _table(_own())


@lru_cache(maxsize=8)
def _file_table(path: Path, _version: tuple[int, int] | None) -> Mapping[str, tuple[str, ...]]:
    return _table({**_own(), **_read(path)})


def _version(path: Path) -> tuple[int, int] | None:
    """What changes with the file; a page that asks for equal hashtags must not read it every time."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _read(path: Path) -> Groups:
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"The file of equal hashtags {path} cannot be read: {error}.") from error
    for name, spellings in written.items():
        _check(path, name, spellings)
    return written


def _check(path: Path, name: str, spellings: Any) -> None:
    if not isinstance(spellings, list) or not all(isinstance(each, str) for each in spellings):
        raise BadSetting(f'{path} must give {name} as a list of hashtags, ["Raqqa", "الرقة"] say.')
    for each in spellings:
        if not HASHTAG.fullmatch(f"#{_bare(each)}"):
            raise BadSetting(
                f"{path} has {each!r} under {name}, which is no hashtag; write letters, digits and _ only."
            )


def _table(groups: Groups) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for spellings in groups.values():
        members = dict.fromkeys(form for each in spellings for form in _forms(each))
        for known in [found[each] for each in members if each in found]:
            members = dict.fromkeys((*known, *members))
        found.update(dict.fromkeys(members, tuple(members)))
    return found


def _forms(spelling: str) -> Iterator[str]:
    """A spelling folded, with its `_` and without."""
    folded = fold(_bare(spelling))
    yield folded
    yield folded.replace("_", "")


def _bare(spelling: str) -> str:
    return spelling.strip().lstrip("#＃")
