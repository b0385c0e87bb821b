"""Whatever happens to a file, reading it ends, and ends with records that are sound.

`CLEW_FUZZ_EXAMPLES=2000 pytest tests/test_mutations.py` looks longer, and elsewhere every time; `make fuzz` is led by
the code it reaches.
"""

from __future__ import annotations

import os
import shutil
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import CASES, OPERATIONS, TOKEN, members, mutated, read_soundly

EXAMPLES = int(os.environ.get("CLEW_FUZZ_EXAMPLES", "0"))
# The largest fixture has 40 kB and takes 20 ms; one that takes longer than this is going in circles or in squares.
SECONDS = 5
NUMBER = st.integers(0, 1 << 20)
CHANGES = st.lists(st.tuples(st.sampled_from(OPERATIONS), NUMBER, NUMBER, NUMBER), min_size=1, max_size=4)


@pytest.mark.timeout(60 + EXAMPLES)
@pytest.mark.parametrize("case", CASES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_whatever_happens_to_a_file_what_is_read_is_sound(tmp_path, case):
    place = tmp_path / case.name
    shutil.copytree(case, place) if case.is_dir() else shutil.copy(case, place)
    files = members(place)

    @settings(
        max_examples=EXAMPLES or 30,
        derandomize=not EXAMPLES,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(NUMBER, CHANGES)
    def check(number, changes):
        file = files[number % len(files)]
        whole = file.read_bytes()
        file.write_bytes(mutated(whole, changes))
        begun = time.process_time()
        try:
            read_soundly(place, case.parent.name)
        finally:
            file.write_bytes(whole)
        assert time.process_time() - begun < SECONDS

    check()


@pytest.mark.parametrize("case", [case for case in CASES if case.suffix == ".json"], ids=lambda path: path.name)
@pytest.mark.parametrize("share", [0, 0.1, 0.5])
def test_brackets_without_end_take_no_time(tmp_path, case, share):
    """Each of 60,000 open brackets is looked at once, wherever they stand."""
    data = case.read_bytes()
    tokens = [match.start() for match in TOKEN.finditer(data)]
    at = tokens[int(share * len(tokens))]
    (tmp_path / case.name).write_bytes(data[:at] + b"[" * 60_000 + data[at:])
    begun = time.process_time()
    read_soundly(tmp_path / case.name, case.parent.name)
    assert time.process_time() - begun < SECONDS
