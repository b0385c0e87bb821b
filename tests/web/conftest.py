"""An archive with something of everything, written for these tests; its people, places and words are invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial

import judges
import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode
from served import served
from starlette.testclient import TestClient
from windows import ARGS

from clew.archive import Archive, view
from clew.archive.settling import settle
from clew.post import Author, Choice, Entity, Listed, Media, Notice, Post, Problem, Reply
from clew.stores.base import Kept
from clew.web import create_app

LINA = Author("x:user:12", "x", "lina_builds", "Lina Haddad")
GAUGE = Author("x:user:13", "x", "rivergauge", "مرصد النهر")
HARBOUR = Author("did:plc:abc", "bluesky", "harbour.example", "港の記録")
FERRY = Author("https://town.example/users/ferry", "fediverse", "ferry@town.example", "The ferry")
NOBODY = Author("listing:9f3a", "x")
STRANGER = Author("x:user:66", "x", "stranger", "<b>Stranger</b> \u202eevil")
START = datetime(2018, 10, 12, 10, 2, tzinfo=UTC)
FIRST, SECOND = "7f" * 32, "8f" * 32


def chain(author: Author, ids: list[str], texts: list[str], start: datetime | None = START, **more) -> list[Post]:
    """Posts that each answer the one before, three minutes apart."""
    posts = []
    for i, (post_id, text) in enumerate(zip(ids, texts, strict=True)):
        posts.append(
            Post(
                post_id,
                author.network,
                author,
                None if start is None else start + timedelta(minutes=3 * i),
                text,
                reply_to=Reply(ids[i - 1], author.id) if i else None,
                **more,
            )
        )
    return posts


def _replace(post: Post, **changes) -> Post:
    import msgspec

    return msgspec.structs.replace(post, **changes)


def bridge() -> list[Post | Notice]:
    """Ten posts promised; the fourth deleted; two asides; a quote, pictures, Arabic; begun as a reply."""
    texts = {
        1: "1/10 The old bridge opens to trucks again on Monday. A thread about what it took. #Halfaya",
        2: "2/10 First the river. Nobody had looked since the second pier went down.",
        3: "3/10 This is the second pier as we found it.",
        5: "5/10 So we measured twice. The tables: https://t.co/abc",
        6: "6/10 إلى أهلنا في الحي الشرقي: الطريق القديم يبقى مغلقا حتى مساء الأحد. شكرا لصبركم. #الجسر_القديم",
        7: "7/10 One of the divers drew what he saw down there.",
        8: "8/10 We asked people what they would carry over first.",
        9: "9/10 They said:\n\n- flour\n- the school bus",
        10: "10/10 Come on Monday. Bring tea.",
    }
    posts = {}
    for n, text in texts.items():
        answered = Reply("x:900", GAUGE.id) if n == 1 else Reply(f"x:{1000 + n - 1}", LINA.id)
        posts[n] = Post(
            f"x:{1000 + n}", "x", LINA, START + timedelta(minutes=3 * n), text, lang="en", reply_to=answered
        )
        posts[n] = _replace(posts[n], url=f"https://x.com/lina_builds/status/{1000 + n}", conversation="x:900")
    pier = Media("photo", "https://pbs.example/pier.jpg", "A broken stone pier in shallow brown water.")
    posts[3] = _replace(posts[3], media=(pier, Media("photo", "https://pbs.example/b.jpg", "")))
    at = texts[5].index("https")
    tables = Entity("link", at, len(texts[5]), "https://www.example.org/rivers/tables-of-the-second-pier.html")
    posts[5] = _replace(posts[5], entities=(tables,), quote="x:901")
    posts[6] = _replace(posts[6], lang="ar")
    posts[7] = _replace(posts[7], sensitive=True, media=(Media("photo", "https://pbs.example/c.jpg", None),))
    posts[8] = _replace(posts[8], quote="x:999999")
    aside = chain(
        LINA, ["x:1102", "x:1103"], ["The divers were volunteers.", "They took tea. #tea"], START + timedelta(hours=2)
    )
    aside[0] = _replace(aside[0], reply_to=Reply("x:1002", LINA.id))
    asked = Post("x:900", "x", GAUGE, START - timedelta(hours=1), "هل يفتح الجسر القديم يوم الاثنين؟", lang="ar")
    level = Post("x:901", "x", GAUGE, START - timedelta(hours=2), "Level this morning: 2.31 m. #level")
    return [*posts.values(), *aside, asked, level, Notice("x:1004", "deleted", LINA.id, START + timedelta(days=1))]


def world() -> list[Post | Notice | Problem]:
    """Everything, in no special order."""
    gauge = chain(
        GAUGE,
        [f"x:{2000 + n}" for n in range(4)],
        ["١- منسوب النهر هذا الصباح ٢٫٣١ م. #الحلفاية", "٢- نتوقع استقرارا.", "٣- القراءة التالية مساء.", "٤- شكرا."],
        START - timedelta(days=1),
        lang="ar",
    )
    harbour = chain(
        HARBOUR,
        [f"at://did:plc:abc/app.bsky.feed.post/3k{n}" for n in range(4)],
        [
            "1/4 港の古い橋が月曜日に再び開通します。#橋 #halfaya",
            "2/4 まずは川のこと。",
            "3/4 二番目の橋脚です。",
            "4/4 お茶を持って。",
        ],
        START - timedelta(days=2),
        lang="ja",
    )
    ferry = chain(
        FERRY,
        [f"https://town.example/notes/{n}?a=b" for n in (1, 2)],
        ["What one sees from the ferry.", "What would you carry over first? #Halfaya"],
        START - timedelta(days=3),
    )
    ferry[0] = _replace(ferry[0], warning="drowning")
    ferry[1] = _replace(ferry[1], poll=(Choice("Flour", 120), Choice("The school bus", 280)))
    stub = [
        Post(f"listing:{n}", "x", NOBODY, None, text, listed=Listed("card", n, 0, 16, "Halfaya"))
        for n, text in enumerate(
            ["1. The road is closed.", "2. What we know: two trucks.", "3. What we do not know: the rest."]
        )
    ]
    live = chain(
        LINA,
        [f"x:{5000 + n}" for n in range(1, 141)],
        [f"{n}/ Live from the hearing: speaker {n}. #hearing" for n in range(1, 141)],
        START - timedelta(days=4),
        lang="en",
    )
    escaped = chain(
        FERRY,
        [f"https://town.example/notes/%D8%AC%2F{n}?a=1%20b#c" for n in (1, 2)],
        ["One", "Two"],
        START - timedelta(days=30),
    )
    evil = chain(
        STRANGER,
        ["x:6001", "x:6002"],
        ["<script>alert(1)</script> javascript:alert(1) \u202eback " + "Z" + "\u0301" * 10_000, "W" * 100_000],
        START - timedelta(days=5),
    )
    fillers = [
        post
        for k in range(70)
        for post in chain(
            GAUGE if k % 2 else LINA,
            [f"x:{7000 + 10 * k + n}" for n in range(3)],
            [f"{n + 1}/ Filler {k}. #fill" for n in range(3)],
            START - timedelta(days=40 + k),
            lang="en",
        )
    ]
    problems = [
        Problem("line 412", "This line is no JSON: it breaks off <here>."),
        Problem("line 413", "A tweet without an id."),
    ]
    return [*bridge(), *gauge, *harbour, *ferry, *escaped, *stub, *live, *evil, *fillers, *problems]


def fill(archive: Archive) -> Archive:
    """Put the world into an archive, by the road that files take from the point where they are understood."""
    store = archive._store
    with store.adding():
        store.begin(Kept(FIRST, "posts <2018>.jsonl", "/invented/posts.jsonl", 12_345_678, START, "twitter_v1"))
        store.begin(Kept(SECOND, "page.txt", "/invented/page.txt", 512, START, "threadreader_text", held=False))
        store.add(FIRST, world())
        store.finish(FIRST)
        settle(store)
    archive.put("Piers", ["x:1002"], "Read <b>this</b> first.")
    return archive


@pytest.fixture(scope="session", autouse=True)
def time_enough() -> Iterator[None]:
    """What there is time for stands beside a thread, so on a busy machine a page might say less than it did before."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(view, "neighbours", partial(view.neighbours, seconds=60))
        yield


@pytest.fixture(scope="session", params=["memory", "sqlite"])
def archive(request, tmp_path_factory) -> Iterator[Archive]:
    place = "memory:" if request.param == "memory" else str(tmp_path_factory.mktemp("web") / "archive")
    with Archive.open(place) as opened:
        yield fill(opened)


@pytest.fixture(scope="session")
def client(archive) -> Iterator[TestClient]:
    with TestClient(create_app(archive, command="clew --archive here add"), follow_redirects=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def tree(client):
    """Ask for an address and parse the page that comes, which has to be a good one."""

    def ask(path: str, status: int = 200) -> LexborNode:
        answer = client.get(path)
        assert answer.status_code == status, answer.text[:300]
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return LexborHTMLParser(answer.text).root

    return ask


@pytest.fixture
def pages_of():
    """Ask for pages over an archive of nothing but these posts."""
    with Archive.open("memory:") as archive:

        def serve(posts: list[Post]) -> TestClient:
            store = archive._store
            with store.adding():
                store.begin(Kept(FIRST, "few.jsonl", "/invented/few.jsonl", 1, START, "twitter_v1"))
                store.add(FIRST, posts)
                settle(store)
            return TestClient(create_app(archive), follow_redirects=False)

        yield serve


@pytest.fixture(scope="session")
def address(archive) -> Iterator[str]:
    """The world, served as it is."""
    yield from served(create_app(archive))


@pytest.fixture(scope="module")
def chromium():
    """The system's Chromium; one for each file, because Playwright's loop would stand in the way of other tests."""
    program = judges.chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=ARGS)
        yield opened
        opened.close()
