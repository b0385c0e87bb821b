"""How a network asks servers: one question after another, within bounds, each answer with its moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, Protocol, Self
from urllib.parse import urlencode, urlsplit

import msgspec

from clew.capture.answers import Answer
from clew.capture.gone import Gone, written
from clew.errors import MissingPart
from clew.post import Author, Post, State

if TYPE_CHECKING:
    from clew.fetching import Said

JSON = "application/json"
# As long as the longest answer that is read from a recording; a thread view of 1,000 posts has about 5 MB.
LARGEST = 32 << 20
# A thread of 5,000 posts takes about 300 questions.
QUESTIONS = 600
BLOCKED = "has blocked the account that asks"
"""A reason to refuse that only the account's own server tells."""


@dataclass(frozen=True)
class Services:
    """Where the services are that a network has but one of, and where a person may have others.

    `home` are the servers, by network, on which whoever asks has an account and is logged in.
    """

    appview: str = "https://public.api.bsky.app"
    plc: str = "https://plc.directory"
    home: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """The address of a post; `held` gives the posts of a thread that are held, by an id or address of any of them.

    These are asked after, too: they may have been deleted.
    """

    address: str
    held: Callable[[str], tuple[Post, ...]] = lambda _: ()


@dataclass(frozen=True)
class Stance:
    """Whether an author wants to be shown, as their network says now, and why; `unknown` where it does not say."""

    answer: Literal["yes", "no", "unknown"]
    reason: str = ""


@dataclass(frozen=True)
class Mention:
    """A post that mentions an account: its id and address, who wrote it, its words, when it came.

    `key` is what the network's API calls the post; `ref` what an answer has to name, whatever that is there.
    """

    id: str
    key: str
    asker: Author
    text: str
    langs: tuple[str, ...]
    at: datetime
    ref: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Wanted:
    """The post whose thread a mention asks for: its address, and who wrote it."""

    address: str
    author: Author


class Member(Protocol):
    """An account that is logged in, and may answer."""

    @property
    def author(self) -> Author:
        """Whose account it is."""
        ...

    def mentions(self, since: datetime) -> Sequence[Mention]:
        """Posts that mention the account since then, oldest first; `Unreadable` where they cannot be had."""
        ...

    def wanted(self, mention: Mention) -> Wanted | None:
        """The post that a mention stands under; None where it stands under none."""
        ...

    def answered(self, mention: Mention) -> bool:
        """Whether the account has answered a mention already, as its network has it."""
        ...

    def answer(self, mention: Mention, words: str, address: str, lang: str) -> None:
        """Answer a mention with words and an address behind them; `Unreadable` where that cannot be done."""
        ...


@dataclass(frozen=True)
class Heard:
    """What a server answered; `value` is what its JSON says, None where it is none."""

    said: Said
    value: Any = field(repr=False)

    @property
    def ok(self) -> bool:
        """Whether the server gave what was asked for."""
        return self.said.status == 200  # noqa: PLR2004 the one status of an answer with what was asked for

    def answer(self) -> Answer:
        """The bytes as they came."""
        return Answer(self.said.address, self.said.at, self.said.body)

    def gone(self, post: str, state: State, author: str | None) -> Answer:
        """The answer as the proof that a post is gone."""
        said = self.said.body[:2000].decode("utf-8", "replace")
        gone = Gone(post=post, state=state, author=author, asked=self.said.address, status=self.said.status, said=said)
        return Answer(self.said.address, self.said.at, written(gone))


@dataclass(frozen=True)
class Unheard:
    """Why there is no answer, in words for a person."""

    reason: str


class Ask:
    """Asks servers in the name of one wish, at most `QUESTIONS` times; `told` hears how many answers there are."""

    def __init__(
        self,
        services: Services,
        nearby: Iterable[str] = (),
        tokens: Mapping[str, str] | None = None,
        told: Callable[[int], None] | None = None,
    ) -> None:
        try:
            from clew.fetching import Client, Doors, Limits
        except ImportError as error:
            raise MissingPart(
                "Posts are fetched with urllib3, which is not installed; `pip install 'clew[network]'` adds it."
            ) from error
        self.services = services
        self._tokens = dict(tokens or {})
        self._told = told
        self._stopped = threading.Event()
        self._client = Client(Doors(nearby), Limits(LARGEST, silence=20, beginning=30, total=120), self._stopped)
        self._count = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Hang up."""
        self._stopped.set()
        self._client.close()

    def get(self, address: str, query: Mapping[str, object] | None = None, accept: str = JSON) -> Heard | Unheard:
        """What is at an address; any status is an answer, but for those that say to come again later."""
        from clew.fetching import Missed

        if self._count >= QUESTIONS:
            return Unheard(f"{QUESTIONS} questions were asked, and that is enough for one thread")
        self._count += 1
        whole = f"{address}?{urlencode(query, doseq=True)}" if query else address

        def headers(host: str) -> dict[str, str]:
            token = self._tokens.get(host)
            return {"Accept": accept, **({"Authorization": f"Bearer {token}"} if token else {})}

        said = self._client.ask(whole, headers)
        if isinstance(said, Missed):
            return Unheard(said.reason)
        if self._told is not None:
            self._told(self._count)
        return Heard(said, _value(said.body))

    def login(self, host: str, token: str) -> None:
        """Show a token to a host from now on."""
        self._tokens[host] = token

    def post(
        self, address: str, value: object, *, token: str | None = None, headers: Mapping[str, str] | None = None
    ) -> Heard | Unheard:
        """Give a service a value as JSON, once; with the host's own token, or with another."""
        from clew.fetching import Missed

        token = token or self._tokens.get(urlsplit(address).hostname or "")
        said = self._client.post(
            address,
            msgspec.json.encode(value),
            {
                "Accept": JSON,
                "Content-Type": JSON,
                **({"Authorization": f"Bearer {token}"} if token else {}),
                **(headers or {}),
            },
        )
        return Unheard(said.reason) if isinstance(said, Missed) else Heard(said, _value(said.body))


def _value(body: bytes) -> Any:
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
