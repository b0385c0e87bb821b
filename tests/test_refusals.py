"""Who refused to be shown is in nothing that others see, at once and whenever their posts came, and in what the owner reads."""

from __future__ import annotations

import io
import json
from pathlib import Path

import msgspec
import pytest
from calls import BASE, tweet, write_lines
from made import ADA, BO, DAY, a_post, begin, chain
from readback import READ_BACK
from starlette.testclient import TestClient
from test_exports import read

from clew.archive import Archive
from clew.archive.captured import Captures
from clew.archive.consent import Consent, name_of
from clew.archive.settling import settle
from clew.errors import BadQuery, NotFound
from clew.post import Author, Media, Notice
from clew.query import Query, Words
from clew.stores.base import Holding
from clew.stores.consent import Refusal, Statement
from clew.text.wishes import asks
from clew.web import create_app
from clew.web.owner import Access

SECRET = "the otter keeps its letters under the weir"
HERMIT = Author("x:user:99", "x", "Hermit", "A hermit")


def posts():
    """Two threads, one of somebody who refuses; others quote that one and pass it on."""
    theirs = chain("20 21 22", HERMIT, text=f"{SECRET} #weir #stones", minute=5)
    own = chain("1 2 3", text="Said to everybody. #stones")
    own[1] = msgspec.structs.replace(own[1], quote="x:20")
    repost = a_post("50", BO, f"RT @Hermit: {SECRET}", repost=True, minute=70)
    other = a_post("51", BO, f"RT @Hermit: {SECRET}", repost_of="x:21", repost=True, minute=71)
    return [*own, *theirs, repost, other]


def filled(store, when="before"):
    archive = Archive(store)
    if when == "after":
        assert archive.refuse("@hermit", "asked by mail") == ("@hermit", 0)
    added = store.add(begin(store), posts())
    assert added.withheld == (3 if when == "after" else 0)
    settle(store)
    if when == "before":
        assert archive.tag("weir").threads == 1
        assert archive.refuse("@hermit", "asked by mail") == ("@hermit", 3)
    return archive


WHEN = pytest.mark.parametrize("when", ["before", "after"])


@WHEN
def test_no_list_and_no_count_knows_them(store, when):
    archive = filled(store, when)
    assert archive.info().posts == 5
    assert (archive.author("hermit"), archive.tag("weir"), archive.post("x:21")) == (None, None, None)
    assert archive.tag("stones").threads == 1
    assert [thread.id for thread in archive.threads(Query(min_posts=1))] == ["x:1"]
    assert archive.count(Query(match=Words("weir"), min_posts=1)) == 0
    assert archive.thread("x:1").context == ()
    assert sum(number for _, number in archive.days(Query()).counts) == 1
    for name in ("x:20", "x:22", "x:50", "x:51"):
        with pytest.raises(NotFound):
            archive.thread(name)


@WHEN
def test_the_owner_reads_them_and_they_come_back(store, when):
    archive = filled(store, when)
    owner = archive.of_owner()
    assert [part.post.text[:9] for part in owner.thread("x:22").parts] == ["the otter"] * 3
    assert [card.summary.id for card in owner.cards(Query()).items] == ["x:20", "x:1"]
    assert owner.author("hermit").threads == 1
    assert owner.thread("x:50").parts[0].post.text.startswith("RT")
    assert archive.of_owner() is owner
    store.add(begin(store, "b"), [a_post("23", HERMIT, "And more.", minute=9)])
    assert archive.of_owner().thread("x:23").id == "x:23"
    assert archive.allow("@Hermit") == 4
    assert archive.of_owner() is archive
    assert archive.tag("weir").threads == 1
    assert archive.thread("x:51").parts[0].post.repost
    assert list(store.withheld()) == []


def test_whoever_refused_is_meant_by_every_later_name(store):
    archive = filled(store)
    renamed = msgspec.structs.replace(HERMIT, handle="newname")
    assert store.add(begin(store, "b"), [a_post("24", renamed)]).withheld == 1
    (refusal,) = archive.refusals()
    assert refusal.authors == (HERMIT.id,)
    weak = a_post("25", Author("x:@hermit", "x", "hermit"))
    assert store.add(begin(store, "b"), [weak]).withheld == 1


def test_a_name_met_late_takes_what_was_there_along(store):
    archive = Archive(store)
    before = msgspec.structs.replace(HERMIT, handle="anchorite")
    store.add(begin(store), chain("20 21", before, text=SECRET))
    settle(store)
    archive.refuse("x:@hermit", "")
    assert archive.thread("x:21").id == "x:20"
    store.add(begin(store, "b"), [a_post("22", HERMIT)])
    settle(store)
    with pytest.raises(NotFound):
        archive.thread("x:21")
    assert {post.id for _, post in store.withheld()} == {"x:20", "x:21", "x:22"}
    assert archive.info().authors == 0


def test_notices_and_private_posts_stand_beside(store):
    archive = filled(store)
    store.add(begin(store), [Notice("x:21", "deleted", at=DAY)])
    secret = a_post("29", HERMIT, SECRET, visibility="followers")
    assert store.add(begin(store), [secret], private=True).private == 1
    assert archive.with_private(private=False, refused=True).thread("x:20").parts[1].state == "deleted"
    with pytest.raises(NotFound):
        archive.of_owner().thread("x:29")
    assert archive.with_private(refused=True).thread("x:29").parts


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Hermit", "@hermit"),
        ("@Cy@masto.example", "@cy@masto.example"),
        ("x:user:99", "x:user:99"),
        ("https://x.com/Hermit", "x:@hermit"),
        ("bsky.app/profile/did:plc:abc", "did:plc:abc"),
        ("https://bsky.app/profile/heron.example", "bluesky:@heron.example"),
        ("https://masto.example/@Cy", "@cy@masto.example"),
        ("https://masto.example/users/Cy", "https://masto.example/users/Cy"),
        ("X:@Hermit", "X:@hermit"),
    ],
)
def test_authors_are_named_as_people_name_them(written, name):
    assert name_of(written) == name


@pytest.mark.parametrize("written", ["", "two words", "a/b"])
def test_what_is_no_name_is_refused(written):
    with pytest.raises(BadQuery):
        name_of(written)


def test_no_page_in_any_form_lets_them_out(store):
    archive = filled(store)
    archive.put("Weirs", ["x:1"])
    archive.of_owner()
    store.shelve("Weirs", (*store.shelf("Weirs"), msgspec.structs.replace(store.shelf("Weirs")[0], post="x:20", note="otter")))  # fmt: skip
    client = TestClient(create_app(archive, access=Access("public")), raise_server_exceptions=False)
    paths = [
        "/",
        "/threads",
        "/tags",
        "/tag/stones",
        "/tag/weir",
        "/authors",
        "/problems",
        "/search?q=weir",
        "/calendar",
    ]
    paths += [
        "/author/hermit",
        "/author/x:user:99",
        "/find?q=hermit",
        "/day/2019-03-01",
        "/shelf/Weirs",
        "/sitemap.xml",
    ]
    paths += [f"/{kind}/x:{key}" for kind in ("thread", "post", "embed/thread") for key in (1, 2, 20, 21, 50, 51)]
    for path in paths:
        for suffix in ("", *(form[2] for form in archive.forms().values())):
            before, _, query = path.partition("?")
            body = client.get(f"{before}{suffix}?min_posts=1&{query}").text
            assert "otter" not in body, path + suffix
            assert "A hermit" not in body, path + suffix
    assert client.get("/thread/x:20").status_code == 404
    assert "hermit" not in client.get("/thread/x:20").text.lower()
    assert "Said to everybody" in client.get("/thread/x:1").text


def test_no_export_has_them(store):
    archive = filled(store)
    for form in archive.forms():
        out = io.BytesIO()
        archive.export(archive.threads(Query(limit=None, min_posts=1)), form, out)
        assert "otter" not in READ_BACK.get(form, read)(out.getvalue()), form


def test_the_owner_sees_them_on_pages(store):
    archive = filled(store)
    page = TestClient(create_app(archive, access=Access("own")), client=("127.0.0.1", 1), base_url="http://localhost")
    assert SECRET in page.get("/thread/x:20").text
    assert SECRET in page.get("/threads").text


def test_their_media_are_given_to_nobody_else(store, tmp_path):
    archive = Archive(store, None if store.folder is not None else tmp_path / "captures")
    if not archive.can_keep_media():
        pytest.skip("an archive in memory has no files")
    url = "https://img.example/otter.png"
    store.add(begin(store), [a_post("20", HERMIT, SECRET, media=(Media("photo", url),)), *chain("1 2")])
    settle(store)
    from clew.archive.holdings import holding, shelved

    with archive._media.begin() as partial:
        from PIL import Image

        Image.new("RGB", (8, 8), "red").save(partial.file, "PNG")
        file = shelved(archive._media, partial, 100)
    store.hold([holding(url, "x:20", url, file)])
    assert archive.medium(file.name)[0].is_file()
    archive.refuse("hermit", "")
    with pytest.raises(NotFound):
        archive.medium(file.name)
    assert archive.of_owner().medium(file.name)[0].is_file()
    owner = archive.of_owner().thread("x:20")
    assert owner.parts[0].post.media[0].file == file
    receipt = archive.forget(archive.forgettable("author", "hermit"), "")
    assert receipt.files == (file.sha,)
    assert not archive._media.has(file.name)
    assert archive.refusals() == ()
    assert isinstance(store.holding(file.sha), Holding | None)
    assert store.holding(file.sha) is None


def test_what_authors_say_of_themselves_is_kept_and_weighed(store):
    known = Consent(store)
    assert (known.of(ADA).answer, known.of(ADA).allows) == ("unknown", False)
    known.note([Statement(ADA.id, "network", "yes", "", DAY)])
    assert known.of(ADA).allows
    known.note([Statement(ADA.id, "profile", "no", "#nobot stands in the profile", DAY)])
    assert (known.of(ADA).answer, known.of(ADA).source) == ("no", "profile")
    known.note([Statement(ADA.id, "profile", "unknown", "", DAY)])
    assert known.of(ADA).allows
    store.refuse(Refusal("@ada_reads", "by mail", DAY))
    assert (known.of(ADA).source, known.of(ADA).reason) == ("owner", "by mail")
    assert store.statements(BO.id) == ()


def test_what_profiles_ask_for_is_read():
    assert asks("Rivers. #NoBot", discoverable=False, indexable=True, noindex=None) == ("#nobot", "discoverable")
    assert asks('<p>No bots <a href="x">#<span>noarchive</span></a></p>', noindex=True) == ("#noarchive", "noindex")
    assert asks("nobot, &#nobots; a#nobot #nobotany", discoverable=None, indexable="false") == ()
    assert asks(None) == ()


def test_a_profile_in_a_file_is_noted_and_hides_nothing(tmp_path):
    one = tweet(1, "Rivers and reeds.")
    one["user"]["description"] = "Walks. #nobot"
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add([write_lines(tmp_path / "one.jsonl", [one, tweet(2, "More.", after=1)])]))
        author = archive.thread(f"x:{BASE + 1}").summary.author
        said = Consent(archive._store).of(author)
        assert (said.answer, said.source, said.reason) == ("no", "profile", "#nobot stands in the profile")
        assert author.asks == ()


def test_bluesky_and_the_fediverse_say_it_in_their_own_way(tmp_path):
    sources = Path(__file__).parent / "sources"
    made = json.loads((sources / "mastodon" / "search.json").read_text("utf-8"))
    made["statuses"][0]["account"] |= {"indexable": False, "note": "<p>Reeds</p>"}
    (tmp_path / "search.json").write_text(json.dumps(made), "utf-8")
    with Archive.open("memory:") as archive:
        list(archive.add([tmp_path / "search.json", sources / "bluesky" / "thread-tree.json"]))
        assert {each.reason for each in archive._store.statements(None)} == {
            "asks that posts are not searched (indexable is off)",
            "asks to be shown to members of the network only (!no-unauthenticated)",
        }


def test_captures_with_them_in_go_along_with_no_export(tmp_path):
    source = Path(__file__).parent / "sources" / "bluesky" / "thread-tree.json"
    with Archive.open(tmp_path / "archive") as archive:
        list(archive.add([source]))
        one, other = [each.author for each in archive.authors()][:2]
        thread = next(archive.threads(Query(author=one.id, min_posts=1)))
        assert [each.why for each in Captures(archive._store, archive._captures).of(thread)] == [None]
        archive.refuse(other.id, "")
        (stays,) = Captures(archive._store, archive._captures).of(thread)
        assert (stays.body, stays.why) == (None, "there are posts in it of people who refused to be shown")
        assert next(iter(Captures(archive._store, archive._captures, refused=True).of(thread))).why is None
