"""Makes the pictures of docs/images from the sample threads, as a reader sees them.

python docs/make_images.py
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
PATIENCE = 30


class Picture(NamedTuple):
    """A page at a size, in a theme and a language."""

    name: str
    path: str
    width: int
    height: int
    theme: str = "light"
    language: str = "en"


PICTURES = (
    Picture("thread", "/thread/x:1060809216979107862", 1120, 860),
    Picture("hashtag", "/tag/halfaya", 1120, 860),
    Picture("adding", "/add", 1120, 860),
    Picture("arabic", "/thread/x:1061108688867033134", 400, 780, "dark", "ar"),
    Picture("french", "/tag/halfaya", 400, 780, "light", "fr"),
    Picture("article", "/thread/x:1062400954835402767?as=article", 400, 780),
)


@contextmanager
def served() -> Iterator[str]:
    """The sample threads on a server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "clew", "--archive", f"{folder}/archive", "demo", "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        try:
            _answering(port)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _answering(port: int) -> None:
    """Wait until the server answers."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def main() -> None:
    """Take every picture."""
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for each in PICTURES:
            context = browser.new_context(
                viewport={"width": each.width, "height": each.height}, color_scheme=each.theme, locale=each.language
            )
            page = context.new_page()
            page.goto(address + each.path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=IMAGES / f"{each.name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
