"""The road of an address: what a network's servers answer becomes a capture, and then goes the road of any file."""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec

from clew import networks, settings
from clew.archive.importing import Progress
from clew.archive.looking import obey_known
from clew.capture import Capture, of_answers
from clew.errors import BadSetting, Unreadable
from clew.post import Notice, Post, Record, Value
from clew.stores.base import Store
from clew.stores.consent import sign

_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Asking(Value):
    """Where posts are asked for: Bluesky's services, and hosts of this machine or network that may be called.

    `redact` removes the words of held posts whose server proves that they were deleted.
    """

    appview: str = networks.Services.appview
    plc: str = networks.Services.plc
    nearby: tuple[str, ...] = ()
    redact: bool = False


def services(asking: Asking, home: Mapping[str, str] | None = None) -> networks.Services:
    """The services to ask; `home` as there."""
    return networks.Services(asking.appview.rstrip("/"), asking.plc.rstrip("/"), home or {})


def is_address(place: str | Path) -> bool:
    """Whether an input is the address of a post and not a file's name; what is there as a file is one."""
    place = str(place)
    if place == "-" or not networks.is_address(place):
        return False
    return "://" in place or not Path(place).exists()


class Asked:
    """A capture of what the servers answered about one address, and how its posts are marked against those held."""

    def __init__(self, store: Store, address: str, asking: Asking, progress: Callable[[Progress], None] | None) -> None:
        self._store = store
        self._address = address.strip()
        self._asking = asking
        self._progress = progress
        self._network = networks.find(self._address)
        self._held: dict[str, Post] = {}
        self.withdrawn: set[str] = set()  # held posts that were found to be deleted

    def capture(self) -> Capture:
        """Ask, and give what came; `Unreadable` where nothing did, or nothing may because its author was forgotten."""
        named = getattr(self._network, "authors", lambda _address: ())(self._address)
        if self._store.forgotten(sign("author", name) for name in named):
            raise Unreadable(
                f"The author of {self._address} was forgotten here, and nothing of theirs is asked for; keep it in"
                " another archive (`clew --archive FOLDER add ADDRESS`)."
            )
        with closing(
            networks.Ask(
                services(self._asking),
                self._asking.nearby,
                tokens(settings.tokens()),
                self._tell,
            )
        ) as ask:
            wish = networks.Wish(self._address, self._of_thread)
            capture = of_answers(self._network.unroll(wish, ask), self._address)
        if not capture.names:
            capture.close()
            raise Unreadable(f"{self._address} brought no post; see whether it opens in a browser.")
        return capture

    def _tell(self, count: int) -> None:
        if self._progress is not None:
            self._progress(Progress(self._address, count, None, 0))

    def _of_thread(self, name: str) -> tuple[Post, ...]:
        thread = self._store.thread(name)
        posts = () if thread is None else tuple(part.post for part in thread.parts)
        self._held |= {post.id: post for post in posts}
        return posts

    def marked(self, records: Sequence[Record]) -> Sequence[Record]:
        """The records; a post with other words than those held was edited, where its network does not say so itself.

        Authors of whom it is known that they refuse are kept apart from the start.
        That was at some time between the two looks, so that the moment of the second is the latest it can have been.
        """
        obey_known(self._store, records)
        gone = {each.post_id for each in records if isinstance(each, Notice) and each.state == "deleted"}
        self.withdrawn |= gone & self._held.keys()
        if not getattr(self._network, "edits_unsaid", False):
            return records
        return [self._against_held(each) if isinstance(each, Post) else each for each in records]

    def _against_held(self, post: Post) -> Post:
        held = self._held.get(post.id)
        if held is None or held.in_parts or post.edited is not None or post.text == held.text:
            return post
        return msgspec.structs.replace(post, edited=post.seen)


def tokens(path: Path) -> Mapping[str, str]:
    """The tokens of the file that holds them, by host; `BadSetting` where others on this machine could read it."""
    form = 'each line is "host" = "token"'
    written = secrets(path, "tokens", form)
    if not all(isinstance(token, str) for token in written.values()):
        raise BadSetting(f"The tokens in {path} cannot be read; {form}.")
    return {host.lower(): token for host, token in written.items()}


def secrets(path: Path, what: str, form: str) -> dict[str, Any]:
    """A file that only its owner can read, none where it is missing; `BadSetting` tells the form it must have."""
    try:
        with path.open("rb") as file:
            mode = path.stat().st_mode
            if mode & _OTHERS:
                raise BadSetting(f"Others can read the {what} in {path}; `chmod 600 {path}` makes it yours alone.")
            return tomllib.load(file)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # What is wrong with the file may be quoted with its place only: its lines are secrets.
        raise BadSetting(f"The {what} in {path} cannot be read; {form}.") from error
