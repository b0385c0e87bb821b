from __future__ import annotations

import json
from pathlib import Path

import pytest

from clew.capture import open_capture
from clew.post import Notice, Post, Problem
from clew.sources import twitter_v2

CASES = Path(__file__).parent / "sources" / "twitter_v2"


@pytest.fixture
def read(tmp_path):
    def read(*pages):
        file = tmp_path / "tweets.jsonl"
        file.write_text("\n".join(map(json.dumps, pages)))
        with open_capture(file) as capture:
            return list(twitter_v2.read(capture))

    return read


def case(name):
    with open_capture(CASES / name) as capture:
        return list(twitter_v2.read(capture))


def posts(records):
    return {record.id: record for record in records if isinstance(record, Post)}


def tweet(number, text, **more):
    return {"id": str(number), "text": text, "author_id": "7", **more}


def test_a_page_gives_its_posts_and_those_beside_them_once():
    ids = [record.id[-2:] for record in case("page.jsonl") if isinstance(record, Post)]
    assert ids == ["04", "02", "06", "05", "07", "08", "09", "01", "09"]
    assert len(set(posts(case("page.jsonl")))) == len(ids)


def test_an_answer_names_its_parent_its_author_and_the_root():
    post = posts(case("page.jsonl"))["x:1490000000000000004"]
    assert (post.reply_to.id, post.reply_to.author_id) == ("x:1490000000000000002", "x:user:7100001")
    assert post.conversation == "x:1490000000000000001"
    assert post.quote == "x:1480000000000000009"
    assert post.text[post.body_start :] == "3/3 and @harbour_desk knew."


def test_the_parent_s_author_is_looked_for_beside_the_page(read):
    page = {
        "data": [tweet(2, "two", referenced_tweets=[{"type": "replied_to", "id": "1"}])],
        "includes": {"tweets": [tweet(1, "one", author_id="8")]},
    }
    assert posts(read(page))["x:2"].reply_to.author_id == "x:user:8"


def test_versions_are_in_the_order_of_their_ids():
    post = posts(case("page.jsonl"))["x:1490000000000000004"]
    assert post.versions == ("x:1490000000000000003", "x:1490000000000000004")
    assert posts(case("page.jsonl"))["x:1490000000000000002"].versions == ()


def test_media_and_polls_are_joined_by_their_keys():
    made = posts(case("page.jsonl"))
    photo, film = made["x:1490000000000000001"].media
    assert (photo.kind, photo.alt, photo.width) == ("photo", "A table of tides, brown with age", 800)
    assert (film.kind, film.url, film.preview) == (
        "video",
        "https://video.twimg.com/l.mp4",
        "https://pbs.twimg.com/p.jpg",
    )
    assert film.alt == ""  # the page's address asks for alt texts, and this film has none
    assert [(choice.label, choice.votes) for choice in made["x:1490000000000000005"].poll] == [
        ("the weir", 9), ("the mill", 4),
    ]  # fmt: skip


def test_media_of_which_only_the_key_is_known_keep_their_kind(read):
    (post,) = read({"data": tweet(1, "see", attachments={"media_keys": ["3_5", "7_6", "16_7"]})})
    assert [(each.kind, each.url, each.alt) for each in post.media] == [
        ("photo", None, None), ("video", None, None), ("gif", None, None),
    ]  # fmt: skip


def test_a_span_that_spells_something_else_is_found_or_dropped():
    post = posts(case("page.jsonl"))["x:1490000000000000007"]
    assert post.text == "Offsets lie here: #wrong and example.org/far"
    assert [(e.kind, post.text[e.start : e.end]) for e in post.entities] == [("link", "example.org/far")]


def test_x_own_words_never_stand_for_the_author_s():
    records = case("page.jsonl")
    post = posts(records)["x:1490000000000000008"]
    assert (post.text, post.in_parts, post.reply_to.id) == ("", True, "x:1490000000000000001")
    assert Notice("x:1490000000000000008", "withheld", "x:user:7100005") in records


def test_errors_prove_what_they_say_and_nothing_else():
    records = case("page.jsonl")
    notices = [record for record in records if isinstance(record, Notice) and record.state != "withheld"]
    assert notices == [Notice("x:1480000000000000002", "suspended", "x:user:7100005")]
    reasons = [record.reason for record in records if isinstance(record, Problem)]
    assert len(reasons) == 2
    assert "Could not find tweet" in reasons[0]  # which is no proof that it was deleted
    assert "not authorized" in reasons[1]  # which does not say why


@pytest.mark.parametrize(
    ("detail", "state"),
    [
        ("User has been suspended: [5].", "suspended"),
        ("The author of this Tweet has protected their Tweets: [5].", "protected"),
        ("Could not find tweet with id: [5].", None),
        ("Sorry, you are not authorized to see the Tweet with id: [5].", None),
    ],
)
def test_only_a_named_state_becomes_a_notice(read, detail, state):
    error = {"detail": detail, "resource_type": "tweet", "resource_id": "5", "title": "Error"}
    (record,) = read({"errors": [error]})
    assert getattr(record, "state", None) == state
    assert isinstance(record, Problem) == (state is None)


def test_when_twarc_looked_is_kept(read):
    assert {f"{post.seen:%F %T}" for post in posts(case("flattened.jsonl")).values()} == {"2022-03-01 12:00:00"}
    origin = {"retrieved_at": "2022-03-01T12:00:00+00:00"}
    with_, without = read({**tweet(1, "a"), "__twarc": origin}, tweet(2, "b"))
    assert with_.seen is not None
    assert without.seen is None


def test_a_flattened_line_gives_the_posts_inside_it_and_none_that_are_only_named():
    assert list(posts(case("flattened.jsonl"))) == [
        "x:1490000000000000004", "x:1490000000000000002", "x:1490000000000000001",
    ]  # fmt: skip


def test_a_broken_line_is_told_and_the_rest_is_read():
    (problem,) = (record for record in case("flattened.jsonl") if isinstance(record, Problem))
    assert problem.place == "flattened.jsonl, line 2"


def test_the_long_text_takes_the_place_of_its_beginning():
    (post,) = case("single-long.json")
    assert post.text.endswith("until it names #tides again")
    assert [e.value for e in post.entities] == ["tides"]


def test_a_post_whose_author_nobody_asked_for_is_kept():
    (post,) = case("fields-not-asked-for.json")
    assert post.author.id == "x:author-of:1496000000000000001"


def test_protected_accounts_are_read_by_followers_only():
    made = posts(case("page.jsonl"))
    assert made["x:1490000000000000007"].visibility == "followers"
    assert made["x:1490000000000000002"].visibility == "public"


def test_a_repost_is_marked_and_cut_texts_say_so():
    post = posts(case("page.jsonl"))["x:1490000000000000006"]
    assert (post.repost, post.repost_of, post.in_parts, post.counts) == (True, "x:1490000000000000001", True, None)


def test_a_folder_of_academictwitter_joins_its_pairs():
    made = posts(case("academictwitteR"))
    assert list(made) == ["x:1490000000000000004", "x:1490000000000000002", "x:1490000000000000001"]
    assert {post.author.handle for post in made.values()} == {"lena_okafor"}


def test_data_without_its_users_is_read(tmp_path):
    folder = CASES / "academictwitteR"
    (tmp_path / "data_1.json").write_bytes(next(folder.glob("data_*")).read_bytes())
    with open_capture(tmp_path / "data_1.json") as capture:
        assert twitter_v2.sniff(capture)
        assert {post.author.handle for post in posts(twitter_v2.read(capture)).values()} == {None}


def test_a_folder_with_other_dumps_in_it_is_no_such_folder(tmp_path):
    for file in (CASES / "academictwitteR").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    with open_capture(tmp_path) as capture:
        assert twitter_v2.sniff(capture)
    (tmp_path / "page.jsonl").write_bytes((CASES / "page.jsonl").read_bytes())
    with open_capture(tmp_path) as capture:
        assert not twitter_v2.sniff(capture)


def test_users_alone_are_no_posts():
    with open_capture(next((CASES / "academictwitteR").glob("users_*"))) as capture:
        assert not twitter_v2.sniff(capture)


@pytest.mark.parametrize(
    "page",
    [
        {"data": [{"id": "1", "text": "of some other service", "username": "a"}]},
        {"data": {"user": {"result": {"legacy": {"full_text": "graphql"}}}}},
        {"id_str": "1", "id": 1, "text": "v1", "created_at": "2020", "user": {"screen_name": "a"}},
        {"id": "1", "content": "mastodon", "account": {"id": "2"}},
        {"users": [{"id": "1", "username": "a"}]},
    ],
)
def test_other_formats_are_not_recognised(tmp_path, page):
    (tmp_path / "file.json").write_text(json.dumps(page))
    with open_capture(tmp_path / "file.json") as capture:
        assert not twitter_v2.sniff(capture)


def test_what_is_neither_post_nor_page_is_a_problem(read):
    assert [type(record) for record in read({"hello": 1}, {"meta": {"result_count": 0}})] == [Problem]
