from __future__ import annotations

import json

import pytest

from clew.archive import Archive
from clew.post import Author, Entity, Post
from clew.text.tags import beside, folded, written

ADA = Author("did:plc:ada", "bluesky", "ada.example")


def post(text, entities=None, tags=()):
    return Post("at://did:plc:ada/app.bsky.feed.post/1", "bluesky", ADA, None, text, entities=entities, tags=tags)


@pytest.mark.parametrize(
    ("names", "kept"),
    [
        (["Mill"], ()),
        (["mill", "Weir"], ("Weir",)),
        (["Weir", "weir", "WEIR"], ("WEIR",)),
        ([""], ()),
        (["ميل"], ("ميل",)),
    ],
)
def test_only_tags_that_do_not_stand_in_the_words_stand_beside_them(names, kept):
    assert beside(names, (Entity("hashtag", 0, 5, "Mill"),)) == kept


def test_a_post_is_listed_under_the_tags_beside_its_words():
    assert written(post("the #Mill", tags=("Weir",))) == ("Mill", "Weir")
    assert folded(post("the mill", entities=(), tags=("Wéir",))) == {"weir"}


def test_a_thread_is_found_under_a_tag_that_only_its_record_carries(tmp_path):
    place = "at://did:plc:ada/app.bsky.feed.post/"
    root = {"uri": place + "3jzfcijpj2z2a", "cid": "x"}
    records = [
        {"uri": root["uri"], "value": {"$type": "app.bsky.feed.post", "text": "one", "tags": ["Weir"]}},
        {
            "uri": place + "3jzfcijpj2z2b",
            "value": {"$type": "app.bsky.feed.post", "text": "two", "reply": {"root": root, "parent": root}},
        },
    ]
    file = tmp_path / "records.json"
    file.write_text(json.dumps({"records": [{**each, "cid": "x"} for each in records]}))
    with Archive.open("memory:") as archive:
        list(archive.add([file]))
        assert archive.tag("weir").threads == 1
