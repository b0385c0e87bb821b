from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from clew import sources
from clew.capture import open_capture
from clew.post import Notice, Post, Problem
from clew.sources import twitter_v1

CASES = Path(__file__).parent / "sources" / "twitter_v1"


@pytest.fixture
def read(tmp_path):
    def read(*tweets, name="tweets.jsonl"):
        file = tmp_path / name
        file.write_text("\n".join(each if isinstance(each, str) else json.dumps(each) for each in tweets))
        with open_capture(file) as capture:
            return list(twitter_v1.read(capture))

    return read


def tweet(number, text, **more):
    return {
        "id": number,
        "id_str": str(number),
        "created_at": "Thu Jun 08 15:23:27 +0000 2017",
        "text": text,
        "entities": {"hashtags": [], "user_mentions": [], "urls": []},
        "user": {"id_str": "7", "screen_name": "somebody", "protected": False},
        **more,
    }


def case(name):
    with open_capture(CASES / name) as capture:
        return list(twitter_v1.read(capture))


def posts(records):
    return {record.id: record for record in records if isinstance(record, Post)}


def test_the_longest_text_is_taken_with_its_own_entities():
    post = posts(case("stream-with-notices.jsonl"))["x:1030000000000000001"]
    assert post.text.endswith("says the rest in a place of its own. #streams")
    assert [e.value for e in post.entities] == ["marek_dub", "streams"]
    assert post.text[post.body_start :].startswith("this text goes on")
    assert len(post.media) == 1
    assert not post.in_parts


def test_a_text_cut_by_the_source_says_so():
    post = posts(case("stream-with-notices.jsonl"))["x:1030000000000000002"]
    assert post.in_parts
    assert post.text.endswith("at the sign…")  # the link to the post itself is no word of its author
    assert post.entities == ()


def test_full_text_is_whole_and_text_beside_it_is_not_looked_at(read):
    (post,) = read(tweet(1, "cut…", full_text="whole and long", truncated=True))
    assert (post.text, post.in_parts) == ("whole and long", False)


def test_a_deletion_is_a_notice_with_its_time():
    deleted = next(each for each in case("stream-with-notices.jsonl") if isinstance(each, Notice))
    assert (deleted.post_id, deleted.state, deleted.author_id) == ("x:1030000000000000002", "deleted", "x:user:7100001")
    assert deleted.at.isoformat() == "2018-08-19T08:01:40.123000+00:00"


@pytest.mark.parametrize(
    "line",
    [
        {"limit": {"track": 5}},
        {"scrub_geo": {"user_id": 1, "up_to_status_id": 2}},
        {"disconnect": {"code": 4}},
        {"warning": {"code": "FALLING_BEHIND"}},
        {"friends": [1, 2]},
        {"user_withheld": {"id": 5}},
        {"info": {"message": "Replay Request Completed"}},
    ],
)
def test_known_notices_about_no_post_are_passed_over(read, line):
    assert read(line) == []


def test_an_unknown_notice_is_a_problem(read):
    assert [type(each) for each in read({"sunspots": {"count": 1}})] == [Problem]


def test_a_deletion_without_an_id_is_a_problem(read):
    assert [type(each) for each in read({"delete": {"status": {"user_id": 7}}})] == [Problem]


def test_what_is_passed_on_and_quoted_becomes_posts_each_once():
    made = [each for each in case("repost-of-a-quote.json") if isinstance(each, Post)]
    assert [post.id[-1] for post in made] == ["3", "2", "1"]
    repost, original, quoted = made
    assert (repost.repost, repost.repost_of, repost.quote, repost.counts) == (True, original.id, None, None)
    assert (original.repost, original.repost_of, original.quote) == (False, None, quoted.id)


def test_a_quote_that_is_gone_keeps_its_id(read):
    (post,) = read(tweet(1, "see", is_quote_status=True, quoted_status_id_str="5"))
    assert post.quote == "x:5"


def test_a_link_to_a_post_is_no_quote_here(read):
    urls = [{"url": "https://t.co/1", "expanded_url": "https://twitter.com/a/status/5", "indices": [0, 14]}]
    (post,) = read(tweet(1, "https://t.co/1", entities={"urls": urls}))
    assert post.quote is None


@pytest.mark.parametrize(("protected", "visibility"), [(True, "followers"), (False, "public"), (None, "unknown")])
def test_visibility_is_what_the_account_says(read, protected, visibility):
    user = {"id_str": "7", "screen_name": "somebody"} | ({} if protected is None else {"protected": protected})
    (post,) = read(tweet(1, "hello", user=user))
    assert post.visibility == visibility


def test_alt_texts_none_and_not_asked_for_are_three_things(read):
    def media(**more):
        return {"id_str": "1", "type": "photo", "media_url_https": "https://pbs.twimg.com/a.jpg", "url": "https://t.co/p",
                "indices": [6, 20], **more}  # fmt: skip

    pictures = [media(ext_alt_text="a gate"), media(ext_alt_text=None), media()]
    (post,) = read(tweet(1, "hello https://t.co/p", extended_entities={"media": pictures}))
    assert [each.alt for each in post.media] == ["a gate", "", None]
    assert post.text == "hello"


def test_a_picture_link_in_the_middle_stays_a_link(read):
    media = {"type": "photo", "media_url_https": "https://pbs.twimg.com/a.jpg", "url": "https://t.co/p",
             "display_url": "pic.twitter.com/p", "expanded_url": "https://twitter.com/a/status/1/photo/1",
             "indices": [0, 14]}  # fmt: skip
    (post,) = read(tweet(1, "https://t.co/p and words", extended_entities={"media": [media]}))
    assert post.text == "pic.twitter.com/p and words"
    assert [e.value for e in post.entities] == ["https://twitter.com/a/status/1/photo/1"]


def answer(number, text, **more):
    mentions = [
        {
            "screen_name": name,
            "id_str": "9",
            "indices": [text.index(f"@{name}"), text.index(f"@{name}") + len(name) + 1],
        }
        for name in ("ann", "bob", "cat")
        if f"@{name}" in text
    ]
    return tweet(number, text, entities={"user_mentions": mentions}, in_reply_to_status_id_str="5",
                 in_reply_to_user_id_str="9", in_reply_to_screen_name="ann", **more)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("@ann @bob hello @cat", "hello @cat"),
        (".@ann hello", ".@ann hello"),
        ("hello @ann", "hello @ann"),
        ("@ann\nhello", "hello"),
        ("@ann", ""),
    ],
)
def test_mentions_that_open_an_answer_are_automatic(read, text, body):
    (post,) = read(answer(1, text))
    assert post.text == text
    assert post.text[post.body_start :] == body


def test_the_source_knows_best_where_the_text_starts(read):
    (post,) = read(answer(1, "@ann @bob hello", display_text_range=[5, 15]))
    assert post.text[post.body_start :] == "@bob hello"


def test_without_entities_the_text_itself_is_looked_at():
    post = posts(case("stream-with-notices.jsonl"))["x:1030000000000000004"]
    assert post.entities is None
    assert post.text[post.body_start :] == "no entities stand beside this #one"


def test_x_own_words_never_stand_for_the_author_s(read):
    text = "@somebody's account has been withheld in Ruritania in response to a legal demand. Learn more."
    link = {"url": "https://support.twitter.com/articles/20169222", "display_url": "Learn more", "indices": [82, 92]}
    post, proof = read(tweet(1, text, entities={"urls": [link]}))
    assert (post.text, post.entities, post.in_parts) == ("", None, True)
    assert (proof.post_id, proof.state) == ("x:1", "withheld")


def test_an_account_known_by_its_handle_only_is_keyed_by_it(read):
    (post,) = read(tweet(1, "hello", user={"screen_name": "SomeBody"}))
    assert (post.author.id, post.author.handle) == ("x:@somebody", "SomeBody")


def test_rounded_ids_are_never_used_in_silence():
    records = case("odd-ids-and-types.jsonl")
    assert {"x:872836479608733696", "x:872836479608733697"} <= set(posts(records))
    doubts = [each for each in records if isinstance(each, Problem) and "rounded" in each.reason]
    assert [doubt.place[-6:] for doubt in doubts] == ["line 3", "line 4", "line 6"]


def test_a_self_reply_is_kept_as_the_record_says():
    post = posts(case("odd-ids-and-types.jsonl"))["x:872836479608733699"]
    assert post.reply_to.id == post.id


def test_a_lookup_table_gives_its_tweets_and_proves_nothing_of_the_others():
    assert [each.id for each in case("lookup-map.json")] == ["x:1060000000000000001"]


def test_mixed_layouts_in_one_file_are_read(read):
    records = read(
        tweet(1, "one"), {"statuses": [tweet(2, "two")]}, {"results": [tweet(3, "three")]}, [tweet(4, "four")]
    )
    assert [each.id for each in records] == ["x:1", "x:2", "x:3", "x:4"]


def test_two_hundred_reposts_deep_are_read(read):
    record = tweet(0, "the first")
    for number in range(1, 200):
        record = tweet(number, f"RT @somebody: {number}", retweeted_status=record)
    assert len(posts(read(record))) == 200


@pytest.mark.parametrize("name", ["search.json", "premium.json", "lookup-map.json", "twarc-lines.jsonl"])
def test_packed_files_are_recognised(tmp_path, name):
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress((CASES / name).read_bytes()))
    with open_capture(packed) as capture:
        assert sources.find(capture) is twitter_v1
        assert [post.id for post in posts(twitter_v1.read(capture)).values()] == list(posts(case(name)))


@pytest.mark.parametrize(
    "record",
    [
        {"id": "1", "created_at": "2022-01-01", "text": "v2", "author_id": "5", "public_metrics": {}},
        {"id": "1", "created_at": "2022-01-01", "content": "<p>mastodon</p>", "account": {"id": "5"}},
        {"uri": "at://x", "record": {"text": "bluesky", "createdAt": "2022"}, "author": {"did": "did:plc:x"}},
        {"id": 1, "date": "2022", "text": "telegram", "from": "a"},
        ["EVENT", {"id": "1", "pubkey": "x", "created_at": 5, "content": "nostr"}],
        {"user": {"id": 1, "screen_name": "only an account"}, "created_at": "2020"},
    ],
)
def test_other_formats_are_not_recognised(tmp_path, record):
    (tmp_path / "file.json").write_text(json.dumps(record))
    with open_capture(tmp_path / "file.json") as capture:
        assert not twitter_v1.sniff(capture)
