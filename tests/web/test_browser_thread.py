"""A thread's page in Chromium: what the script adds, what goes without it, and what a first visit costs."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
import uvicorn
from msgspec.structs import replace

from clew.post import Author, Counts, Post, Reply

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("archive", ["sqlite"], indirect=True, scope="session")]

SHIFT = """() => new Promise(done => {
  let moved = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => moved += each.value))
    .observe({type: 'layout-shift', buffered: true});
  setTimeout(() => done(moved), 300);
})"""
COPIED = "navigator.clipboard.readText()"
STOPS = "localStorage.getItem('clew:stops')"
THREAD = "/thread/x:1001"
LONG = "/thread/x:5001"


@pytest.fixture
def visit(chromium, address):
    """Open pages in a browser that remembers nothing yet; complaints of the pages are a fault."""
    contexts, complaints = [], []

    def begin(**more):
        context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", **more)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=address)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


def copied(page) -> str:
    return page.evaluate(COPIED)


def until(page, what, told) -> None:
    """Ask until the answer is good; the page's policy forbids the browser to ask by itself."""
    for _ in range(100):
        if told(page.evaluate(what)):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"{what} is {page.evaluate(what)!r}")


def test_keys_lead_from_post_to_post_to_the_search_and_home(visit, address):
    page = visit()
    page.goto(address + THREAD)
    here = "document.activeElement.closest('.post')?.id"
    for key, place in (("j", "x:1001"), ("j", "x:1002"), ("j", "x:1003"), ("k", "x:1002")):
        page.keyboard.press(key)
        assert page.evaluate(here) == place
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jk?g")
    assert page.evaluate("document.activeElement.value") == "jk?g"
    page.locator("main").focus()
    page.keyboard.press("g")
    page.keyboard.press("h")
    page.wait_for_url(address + "/")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('article.card') !== null")


def test_a_post_is_copied_as_text_markdown_and_quotation(visit, address):
    page = visit()
    page.goto(address + THREAD)
    post = page.locator("[id='x:1002']")
    post.locator(".about > summary").first.click()
    post.get_by_role("button", name="text").first.click()
    post.get_by_text("Copied").first.wait_for()
    assert copied(page).startswith("2/10 First the river. Nobody had looked")
    assert copied(page).endswith("https://x.com/lina_builds/status/1002")
    post.get_by_role("button", name="Markdown").first.click()
    until(page, COPIED, lambda said: said.startswith("> 2/10"))
    assert copied(page).endswith("<https://x.com/lina_builds/status/1002>")
    post.get_by_role("button", name="a quotation").first.click()
    until(page, COPIED, lambda said: said.startswith("“2/10"))


def test_the_whole_thread_is_copied_in_its_other_forms(visit, address):
    page = visit()
    page.goto(address + THREAD)
    foot = page.locator(".foot")
    foot.get_by_role("button", name="Markdown").click()
    foot.get_by_text("Copied").wait_for()
    assert "The old bridge opens to trucks" in copied(page)
    assert "Bring tea" in copied(page)
    foot.get_by_role("button", name="a quotation").click()
    until(page, COPIED, lambda said: said.startswith("Lina Haddad"))


def test_the_way_of_reading_is_remembered_here_and_nowhere_else(visit, address):
    page = visit()
    page.goto(address + THREAD)
    page.locator(".ways a").click()
    page.wait_for_url("**?as=article")
    page.goto(address + "/author/lina_builds")
    page.locator("article.card .more a").first.click()
    page.wait_for_url("**as=article")
    page.locator(".ways a").click()
    page.wait_for_url(lambda url: "as=" not in url)
    page.goto(address + "/author/lina_builds")
    page.locator("article.card .more a").first.click()
    page.wait_for_url("**/thread/**")
    assert "as=" not in page.url
    assert page.context.cookies() == []


@pytest.mark.parametrize("way", ["", "?as=article"])
def test_one_comes_back_to_where_one_stopped(visit, address, way):
    page = visit()
    page.goto(address + LONG + way)
    assert page.locator(".stopped").count() == 0
    page.evaluate("document.getElementById('x:5040').scrollIntoView({block: 'start'})")
    until(page, STOPS, lambda said: "x:50" in (said or ""))
    page.goto(address + LONG + way)
    link = page.locator(".stopped a")
    assert link.inner_text().startswith("Go on at post 4")
    link.click()
    assert page.url.split("#")[1].startswith("x:504")
    assert page.locator(".stopped").count() == 0
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    until(page, STOPS, lambda said: said == "{}")


def test_without_a_script_everything_is_there_but_the_copying(visit, address):
    page = visit(java_script_enabled=False)
    page.goto(address + THREAD)
    assert page.locator("button:visible:not([name=to])").count() == 1
    post = page.locator("[id='x:1002'] > .about")
    post.locator("summary").click()
    assert post.locator(".said").is_visible()
    page.locator(".ways a").click()
    assert page.locator(".flow").is_visible()
    page.goto(address + LONG)
    page.locator(".contents summary").click()
    label = page.locator(".strip .label").nth(4)
    assert label.bounding_box()["width"] > 100
    page.locator(".strip a").nth(4).click()
    assert "#x:50" in page.url


def weight(chromium, address: str, path: str, width: int, late: float = 0) -> tuple[int, float, list[str]]:
    """Bytes over the wire of a first visit, how much moved, and who was asked."""
    context = chromium.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    sizes, asked = [], []
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", lambda request: asked.append(request.url))
    if late:
        page.route("**/*.woff2", lambda route: (time.sleep(late), route.continue_()))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    moved = page.evaluate(SHIFT)
    context.close()
    return int(sum(sizes)), moved, [url for url in asked if not url.startswith(address)]


@pytest.mark.parametrize("late", [0, 0.4])
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/", "/threads", "/tag/fill", THREAD, THREAD + "?as=article"])
def test_nothing_moves_when_fonts_come_and_nobody_else_is_asked(chromium, address, path, width, late):
    size, moved, strangers = weight(chromium, address, path, width, late)
    assert moved < 0.001
    assert strangers == []
    assert size < (64_000 if path.startswith("/thread/") else 60_000)


def test_a_thread_of_340_posts_is_light(chromium, pages_of, archive):
    lina, start = Author("x:user:12", "x", "lina", "Lina"), datetime(2018, 10, 12, tzinfo=UTC)
    said = [
        "pier",
        "river",
        "stone",
        "water",
        "town",
        "ferry",
        "morning",
        "council",
        "mortar",
        "arch",
        "bread",
        "market",
        "winter",
        "flood",
        "gauge",
    ]
    posts = []
    for n in range(340):
        words = " ".join(said[(n * 7 + k * (n % 5 + 1)) % len(said)] for k in range(30))
        answered = Reply(f"x:{n}", lina.id) if n else None
        post = Post(f"x:{n + 1}", "x", lina, start + timedelta(minutes=n), f"{n + 1}/ {words}", reply_to=answered)
        posts.append(replace(post, counts=Counts(likes=n)))
    server = uvicorn.Server(uvicorn.Config(pages_of(posts).app, port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        here = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        size, moved, _ = weight(chromium, here, "/thread/x:1", 1280)
    finally:
        server.should_exit = True
        thread.join()
    assert size < 120_000
    assert moved < 0.001
