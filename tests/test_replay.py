"""A web archive as people open it: ReplayWeb.page, in Chromium, from files of this machine alone."""

from __future__ import annotations

import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from clew.archive import About, Archive
from clew.query import Query

PROGRAM = Path(__file__).parent.parent / ".judges" / "replaywebpage-2.5.3"
CAPTURE = Path(__file__).parent / "sources" / "threadreader" / "thread-2026.html"
PAGE = """<!doctype html><title>Replay</title><script src="ui.js"></script>
<replay-web-page source="threads.wacz" url="{url}" replayBase="/replay/" embed="replayonly"></replay-web-page>"""

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line for each on the terminal."""

    def log_message(self, *_):
        pass


@pytest.fixture
def folder(tmp_path):
    if not (PROGRAM / "ui.js").exists():
        pytest.skip("ReplayWeb.page is not here; `make replay` gets it")
    (tmp_path / "replay").mkdir()
    shutil.copy(PROGRAM / "ui.js", tmp_path)
    shutil.copy(PROGRAM / "sw.js", tmp_path / "replay")
    with Archive.open(tmp_path / "archive") as archive, (tmp_path / "threads.wacz").open("wb") as out:
        list(archive.add([CAPTURE]))
        (thread,) = archive.threads(Query(limit=1))
        archive.export([thread], "wacz", out, About(captures=True))
        (ground,) = archive.ground(thread)
    (tmp_path / "thread.html").write_text(PAGE.format(url="https://archive.clew.invalid/thread/x-1900000000000000000"))
    (tmp_path / "capture.html").write_text(PAGE.format(url=f"https://archive.clew.invalid/capture/{ground.capture.id}"))
    return tmp_path


@pytest.fixture
def address(folder):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    worker = threading.Thread(target=server.serve_forever)
    worker.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    worker.join()
    server.server_close()


def read(page, address, words):
    """Wait for words; the program waits for ever where its worker was late, so it is opened anew a few times."""
    from playwright.sync_api import TimeoutError as Late

    for last in (False, False, True):
        page.goto(address)
        inner = page.frame_locator("replay-web-page iframe").frame_locator("iframe")
        try:
            inner.get_by_text(words).first.wait_for(timeout=30_000)
        except Late:
            if last:
                raise
        else:
            return


def test_the_thread_and_its_capture_can_be_read(address):
    sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        for name, words in (
            ("thread", "The ferry ledger, page by page."),
            ("capture", "The ferry ledger, page by page."),
        ):
            read(page, f"{address}/{name}.html", words)
        browser.close()
