"""The fediverse: Mastodon's API where a server speaks it, ActivityPub where it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from urllib.parse import quote, unquote, urlsplit

from clew.capture.answers import Answer
from clew.errors import MissingPart, Unreadable
from clew.networks._asking import Ask, Heard, Member, Stance, Unheard, Wish
from clew.networks._streams import Stream
from clew.networks.fediverse import api, objects, wishes
from clew.networks.fediverse.addresses import Spot, account, is_form, spot
from clew.networks.fediverse.parts import status
from clew.networks.fediverse.software import has_api, software
from clew.post import Author, Post

title = "Mastodon and the fediverse"
# Any page may be a post of a server that nobody has heard of: it says so when it is asked.
tries_any = True
_TRIES = 3


def knows(address: str) -> bool:
    """The page or the id of a post on a server of Mastodon's kin, or `@name@host/number`."""
    return is_form(address)


def authors(address: str) -> tuple[str, ...]:
    """The handle that stands in the address of a post, and the id that Mastodon gives its account."""
    found = account(address)
    if found is None:
        return ()
    name, base = found
    host = base.partition("://")[2]
    return f"fediverse:@{name}@{host}".lower(), f"{base}/users/{name}"


def unroll(wish: Wish, ask: Ask) -> Iterator[Answer]:
    """The thread by the API of the server it was written on, or by its objects; else by the copy another server has."""
    place = spot(wish.address)
    assert place is not None
    program = software(place.base, ask)
    held = wish.held(place.address)
    found = next(filter(None, (_first(each, program, ask) for each in _places(place, held))), None)
    if found is None:
        yield from objects.Unrolling(place.address, program, held, ask).answers()
        return
    uri = _uri(found)
    home, held = spot(uri), held or wish.held(uri)
    if home is not None and home.base != place.base:
        copy, home_program = found, software(home.base, ask)
        found = _first(home, home_program, ask)
        if found is None:
            yield from _elsewhere(home, home_program, place, copy, held, ask)
            return
        place, program = home, home_program
    context = _context(place, found, ask)
    if context is not None:
        yield from api.Unrolling(place, program, held, ask).answers(found, context)
    else:
        yield from objects.Unrolling(uri, program, held, ask).answers()


def _places(place: Spot, held: tuple[Post, ...]) -> Iterator[Spot]:
    """The post and, should it be gone, some others of its thread that are held."""
    others = (found for post in held if (found := spot(post.id)) is not None and found.base == place.base)
    yield from islice((place, *others), _TRIES)


def _elsewhere(
    home: Spot, program: str | None, place: Spot, copy: Heard, held: tuple[Post, ...], ask: Ask
) -> Iterator[Answer]:
    """A post whose own server has no API: by its objects or, where that gives none, by the copy that was named."""
    try:
        yield from objects.Unrolling(home.address, program, held, ask).answers()
    except Unreadable:
        context = _context(place, copy, ask)
        if context is None:
            raise
        yield from api.Unrolling(place, None, (), ask, at_home=False).answers(copy, context)


def _uri(found: Heard) -> str:
    part = status(found.value)
    assert part is not None
    return part.uri


def _context(place: Spot, found: Heard, ask: Ask) -> Heard | None:
    heard = ask.get(f"{place.base}/api/v1/statuses/{found.value['id']}/context")
    return heard if isinstance(heard, Heard) and heard.ok else None


def _first(place: Spot, program: str | None, ask: Ask) -> Heard | None:
    if place.number is None or not has_api(program):
        return None
    heard = ask.get(f"{place.base}/api/v1/statuses/{place.number}")
    return heard if isinstance(heard, Heard) and heard.ok and status(heard.value) is not None else None


def consent(author: Author, ask: Ask) -> Stance:
    """By the profile and its flags and, where somebody is logged in, blocks."""
    return wishes.stance(author, ask)


def login(secrets: Mapping[str, str], ask: Ask) -> Member:
    """The account of a token on a server that speaks Mastodon's API."""
    from clew.networks.fediverse.member import Membership

    return Membership(secrets, ask)


def author_id(name: str, server: str | None, ask: Ask) -> str:
    """The id of an account on a server; `Unreadable` where there is none of that name."""
    heard = ask.get(f"{server}/api/v1/accounts/lookup", {"acct": name})
    if isinstance(heard, Unheard):
        raise Unreadable(f"Who @{name} is cannot be asked now: {server}: {heard.reason}.")
    value = heard.value
    if not heard.ok or not isinstance(value, dict) or value.get("id") is None:
        raise Unreadable(f"{server} shows no account @{name} to programs; check the name.")
    return str(value.get("uri") or (f"{server}/users/{name}"))


def serves(address: str, ask: Ask) -> bool:
    """Whether a server is one of the fediverse that gives its posts to programs."""
    return has_api(software(address, ask))


def stream(address: str) -> Stream:
    """What is written at `https://server/tags/NAME`, `https://server/@name`, or on a whole server."""
    try:
        from clew.networks.fediverse.timelines import Timeline
    except ImportError as error:
        raise MissingPart(
            "Streams need urllib3, which is not installed; `pip install 'clew[network]'` adds it."
        ) from error
    parts = urlsplit(address)
    base, path = f"{parts.scheme}://{parts.netloc}", unquote(parts.path)
    if path.startswith("/tags/"):
        tag = quote(path.removeprefix("/tags/"), safe="")
        return Timeline(base, f"/api/v1/timelines/tag/{tag}", f"/api/v1/streaming/hashtag?tag={tag}")
    if path.startswith("/@"):
        return Timeline(base, f"/api/v1/accounts/{path[1:]}/statuses?exclude_reblogs=true", None)
    return Timeline(base, "/api/v1/timelines/public?local=true", "/api/v1/streaming/public/local")
