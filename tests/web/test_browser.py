"""The pages in Chromium with scripts off: at phone and desk width, light and dark."""

from __future__ import annotations

import pytest
from served import served
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Route
from windows import PAGES

from clew.web import create_app
from clew.web.owner import Access
from clew.web.owner.keys import KeyFile

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("archive", ["sqlite"], indirect=True, scope="session")]

LOOKS = [(width, theme) for width in (360, 1280) for theme in ("light", "dark")]
# For every element with words of its own: its colour against the nearest background behind it (WCAG 2.2, 1.4.3).
CONTRAST = """() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const behind = node => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const node of document.querySelectorAll('body *')) {
    if (![...node.childNodes].some(each => each.nodeType === 3 && each.data.trim())) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(behind(node))].sort((x, y) => y - x);
    const ratio = (a + .05) / (b + .05);
    if (ratio < 4.5) bad.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return [...new Set(bad)];
}"""


@pytest.fixture(params=LOOKS, ids=[f"{width}-{theme}" for width, theme in LOOKS])
def look(request, chromium):
    """A window of one width and theme, and everything it asked for or complained of."""
    width, theme = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=False
    )
    page = context.new_page()
    page.asked, page.complaints = [], []
    page.on("request", lambda request: page.asked.append(request.url))
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    yield page
    context.close()


def test_pages_fit_and_ask_nobody_else(look, address):
    for path in PAGES:
        look.goto(address + path)
        wide, window = look.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        assert wide <= window, f"{path} is {wide} wide"
        assert look.evaluate(CONTRAST) == [], path
    assert all(url.startswith(address) for url in look.asked)
    assert [each for each in look.complaints if not ("404" in each or "400" in each)] == []


def test_dark_is_dark_and_light_is_light(look, address):
    look.goto(address)
    paper, dark = look.evaluate(
        "[getComputedStyle(document.body).backgroundColor, matchMedia('(prefers-color-scheme: dark)').matches]"
    )
    assert paper == ("rgb(23, 22, 20)" if dark else "rgb(251, 250, 246)")


def test_arabic_runs_from_right_to_left_and_is_set_larger(look, address):
    look.goto(f"{address}/thread/x:1001")
    style = "node => (({direction, textAlign, fontSize}) => [direction, textAlign, parseFloat(fontSize)])(getComputedStyle(node))"
    arabic = look.locator("[id='x:1006'] .words").evaluate(style)
    english = look.locator("[id='x:1001'] .words").evaluate(style)
    assert (arabic[:2], english[:2]) == (["rtl", "start"], ["ltr", "start"])
    assert arabic[2] > english[2] * 1.1


def test_a_gap_is_seen_and_the_thread_is_broken_there(look, address):
    look.goto(f"{address}/thread/x:1001")
    gap = look.locator("li.gap")
    assert gap.count() == 1
    assert gap.is_visible()
    drawn = "node => getComputedStyle(node, '::before').backgroundImage"
    line, whole = gap.evaluate(drawn), look.locator("[id='x:1002']").evaluate(drawn)
    assert line.startswith("repeating-linear-gradient")
    assert whole == "none"


def test_an_aside_opens_without_a_script(look, address):
    look.goto(f"{address}/thread/x:1001")
    post = look.locator("[id='x:1102']")
    assert not post.is_visible()
    look.locator("details.aside > summary").click()
    assert post.is_visible()


def test_an_address_inside_an_aside_opens_it(look, address):
    look.goto(f"{address}/post/x:1103")
    assert look.url.endswith("/thread/x:1001#x:1103")
    assert look.locator("[id='x:1103']").is_visible()


def test_the_keyboard_comes_to_the_skip_link_first(look, address):
    look.goto(f"{address}/thread/x:5001")
    look.keyboard.press("Tab")
    skip = look.locator(":focus")
    assert skip.get_attribute("href") == "#text"
    assert skip.bounding_box()["y"] >= 0
    look.keyboard.press("Enter")
    assert look.evaluate("document.activeElement.tagName") == "MAIN"


def test_a_warning_covers_what_it_warns_of(look, address):
    look.goto(f"{address}/thread/x:1001")
    figure = look.locator("[id='x:1007'] figure")
    assert not figure.is_visible()
    look.locator("[id='x:1007'] .veil summary").click()
    assert figure.is_visible()


def test_paper_has_the_thread_and_not_the_frame(look, address):
    look.emulate_media(media="print")
    look.goto(f"{address}/thread/x:1001")
    assert not look.locator("header.top").is_visible()
    assert look.locator("[id='x:1010'] .words").is_visible()
    assert look.locator("[id='x:1102'] .words").evaluate("node => node.getBoundingClientRect().height") > 0


def test_nothing_moves_for_those_who_ask(look, address):
    look.emulate_media(reduced_motion="reduce")
    look.goto(address)
    assert look.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_a_search_is_asked_and_narrowed_without_a_script(look, address):
    look.goto(address)
    look.locator("header.top input[name=q]").fill("second pier")
    look.keyboard.press("Enter")
    look.wait_for_url("**/search?q=second+pier")
    marked = look.locator("mark").first
    assert marked.is_visible()
    paper = "node => getComputedStyle(node).backgroundColor"
    assert marked.evaluate(paper) not in {look.locator("body").evaluate(paper), "rgba(0, 0, 0, 0)"}
    look.goto(f"{address}/search?q=%23halfaya")
    look.locator(".facet a", has_text="Bluesky").click()
    look.wait_for_url("**network*")
    assert look.locator("main input[name=q]").input_value() == "#halfaya network:bluesky"
    assert look.locator("article.card").count() == 1
    look.locator(".facet a", has_text="any network").click()
    look.wait_for_url("**/search?q=%23halfaya")
    assert look.locator("main input[name=q]").input_value() == "#halfaya"


def test_an_arabic_search_is_typed_and_found_from_right_to_left(look, address):
    look.goto(f"{address}/search?q=%D8%A7%D9%84%D8%AC%D8%B3%D8%B1")
    way = "node => getComputedStyle(node).direction"
    assert look.locator("main input[name=q]").evaluate(way) == "rtl"
    assert look.locator("a.words[lang=ar]").first.evaluate(way) == "rtl"


@pytest.fixture(scope="module")
def private(archive, tmp_path_factory):
    """The world behind a password."""
    keys = KeyFile(tmp_path_factory.mktemp("keys") / "owner.json")
    keys.set_password("the second pier went down")
    yield from served(create_app(archive, access=Access("private", keys)))


def test_one_logs_in_with_the_keyboard_and_is_led_back(look, private):
    look.goto(f"{private}/thread/x:1001")
    assert look.url == f"{private}/login?next=/thread/x:1001"
    assert look.evaluate(CONTRAST) == []
    look.get_by_label("Password").fill("not the password")
    look.keyboard.press("Enter")
    look.get_by_role("alert").wait_for()
    assert look.get_by_role("alert").inner_text() == "That is not the password."
    assert look.evaluate(CONTRAST) == []
    wide, window = look.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert wide <= window
    look.get_by_label("Password").fill("the second pier went down")
    look.keyboard.press("Enter")
    look.wait_for_url(f"{private}/thread/x:1001")
    look.get_by_role("button", name="Log out").click()
    look.wait_for_url(f"{private}/login?next=**")


@pytest.fixture(scope="module")
def elsewhere(address):
    """A page of another site, as `localhost` is to 127.0.0.1, with pieces of this one and a page that is none."""
    inside = [f"{address}{path}" for path in ("/embed/thread/x:1001", "/embed/post/x:1005", "/thread/x:1001")]
    page = "<link rel=icon href=data:,>" + "".join(
        f"<iframe src={each} width=300 height=200></iframe>" for each in inside
    )
    for place in served(Starlette(routes=[Route("/", lambda _request: HTMLResponse(page))])):
        yield place.replace("127.0.0.1", "localhost")


def test_pieces_stand_in_other_peoples_pages_and_nothing_else_does(look, address, elsewhere):
    look.goto(elsewhere)
    frames = [look.frame_locator("iframe").nth(number) for number in range(3)]
    frames[0].get_by_text("The old bridge opens").wait_for()
    frames[1].get_by_text("So we measured twice").wait_for()
    look.wait_for_load_state("networkidle")
    assert frames[2].get_by_text("The old bridge opens").count() == 0
    assert [words for words in look.complaints if "frame-ancestors" not in words] == []
    with look.context.expect_page() as opened:
        frames[0].locator("footer a").first.click()
    assert opened.value.url == f"{address}/thread/x:1001"
