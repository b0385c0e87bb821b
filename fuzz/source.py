"""Look for bytes that a source stumbles over, led by the code they reach.

    python fuzz/source.py twitter_v2 [--seconds 180]
    python fuzz/source.py --list

It begins with the fixtures of the source and ends after its time, or at the first input that raises something, takes
more than 20 s or 2 GB, or gives a record that is not sound; that input stays in build/fuzz/.
"""

from __future__ import annotations

import argparse
import importlib
import random
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))
LARGEST = 1 << 17


def main() -> None:
    """Fuzz one source, or name them all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("source", nargs="?")
    parser.add_argument("--seconds", type=int, default=180)
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    if asked.list or asked.source is None:
        from clew import sources

        print(*sources.names())
        return
    try:
        atheris = importlib.import_module("atheris")
    except ImportError:
        raise SystemExit(
            "Fuzzing needs atheris, which is made for Linux and macOS only: install it with pip install atheris."
        ) from None
    fuzz(atheris, asked.source, asked.seconds)


def fuzz(atheris: ModuleType, name: str, seconds: int) -> None:
    """Hand the source's reader to libFuzzer; this never returns."""
    with atheris.instrument_imports(include=["clew"], enable_loader_override=False):
        mutations = importlib.import_module("mutations")
        sources = importlib.import_module("clew.sources")
        sources.load(name)
    cases = [case for case in mutations.CASES if case.parent.name == name]
    if not cases:
        raise SystemExit(f"There are no fixtures of {name!r}; choose one of {' '.join(sources.names())}.")
    found = ROOT / "build" / "fuzz"
    room = found / f"{name}.room"
    shutil.rmtree(room, ignore_errors=True)  # libFuzzer ends the process, so that nothing can be cleared up after it
    room.mkdir(parents=True)
    for case in cases:
        (shutil.copytree if case.is_dir() else shutil.copy)(case, room / case.name)
    files = [(room / case.name, file) for case in cases for file in mutations.members(room / case.name)][:256]
    seeds = room / "seeds"
    seeds.mkdir()
    for number, (_, file) in enumerate(files):
        (seeds / str(number)).write_bytes(bytes([number]) + file.read_bytes())

    def one(data: bytes) -> None:
        """The first byte says which file of the fixtures the others take the place of."""
        place, file = files[data[0] % len(files)] if data else files[0]
        whole = file.read_bytes()
        file.write_bytes(data[1:])
        mutations.read_soundly(place, name)
        file.write_bytes(whole)

    options = [
        *(f"-max_total_time={seconds}", "-timeout=20", "-rss_limit_mb=2048", f"-max_len={LARGEST}"),
        *(f"-artifact_prefix={found}/{name}-", "-print_final_stats=1", "-verbosity=0", "-close_fd_mask=0"),
    ]
    atheris.Setup([sys.argv[0], *options, str(seeds)], one, custom_mutator=_mutator(atheris, mutations))
    atheris.Fuzz()


def _mutator(atheris: ModuleType, mutations: ModuleType) -> Callable[[bytes, int, int], bytes]:
    """Every other time a change that files are known to suffer, else one of libFuzzer's own."""

    def mutate(data: bytes, most: int, seed: int) -> bytes:
        chance = random.Random(seed)
        if len(data) < 2 or chance.random() < 0.5:  # noqa: PLR2004
            changed: bytes = atheris.Mutate(data, most)
            return changed
        operation = chance.choice(mutations.OPERATIONS)
        change = (operation, *(chance.randrange(1 << 20) for _ in range(3)))
        return (data[:1] + mutations.mutated(data[1:], [change]))[:most]

    return mutate


if __name__ == "__main__":
    main()
