"""Who may read here, who the owner is, and how a form proves that it comes from a page of Clew's own."""

from __future__ import annotations

import functools
import hmac
import inspect
import ipaddress
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import RedirectResponse, Response
from starlette.types import Scope

from clew.errors import BadSetting, Refused
from clew.speech import _
from clew.web.owner.attempts import Attempts
from clew.web.owner.keys import KeyFile, Keys
from clew.web.owner.sessions import LASTS, Session, session, signed

if TYPE_CHECKING:
    from clew.archive import Archive

_LOG = logging.getLogger(__name__)

Way = Literal["own", "public", "private"]
"""Only this machine, whose user is the owner; everyone reads; the password for everything."""

_PASSED_ON = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
_NAME = re.compile(r"[A-Za-z0-9_-]{24}")
_SAFE = {"GET", "HEAD"}
_OURS = {"", "same-origin", "none"}


class Access:
    """How an archive is served; `keys` are the owner's, None where there can be no password."""

    def __init__(self, way: Way = "public", keys: KeyFile | None = None, *, index: bool = False) -> None:
        self.way = way
        self.file = keys
        self.index = index and way == "public"
        self.attempts = Attempts()
        self._passing = secrets.token_bytes(32)

    def keys(self) -> Keys | None:
        """The owner's keys as they are now."""
        try:
            return None if self.file is None else self.file.read()
        except BadSetting as error:  # found out while serving: then nobody is the owner, and readers read on
            _LOG.error("%s", error.message)
            return None

    def token(self, name: str) -> str:
        """What a form carries that was shown to the browser of that name."""
        keys = self.keys()
        return signed(self._passing if keys is None else bytes.fromhex(keys.secret), "form", name)


class Visitor:
    """Who asks: the owner or a reader, and the name of their browser that forms are signed for."""

    def __init__(self, access: Access, connection: HTTPConnection) -> None:
        self.access = access
        self.secure = connection.url.scheme == "https"
        self.read_only = cast("Archive", connection.app.state.archive).is_read_only
        self.session: Session | None = None
        if access.way != "own" and (cookie := connection.cookies.get(self._cookie("owner"))):
            self.session = session(access.keys(), cookie)
        self.owner = in_person(connection.scope) if access.way == "own" else self.session is not None
        self._known = connection.cookies.get(self._cookie("form"), "")
        self._fresh: str | None = None

    @property
    def reads(self) -> bool:
        """Whether they may read."""
        return self.owner or self.access.way != "private"

    @property
    def changes(self) -> bool:
        """Whether they may change the archive, and it can be changed."""
        return self.owner and not self.read_only

    @property
    def logs_in(self) -> bool:
        """Whether there is a password to be asked for, and it opens anything."""
        opens = self.access.way == "private" or not self.read_only
        return opens and self.access.way != "own" and self.access.file is not None

    @property
    def token(self) -> str:
        """What a form has to send back as `token`; a browser that has no name yet is given one with the page."""
        return self.access.token(self._name())

    @property
    def stamp(self) -> str:
        """What a page may show of them, as a key."""
        return f"{self.owner} {self.session.id if self.session else self._known}"

    @property
    def named(self) -> bool:
        """Whether the page now being made gives the browser a name, so that it is for this browser alone."""
        return self._fresh is not None

    def _name(self) -> str:
        if self.session is not None:
            return self.session.id
        if _NAME.fullmatch(self._known):
            return self._known
        self._fresh = self._fresh or secrets.token_urlsafe(18)
        return self._fresh

    def vouched(self, token: str) -> bool:
        """Whether a form's token was given to this browser."""
        return hmac.compare_digest(self.token.encode(), token.encode("utf-8", "replace"))

    def _cookie(self, what: str) -> str:
        # `__Host-` makes browsers refuse the cookie from any other host or from plain http.
        return f"__Host-clew-{what}" if self.secure else f"clew-{what}"

    def greet(self, response: Response) -> None:
        """Give the browser its name, where the page needs one."""
        if self._fresh is not None:
            self._give(response, "form", self._fresh, None)

    def log_in(self, response: Response, cookie: str) -> None:
        """Give the browser a session."""
        self._give(response, "owner", cookie, LASTS)

    def log_out(self, response: Response) -> None:
        """End the session, in the browser and here."""
        if self.session is not None and self.access.file is not None:
            self.access.file.end(self.session.id, self.session.until)
        self._give(response, "owner", "", 0)

    def _give(self, response: Response, what: str, value: str, lasts: int | None) -> None:
        response.set_cookie(self._cookie(what), value, lasts, secure=self.secure, httponly=True, samesite="lax")


def access_of(connection: HTTPConnection) -> Access:
    """How the archive is served."""
    return cast("Access", connection.app.state.access)


def visitor(connection: HTTPConnection) -> Visitor:
    """Who asks."""
    known = connection.scope.setdefault("state", {})
    if "visitor" not in known:
        known["visitor"] = Visitor(access_of(connection), connection)
    return cast("Visitor", known["visitor"])


def owner(request: HTTPConnection) -> bool:
    """Whether the request is the owner's."""
    return visitor(request).owner


def owner_only(
    endpoint: Callable[[Request], Response | Awaitable[Response]],
) -> Callable[[Request], Awaitable[Response]]:
    """Make a route the owner's alone, and nobody's in an archive that is only read.

    Others are sent to log in, or refused where they would change something. What changes something must check the
    form's token besides: `posted` does, and `visitor(request).vouched` for forms of other shapes.
    """

    @functools.wraps(endpoint)
    async def guarded(request: Request) -> Response:
        who = visitor(request)
        if who.reads and who.read_only:
            raise Refused(_("This archive is a set, which is only read; `clew add SET` brings it into one that grows."))
        if not who.owner:
            return _turned_away(request)
        if request.method not in _SAFE:
            from_here(request)
        if inspect.iscoroutinefunction(endpoint):
            return cast("Response", await endpoint(request))
        return cast("Response", await run_in_threadpool(endpoint, request))

    return guarded


def _turned_away(request: Request) -> Response:
    if request.method in _SAFE and visitor(request).logs_in:
        return to_login(request)
    raise Refused(_("Only the owner of this archive may do that; log in first."))


def to_login(connection: HTTPConnection) -> Response:
    """Off to the login page, and back here from there."""
    return RedirectResponse("/login?next=" + quote(asked_for(connection), safe="/:@"), 303)


def asked_for(connection: HTTPConnection) -> str:
    """The address that was asked for, without its host."""
    query = connection.url.query
    return path_asked(connection) + (f"?{query}" if query else "")


def path_asked(connection: HTTPConnection) -> str:
    """The path as it was written, because an id may have slashes of its own that are escaped."""
    raw: bytes = connection.scope.get("raw_path") or connection.scope["path"].encode("utf-8", "replace")
    return quote(raw.decode("ascii", "replace"), safe="/:@%")


def from_here(request: Request) -> None:
    """`Refused` where the browser says that another site's page sent the request."""
    if request.headers.get("sec-fetch-site", "") not in _OURS:
        raise Refused(_("That was sent from a page of another site; open the page here and send it from there."))


def in_person(scope: Scope) -> bool:
    """Whether a person on this machine asks, without anybody between.

    A proxy on the same machine also comes from loopback. It is known by the headers it adds, and some by HTTP/1.0,
    which no browser speaks; the guard has looked at the host by then.
    """
    host = (scope.get("client") or ("", 0))[0]
    try:
        near = ipaddress.ip_address(host).is_loopback
    except ValueError:
        near = False
    names = {name.decode("latin-1").lower() for name, _ in scope["headers"]}
    return near and scope.get("http_version") != "1.0" and names.isdisjoint(_PASSED_ON)
