"""Make `docs/thread.schema.json` from the classes of the contract."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from clew.exports._contract import ThreadLine

PLACE = Path(__file__).with_name("thread.schema.json")


def schema() -> str:
    """The JSON Schema of one line of the `jsonl` form."""
    made = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "clew-thread/1"}
    return json.dumps(made | msgspec.json.schema(ThreadLine), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    PLACE.write_text(schema(), encoding="utf-8")
