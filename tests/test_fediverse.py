"""Mastodon's API, ActivityPub and account exports, beyond their fixture pairs in tests/sources."""

from __future__ import annotations

import io
import json
import random
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from clew import sources
from clew.capture import open_capture
from clew.post import Notice, Post, Problem
from clew.sources._activity_list import start_of_items
from clew.sources._fediverse import actor_of, audience, handle_of, language, moment
from clew.unroll import unroll

CASES = Path(__file__).parent / "sources"
EXPORT = CASES / "activitypub_export" / "harbour-export"
OWN = ("mastodon", "activitypub", "activitypub_export")


def read(place, name=None):
    with open_capture(place) as capture:
        source = sources.load(name) if name else sources.find(capture)
        return [*source.read(capture.only(sources.wants(source))), *capture.problems]


def unrolled(records):
    posts = {record.id: record for record in records if isinstance(record, Post)}
    return unroll(list(posts.values()), [record for record in records if isinstance(record, Notice)])


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("en", "en"), ("zhCn", "zh-CN"), ("zh-TW", "zh-TW"), ("pt_br", "pt-BR"), ("zh-hant-tw", "zh-Hant-TW"), ("srLatn", "sr-Latn"),
        ("EN", "en"), ("yue", "yue"), ("es-419", "es-419"), ("iw", "he"), ("und", None), ("zxx", None), ("", None), (None, None),
        ("english", None), ("x", None), ("🧵", None), ("e" * 1000, None),
    ],
)  # fmt: skip
def test_language_codes_are_read_as_they_are_meant(code, expected):
    assert language(code) == expected


PUBLIC = "https://www.w3.org/ns/activitystreams#Public"


@pytest.mark.parametrize(
    ("to", "cc", "expected"),
    [
        ([PUBLIC], [], "public"),
        (["as:Public"], None, "public"),
        (["https://a.example/users/b/followers"], [PUBLIC], "unlisted"),
        (["https://a.example/users/b/followers"], [], "followers"),
        (["https://a.example/followers/b"], ["https://c.example/users/d"], "followers"),
        (["https://c.example/users/d"], [], "direct"),
        ([], [], "direct"),
        (["https://c.example/users/Public"], [], "direct"),
        (None, None, "unknown"),
    ],
)
def test_the_audience_is_whom_a_post_is_addressed_to(to, cc, expected):
    assert audience(to, cc) == expected


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        ("https://a.example/users/mo/statuses/1", "https://a.example/users/mo"),
        ("https://a.example/users/mo/statuses/01HZX/activity", "https://a.example/users/mo"),
        ("https://a.example/ap/users/12/statuses/1", "https://a.example/ap/users/12"),
        ("https://a.example/@mo@a.example/posts/7/", "https://a.example/@mo@a.example/"),
        ("https://a.example/mo/p/1709500005.000001", "https://a.example/mo"),
        ("https://a.example/notes/9a", None),
        ("https://a.example/objects/0-1", None),
        ("at://did:plc:x/app.bsky.feed.post/1", None),
    ],
)
def test_the_address_of_a_post_tells_its_author_only_by_its_servers_rule(post, expected):
    assert actor_of(post) == expected


@pytest.mark.parametrize(
    ("actor", "post", "link", "expected"),
    [
        (
            "https://a.example/users/mo",
            "https://a.example/users/mo/statuses/1",
            "https://a.example/@mo/1",
            "mo@a.example",
        ),
        ("https://a.example/ap/users/12", "x", "https://a.example/@mo/1", "mo@a.example"),
        ("https://a.example/ap/users/12", "x", None, None),
        ("https://a.example/users/9zz", "https://a.example/notes/1", None, None),
        ("https://a.example/users/66", "x", None, None),
        ("https://a.example/u/mo", "x", "https://other.example/@no/1", "mo@a.example"),
        ("https://[broken/users/mo", "x", None, None),
    ],
)
def test_a_handle_is_read_from_addresses_where_they_have_one(actor, post, link, expected):
    assert handle_of(actor, post, link) == expected


def test_dates_have_any_number_of_digits_and_mean_something():
    assert moment("2017-12-19T16:56:29.7576707+01:00") == datetime(2017, 12, 19, 15, 56, 29, 757670, UTC)
    assert moment("0000-01-01T00:00:00Z") is moment("1970-01-01T00:00:00Z") is moment("soon") is None


@pytest.mark.parametrize("pack", ["zip", "tar.gz", "nested.zip"])
def test_an_export_reads_the_same_packed_or_not(tmp_path, pack):
    packed = tmp_path / f"export.{pack}"
    files = {path.relative_to(EXPORT).as_posix(): path.read_bytes() for path in EXPORT.rglob("*") if path.is_file()}
    if pack == "tar.gz":
        with tarfile.open(packed, "w:gz") as tar:
            for name, data in files.items():
                entry = tarfile.TarInfo(name)
                entry.size = len(data)
                tar.addfile(entry, io.BytesIO(data))
    else:
        with zipfile.ZipFile(packed, "w") as archive:
            for name, data in files.items():
                archive.writestr(f"archive-2024/{name}" if pack == "nested.zip" else name, data)
    assert read(packed) == read(EXPORT)
    assert [each for each in read(EXPORT) if isinstance(each, Problem)] == []


def test_of_an_export_nothing_is_opened_but_the_outbox_and_whose_it_is():
    wanted = sources.wants(sources.load("activitypub_export"))
    names = ("outbox.json", "x/actor.json", "likes.json", "bookmarks.json", "media_attachments/1.png", "avatar.png")
    assert [name for name in names if wanted(name)] == ["outbox.json", "x/actor.json"]


def test_a_folder_with_other_dumps_beside_an_outbox_is_no_export(tmp_path):
    (tmp_path / "outbox.json").write_bytes((EXPORT / "outbox.json").read_bytes())
    (tmp_path / "timeline.json").write_bytes((CASES / "mastodon" / "timeline.json").read_bytes())
    with open_capture(tmp_path) as capture:
        assert not any(sources.load(name).sniff(capture) for name in OWN)


def test_an_export_keeps_its_gap_and_its_thread():
    [thread] = unrolled(read(EXPORT)).shapes
    base = "https://harbour.example/users/mara/statuses/"
    assert [place.id for place in thread.places] == [f"{base}1", f"{base}2", f"{base}4"]
    assert [(gap.after, gap.before, gap.at) for gap in thread.gaps] == [(f"{base}2", f"{base}4", f"{base}3")]


@pytest.mark.parametrize("actor", ["mara", ["mara"], {"id": "mara"}, 7])
def test_what_is_no_address_is_nobodys(tmp_path, actor):
    """A fuzzer found a deletion by such an actor."""
    gone = "https://a.example/notes/7"
    note = {"type": "Note", "id": "https://a.example/notes/8", "to": [PUBLIC], "content": "x", "attributedTo": actor}
    lines = [
        {"type": "Delete", "id": "https://a.example/d", "actor": actor, "object": {"type": "Tombstone", "id": gone}},
        {"type": "Delete", "id": "https://a.example/e", "actor": "https://a.example/users/mo", "object": "mara"},
        {"type": "Tombstone", "id": gone, "attributedTo": actor},
        {"type": "Announce", "id": "share", "actor": "https://a.example/users/mo", "object": gone, "to": [PUBLIC]},
        {"type": "Create", "id": "https://a.example/c", "actor": actor, "object": note},
    ]
    (tmp_path / "odd.jsonl").write_text("\n".join(map(json.dumps, lines)))
    records = read(tmp_path / "odd.jsonl", "activitypub")
    notices = [record for record in records if isinstance(record, Notice)]
    assert {(notice.post_id, notice.author_id) for notice in notices} == {(gone, None)}
    (post,) = [record for record in records if isinstance(record, Post)]
    assert post.author.id == "fediverse:author-of/https://a.example/notes/8"


def outbox(posts, after=""):
    note = {"type": "Note", "attributedTo": "https://a.example/users/mo", "to": [PUBLIC], "content": "<p>x</p>"}
    items = [
        {"type": "Create", "id": f"https://a.example/{n}/a", "actor": "https://a.example/users/mo", "object": {**note, "id": f"https://a.example/{n}"}}
        for n in range(posts)
    ]  # fmt: skip
    return '{"@context": "x", "type": "OrderedCollection", "orderedItems": ' + json.dumps(items) + after + "}"


@pytest.mark.parametrize("after", ["", ', "totalItems": 3', ', "totalItems": 3, "last": null\n'])
def test_an_outbox_is_read_item_by_item_however_it_ends(tmp_path, after):
    (tmp_path / "o.json").write_text(outbox(3, after))
    records = read(tmp_path / "o.json")
    assert [record.id for record in records] == [f"https://a.example/{n}" for n in range(3)]


def test_an_outbox_cut_short_gives_what_it_has(tmp_path):
    (tmp_path / "o.json").write_text(outbox(3000)[:-5000])
    records = read(tmp_path / "o.json")
    assert len([record for record in records if isinstance(record, Post)]) > 2900
    assert any("too early" in record.reason for record in records if isinstance(record, Problem))


def test_an_outbox_may_be_longer_than_any_one_record(tmp_path):
    text = outbox(150_000)
    assert len(text) > 32 << 20
    (tmp_path / "o.json").write_text(text)
    assert len(read(tmp_path / "o.json")) == 150_000


def test_pages_of_an_outbox_one_a_line_are_all_read(tmp_path):
    page = outbox(700)
    assert start_of_items(page.encode()[:65536]) is not None
    (tmp_path / "pages.jsonl").write_text(f"{page}\n{page}\n")
    assert len(read(tmp_path / "pages.jsonl")) == 1400


def test_a_first_page_inside_its_collection_is_read(tmp_path):
    page = {
        "type": "OrderedCollection",
        "id": "https://a.example/outbox",
        "first": json.loads(outbox(3)),
        "totalItems": 3,
    }
    (tmp_path / "o.json").write_text(json.dumps(page))
    assert len(read(tmp_path / "o.json")) == 3


def test_the_list_of_a_collection_is_its_own():
    assert start_of_items(b'{"replies": {"items": [1]}, "type": "Note"}') is None
    assert start_of_items(b'{"first": {"items": [') == 20
    assert start_of_items(b'[{"items": [') is None
    assert start_of_items(b'{"summary": "\\"items\\": [", "items": [') == 37
    assert start_of_items(b'{"items') is None


def test_the_same_post_from_two_servers_is_one(tmp_path):
    """Each server has its own number for it; the address is one."""
    timeline = json.loads((CASES / "mastodon" / "timeline.json").read_text())
    far = next(status for status in timeline if status["id"] == "1019")
    near = {**far, "id": "77", "account": {**far["account"], "id": "1", "acct": "ines"}}
    (tmp_path / "two.json").write_text(json.dumps([far, near]))
    one, other = read(tmp_path / "two.json")
    assert (one.id, one.author) == (other.id, other.author)


def test_a_context_with_tens_of_thousands_inside_one_another_is_no_crash(tmp_path):
    (tmp_path / "deep.json").write_text(
        '{"content":"","account":{"acct":"x"},"spoiler_text":"","reblog":' * 50_000 + "1" + "}" * 50_000
    )
    assert all(isinstance(record, Problem) for record in read(tmp_path / "deep.json"))


@pytest.mark.parametrize(
    "case",
    sorted(path for name in OWN for path in (CASES / name).glob("*.json*") if ".posts." not in path.name),
    ids=lambda path: path.name,
)
def test_bytes_changed_anywhere_never_stop_the_reading(tmp_path, case):
    rng = random.Random(case.name)
    whole = case.read_bytes()
    for _ in range(60):
        data = bytearray(whole)
        for _ in range(rng.randint(1, 5)):
            at = rng.randrange(len(data))
            data[at : at + rng.randint(0, 4)] = rng.choice(
                (b"", b"\xff", b'"', b"{", b"]", b"\x00", b"\\u", b"9" * 30, b"<a<")
            )
        (tmp_path / case.name).write_bytes(data or b" ")
        for record in read(tmp_path / case.name, case.parent.name):
            assert isinstance(record, (Post, Notice, Problem))


class Figures(NamedTuple):
    posts: int
    authors: int
    answers: int
    self_answers: int
    threads: int
    longest: int


# As in the README beside the files; where ours differ, the reason stands beside them.
FILES = {
    "mastodon/export-o3o.ca-purplerain.tar.gz": Figures(1443, 1, 158, 149, 126, 7),
    "mastodon/export-mastodon.social-2026": Figures(305, 1, 228, 209, 34, 36),
    "mastodon/api_context.json": Figures(59, 50, 59, 2, 0, 0),
    # 8 answers there: three more keep only whom they answer, because what they answered was deleted.
    "mastodon/api_account_statuses.json": Figures(20, 1, 11, 2, 2, 2),
    # 16 answers and 7 self-answers there, one more as above. 3 threads there: two posts more, numbered 1/ and 3/3, are
    # joined by their numbers.
    "mastodon/api_tag_timeline_de.json": Figures(40, 25, 17, 8, 4, 5),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_a_real_file_holds_what_was_counted(shared, name):
    records = read(shared / "data" / name)
    assert not [record for record in records if isinstance(record, Problem)]
    posts = {record.id: record for record in records if isinstance(record, Post)}
    made = unrolled(records)
    lengths = [len(shape.places) for shape in made.shapes if len(shape.places) > 1]
    answers = [post for post in posts.values() if post.reply_to]
    own = sum(
        post.reply_to.author_id == post.author.id
        or (post.reply_to.id in posts and posts[post.reply_to.id].author.id == post.author.id)
        for post in answers
    )
    authors = {post.author.id for post in posts.values()}
    assert Figures(len(posts), len(authors), len(answers), own, len(lengths), max(lengths, default=0)) == FILES[name]
    assert not made.problems
    for post in posts.values():
        assert "<p>" not in post.text
        assert "&amp;" not in post.text


@pytest.mark.shared
def test_each_real_object_is_one_post_with_words(shared):
    for file in sorted((shared / "data" / "activitypub").iterdir()):
        [post] = read(file)
        assert post.text, file
        assert post.visibility == ("unknown" if "discourse" in file.name else "unlisted" if "fedibird" in file.name or "lotide" in file.name else "public"), file  # fmt: skip
        assert bool(post.quote) == ("quote" in file.name), file
        assert bool(post.poll) == ("question" in file.name or "poll" in file.name), file


def story(records):
    """Of the thread with most posts: its numbers in order, where it is torn, and how many branches there are."""
    made = unrolled(records)
    texts = {record.id: record.text for record in records if isinstance(record, Post)}
    thread = max(made.shapes, key=lambda shape: len(shape.places))
    main = [texts[place.id].split("/")[0] for place in thread.places if place.line == 0]
    gaps = [
        tuple(texts[side].split("/")[0] if side else None for side in (gap.after, gap.before)) for gap in thread.gaps
    ]
    return main, gaps, [texts[branch.posts[0]].split("/")[0] for branch in thread.branches]


WHOLE = [str(number) for number in (*range(1, 7), *range(8, 13))]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["mastodon_mock/account_statuses.json", "mastodon_mock/timeline_public.json", "takahe/account_statuses.json", "snac/ap_outbox.json"],
)  # fmt: skip
def test_the_deleted_seventh_post_is_a_gap_and_the_rest_is_joined(shared, name):
    main, gaps, branches = story(read(shared / "data" / "mastodon-local" / name))
    assert main == WHOLE
    assert gaps == [("6", "8")]
    assert branches == ["5b"]


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    ["mastodon_mock/status_post8_parent_deleted.json", "takahe/status_post8_parent_deleted.json", "takahe/ap_note_8.json", "snac/ap_note_post8.json"],
)  # fmt: skip
def test_the_eighth_post_alone_stands_behind_the_address_of_the_seventh(shared, name):
    folder = shared / "data" / "mastodon-local" / name.split("/")[0]
    [post] = read(folder / name.split("/")[1])
    assert post.reply_to.author_id == post.author.id
    if (folder / "uris.json").exists():
        assert post.reply_to.id == json.loads((folder / "uris.json").read_text())["7"]


@pytest.mark.shared
def test_snacs_api_forgets_what_the_eighth_post_answered_and_its_outbox_does_not(shared):
    """snac gives neither number nor account of a deleted parent, so its API alone proves nothing; both together do."""
    folder = shared / "data" / "mastodon-local" / "snac"
    main, gaps, _ = story(read(folder / "account_statuses.json"))
    assert (main, gaps) == (WHOLE[:6], [])
    statuses = {record.id: record for record in read(folder / "account_statuses.json")}
    both = [record if record.reply_to else statuses[record.id] for record in read(folder / "ap_outbox.json")]
    assert story(both)[:2] == (WHOLE, [("6", "8")])


@pytest.mark.shared
@pytest.mark.parametrize("server", ["mastodon_mock", "snac", "takahe"])
def test_a_context_is_joined_as_far_as_it_goes(shared, server):
    folder = shared / "data" / "mastodon-local" / server
    root = story(read(folder / "context_root.json"))
    assert root == (["2", "3", "4", "5", "6"], [(None, "2")], ["5b"])
    tail = story(read(folder / "context_post8.json"))
    assert tail == (["9", "10", "11", "12"], [(None, "9")], [])
