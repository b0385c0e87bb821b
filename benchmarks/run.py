"""Run every benchmark in this folder, one after another, and write docs/performance.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
PACKAGES = ("clew", "numpy", "msgspec", "networkx", "sqlite-utils")


def machine() -> str:
    """What the figures were measured on, in one paragraph."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    described = (line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line)
    model = next((line.split(":", 1)[1].strip() for line in described), platform.processor() or "unknown processor")
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d} by `make bench`: {model}, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}, {packages}."
    )


def main() -> None:
    """Write the page only when every benchmark has run."""
    sections = []
    for script in sorted(HERE.glob("*.py")):
        if script.name == "run.py":
            continue
        print(f"{script.name} …", file=sys.stderr, flush=True)
        done = subprocess.run([sys.executable, script], check=True, stdout=subprocess.PIPE, text=True)
        sections.append(done.stdout.strip())
    head = "# Performance\n\nRatios come from one run on one machine; absolute figures move with it.\n\n"
    PAGE.write_text(head + machine() + "\n\n" + "\n\n".join(sections) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
