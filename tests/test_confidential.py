"""A file in which private messages stand beside the posts is read, and its bytes are not copied."""

from __future__ import annotations

from pathlib import Path

import pytest

from clew.archive import Archive

CASES = Path(__file__).parent / "sources" / "telegram"


@pytest.mark.parametrize(("case", "copied"), [("account.json", False), ("channel.json", True)])
def test_an_export_of_a_whole_account_is_not_copied(tmp_path, case, copied):
    with Archive.open(tmp_path) as archive:
        (brought,) = archive.add([CASES / case])
        (kept,) = archive.captures()
    assert brought.added.new > 0
    assert kept.held is copied
    assert bool(list((tmp_path / "captures").rglob("*.zst"))) is copied
