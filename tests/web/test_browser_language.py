"""Chromium walks from the first page to a hashtag and a thread in French and in Arabic, and finds no English there."""

from __future__ import annotations

import re

import pytest

from clew.speech import tongues
from clew.speech.tongues import HERE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("archive", ["memory"], indirect=True, scope="session")]

# What a page says beside what people posted: every text of its own, and what only machines read out.
FRAME = """told => {
  const foreign = '.words, bdi, code, kbd, pre, [dir=auto], .alt, .said, [lang]:not(:root), .headlines > li > a, .near li > a, mark';
  const found = [];
  for (const node of document.querySelectorAll('body, body *' + (told ? ', title' : ''))) {
    if (node.closest(foreign)) continue;
    if (told) for (const name of ['aria-label', 'title', 'placeholder', 'alt']) found.push(node.getAttribute(name) ?? '');
    for (const child of node.childNodes) if (child.nodeType === 3) found.push(child.data);
    if (node.localName === 'template') found.push(...node.content.textContent.split('\\n'));
  }
  return [...new Set(found.map(each => each.replace(/\\s+/g, ' ').trim()).filter(Boolean))];
}"""
PAGES = (
    "/search",
    "/calendar/2018",
    "/about",
    "/problems",
    "/shelves",
    "/saved",
    "/author/lina_builds",
    "/nothing",
    "/login",
)


def english(code):
    """The messages that are said otherwise in a language, as patterns of what stands on a page."""
    from babel.messages.pofile import read_po

    with (HERE / code / "LC_MESSAGES" / "clew.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for original in originals:
            bare = re.sub(r"%\(\w+\)s|\{\w+\}|<[^>]+>", "", original)
            if re.search(r"[A-Za-z]{3}", bare) and original not in said:
                pieces = [re.escape(each.strip()) for each in re.split(r"%\(\w+\)s", original.replace("%%", "%"))]
                yield re.compile(".*?".join(pieces))


def frame(page, *, told=True):
    """The texts of the frame, with those that are told without being seen."""
    return page.evaluate(FRAME, told)


@pytest.mark.parametrize("code", ["fr", "ar"])
@pytest.mark.parametrize("width", [360, 1280])
def test_a_walk_from_the_first_page_to_a_thread_meets_no_english(chromium, address, code, width):
    context = chromium.new_context(viewport={"width": width, "height": 900}, locale=code)
    page = context.new_page()
    foreign = list(english(code))
    assert len(foreign) > 300

    def look():
        assert page.evaluate("[document.documentElement.lang, document.documentElement.dir]") == [
            code,
            tongues()[code].way,
        ]
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        texts = frame(page)
        assert len(texts) > 10
        met = [text for text in texts for each in foreign if each.fullmatch(text)]
        assert not met, page.url
        if code == "ar":  # whose letters show what nobody has marked as a message
            seen = frame(page, told=False)
            assert not [text for text in seen if re.search(r"[A-Za-z]+ [a-z]{2,}", text)], page.url

    page.goto(address + "/")
    look()
    page.click("#hashtags ~ ul a[href='/tag/halfaya']")
    page.wait_for_url("**/tag/halfaya")
    look()
    page.click("article.card .more a")
    page.wait_for_url("**/thread/**")
    look()
    thread, first = page.locator("#posts .post").first, page.locator("#posts .words").first
    side = thread.evaluate("node => node.querySelector('.mark').getBoundingClientRect().left")
    words = first.evaluate("node => node.getBoundingClientRect().left")
    assert (side > words) == (code == "ar")
    for path in PAGES:
        page.goto(address + path)
        look()
    context.close()


def test_a_language_is_chosen_without_a_script_and_kept(chromium, address):
    context = chromium.new_context(locale="en", java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/tags")
    page.click("form.tongues button[value=ar]")
    assert page.url == address + "/tags"
    assert page.locator("html").get_attribute("dir") == "rtl"
    page.goto(address + "/thread/x:1001")
    assert page.locator("html").get_attribute("lang") == "ar"
    page.click("form.tongues button[value=en]")
    assert page.locator("html").get_attribute("lang") == "en"
    context.close()


def test_the_frame_in_english_is_what_the_messages_say(chromium, address):
    """That the walk would meet English, were there any."""
    context = chromium.new_context(locale="en")
    page = context.new_page()
    page.goto(address + "/thread/x:1001")
    texts = frame(page)
    met = {text for text in texts for each in english("ar") if each.fullmatch(text)}
    assert len(met) > 25
    context.close()
