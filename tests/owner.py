"""The owner's browser, without a browser: it fills in the form that adds, and waits until an import is over."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient


class Owner(TestClient):
    """The owner's browser at a server of its own."""

    def token(self) -> str:
        return LexborHTMLParser(self.get("/add").text).css_first("#adding [name=token]").attributes["value"]

    def bring(self, *files: tuple[str, bytes], fields=None, **more):
        parts = [("files", file) for file in files] or {"files": ("", b"")}
        return self.post("/add", data={"token": self.token()} | (fields or {}), files=parts, **more)

    def settled(self, answer):
        """The page of an import when it is over."""
        assert answer.status_code == 303, answer.text[:400]
        where = answer.headers["location"]
        with self.stream("GET", where + "/events") as events:
            told = "".join(events.iter_text())
        assert "event: over" in told
        page = LexborHTMLParser(self.get(where).text).root
        assert page.css_first("noscript") is None
        return page

    def add(self, *files: tuple[str, bytes], **fields):
        return self.settled(self.bring(*files, fields=fields))
