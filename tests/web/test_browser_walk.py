"""A new user's first hour in Chromium: an empty archive, a file, and the way to a thread and back; then without scripts."""

from __future__ import annotations

import base64
import re

import judges
import pytest
from served import served

from clew import samples
from clew.archive import Archive
from clew.web import create_app
from clew.web.guard import LOOPBACK
from clew.web.owner import Access

pytestmark = pytest.mark.browser

FILES = [path for path in samples.paths() if path.name in {"halfaya-2018-11.jsonl.gz", "public-hearing.jsonl.gz"}]
DROPPED = """files => {
  const held = new DataTransfer();
  for (const [name, text] of files) held.items.add(new File([Uint8Array.from(atob(text), each => each.charCodeAt(0))], name));
  return held;
}"""
BAKER, FERRY, HEARING = "كان أبي", "I have crossed the Warid", "Tonight the council"


@pytest.fixture
def site(tmp_path):
    """The address of an archive with nothing in it, whose owner is whoever reads here."""
    with Archive.open(tmp_path / "archive") as archive:
        yield from served(create_app(archive, hosts=LOOPBACK, access=Access("own")))


@pytest.fixture
def visit(chromium, site):
    """A browser that comes for the first time; what its pages complain of is a fault."""
    contexts, complaints = [], []

    def begin(**more):
        context = chromium.new_context(reduced_motion="reduce", **more)
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site)
        return page

    yield begin
    for context in contexts:
        context.close()
    assert complaints == []


def drop(page, files) -> None:
    """Let files go over the page, as a hand does that dragged them there."""
    held = page.evaluate_handle(DROPPED, [[path.name, base64.b64encode(path.read_bytes()).decode()] for path in files])
    page.dispatch_event("main", "dragover", {"dataTransfer": held})
    assert page.locator("body.dropping").count() == 1
    page.dispatch_event("main", "drop", {"dataTransfer": held})


def added(page) -> None:
    """The import is over, and its page says what came of it."""
    page.wait_for_url("**/add/*")
    page.get_by_role("heading", name="Threads in it").wait_for()
    assert page.locator("h1").inner_text().split("\n")[0] == "Added"
    assert "14 threads put together" in page.locator(".state").inner_text()


def wide(page) -> bool:
    """Whether the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def to_a_thread_by_its_hashtag(page) -> None:
    page.locator("#import .tags a", has_text="#الحلفاية").click()
    page.wait_for_url("**/tag/**")
    page.locator("article.card", has_text=BAKER).locator(".more a").click()
    page.wait_for_url("**/thread/**")
    gap = page.locator("#posts > .post.gap").first
    gap.scroll_into_view_if_needed()
    assert re.search(r"missing|deleted", gap.inner_text())
    assert not wide(page)


def to_another_by_searching(page) -> None:
    field = page.locator(".top input[type=search]")
    field.fill("الجِسر")
    field.press("Enter")
    page.wait_for_url("**/search**")
    assert page.locator("article.card mark", has_text="جسر").count() > 0
    assert not wide(page)


def to_an_aside(page, site) -> None:
    page.goto(site + "/tag/halfaya")
    page.locator("article.card", has_text=FERRY).locator(".more a").click()
    page.wait_for_url("**/thread/**")
    aside = page.locator("details.aside").first
    assert not aside.locator(".words").first.is_visible()
    aside.locator("summary").first.click()
    assert aside.locator(".words").first.is_visible()


@pytest.mark.parametrize(("width", "clipboard"), [(360, False), (1280, True)])
def test_a_first_hour(visit, site, width, clipboard):
    page = visit(viewport={"width": width, "height": 800})
    if not clipboard:  # as where the address is not https
        page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    assert page.locator("h1").inner_text() == "Nothing is here yet"
    assert not wide(page)
    drop(page, FILES)
    added(page)
    to_a_thread_by_its_hashtag(page)
    to_another_by_searching(page)
    to_an_aside(page, site)

    post = page.locator("#posts > .post").first
    post.locator(".about > summary").first.click()
    post.get_by_role("button", name="a quotation").first.click()
    post.get_by_text("Copied").first.wait_for()
    field = page.locator(".top input[type=search]")
    field.press("ControlOrMeta+v")
    assert FERRY in field.input_value()

    page.goto(site + "/threads?sort=longest")
    page.locator("article.card", has_text=HEARING).locator(".more a").click()
    page.wait_for_url("**/thread/**")
    where = page.url
    page.evaluate("document.querySelectorAll('#posts > .post')[30].scrollIntoView({block: 'start'})")
    for _ in range(100):
        if "1052" in (page.evaluate("localStorage.getItem('clew:stops')") or ""):
            break
        page.wait_for_timeout(50)
    page.goto(site)
    assert page.locator("h1").inner_text().startswith("14 threads by")
    page.goto(where)
    go_on = page.locator(".stopped a")
    assert re.fullmatch(r"Go on at post 3\d", go_on.inner_text())
    go_on.click()
    assert page.evaluate("scrollY") > 1000


def test_a_first_hour_without_scripts(visit, site):
    page = visit(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page.locator("#files").set_input_files(FILES)
    page.locator("#adding .send button").click()
    added(page)
    to_a_thread_by_its_hashtag(page)
    to_another_by_searching(page)
    to_an_aside(page, site)
    post = page.locator("#posts > .post").first
    post.locator(".about > summary").first.click()
    assert FERRY in post.locator(".said").inner_text()


def test_what_cannot_be_added_is_told_where_one_is(visit, tmp_path):
    page = visit()
    page.get_by_role("link", name="Add", exact=True).click()
    page.wait_for_url("**/add")
    wrong = page.locator("#adding .wrong")
    page.locator("#adding .send button").click()
    wrong.wait_for()
    assert wrong.inner_text().startswith("There is nothing to add")
    page.evaluate("document.querySelector('#adding').dataset.most = 10")
    page.locator("#pasted").fill("more than ten letters")
    page.locator("#adding .send button").click()
    assert "more than can be sent" in wrong.inner_text()
    page.evaluate("document.querySelector('#adding').dataset.most = 1e9")
    page.locator("#adding .send button").click()
    page.wait_for_url("**/add/*")
    page.get_by_role("heading", name="Not added").wait_for()
    assert "Nothing in pasted text.txt is in a format that Clew knows" in page.locator(".ledger").inner_text()


def test_a_folder_is_chosen(visit):
    page = visit()
    page.locator("#folder").set_input_files(next(path for path in samples.paths() if path.is_dir()))
    page.locator("#adding .send button").click()
    page.wait_for_url("**/add/*")
    page.get_by_role("heading", name="Threads in it").wait_for()
    assert "X personal archive" in page.locator(".ledger").inner_text()


@pytest.mark.parametrize(("width", "theme"), [(360, "dark"), (1280, "light")])
def test_nothing_keeps_anybody_from_adding(visit, site, width, theme):
    page = visit(viewport={"width": width, "height": 800}, color_scheme=theme, bypass_csp=True)
    axe, found = judges.axe(), {}
    for path in ("/", "/add"):
        page.goto(site + path)
        page.evaluate("document.querySelectorAll('#adding [hidden]').forEach(each => { each.hidden = false })")
        page.locator("#adding .wrong").evaluate("each => { each.textContent = 'Send it again.' }")
        page.evaluate(axe)
        found[path] = page.evaluate(judges.RUN)
    page.locator("#files").set_input_files(FILES)
    page.locator("#adding .send button").click()
    added(page)
    page.evaluate(axe)
    found[page.url] = page.evaluate(judges.RUN)
    assert not any(found.values()), found
    assert not wide(page)
