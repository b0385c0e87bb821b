"""Languages that no source says are told from the words, and told apart from what a source says."""

from __future__ import annotations

import io
import json

from made import ADA, a_post, begin, chain
from msgspec.structs import replace

from clew import exports
from clew.archive.settling import settle
from clew.query import Is, Query

FRENCH = "Nous avons mesuré le niveau de la rivière sous le vieux pont avant la tombée de la nuit."
ENGLISH = "We measured the level of the river under the old bridge before night fell on the town."


def test_a_thread_is_in_the_language_of_its_words(store):
    posts = [replace(post, text=text) for post, text in zip(chain("1 2 3"), (FRENCH, "Merci !", FRENCH), strict=True)]
    store.add(begin(store), posts)
    settle(store)
    thread = store.thread("x:1")
    assert thread.summary.languages == ("fr",)
    assert [part.lang for part in thread.parts] == ["fr", "fr", "fr"]
    assert [part.post.lang for part in thread.parts] == [None, None, None]
    assert [card.summary.id for card in store.cards(Query(lang="fr")).items] == ["x:1"]


def test_what_a_source_says_stands(store):
    said = [
        replace(post, text=text, lang=lang)
        for post, text, lang in zip(chain("1 2 3"), (FRENCH, ENGLISH, ENGLISH), ("oc", "und", None), strict=True)
    ]
    store.add(begin(store), said)
    settle(store)
    assert [part.lang for part in store.thread("x:1").parts] == ["oc", "und", "en"]


def test_a_post_alone_is_found_by_the_language_of_its_words(store):
    store.add(begin(store), [a_post("1", text=ENGLISH), a_post("2", text="ok", minute=1)])
    settle(store)
    found = store.search(Query(match=Is("lang", "en"), min_posts=1)).items
    assert [each.card.summary.id for each in found] == ["x:1"]


def test_exports_say_who_says_it(store):
    posts = [replace(post, text=ENGLISH, lang=lang) for post, lang in zip(chain("1 2", ADA), ("en", None), strict=True)]
    store.add(begin(store), posts)
    settle(store)
    out = io.BytesIO()
    exports.load("jsonl").write([store.thread("x:1")], out)
    assert [(post["lang"], post["lang_told"]) for post in json.loads(out.getvalue())["posts"]] == [
        ("en", None),
        (None, "en"),
    ]
