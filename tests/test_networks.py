"""One contract over every network, and threads out of what real servers of the fediverse answered."""

from __future__ import annotations

import json

import pytest
from played import playing

from clew import networks
from clew.archive import Archive, Asking
from clew.archive.asked import is_address, tokens
from clew.errors import BadSetting, UnknownFormat, Unreadable
from clew.networks._asking import Ask, Heard, Services
from clew.sources import gone

ADDRESSES = {
    "bluesky": (
        "https://bsky.app/profile/lina.example/post/3kabcdefghi2a",
        "https://bsky.app/profile/did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/post/3kabcdefghi2a?ref=x",
        "https://deer.social/profile/lina.example/post/3kabcdefghi2a/",
        "at://did:plc:aaaaaaaaaaaaaaaaaaaaaaaa/app.bsky.feed.post/3kabcdefghi2a",
        "at://lina.example/app.bsky.feed.post/3kabcdefghi2a",
        "at://did:web:lina.example/app.bsky.feed.post/3kabcdefghi2a",
        "@lina.example/post/3kabcdefghi2a",
        "bsky.app/profile/lina.example/post/3kabcdefghi2a",
    ),
    "fediverse": (
        "https://social.example/@lina/109999999999999999",
        "https://social.example/@lina@far.example/109999999999999999",
        "https://social.example/users/lina/statuses/109999999999999999",
        "https://social.example/ap/users/12/statuses/109999999999999999",
        "https://social.example/web/@lina/109999999999999999",
        "https://clew.example/@lina@clew.example/posts/647250820984065112/",
        "https://gts.example/@lina/statuses/01HABCDEFGHJKMNPQRSTVWXYZ0",
        "https://pleroma.example/notice/AaBbCc12345",
        "https://pleroma.example/objects/0d1b2c3d-1111-2222-3333-444455556666",
        "https://misskey.example/notes/9abcdefghi",
        "https://snac.example/lina/p/1795336744.497099",
        "@lina@social.example/109999999999999999",
    ),
    "x": (
        "https://x.com/lina/status/1039250982934908928",
        "https://mobile.twitter.com/lina/status/1039250982934908928?s=20",
        "twitter.com/i/web/status/1039250982934908928",
    ),
}
OF_NONE = (
    *(
        "posts.jsonl",
        "data/tweets.js",
        "-",
        "",
        "C:\\archive\\tweets.zip",
        "lina.example/archive.zip",
        "@lina",
        "profile/post/x",
    ),
    *("ftp://social.example/@lina/1", "file:///etc/passwd", "javascript://x.com/lina/status/1", "at://"),
)


@pytest.mark.parametrize("name", networks.names())
def test_every_network_knows_its_own_addresses_and_no_others(name):
    network = networks.load(name)
    assert network.title
    for other, addresses in ADDRESSES.items():
        for address in addresses:
            assert network.knows(address) == (other == name), address
            assert is_address(address)
            assert networks.find(address) is (network if other == name else networks.load(other))
    assert not any(network.knows(each) for each in OF_NONE)
    assert not any(is_address(each) for each in OF_NONE)


def test_what_has_no_known_form_is_asked_all_the_same(tmp_path, monkeypatch):
    assert networks.find("https://blog.example/2026/bridge").title == networks.load("fediverse").title
    with pytest.raises(UnknownFormat):
        networks.find("at://lina.example")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lina.example" / "post").mkdir(parents=True)
    (tmp_path / "lina.example" / "post" / "3kabc").write_text("{}", "utf-8")
    assert not is_address("lina.example/post/3kabc")


@pytest.mark.parametrize("address", ADDRESSES["x"])
def test_an_address_of_x_says_what_to_bring(address):
    with Archive.open("memory:") as archive, pytest.raises(Unreadable, match="personal archive"):
        list(archive.add([address]))


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:1/@lina/1", "http://localhost/@lina/1", "http://169.254.169.254/notes/1", "https://[::1]/@lina/1",
     "http://10.0.0.1/users/a/statuses/1"],
)  # fmt: skip
def test_no_address_leads_to_this_machine(address):
    with Archive.open("memory:") as archive, pytest.raises(Unreadable, match="this machine or its network"):
        list(archive.add([address]))


def recorded(shared, name):
    return json.loads((shared / "data" / "mastodon-local" / name).read_text("utf-8"))


@pytest.fixture
def snac(shared):
    """snac as it answers who is not logged in: objects and the outbox, the context to nobody."""
    with playing("http://127.0.0.1:8001") as played:
        played.gives("/alice", recorded(shared, "snac/ap_actor.json"))
        played.gives("/nodeinfo_2_0", {"software": {"name": "snac", "version": "2.94"}})
        played.gives("/.well-known/nodeinfo", recorded(shared, "snac/nodeinfo.json"))
        box = recorded(shared, "snac/ap_outbox.json")
        played.gives("/alice/outbox", box)
        for activity in box["orderedItems"]:
            played.gives(activity["object"]["id"], {"@context": box["@context"], **activity["object"]})
        quoted = {
            **box["orderedItems"][0]["object"],
            "id": "http://127.0.0.1:8001/carol/p/1.2",
            "attributedTo": "http://127.0.0.1:8001/carol",
        }
        played.gives(quoted["id"], {"@context": box["@context"], **quoted, "inReplyTo": None, "context": "carol"})
        last = {**box["orderedItems"][0]["object"], "quoteUrl": quoted["id"]}
        played.gives(last["id"], {"@context": box["@context"], **last})
        yield played


def test_a_thread_comes_out_of_objects_and_the_outbox(snac, shared):
    notes = {
        activity["object"]["content"][:2]: activity["object"]["id"]
        for activity in recorded(shared, "snac/ap_outbox.json")["orderedItems"]
    }
    with Archive.open("memory:") as archive:
        list(archive.add([snac.here(notes["9/"])], asking=Asking(nearby=("127.0.0.1",))))
        thread = archive.thread(snac.here(notes["1/"]))
        assert (thread.summary.held, thread.summary.promised) == (11, 12)
        (gap,) = thread.shape.gaps
        assert gap.reason == "deleted"
        assert archive.post(snac.here("http://127.0.0.1:8001/carol/p/1.2")) in {post.id for post in thread.context}
        assert (gap.after, gap.before) == (snac.here(notes["6/"]), snac.here(notes["8/"]))
        # asked again when one more is gone, and another is a tombstone
        snac.gives(notes["3/"], {"error": "gone"}, 404)
        snac.gives(notes["4/"], {"type": "Tombstone", "id": notes["4/"]}, 410)
        list(archive.add([snac.here(notes["1/"])], asking=Asking(nearby=("127.0.0.1",))))
        states = {part.post.id: part.state for part in archive.thread(snac.here(notes["1/"])).parts if part.state}
        assert states == {snac.here(notes[each]): "deleted" for each in ("3/", "4/")}


@pytest.fixture
def takahe(shared):
    """Takahe, which shows what stands around a post only to who has a token."""
    with playing("https://clew.test") as played:
        statuses = recorded(shared, "takahe/account_statuses.json")
        played.gives("/.well-known/nodeinfo", recorded(shared, "takahe/nodeinfo.json"))
        played.gives("/nodeinfo/2.0/", {"software": {"name": "takahe", "version": "0.11.0"}})
        for each in statuses:
            played.gives(f"/api/v1/statuses/{each['id']}", each)
            played.gives(f"/api/v1/statuses/{each['id']}/context", {"ancestors": [], "descendants": []}, locked=True)
        root, eighth = recorded(shared, "takahe/context_root.json"), recorded(shared, "takahe/context_post8.json")
        ninth = {
            "ancestors": [next(each for each in statuses if "8/" in each["content"])],
            "descendants": eighth["descendants"][1:],
        }
        first, _, _, _, nine = (
            each["id"] for each in reversed(statuses) if each["content"][3:5] in {"1/", "2/", "3/", "8/", "9/"}
        )
        played.gives(f"/api/v1/statuses/{first}/context", root, locked=True)
        played.gives(f"/api/v1/statuses/{nine}/context", ninth, locked=True)
        played.gives(f"/api/v1/accounts/{statuses[0]['account']['id']}/statuses", statuses)
        played.first, played.ninth = (f"https://clew.test/@alice/posts/{each}/" for each in (first, nine))
        yield played


def test_a_token_opens_what_is_for_members_and_goes_nowhere_else(takahe, tmp_path, monkeypatch):
    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))
    asking = Asking(nearby=("127.0.0.1",))
    with Archive.open(tmp_path / "a") as archive:
        with pytest.raises(Unreadable, match="token"):
            list(archive.add([takahe.here(takahe.ninth)], asking=asking))
        takahe.token = "a-secret-of-ours"
        (tmp_path / "tokens.toml").write_text('"127.0.0.1" = "a-secret-of-ours"\n', "utf-8")
        (tmp_path / "tokens.toml").chmod(0o644)
        with pytest.raises(BadSetting, match="chmod 600"):
            list(archive.add([takahe.here(takahe.ninth)], asking=asking))
        (tmp_path / "tokens.toml").chmod(0o600)
        list(archive.add([takahe.here(takahe.ninth)], asking=asking))
        thread = archive.thread(takahe.here(takahe.first))
        assert (thread.summary.held, thread.summary.promised) == (11, 12)
        assert [gap.reason for gap in thread.shape.gaps] == ["deleted"]
        written = "".join(f"{kept}" for kept in archive.captures())
    assert "a-secret-of-ours" not in written
    for file in (tmp_path / "a").rglob("*"):
        assert not file.is_file() or b"a-secret-of-ours" not in file.read_bytes()


def test_a_token_is_not_taken_along_a_redirect():
    with playing("https://social.test") as one, playing("https://elsewhere.test") as other:
        other.gives("/there", {"said": "there"})
        one.leads["/away"] = other.base + "/there"
        ask = Ask(Services(), ("127.0.0.1", "localhost"), {"localhost": "a-secret-of-ours"})
        heard = ask.get(one.base.replace("127.0.0.1", "localhost") + "/away")
        ask.close()
    assert isinstance(heard, Heard)
    assert (heard.value, heard.said.address) == ({"said": "there"}, other.base + "/there")
    assert one.asked[0][1]["authorization"] == "Bearer a-secret-of-ours"
    assert "authorization" not in other.asked[0][1]


@pytest.mark.parametrize("written", ["[", '"a" = 1', "a-secret-of-ours"])
def test_a_broken_file_of_tokens_is_not_quoted(tmp_path, written):
    path = tmp_path / "tokens.toml"
    path.write_text(written, "utf-8")
    path.chmod(0o600)
    with pytest.raises(BadSetting) as told:
        tokens(path)
    assert "secret" not in str(told.value)
    assert tokens(tmp_path / "none.toml") == {}
    assert gone.title


NEARBY = Asking(nearby=("127.0.0.1",))


def status(number, content, parent=None, whose="1", account="1", host="https://social.test", at=None):
    who = {"1": "lina", "2": "basil"}[account]
    return {
        "id": str(number), "uri": f"{host}/users/{who}/statuses/{number}", "url": f"{host}/@{who}/{number}",
        "created_at": at or f"2026-11-26T10:{number % 60:02}:00.000Z", "edited_at": None, "content": f"<p>{content}</p>",
        "account": {"id": account, "username": who, "acct": who, "display_name": who.title(), "url": f"{host}/@{who}", "uri": f"{host}/users/{who}"},
        "in_reply_to_id": None if parent is None else str(parent), "in_reply_to_account_id": whose, "visibility": "public", "language": "en",
        "media_attachments": [], "mentions": [], "tags": [], "spoiler_text": "", "sensitive": False, "reblog": None, "favourites_count": 0,
    }  # fmt: skip


def mastodon(played, statuses, contexts):
    """A server that calls itself Mastodon, with these statuses of Lina's and what stands around some of them."""
    played.gives("/.well-known/nodeinfo", {"links": [{"rel": "x", "href": f"{played.base}/nodeinfo/2.0"}]})
    played.gives("/nodeinfo/2.0", {"software": {"name": "Mastodon", "version": "4.5.0"}})
    known = {each["id"]: each for each in statuses}
    for number, each in known.items():
        above, below = contexts.get(int(number), ((), ()))
        played.gives(f"/api/v1/statuses/{number}", each)
        around = {"ancestors": [known[str(n)] for n in above], "descendants": [known[str(n)] for n in below]}
        played.gives(f"/api/v1/statuses/{number}/context", around)
    played.gives("/api/v1/accounts/1/statuses", [each for each in reversed(statuses) if each["account"]["id"] == "1"])


@pytest.fixture
def torn():
    """Lina's thread of five without the third, as Mastodon leaves it; Basil's answer; posts that are in no thread."""
    with playing("https://social.test") as played:
        mastodon(
            played,
            [status(11, "Nothing to do with it. 1/2 of a cake.", whose=None), status(12, "1/ The bridge is shut.", whose=None), status(13, "2/ They told nobody.", 12),
             status(15, "4/ They told us late."), status(16, "Who?", 15, account="2"), status(17, "5/ It is open again.", 15),
             status(18, "Another day.", whose=None)],
            {12: ((), (13,)), 13: ((12,), ()), 15: ((), (16, 17)), 17: ((15,), ())},
        )  # fmt: skip
        yield played


@pytest.mark.parametrize("number", [12, 13, 15, 17])
def test_mastodon_takes_the_number_of_a_deleted_post_away_and_that_proves_it(torn, number):
    with Archive.open("memory:") as archive:
        list(archive.add([torn.here(f"https://social.test/@lina/{number}")], asking=NEARBY))
        thread = archive.thread(torn.here("https://social.test/users/lina/statuses/12"))
        assert [part.post.url.rpartition("/")[2] for part in thread.parts] == ["12", "13", "15", "17"]
        assert [gap.reason for gap in thread.shape.gaps] == ["deleted"]
        assert archive.info().posts == 5


@pytest.fixture
def reworded():
    """Lina's thread of three, the second of which she edited twice; what the first was before nobody tells."""
    with playing("https://social.test") as played:
        posts = [
            status(n, f"{n}/ {words}", n - 1 or None) for n, words in enumerate(("One.", "Two, late.", "Three."), 1)
        ]
        posts[0]["in_reply_to_account_id"], posts[0]["edited_at"] = None, "2026-11-26T11:00:00.000Z"
        posts[1]["edited_at"] = "2026-11-26T12:00:00.000Z"
        mastodon(played, posts, {1: ((), (2, 3)), 2: ((1,), (3,)), 3: ((1, 2), ())})
        said = (("10:02", "Two, at first."), ("11:30", "Two, then."), ("12:00", "Two, late."))
        keys = ("account", "spoiler_text", "sensitive", "media_attachments")
        played.gives(
            "/api/v1/statuses/2/history",
            [
                {key: posts[1][key] for key in keys}
                | {"created_at": f"2026-11-26T{at}:00.000Z", "content": f"<p>2/ {words}</p>", "emojis": []}
                for at, words in said
            ],
        )
        yield played


def test_what_mastodon_tells_of_earlier_words_is_kept_with_its_dates(reworded):
    with Archive.open("memory:") as archive:
        list(archive.add([reworded.here("https://social.test/@lina/3")], asking=NEARBY))
        first, second, third = archive.thread(reworded.here("https://social.test/users/lina/statuses/1")).parts
        assert [(post.text, post.edited and f"{post.edited:%H:%M}") for post in (*second.earlier, second.post)] == [
            ("2/ Two, at first.", None),
            ("2/ Two, then.", "11:30"),
            ("2/ Two, late.", "12:00"),
        ]
        assert {post.created for post in second.earlier} == {second.post.created}
        assert (first.earlier, first.post.edited is not None, third.earlier) == ((), True, ())
        assert archive.info().problems == 0
        assert [path for path, _ in reworded.asked if path.endswith("/history")] == [
            f"/api/v1/statuses/{number}/history" for number in (1, 2)
        ]
        again = list(archive.add([reworded.here("https://social.test/@lina/3")], asking=NEARBY))
        assert sum(each.added.new + each.added.changed for each in again) == 0


def test_a_server_is_asked_for_no_more_than_so_many_histories(reworded):
    posts = [status(n, f"{n}/ words", n - 1 or None) for n in range(1, 51)]
    posts[0]["in_reply_to_account_id"] = None
    for each in posts:
        each["edited_at"] = "2026-11-26T12:00:00.000Z"
    mastodon(reworded, posts, {1: ((), range(2, 51))})
    with Archive.open("memory:") as archive:
        list(archive.add([reworded.here("https://social.test/@lina/1")], asking=NEARBY))
        assert archive.info().posts == 50
    assert len([path for path, _ in reworded.asked if path.endswith("/history")]) == 20


def test_on_mastodon_a_number_that_leads_nowhere_proves_nothing(torn):
    torn.gives("/api/v1/statuses/15", status(15, "4/ They told us late.", 14))
    with Archive.open("memory:") as archive:
        list(archive.add([torn.here("https://social.test/@lina/15")], asking=NEARBY))
        thread = archive.thread(torn.here("https://social.test/users/lina/statuses/15"))
        assert [gap.reason for gap in thread.shape.gaps] == ["not captured"]


def test_of_a_copy_the_server_it_was_written_on_is_asked(torn):
    with playing("https://copies.test") as other:
        mastodon(other, [], {})
        copy = status(99, "4/ They told us late.") | {"uri": torn.here("https://social.test/users/lina/statuses/15")}
        other.gives("/api/v1/statuses/99", copy)
        with Archive.open("memory:") as archive:
            list(archive.add([other.base + "/@lina@social.test/99"], asking=NEARBY))
            assert archive.thread(torn.here("https://social.test/users/lina/statuses/12")).summary.held == 4


def note(number, content, parent=None, who="lina", **more):
    address = "https://notes.test/notes/"
    return {
        "@context": "https://www.w3.org/ns/activitystreams", "id": f"{address}{number}", "type": "Note", "content": f"<p>{content}</p>",
        "attributedTo": f"https://notes.test/users/{who}", "published": f"2026-11-26T10:{number:02}:00Z",
        "to": ["https://www.w3.org/ns/activitystreams#Public"], "inReplyTo": None if parent is None else f"{address}{parent}", **more,
    }  # fmt: skip


def test_replies_are_followed_from_page_to_page_on_a_server_without_that_api():
    def replies(*numbers, further=None):
        page = {"type": "CollectionPage", "items": [f"https://notes.test/notes/{each}" for each in numbers]}
        return {
            "type": "Collection",
            "first": page | ({"next": f"https://notes.test/more/{further}"} if further else {}),
        }

    with playing("https://notes.test") as played:
        played.gives("/.well-known/nodeinfo", {"links": [{"rel": "x", "href": "https://notes.test/nodeinfo/2.0"}]})
        played.gives("/nodeinfo/2.0", {"software": {"name": "misskey", "version": "2026"}})
        for each in (
            note(1, "What I know of the bridge.", replies=replies(2, further=1)), note(2, "Tell us.", 1, "basil", replies=replies(9)),
            note(3, "It was shut.", 1, replies=replies(4)), note(4, "And it is open.", 3, replies="https://notes.test/more/2"),
        ):  # fmt: skip
            played.gives(each["id"], each)
        played.gives(
            "/more/1",
            {"type": "CollectionPage", "items": ["https://notes.test/notes/3"], "next": "https://notes.test/more/1"},
        )
        played.gives("/more/2", {"type": "Collection", "items": []})
        with Archive.open("memory:") as archive:
            list(archive.add([played.here("https://notes.test/notes/3")], asking=NEARBY))
            thread = archive.thread(played.here("https://notes.test/notes/1"))
            assert [part.post.id for part in thread.parts] == [
                played.here(f"https://notes.test/notes/{n}") for n in (1, 3, 4)
            ]
            assert archive.post(played.here("https://notes.test/notes/2"))
        assert not [path for path, _ in played.asked if path.startswith("/api/")]
        assert not [path for path, _ in played.asked if path.endswith("/9")]
        assert [path for path, _ in played.asked].count("/more/1") == 1


@pytest.mark.parametrize("redact", [False, True])
def test_words_of_deleted_posts_stay_or_go(torn, tmp_path, redact):
    address = torn.here("https://social.test/@lina/13")
    with Archive.open(tmp_path / "a") as archive:
        list(archive.add([address], asking=NEARBY))
        del torn.answers["/api/v1/statuses/13"]
        around = {"ancestors": [], "descendants": []}
        torn.gives("/api/v1/statuses/12/context", around)
        torn.gives("/api/v1/accounts/1/statuses", [])
        list(archive.add([address], asking=Asking(nearby=("127.0.0.1",), redact=redact)))
        thread = archive.thread(torn.here("https://social.test/users/lina/statuses/12"))
        parts = {part.post.url.rpartition("/")[2]: part.state for part in thread.parts}
        reasons = {gap.reason for gap in thread.shape.gaps}
        if redact:
            assert parts == {"12": None, "15": None, "17": None}
            assert "withdrawn" in reasons
            assert not list(archive.with_private(refused=True).still_held(archive.receipts()[0]))
        else:
            assert parts == {"12": None, "13": "deleted", "15": None, "17": None}


def test_who_serves_to_others_keeps_no_deleted_words(monkeypatch, tmp_path):
    from clew.cli._inputs import asking

    monkeypatch.setenv("CLEW_CONFIG", str(tmp_path / "clew.toml"))

    def redacts(said=""):
        return asking({"appview": "a", "plc": "b", "nearby": "", "withdrawn": said}).redact

    assert (redacts(), redacts("keep"), redacts("redact")) == (False, False, True)
    (tmp_path / "clew.toml").write_text('pages = "https://threads.example"\n', "utf-8")
    assert (redacts(), redacts("keep"), redacts("redact")) == (True, False, True)
    (tmp_path / "clew.toml").unlink()
    monkeypatch.setenv("CLEW_PAGES", "https://threads.example")
    assert redacts()
