"""Research sets, Telegram and Nostr: real files against the figures beside them, and what no mutation can do.

The figures are those of ../shared/data/README.md; where ours differ, the reason stands beside them.
"""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from clew import sources
from clew.capture import open_capture
from clew.post import Notice, Post, Problem
from clew.unroll import unroll

FIXTURES = Path(__file__).parent / "sources"

# Posts, authors, answers, answers to oneself, self-threads of two or more, the longest.
FIGURES = {
    "research/rumoureval2017/train/ottawashooting/524964948683005952": (45, 6, 44, 5, 1, 6),
    "research/rumoureval2017/train/ferguson/499530130487017472": (25, 15, 24, 5, 1, 6),
    "research/rumoureval2017/train/putinmissing/576276947648405505": (4, 1, 3, 3, 1, 4),
    "research/rumoureval2017/train/charliehebdo/552791196247269378": (23, 19, 22, 2, 1, 3),
    "research/rumoureval2017/test/544294893146091520": (29, 27, 28, 2, 1, 3),
    # The five together.
    "research/rumoureval2017": (126, 68, 121, 17, 5, 6),
    "research/aured/aured_star_a.jsonl": (761, 6, 0, 0, 0, 0),
    # 110 and 323 answers there: every repost was counted as one. Reposts without words of their own answer nobody.
    "research/weibo_ced/rumor-repost/1003_AcDAZonRf_1603208240.json": (110, 110, 37, 0, 0, 0),
    "research/weibo_ced/rumor-repost/1056_A3DUCfdi4_2285386644.json": (323, 318, 279, 2, 2, 2),
    # The four files together: two first posts, and three accounts that are in both rumours.
    "research/weibo_ced": (435, 430, 316, 2, 2, 2),
    # Not counted there.
    "telegram/channel_result.json": (6, 1, 0, 0, 0, 0),
    "nostr/random.jsonl": (4, 1, 1, 0, 0, 0),
    "nostr/reactions.jsonl": (1, 1, 0, 0, 0, 0),
}


def read(place, name=None):
    with open_capture(place) as capture:
        source = sources.load(name) if name else sources.find(capture)
        return [*source.read(capture.only(sources.wants(source))), *capture.problems]


@pytest.mark.shared
@pytest.mark.parametrize("name", FIGURES)
def test_a_real_file_holds_what_was_counted(shared, name):
    records = read(shared / "data" / name)
    assert not [record for record in records if isinstance(record, Problem)]
    posts = {record.id: record for record in records if isinstance(record, Post)}
    answers = [post for post in posts.values() if post.reply_to]
    own = [post for post in answers if answers_own(post, posts)]
    shapes = unroll(list(posts.values()), [record for record in records if isinstance(record, Notice)]).shapes
    lengths = [len(shape.places) for shape in shapes if len(shape.places) > 1]
    authors = {post.author.id for post in posts.values()}
    assert (len(posts), len(authors), len(answers), len(own), len(lengths), max(lengths, default=0)) == FIGURES[name]


def answers_own(post, posts):
    parent = posts.get(post.reply_to.id)
    return post.reply_to.author_id == post.author.id or (parent is not None and parent.author.id == post.author.id)


@pytest.mark.parametrize("case", ["rumoureval/harbour-fire", "convokit/harbour-corpus", "weibo_ced/pair"])
def test_a_zip_of_a_folder_is_the_folder(tmp_path, case):
    folder = FIXTURES / case
    packed = tmp_path / f"{folder.name}.zip"
    with zipfile.ZipFile(packed, "w") as file:
        for path in sorted(folder.rglob("*")):
            file.write(path, path.relative_to(folder))
    with open_capture(packed) as capture:
        assert sources.find(capture).__name__.endswith(folder.parent.name)
    posts = [record for record in read(packed) if not isinstance(record, Problem)]
    assert posts == [record for record in read(folder) if not isinstance(record, Problem)]


def test_threads_of_rumours_among_other_files_are_not_taken_for_the_whole(tmp_path):
    thread = tmp_path / "event" / "1"
    (thread / "source-tweet").mkdir(parents=True)
    (thread / "source-tweet" / "1.json").write_text("{}")
    with open_capture(tmp_path) as capture:
        assert sources.load("rumoureval").sniff(capture)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "tweets.jsonl").write_text("{}")
    with open_capture(tmp_path) as capture:
        assert not sources.load("rumoureval").sniff(capture)


def test_chats_between_persons_are_no_posts():
    whole = FIXTURES / "telegram" / "account.json"
    words = whole.read_text()
    assert "A private word" in words
    assert "For members." in words
    posts = [record for record in read(whole) if isinstance(record, Post)]
    assert {post.visibility for post in posts} == {"public"}
    assert not any("private word" in post.text or "members" in post.text or "self" in post.text for post in posts)


def test_the_parts_of_an_account_that_come_before_its_chats_may_be_long(tmp_path):
    account = json.loads((FIXTURES / "telegram" / "account.json").read_text())
    account["contacts"]["list"] = [{"first_name": "x" * 50, "phone_number": "0"} for _ in range(5000)]
    file = tmp_path / "result.json"
    file.write_text(json.dumps(account))
    assert len([record for record in read(file) if isinstance(record, Post)]) == 4


def test_a_long_channel_is_read_in_pieces(tmp_path):
    rows = [
        {"id": n, "type": "message", "date_unixtime": str(1735812000 + n), "from_id": "channel9", "text": f"{n} " * 20,
         "reply_to_message_id": n - 1}
        for n in range(1, 30_001)
    ]  # fmt: skip
    file = tmp_path / "result.json"
    file.write_text(json.dumps({"name": "Long", "type": "public_channel", "id": 9, "messages": rows}))
    posts = read(file)
    assert [post.id for post in posts] == [f"telegram:9/{n}" for n in range(1, 30_001)]


def test_a_cut_export_gives_the_messages_before_the_cut(tmp_path):
    whole = (FIXTURES / "telegram" / "channel.json").read_text()
    file = tmp_path / "result.json"
    file.write_text(whole[: whole.index("Which lamp?")])
    posts = [record for record in read(file, "telegram") if isinstance(record, Post)]
    assert [post.id[-2:] for post in posts] == ["/2", "/3", "/4", "/5", "/6"]


def test_only_the_author_deletes_and_nobody_speaks_for_another():
    records = read(FIXTURES / "nostr" / "relay.jsonl")
    posts = {record.id: record for record in records if isinstance(record, Post)}
    assert [posts[record.post_id].text for record in records if isinstance(record, Notice)] == ["3/ Then nothing."]
    assert not any("Never said" in post.text for post in posts.values())
