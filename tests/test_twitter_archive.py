from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from clew import sources
from clew.archive import Archive
from clew.capture import Capture, open_capture
from clew.post import Notice, Post, Problem
from clew.sources import twitter_archive
from clew.sources.twitter_archive.members import of_kind

CASES = Path(__file__).parent / "sources" / "twitter_archive"


def read(place):
    with open_capture(place) as capture:
        assert twitter_archive.sniff(capture)
        return list(twitter_archive.read(capture.only(twitter_archive.wants)))


def posts(place):
    return {record.id: record for record in read(place) if isinstance(record, Post)}


def problems(place):
    return [record.reason for record in read(place) if isinstance(record, Problem)]


def archive(folder, **files):
    """A folder with these files of rows, as X writes them."""
    for name, rows in files.items():
        kind = name.replace("-", "_")
        file = folder / "data" / f"{name}.js"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"window.YTD.{kind}.part0 = {json.dumps(rows)}")
    return folder


def row(number, text, **more):
    fields = {"id_str": str(number), "created_at": "Sat Nov 09 12:14:18 +0000 2024", "full_text": text}
    return {"tweet": {**fields, "entities": {"user_mentions": []}, **more}}


@pytest.fixture
def opened(monkeypatch):
    """The names of all members of which a single byte was asked for."""
    names = []
    for method in ("open", "head", "raw"):
        original = getattr(Capture, method)

        def watched(self, name=None, *rest, original=original, **more):
            names.append(name)
            return original(self, name, *rest, **more)

        monkeypatch.setattr(Capture, method, watched)
    return names


PRIVATE = [
    "direct-message.js",
    "direct-messages.js",
    "direct-messages-part1.js",
    "direct-message-headers.js",
    "direct-messages-group.js",
    "contact.js",
    "ip-audit.js",
    "like.js",
    "twitter-circle-tweet.js",
    "twitter-circle-member.js",
    "ad-engagements.js",
    "ad-impressions.js",
    "personalization.js",
    "phone-number.js",
    "email-address-change.js",
    "device-token.js",
    "grok-chat-item.js",
    "block.js",
    "mute.js",
    "follower.js",
    "following.js",
    "connected-application.js",
    "saved-search.js",
    "account-creation-ip.js",
    "account-suspension.js",
    "key-registry.js",
    "ni-devices.js",
    "tweetdeck.js",
    "periscope-account-information.js",
    "professional-data.js",
    "user-link-clicks.js",
]


def test_nothing_private_is_opened(opened, tmp_path):
    place = packed(CASES / "data-2024", tmp_path / "archive.zip", "")
    with zipfile.ZipFile(place, "a") as file:
        for name in {f"data/{name}" for name in PRIVATE} - set(file.namelist()):
            file.writestr(name, "window.YTD.private.part0 = [ this is no JSON either ]")
    with open_capture(place) as capture:
        source = sources.find(capture)
        assert source is twitter_archive
        list(source.read(capture.only(sources.wants(source))))
    assert set(opened) == {
        f"data/{name}.js"
        for name in (
            "account", "manifest", "tweets", "tweets-part1", "note-tweet", "deleted-tweets", "deleted-tweet-headers",
            "community-tweet",
        )
    }  # fmt: skip


@pytest.mark.parametrize("zipped", [False, True])
def test_nothing_private_is_looked_at_in_a_folder_of_other_things(opened, tmp_path, zipped):
    folder = tmp_path / "things"
    (folder / "data").mkdir(parents=True)
    for name in PRIVATE:
        for place in (folder / name, folder / "data" / name):
            place.write_text("window.YTD.private.part0 = [ this is no JSON either ]")
    (folder / "posts.jsonl").write_bytes((CASES.parent / "twitter_v1" / "twarc-lines.jsonl").read_bytes())
    place = packed(folder, tmp_path / "things.zip", "") if zipped else folder
    with Archive.open("memory:") as archive:
        assert sum(each.added.new for each in archive.add([place])) > 0
    assert not {Path(name).name for name in opened if name} & set(PRIVATE)


@pytest.mark.parametrize("name", PRIVATE)
@pytest.mark.parametrize("place", ["", "data/", "twitter-2024-11-16-abc/data/"])
def test_private_members_are_not_wanted(place, name):
    assert not twitter_archive.wants(place + name)


@pytest.mark.parametrize(
    "name",
    [
        "tweet.js",
        "tweets.js",
        "tweets (1).js",
        "data/tweets.js",
        "data/tweets-part12.js",
        "twitter-2024-11-16-abc/data/tweets.js",
        "data/note-tweet.js",
        "data/deleted-tweets.js",
        "data/community-tweet.js",
        "data/js/tweets/2016_04.js",
        "my old tweets/data/js/tweets/2016_04.js",
        "backups/2016/of me/data/tweets.js",
        "data/js/user_details.js",
        "data/account.js",
        "data/manifest.js",
    ],
)
def test_members_with_posts_are_wanted(name):
    assert twitter_archive.wants(name)


@pytest.mark.parametrize(
    "name",
    [
        "__MACOSX/data/tweets.js",
        "data/tweets.jsx",
        "data/tweets_media/1-a.js",
        "data/tweets.json",
        "data/xtweets.js",
    ],
)
def test_members_elsewhere_are_not_wanted(name):
    assert not twitter_archive.wants(name)


def packed(folder, place, top):
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                file.write(path, top + path.relative_to(folder).as_posix())
    return place


@pytest.mark.parametrize("case", [path.name for path in sorted(CASES.iterdir()) if path.is_dir()])
@pytest.mark.parametrize("top", ["", "twitter-2024-11-16-abc/"])
def test_a_zip_with_or_without_a_folder_in_it_reads_as_the_folder_does(tmp_path, case, top):
    def told(place):
        return [each if not isinstance(each, Problem) else each.reason for each in read(place)]

    assert told(packed(CASES / case, tmp_path / "archive.zip", top)) == told(CASES / case)


def test_several_archives_in_one_folder_keep_their_owners(tmp_path):
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as file:
        for name in ("root-2019", "data-2021", "data-2024"):
            for path in (CASES / name).rglob("*.js"):
                file.write(path, f"backups/old/{name}/{path.relative_to(CASES / name).as_posix()}")
    owners = {post.author.handle: post.id for post in posts(tmp_path / "all.zip").values()}
    assert set(owners) == {"marek_dub", "Salma_Haddad", "lena_okafor"}
    for name in ("root-2019", "data-2021", "data-2024"):
        assert posts(CASES / name).items() <= posts(tmp_path / "all.zip").items()


def test_a_script_of_that_name_beside_an_archive_is_not_read(tmp_path):
    archive(tmp_path / "mine", tweets=[row(1, "hello")])
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tweets.js").write_text("function tweets() { return [] }")
    assert list(posts(tmp_path)) == ["x:1"]
    assert problems(tmp_path) == []


def test_a_file_of_an_archive_alone_is_read():
    with open_capture(CASES / "no-account" / "data" / "tweets.js") as capture:
        assert sources.find(capture) is twitter_archive
        assert sum(isinstance(each, Post) for each in twitter_archive.read(capture)) == 3


def test_a_long_text_takes_the_place_of_its_beginning_and_keeps_the_pictures():
    post = posts(CASES / "data-2024")["x:1785000000000000001"]
    assert post.text.startswith(
        "1/4 What the harbour archive says about the flood of 1953, in four parts & with the maps."
    )
    assert post.text.endswith("and then went to look. example.org/maps #maps")
    assert [post.text[e.start : e.end] for e in post.entities] == ["example.org/maps", "#maps"]
    assert len(post.media) == 1
    assert not post.in_parts


def test_a_long_text_that_answers_keeps_the_mentions_before_it():
    post = posts(CASES / "data-2024")["x:1785000000000000002"]
    assert post.text[: post.body_start] == "@marek_dub "
    assert post.text[post.body_start :].startswith("and the mill is on the second map too")
    assert [(e.kind, post.text[e.start : e.end]) for e in post.entities] == [
        ("mention", "@marek_dub"),
        ("hashtag", "#maps"),
    ]


def test_a_long_text_without_its_post_is_told():
    assert any("A long text of 2024-05-01 09:00:00" in reason for reason in problems(CASES / "data-2024"))


def note(text, when="2024-11-09T12:14:18.000Z"):
    return {"noteTweet": {"createdAt": when, "core": {"text": text}}}


def test_two_long_texts_of_one_second_find_their_own_posts(tmp_path):
    first, second = "first " * 60, "second " * 50
    archive(
        tmp_path,
        tweets=[row(1, second[:279].rstrip() + "…"), row(2, first[:279].rstrip() + "…"), row(3, "third, and short")],
        **{"note-tweet": [note(first), note(second)]},
    )
    assert {post.id: post.text for post in posts(tmp_path).values()} == {
        "x:1": second, "x:2": first, "x:3": "third, and short",
    }  # fmt: skip
    assert problems(tmp_path) == []


def test_a_long_text_of_another_second_is_not_joined(tmp_path):
    text = "words " * 60
    archive(tmp_path, tweets=[row(1, text[:279] + "…")], **{"note-tweet": [note(text, "2024-11-09T12:14:19.000Z")]})
    assert posts(tmp_path)["x:1"].in_parts
    assert len(problems(tmp_path)) == 1


def test_the_longer_text_wins(tmp_path):
    """A post with bold letters has a note too, and its own text with a link may be the longer one."""
    archive(
        tmp_path,
        tweets=[row(1, "a word in bold letters, and more")],
        **{"note-tweet": [note("a word in bold letters")]},
    )
    assert posts(tmp_path)["x:1"].text == "a word in bold letters, and more"
    assert problems(tmp_path) == []


def test_a_deleted_post_is_kept_with_the_proof_that_it_was_deleted():
    records = read(CASES / "data-2024")
    proofs = {each.post_id: each for each in records if isinstance(each, Notice)}
    assert set(proofs) == {"x:1784999999999999990", "x:1784999999999999980"}
    assert {proof.state for proof in proofs.values()} == {"deleted"}
    assert all(f"{proof.at:%H:%M}" == "20:05" for proof in proofs.values())
    assert posts(CASES / "data-2024")["x:1784999999999999990"].text == "I take this back"


def test_a_file_that_the_archive_lists_and_lacks_is_told():
    missing = [reason for reason in problems(CASES / "data-2024") if "not here" in reason]
    assert missing == ["The archive was written with data/tweets-part2.js (812 posts), which is not here."]


def test_versions_of_an_edited_post_know_each_other():
    read_ = posts(CASES / "data-2024")
    both = ("x:1785000000000000003", "x:1785000000000000004")
    assert [read_[each].versions for each in both] == [both, both]
    assert read_["x:1785000000000000001"].versions == ()


def test_a_post_for_followers_is_not_public():
    read_ = posts(CASES / "data-2024")
    assert read_["x:1785100000000000001"].visibility == "followers"
    assert read_["x:1785100000000000002"].visibility == "unknown"


@pytest.mark.parametrize(
    ("changes", "visibility"),
    [
        ([("Protect", "2022-01-01T00:00:00.000Z")], "followers"),
        ([("Unprotect", "2023-01-01T00:00:00.000Z"), ("Protect", "2022-01-01T00:00:00.000Z")], "public"),
        ([("Protect", "2023-01-01T00:00:00.000Z"), ("Unprotect", "2022-01-01T00:00:00.000Z")], "followers"),
        ([("Protect", None)], "unknown"),
        ([], "unknown"),
    ],
)
def test_a_protected_account_posts_for_its_followers(tmp_path, changes, visibility):
    rows = [{"protectedHistory": {"protectedAt": when, "action": action}} for action, when in changes]
    archive(tmp_path, tweets=[row(1, "hello")], **{"protected-history": rows})
    assert posts(tmp_path)["x:1"].visibility == visibility


def test_the_owner_is_proven_by_answers_and_pictures():
    authors = {post.author for post in posts(CASES / "no-account").values()}
    assert [(author.id, author.handle) for author in authors] == [("x:user:7100002", "marek_dub")]


def test_an_answer_to_a_stranger_proves_no_owner():
    authors = {post.author for post in posts(CASES / "nobody-known").values()}
    assert [(author.id, author.handle) for author in authors] == [("x:author-of:1500000000000000011", None)]


def test_the_headers_of_posts_name_their_owner(tmp_path):
    archive(tmp_path, tweets=[row(1, "hello")], **{"tweet-headers": [{"tweet": {"tweet_id": "1", "user_id": "77"}}]})
    assert posts(tmp_path)["x:1"].author.id == "x:user:77"


def test_the_manifest_names_the_owner(tmp_path):
    archive(tmp_path, tweets=[row(1, "hello")])
    info = {"userInfo": {"accountId": "78", "userName": "lina", "displayName": "Lina"}}
    (tmp_path / "data" / "manifest.js").write_text(f"window.__THAR_CONFIG = {json.dumps(info)}")
    author = posts(tmp_path)["x:1"].author
    assert (author.id, author.handle, author.name) == ("x:user:78", "lina", "Lina")


@pytest.mark.parametrize(
    ("text", "repost"),
    [
        ("RT @somebody: their words", True),
        ("RT @somebody their words, by hand", False),
        ("so true RT @somebody: their words", False),
        ("RT: their words", False),
    ],
)
def test_a_post_passed_on_is_marked_though_its_id_is_unknown(tmp_path, text, repost):
    post = posts(archive(tmp_path, tweets=[row(1, text)]))["x:1"]
    assert post.repost is repost
    assert post.repost_of is None


def test_by_hand_is_not_passed_on_where_the_format_says_which_is_which():
    read_ = posts(CASES / "grailbird-2017")
    assert not read_["x:10500000001"].repost
    assert read_["x:840000000000000003"].repost_of == "x:839999999999999999"
    assert read_["x:839999999999999999"].author.handle == "marek_dub"


def test_only_a_link_to_another_post_is_a_quote(tmp_path):
    def with_links(number, *links):
        urls = [
            {"url": f"https://t.co/{n}", "expanded_url": link, "indices": ["0", "1"]} for n, link in enumerate(links)
        ]
        return row(number, "see", entities={"urls": urls})

    archive(
        tmp_path,
        tweets=[
            with_links(1, "https://twitter.com/a/status/90", "https://x.com/b/status/91", "https://example.org"),
            with_links(2, "https://twitter.com/a/status/2/photo/1"),
            with_links(3, "https://example.org/status/90", "https://twitter.com/a"),
        ],
    )
    assert {post.id: post.quote for post in posts(tmp_path).values()} == {"x:1": "x:91", "x:2": None, "x:3": None}


def test_mentions_count_as_automatic_only_in_an_answer_to_a_post():
    bodies = {id_[-1]: post.text[post.body_start :] for id_, post in posts(CASES / "data-2021").items()}
    assert bodies["6"] == "كما قلت @lena_okafor سابقا"  # answers a post
    assert bodies["4"] == ".@harbour_desk you say 3 < 4 $PORT"
    assert bodies["3"] == "@harbour_desk good morning"  # answers an account and no post


def test_a_film_is_its_best_file():
    _, film = posts(CASES / "data-2021")["x:1400000000000000001"].media
    assert (film.kind, film.url, film.mime) == ("video", "https://video.twimg.com/large.mp4", "video/mp4")
    assert film.preview.endswith("-1.jpg")
    assert film.alt is None  # archives have no alt texts


def test_what_stands_beside_a_broken_row_is_read():
    texts = [post.text for post in posts(CASES / "broken-rows").values()]
    assert texts[0] == "a sound post before"
    assert texts[-1] == "a sound post after"
    assert "half an emoji \N{REPLACEMENT CHARACTER}" in texts
    assert posts(CASES / "broken-rows")["x:1600000000000000002"].created is None


def test_parts_are_read_in_their_order():
    names = ("data/tweets-part10.js", "data/tweets-part2.js", "data/tweets.js", "data/account.js")
    assert of_kind(names, "tweets") == ["data/tweets.js", "data/tweets-part2.js", "data/tweets-part10.js"]


@pytest.mark.parametrize("text", ["window.YTD.like.part0 = [ ]", "[]", "var tweets = []", ""])
def test_a_file_by_that_name_with_something_else_in_it_is_no_archive(tmp_path, text):
    (tmp_path / "tweets.js").write_text(text)
    with open_capture(tmp_path) as capture:
        assert not twitter_archive.sniff(capture)
