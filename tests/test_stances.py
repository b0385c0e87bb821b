"""Whether authors want to be shown, as their networks say: one contract over all, and each network's own ways."""

from __future__ import annotations

import pytest
from played import playing

from clew import networks
from clew.networks._asking import Ask, Services
from clew.networks.bluesky.member import answer_key
from clew.post import Author

OF = {
    "bluesky": Author("did:plc:aaaaaaaaaaaaaaaaaaaaaaaa", "bluesky", "lina.example"),
    "fediverse": Author("https://social.test/users/lina", "fediverse", "lina@social.test"),
    "x": Author("x:user:12", "x", "lina"),
}


@pytest.mark.parametrize("name", networks.names())
def test_a_wish_that_cannot_be_looked_up_is_unknown_and_says_why(name):
    ask = Ask(Services("http://127.0.0.1:1", "http://127.0.0.1:1"))
    nobody = Author("http://127.0.0.1:1/users/lina", "fediverse", "lina") if name == "fediverse" else OF[name]
    for author in (nobody, Author("listing:1", name), Author("nostr:1", "nostr")):
        stance = networks.consent(author, ask)
        assert stance.answer == "unknown"
        assert stance.reason
    ask.close()


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({"description": "I write of rivers."}, "yes"),
        ({"description": "Rivers. #NoBot"}, "no"),
        ({"labels": [{"val": "!no-unauthenticated", "src": OF["bluesky"].id}]}, "no"),
        ({"labels": [{"val": "!no-unauthenticated", "src": "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"}]}, "yes"),
        ({"viewer": {"blockedBy": True}}, "no"),
        ({"did": "did:plc:bbbbbbbbbbbbbbbbbbbbbbbb"}, "unknown"),
    ],
)
def test_a_profile_on_bluesky_says_what_its_account_wants(said, answer):
    with playing("https://app.test") as played:
        played.gives("/xrpc/app.bsky.actor.getProfile", {"did": OF["bluesky"].id, **said})
        ask = Ask(Services(played.base), ("127.0.0.1",))
        assert networks.consent(OF["bluesky"], ask).answer == answer
        ask.close()


OPEN = {
    "id": "1",
    "username": "lina",
    "acct": "lina",
    "note": "",
    "fields": [],
    "discoverable": True,
    "indexable": True,
}


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ({}, "yes"),
        ({"note": "<p>Rivers. #<span>nobot</span></p>"}, "no"),
        ({"fields": [{"name": "Bots", "value": "#noarchive"}]}, "no"),
        ({"discoverable": False}, "no"),
        ({"indexable": False}, "no"),
        ({"noindex": True}, "no"),
        ({"uri": "https://elsewhere.test/users/lina"}, "unknown"),
    ],
)
@pytest.mark.parametrize("lives_here", [True, False])
def test_an_account_in_the_fediverse_says_what_it_wants(said, answer, lives_here):
    with playing("https://social.test") as own, playing("https://home.test") as home:
        author = Author(own.here(OF["fediverse"].id), "fediverse", f"lina@{own.base[7:]}")
        account = {**OPEN, "uri": OF["fediverse"].id, **said}
        own.gives("/api/v1/accounts/lookup", account)
        server = own if lives_here else home
        home.gives("/api/v1/accounts/lookup", {**account, "id": "9", "uri": author.id} if "uri" not in said else {})
        server.gives("/api/v1/accounts/relationships", [{"id": "9", "blocked_by": False}])
        ask = Ask(Services(home={"fediverse": server.base}), ("127.0.0.1",))
        assert networks.consent(author, ask).answer == answer
        server.gives("/api/v1/accounts/relationships", [{"id": "9", "blocked_by": True}])
        assert networks.consent(author, ask).answer == ("unknown" if answer == "unknown" else "no")
        ask.close()


def test_where_there_is_no_such_api_the_object_says_it():
    with playing("https://social.test") as own:
        author = Author(own.here(OF["fediverse"].id), "fediverse", None)
        actor = {
            "id": author.id,
            "type": "Person",
            "inbox": f"{author.id}/inbox",
            "discoverable": True,
            "indexable": True,
        }
        ask = Ask(Services(), ("127.0.0.1",))
        own.gives("/users/lina", actor)
        assert networks.consent(author, ask).answer == "yes"
        own.gives("/users/lina", {**actor, "attachment": [{"type": "PropertyValue", "name": "x", "value": "#nobots"}]})
        assert networks.consent(author, ask).answer == "no"
        ask.close()


def test_an_answer_has_a_key_of_its_mention():
    assert answer_key("at://did:plc:a/app.bsky.feed.post/3kabcdefghi2a") == "3kabcdefghi2a"
    other = answer_key("at://did:plc:a/app.bsky.feed.post/self")
    assert len(other) == 13
    assert other == answer_key("at://did:plc:a/app.bsky.feed.post/self") != answer_key("at://did:plc:b/x/self")
