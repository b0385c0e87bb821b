"""How tests open a browser, and the pages of the invented archive (tests/web/conftest.py) that they look at in it."""

from __future__ import annotations

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

PAGES = [
    "/",
    "/threads",
    "/tags",
    "/tag/halfaya",
    "/authors",
    "/author/stranger",
    "/author/listing:9f3a",
    "/tag/halfaya?since=2018-10&until=2018-11&lang=en",
    "/day/2018-10-12",
    "/calendar",
    "/calendar/2018",
    "/calendar/2018-10",
    "/shelves",
    "/shelf/Piers",
    "/about",
    "/thread/x:1001",
    "/thread/x:5001",
    "/thread/x:6001",
    "/thread/listing:0",
    "/problems",
    "/search",
    "/search?q=pier+OR+ferry+OR+%D8%A7%D9%84%D8%AC%D8%B3%D8%B1+OR+alert+OR+filler",
    "/search?q=pier+OR",
    "/saved",
    "/embed/thread/x:1001",
    "/embed/post/x:1005",
    "/embed/post/nothing",
    "/nope",
]
