"""Run every benchmark in this folder, one after another, and write docs/performance.md.

    python benchmarks/run.py [name ...]

What was measured once at sizes that take longer stands in longer.md and goes to the page's end as it is.
"""

from __future__ import annotations

import ast
import os
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "docs" / "performance.md"
LONGER = HERE / "longer.md"
PACKAGES = ("clew", "numpy", "msgspec", "networkx", "sqlite-utils", "twarc", "twarc-csv", "duckdb")


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


def alone(script: Path) -> str:
    """How a benchmark is run by itself, as its first words say."""
    said = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    return next(line.strip() for line in said.splitlines() if line.strip().startswith("python benchmarks/"))


def main() -> None:
    """Write the page only when every benchmark has run to its end."""
    scripts = [script for script in sorted(HERE.glob("*.py")) if script.name != "run.py"]
    wanted = [script for script in scripts if script.stem in sys.argv[1:]] or scripts
    sections, failed, begun = [], [], time.monotonic()
    for number, script in enumerate(wanted, 1):
        print(f"{number} of {len(wanted)}: {script.name} …", file=sys.stderr, flush=True)
        start, load = time.monotonic(), os.getloadavg()[0]
        done = subprocess.run([sys.executable, script], check=False, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            failed.append(script.name)
            print(f"  {script.name} ended with status {done.returncode}", file=sys.stderr, flush=True)
            continue
        took = time.monotonic() - start
        print(f"  {took:.0f} s, {time.monotonic() - begun:.0f} s in all", file=sys.stderr, flush=True)
        told = f"Alone, or at other sizes: `{alone(script)}`; {took:.0f} s, load {load:.1f} when it began."
        sections.append(f"{done.stdout.strip()}\n\n{told}")
    if failed or len(wanted) < len(scripts):
        print("\n\n".join(sections))
        sys.exit(f"The page was not written: {', '.join(failed)} failed." if failed else 0)
    head = "# Performance\n\nRatios come from one run on one machine; absolute figures move with it.\n\n"
    page = [head + machine(), *sections, LONGER.read_text(encoding="utf-8").strip()]
    PAGE.write_text("\n\n".join(page) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
