"""What all tests share: where the real files lie, and the rule that CI skips nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import server
from made import PLACES

from clew import stores
from clew.stores.base import Store

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED = CHECKOUT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real files beside the checkout; tests that read it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not beside this checkout")
    return SHARED


@pytest.fixture(params=list(PLACES))
def store(request, tmp_path) -> Iterator[Store]:
    """Every store that can be written to in turn, new and empty."""
    opened = stores.load(request.param).Store.open(PLACES[request.param](tmp_path), create=True)
    yield opened
    opened.close()


@pytest.fixture(params=sorted(PLACES.keys() - {"memory"}))
def place(request, tmp_path) -> str:
    """Where an archive may be made that other programs can open, too: in each store in turn."""
    return PLACES[request.param](tmp_path)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skipped test is a missing part, and a missing part is a failure."""
    server.end()
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("CI") != "true" or reporter is None or hasattr(session.config, "workerinput"):
        return
    skipped = reporter.stats.get("skipped", [])
    if skipped and session.exitstatus == pytest.ExitCode.OK:
        reporter.write_line(f"{len(skipped)} skipped: nothing may be skipped in CI.", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
