"""Bluesky: threads as its AppView shows them, and the author's own records where that loses some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from clew.capture.answers import Answer
from clew.errors import MissingPart
from clew.networks._asking import Ask, Member, Stance, Wish
from clew.networks._streams import Stream
from clew.networks.bluesky import wishes
from clew.networks.bluesky.addresses import Named, named
from clew.networks.bluesky.identity import account
from clew.networks.bluesky.unrolling import Unrolling
from clew.post import Author

title = "Bluesky"
# A record that takes the place of another under its key does not say that it does, nor when.
edits_unsaid = True


def knows(address: str) -> bool:
    """An at:// address of a post, the page of one on bsky.app or another client, or `handle/post/key`."""
    return named(address) is not None


def authors(address: str) -> tuple[str, ...]:
    """The DID or the handle that stands in the address of a post."""
    wanted = named(address)
    return (
        () if wanted is None else (wanted.author if wanted.author.startswith("did:") else f"bluesky:@{wanted.author}",)
    )


def unroll(wish: Wish, ask: Ask) -> Iterator[Answer]:
    """The thread view of the post and of its root, then what these lack, then what proves that a post is gone."""
    wanted = named(wish.address)
    assert wanted is not None
    who = account(wanted.author, ask)
    yield from Unrolling(who, Named(who.did, wanted.key), wish, ask).answers()


def author_id(name: str, server: str | None, ask: Ask) -> str:
    """The DID of whoever has a handle; `Unreadable` where nobody has."""
    del server
    return account(name, ask).did


def stream(address: str) -> Stream:
    """What is heard at an address: an instance of Jetstream (`wss://…/subscribe`), else a PDS or a relay."""
    try:
        import websockets  # noqa: F401 - wanted when the stream is listened to

        from clew.networks.bluesky.firehose import Firehose
        from clew.networks.bluesky.jetstream import Jetstream
    except ImportError as error:
        raise MissingPart(
            "Streams need urllib3 and websockets, which are not installed; `pip install 'clew[network]'` adds them."
        ) from error
    if address.startswith(("ws://", "wss://")) and address.rstrip("/").endswith("/subscribe"):
        return Jetstream(address.rstrip("/"))
    return Firehose(address.replace("ws", "http", 1) if address.startswith("ws") else address)


def consent(author: Author, ask: Ask) -> Stance:
    """By the profile, its label and, where somebody is logged in, blocks."""
    return wishes.stance(author, ask)


def login(secrets: Mapping[str, str], ask: Ask) -> Member:
    """The account of a handle and an app password."""
    from clew.networks.bluesky.member import Membership

    return Membership(secrets, ask)
