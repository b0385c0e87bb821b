"""List the modules of a folder and load one: a new source, export, store or verb is one new file.

Modules from outside come in by the entry-point group of the folder's own name (`clew.sources`, `clew.exports`,
`clew.stores`, `clew.cli`). They are looked up last, because looking costs about 50 ms. What is found is remembered: a
folder of ten thousand files asks for the sources ten thousand times.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType

from clew.errors import NotFound


@cache
def own_names(folder: ModuleType) -> tuple[str, ...]:
    """The names of a package's public modules, sorted; nothing is imported."""
    return tuple(sorted(m.name for m in pkgutil.iter_modules(folder.__path__) if not m.name.startswith("_")))


@cache
def outside_names(folder: ModuleType) -> tuple[str, ...]:
    """The names that other installed packages add to the folder, sorted."""
    return tuple(sorted(entry_points(group=folder.__name__).names))


def load(folder: ModuleType, name: str) -> ModuleType:
    """Import one module of the folder; `NotFound` says which there are."""
    if name in own_names(folder):
        return importlib.import_module(f"{folder.__name__}.{name}")
    for entry in entry_points(group=folder.__name__, name=name):
        module: ModuleType = entry.load()
        return module
    known = ", ".join((*own_names(folder), *outside_names(folder)))
    raise NotFound(f"There is no {name!r} here; choose one of {known}.")
