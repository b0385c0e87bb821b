"""In which language a page is, what is kept of it for whom, and what is never said beside a content warning."""

from __future__ import annotations

import re

import pytest
from made import chain
from msgspec.structs import replace
from selectolax.lexbor import LexborHTMLParser
from starlette.testclient import TestClient

from clew.speech import speaking, tongues
from clew.web import create_app
from clew.web.language import COOKIE, wanted
from clew.web.owner import Access
from clew.web.presence import Presence

pytestmark = pytest.mark.parametrize("archive", ["memory"], indirect=True, scope="session")
THREAD = "/thread/x:1001"


def page(answer):
    return LexborHTMLParser(answer.text).root


def lang(answer):
    html = page(answer).css_first("html")
    assert answer.headers["content-language"] == html.attributes["lang"]
    return html.attributes["lang"], html.attributes["dir"]


@pytest.fixture
def reader(archive):
    """A browser of its own, whose cookies are nobody else's."""
    with TestClient(create_app(archive), follow_redirects=False) as opened:
        yield opened


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("", None),
        ("fr", "fr"),
        ("fr-CA,en;q=0.5", "fr"),
        ("de-DE,de;q=0.9,en;q=0.8,ar;q=0.7", "en"),
        ("en;q=0.3, ar-SY;q=0.9, fr;q=0.5", "ar"),
        ("fr;q=0,ar;q=0.1", "ar"),
        ("*", None),
        ("de,*;q=0.5", None),
        ("fr;q=much, ar;q=0.2", "ar"),
        (";q=1,,-,\u2603", None),
        ("x" * 5000 + ",fr", None),
    ],
)
def test_the_first_language_that_is_asked_for_and_is_there(archive, header, found):
    tongue = wanted(header)
    assert (tongue and tongue.code) == found


def test_what_was_chosen_wins_over_the_browser_and_the_browser_over_the_archive(archive, reader):
    french = {"accept-language": "fr-FR,fr;q=0.9"}
    assert lang(reader.get("/")) == ("en", "ltr")
    assert lang(reader.get("/", headers=french)) == ("fr", "ltr")
    chosen = reader.get("/language?to=ar&next=/tags%3Fa=1")
    assert (chosen.status_code, chosen.headers["location"]) == (303, "/tags?a=1")
    assert "SameSite=lax" in chosen.headers["set-cookie"]
    assert "no-store" in chosen.headers["cache-control"]
    assert lang(reader.get("/", headers=french)) == ("ar", "rtl")
    reader.cookies.clear()
    french["cookie"] = f"{COOKIE}=xx"
    assert lang(reader.get("/", headers=french)) == ("fr", "ltr")
    with TestClient(create_app(archive, site=Presence(language="ar"))) as at_home:
        assert lang(at_home.get("/")) == ("ar", "rtl")
        assert lang(at_home.get("/", headers={"accept-language": "de"})) == ("ar", "rtl")
        assert lang(at_home.get("/", headers={"accept-language": "de,en"})) == ("en", "ltr")


@pytest.mark.parametrize(
    "away", ["https://else.example/", "//else.example", "/\\else.example", "javascript:1", "/login"]
)
def test_choosing_a_language_leads_nowhere_else(archive, reader, away):
    assert reader.get("/language", params={"to": "fr", "next": away}).headers["location"] == "/"


def test_a_language_that_is_not_there_is_refused_and_changes_nothing(archive, reader):
    refused = reader.get("/language?to=../../fr&next=/")
    assert refused.status_code == 400
    assert "set-cookie" not in refused.headers


def test_every_page_offers_the_other_languages_without_a_script(archive, reader):
    for path in ("/", THREAD, "/search", "/nothing"):
        form = page(reader.get(path, headers={"accept-language": "fr"})).css_first("form.tongues")
        assert form.attributes["action"] == "/language"
        assert form.css_first("input[name=next]").attributes["value"] == path
        assert [button.attributes["value"] for button in form.css("button")] == ["en", "ar"]
        assert form.css_first("b").text() == "français"


def test_a_page_is_kept_apart_for_every_language(archive, reader):
    answers = {code: reader.get(THREAD, headers={"accept-language": code}) for code in ("en", "fr", "ar", "fr", "en")}
    assert len({answer.headers["etag"] for answer in answers.values()}) == 3
    for code, answer in answers.items():
        assert {each.strip() for each in answer.headers["vary"].split(",")} >= {"Cookie", "Accept-Language"}
        again = reader.get(THREAD, headers={"accept-language": code, "if-none-match": answer.headers["etag"]})
        assert again.status_code == 304
        other = reader.get(
            THREAD, headers={"accept-language": "en" if code != "en" else "ar", "if-none-match": answer.headers["etag"]}
        )
        assert other.status_code == 200
    assert "9 sur 10 messages conservés" in answers["fr"].text
    assert "المحفوظ 9 من 10 منشورات" in answers["ar"].text
    assert "9 of 10 posts held" in answers["en"].text


def test_forms_and_feeds_are_the_same_for_everybody(archive, reader):
    for path in (
        f"{THREAD}.md",
        f"{THREAD}.html",
        "/threads.atom",
        "/tag/halfaya.feed.json",
        "/day/2018-10-12.txt",
        "/author/lina_builds.rss",
    ):
        said = {reader.get(path, headers={"accept-language": code}).text for code in ("en", "fr", "ar")}
        said = {re.sub(r"(?m)^.*(updated|captured|lastBuildDate|generated).*$", "", each) for each in said}
        assert len(said) == 1, path


def test_a_refusal_is_in_the_readers_language(archive, reader):
    nothing = page(reader.get("/thread/x:none", headers={"accept-language": "ar"}))
    assert nothing.css_first("h1").text() == "لا شيء هنا"
    assert "x:none" in nothing.css_first(".lede p").text()
    assert nothing.css_first(".lede p").text().startswith("لا منشور في هذا الأرشيف")
    mistake = page(reader.get("/search?q=since:soon", headers={"accept-language": "fr"})).css_first("#mistake").text()
    assert (
        mistake.startswith("«\u00a0since:soon\u00a0», au caractère 1, n’est pas une date")
        or "n’est pas une date" in mistake
    )


def test_a_private_archive_lets_its_language_be_chosen_before_the_password(archive, tmp_path):
    with TestClient(create_app(archive, access=Access("private")), follow_redirects=False) as outside:
        assert outside.get("/language?to=fr&next=/tags").headers["location"] == "/tags"


def test_posts_keep_their_own_words_direction_and_language(archive, reader):
    told = page(reader.get(THREAD, headers={"accept-language": "ar"}))
    ways = {each.attributes.get("lang"): each.attributes["dir"] for each in told.css(".posts .words")}
    assert ways.items() >= {"en": "ltr", "ar": "rtl"}.items()
    assert "The old bridge opens to trucks again on Monday." in told.css_first(".posts .words").text()


def test_the_arabic_font_is_loaded_only_where_its_letters_are(archive, reader):
    for code, loaded in (("en", False), ("fr", False), ("ar", True)):
        answer = reader.get("/authors" if loaded else "/saved", headers={"accept-language": code})
        assert ("naskh" in answer.headers.get("link", "")) is loaded, code
        assert "العربية" in answer.text


def test_a_year_of_threads_begins_at_the_side_where_reading_begins(archive, reader):
    def bars(code):
        chart = page(reader.get("/threads", headers={"accept-language": code})).css_first("svg.bars")
        return [float(rect.attributes["x"].rstrip("%")) for rect in chart.css("rect.bar")]

    left, right = bars("en"), bars("ar")
    assert left == sorted(left)
    assert right == sorted(right, reverse=True)
    assert len(left) == len(right) > 1
    assert all(0 <= x <= 100 for x in right)


SECRET, WARNING = "the stairwell floods at noon", "Water indoors"


@pytest.fixture
def warned(pages_of):
    first, second, third = chain("81 82 83")
    first = replace(first, text=f"1/ {SECRET}, {SECRET}", warning=WARNING)
    second = replace(second, text=f"2/ {SECRET}", warning=WARNING)
    return pages_of([first, second, replace(third, text="3/ Dry again.")])


def test_what_a_warning_covers_stands_in_no_title_and_no_description(archive, warned):
    shown = warned.get("/thread/x:81")
    told = page(shown)
    assert told.css_first("title").text().startswith(WARNING)
    head = told.css_first("head").html
    assert SECRET not in head
    assert head.count(WARNING) >= 4  # the title, Open Graph's title and description, the description, JSON-LD
    assert SECRET not in told.css_first(".foot").text()
    for path in (
        "/",
        "/threads",
        "/thread/x:81",
        "/search?q=stairwell",
        "/thread/x:81?as=article",
        "/author/ada_reads",
    ):
        body = page(warned.get(path))
        for covered in body.css("details"):
            covered.decompose()
        assert SECRET not in body.html, path
    for path in ("/threads.atom", "/threads.rss", "/threads.feed.json"):
        titles = re.findall(r'<title[^>]*>([^<]*)|"title": ?"([^"]*)"', warned.get(path).text)
        assert titles
        assert not [title for title in titles if SECRET in "".join(title)], path
    for form in (".cite.txt", ".bib", ".ris", ".csl.json"):
        answer = warned.get("/thread/x:81" + form)
        assert answer.status_code == 200
        assert WARNING in answer.text, form
        assert SECRET not in answer.text, form


def test_a_site_in_a_folder_speaks_one_language(archive, tmp_path):
    from clew.web.site import write_site

    with speaking(tongues()["ar"]):
        write_site(archive, tmp_path, lambda: None)
    home = (tmp_path / "index.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in home
    assert "أحدث السلاسل" in home
    assert "tongues" not in home
