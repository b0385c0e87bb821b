"""Real servers for the tests of this folder, started when the first test asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import mastodon
import network
import pytest

from clew.archive import Archive

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test here is a live one, and takes what starting a network takes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.live)


@pytest.fixture(scope="session")
def bluesky() -> Iterator[network.Network]:
    """A whole Bluesky network."""
    with network.started() as started:
        yield started


@pytest.fixture
def mastodon_server() -> Iterator[mastodon.Server]:
    """A server that speaks Mastodon's API, new for each test."""
    with mastodon.started() as started:
        yield started


@pytest.fixture
def archive(tmp_path) -> Iterator[Archive]:
    """An empty archive."""
    with Archive.open(tmp_path / "archive") as opened:
        yield opened
