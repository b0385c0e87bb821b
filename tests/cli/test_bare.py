"""What was installed without its parts (`pip install .`): whatever needs one says which, and nothing fails by an import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

from calls import two_threads, write_lines

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
CALLS = """
import json, sys
from click.testing import CliRunner
from clew.cli import main
for missing, words in json.loads(sys.argv[1]):
    sys.modules.update(dict.fromkeys(missing))  # so that importing them fails
    said = CliRunner().invoke(main, words, prog_name="clew")
    print(json.dumps([said.exit_code, said.output[-300:]]))
    for name in missing:
        del sys.modules[name]
"""
NEEDS = {
    "follow --stream ws://127.0.0.1:1/subscribe": "network",
    "follow --stream http://127.0.0.1:1": "network",
    "add https://bsky.app/profile/name.example/post/3k": "network",
    "add s3://bucket/folder": "parquet",
    "spark add two.jsonl set": "spark",
    "media": "media",
    "index tantivy": "tantivy",
    "--archive postgresql://nobody/nothing info": "postgresql",
    "--archive s3://bucket/set info": "parquet",
    "export --to parquet -o out.parquet": "parquet",
    "export --to cite -o out.cite": "citations",
    "export --to pdf -o out.pdf": "pdf",
    "export --to epub -o out.epub": "",
    "site pages": "",
}


def modules(wanted):
    """What is imported of packages that are wanted by these lines."""
    names = {line.partition(">")[0].partition("=")[0].partition("[")[0].lower() for line in wanted}
    return {module for module, packages in packages_distributions().items() if names & {p.lower() for p in packages}}


def test_without_its_parts_a_command_works_or_names_the_one_it_needs(tmp_path):
    write_lines(tmp_path / "two.jsonl", two_threads())
    parts = {line for lines in PROJECT["optional-dependencies"].values() for line in lines}
    missing = sorted(modules(parts))
    assert {"pyarrow", "urllib3", "websockets", "PIL", "typst", "citeproc", "psycopg"} <= set(missing)
    first = dict.fromkeys(["add two.jsonl", "follow add #Halfaya"], "")
    calls = [(missing, call, part) for call, part in (first | NEEDS).items()]
    calls += [(["websockets"], "follow --stream ws://127.0.0.1:1/subscribe", "network")]  # half a part is none
    calls += [(["pandas"], "spark add two.jsonl set", "spark")]
    env = {**os.environ, "CLEW_ARCHIVE": str(tmp_path / "archive"), "CLEW_CONFIG": str(tmp_path / "clew.toml")}
    words = [sys.executable, "-c", CALLS, json.dumps([(names, call.split()) for names, call, _ in calls])]
    done = subprocess.run(words, cwd=tmp_path, env=env, capture_output=True, text=True, check=True)
    for line, (_, call, part) in zip(done.stdout.splitlines(), calls, strict=True):
        code, said = json.loads(line)
        assert code == (6 if part else 0), (call, said)
        assert not part or f"clew[{part}]" in said, (call, said)
