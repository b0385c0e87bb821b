"""Who an account is, and on which server its records lie (atproto.com/specs/did, atproto.com/specs/handle)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple
from urllib.parse import unquote

from clew.errors import Unreadable
from clew.networks._asking import Ask, Heard

_DID = re.compile(r"did:(?:plc:[a-z2-7]{24}|web:[A-Za-z0-9.%-]+)")
_ENDPOINT = re.compile(r"https?://[^\s/?#]+/?")


class Account(NamedTuple):
    """An account's id, and the server on which its records lie."""

    did: str
    pds: str


def account(author: str, ask: Ask) -> Account:
    """The account of a DID or a handle; `Unreadable` where there is none, or where the two do not name each other."""
    did = author if author.startswith("did:") else _did_of(author, ask)
    document = _document(did, ask)
    if author != did and f"at://{author}" not in _names(document):
        raise Unreadable(f"{author} is not what {did} calls itself; give the post's address with the DID in it.")
    return Account(did, _server(did, document))


def _did_of(handle: str, ask: Ask) -> str:
    """By the network's own look-up, which asks the name's DNS too; failing that, by the file at the name itself."""
    looked_up = ask.get(f"{ask.services.appview}/xrpc/com.atproto.identity.resolveHandle", {"handle": handle})
    found = looked_up.value.get("did") if isinstance(looked_up, Heard) and isinstance(looked_up.value, dict) else None
    if found is None:
        heard = ask.get(f"https://{handle}/.well-known/atproto-did", accept="text/plain")
        found = heard.said.body[:256].decode("ascii", "replace").strip() if isinstance(heard, Heard) else None
    if isinstance(found, str) and _DID.fullmatch(found):
        return found
    if not isinstance(looked_up, Heard):
        raise Unreadable(f"Who {handle} is cannot be asked now: {ask.services.appview}: {looked_up.reason}.")
    raise Unreadable(f"There is no account {handle} on Bluesky; check the name, or give an address with a DID.")


def _document(did: str, ask: Ask) -> dict[str, Any]:
    method, _, rest = did.removeprefix("did:").partition(":")
    where = f"{ask.services.plc}/{did}" if method == "plc" else f"https://{unquote(rest)}/.well-known/did.json"
    heard = ask.get(where, accept="application/did+ld+json, application/json")
    if not isinstance(heard, Heard):
        raise Unreadable(f"Who {did} is cannot be asked now: {where}: {heard.reason}.")
    value = heard.value
    if not heard.ok or not isinstance(value, dict) or value.get("id") != did:
        raise Unreadable(f"There is no account {did}, or it was deleted: {where} has no document of it.")
    return value


def _names(document: dict[str, Any]) -> list[str]:
    names = document.get("alsoKnownAs")
    return [name.lower() for name in names if isinstance(name, str)] if isinstance(names, list) else []


def _server(did: str, document: dict[str, Any]) -> str:
    services = document.get("service")
    for each in services if isinstance(services, list) else []:
        if isinstance(each, dict) and str(each.get("id")).endswith("#atproto_pds"):
            endpoint = str(each.get("serviceEndpoint"))
            if _ENDPOINT.fullmatch(endpoint):
                return endpoint.rstrip("/")
    raise Unreadable(f"The account {did} names no server with its posts; it may have been closed.")
