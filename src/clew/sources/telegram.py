"""An export of Telegram Desktop (`result.json`): channels and groups, whose posts answer each other.

Of the export of a whole account only public channels and groups are read; chats between persons are never turned into
posts. A private channel or group that was exported by itself is for its members.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from clew.capture import Capture
from clew.post import Author, Choice, Entity, Media, Post, Problem, Record, Reply, Visibility
from clew.sources._head import shapes
from clew.sources._telegram_chats import Chat, Placed, messages
from clew.sources._tweet import Wire

title = "Telegram Desktop export (JSON)"

NETWORK = "telegram"
_PUBLIC = frozenset({"public_channel", "public_supergroup"})
_CLOSED = frozenset({"private_channel", "private_supergroup", "private_group"})
_DATA = (".json", ".jsonl", ".js", ".ndjson")
_SIGNS = {"hashtag": "#", "mention": "@", "cashtag": "$"}
_KINDS = {
    "animation": "gif", "video_file": "video", "video_message": "video", "voice_message": "audio",
    "audio_file": "audio", "sticker": "photo",
}  # fmt: skip
_TYPES = {"image": "photo", "video": "video", "audio": "audio"}
_LAST = 253402300800  # the year 10000


class Poll(Wire):
    """A question and its answers."""

    question: Any = None
    answers: list[Any] | None = None


class Message(Wire, rename={"from_": "from"}):
    """One message; `text` is text or a list of text and marked pieces."""

    id: int | None = None
    type: str | None = None
    date: str | None = None
    date_unixtime: int | None = None
    edited_unixtime: int | None = None
    from_: str | None = None
    from_id: str | int | None = None
    reply_to_message_id: int | None = None
    reply_to_peer_id: str | int | None = None
    forwarded_from: Any = None
    forwarded_from_id: str | int | None = None
    saved_from: Any = None
    text: Any = None
    photo: str | None = None
    file: str | None = None
    media_type: str | None = None
    mime_type: str | None = None
    sticker_emoji: str | None = None
    width: int | None = None
    height: int | None = None
    poll: Poll | None = None
    media_spoiler: bool | None = None


def sniff(capture: Capture) -> bool:
    """A file of JSON with Telegram's names for a chat and its messages, or the folder of an export with such a file."""
    name = _result(capture)
    return name is not None and any(map(_is_ours, shapes(capture.head(name))))


def _result(capture: Capture) -> str | None:
    """The file itself, or the one `result.json` of a folder in which no other JSON stands beside or above it."""
    if capture.single:
        return capture.names[0]
    found = [name for name in capture.names if PurePosixPath(name).name == "result.json"]
    if len(found) != 1:
        return None
    here = found[0].removesuffix("result.json")
    for name in capture.names:
        if name != found[0] and name.endswith(_DATA) and not (name.startswith(here) and "/" in name[len(here) :]):
            return None
    return found[0]


def _is_ours(keys: frozenset[str]) -> bool:
    return (
        {"type", "id", "messages", "messages[].id", "messages[].date"} <= keys
        or {"type", "id", "messages", "messages[].type"} <= keys
        or {"chats.list[].messages", "chats.list[].type"} <= keys
        or {"about", "personal_information.user_id"} <= keys
    )


def wants(name: str) -> bool:
    """The one file of words; not the pictures and files beside it."""
    return PurePosixPath(name).name == "result.json" or "/" not in name


def confidential(capture: Capture) -> bool:
    """Whether chats between persons stand in the same file as what is read: its bytes are not to be copied."""
    name = _result(capture)
    return name is not None and any(map(_is_whole_account, shapes(capture.head(name))))


def _is_whole_account(keys: frozenset[str]) -> bool:
    return "personal_information.user_id" in keys or "chats.list" in keys or "chats.list[].type" in keys


def read(capture: Capture) -> Iterator[Record]:
    """The messages of each channel and group in the order of the file; notices of the service are no posts."""
    name = _result(capture)
    if name is None:
        yield Problem(capture.place, "This folder holds no result.json of Telegram, or several.")
        return
    whole_account = confidential(capture)
    undated = False
    for row in messages(capture, name, _PUBLIC if whole_account else _PUBLIC | _CLOSED, Message):
        if isinstance(row, Problem):
            yield row
            continue
        placed, message = row
        if message.type == "service":
            continue
        if message.id is None or placed.chat.id is None:
            yield Problem(placed.place, "A message was left out: it, or its chat, has no id.")
            continue
        if message.date_unixtime is None and message.date and not undated:
            undated = True
            yield Problem(placed.place, "Dates are in the local time of an unknown place and were left out.")
        yield _post(message, placed)


def _post(message: Message, placed: Placed) -> Post:
    chat = placed.chat
    text, entities = _words(message.text)
    poll = message.poll
    if not text and poll is not None:
        text = _plain(poll.question)
    if not text and message.media_type == "sticker":
        text = message.sticker_emoji or ""
    forwarded = message.forwarded_from is not None or message.forwarded_from_id is not None
    return Post(
        id=_post_id(_peer(chat.id), message.id),
        network=NETWORK,
        author=_author(message, chat),
        created=_when(message.date_unixtime),
        text=text,
        entities=entities,
        reply_to=_answered(message, chat),
        repost=forwarded,
        visibility=_visibility(chat),
        sensitive=message.media_spoiler,
        media=tuple(_media(message)),
        poll=_choices(poll) if poll is not None else None,
        edited=_when(message.edited_unixtime),
    )


def _visibility(chat: Chat) -> Visibility:
    return "public" if chat.type in _PUBLIC else "followers"


def _peer(value: str | int | None) -> str:
    """A chat's number, which stands alone or behind its kind: `channel1234`."""
    return str(value or "").removeprefix("channel").removeprefix("chat")


def _post_id(chat: str, message: int | None) -> str:
    return f"telegram:{chat}/{message}"


def _author(message: Message, chat: Chat) -> Author:
    who = message.from_id
    if isinstance(who, int):
        who = f"user{who}"
    if who:
        return Author(f"telegram:{who}", NETWORK, None, message.from_)
    if chat.type in {"public_channel", "private_channel"}:
        return Author(f"telegram:channel{_peer(chat.id)}", NETWORK, None, message.from_ or chat.name)
    return Author(f"telegram:author-of:{_peer(chat.id)}/{message.id}", NETWORK, None, message.from_)


def _answered(message: Message, chat: Chat) -> Reply | None:
    if message.reply_to_message_id is None:
        return None
    elsewhere = message.reply_to_peer_id
    where = _peer(elsewhere if elsewhere not in {None, ""} else chat.id)
    # Everything in a channel is the channel's own.
    own = where == _peer(chat.id) and chat.type in {"public_channel", "private_channel"}
    return Reply(_post_id(where, message.reply_to_message_id), f"telegram:channel{where}" if own else None)


def _words(pieces: Any) -> tuple[str, tuple[Entity, ...]]:
    """Text, and what is marked in it: `["Now at ", {"type": "text_link", "text": "noon", "href": "https://…"}]`."""
    text, found = "", []
    parts: list[str] = []
    at = 0
    for piece in pieces if isinstance(pieces, list) else [pieces]:
        words = _plain(piece)
        if not words:
            continue
        parts.append(words)
        if isinstance(piece, dict) and (entity := _entity(piece, words, at)):
            found.append(entity)
        at += len(words)
    text = "".join(parts)
    return text, tuple(found)


def _plain(piece: Any) -> str:
    if isinstance(piece, list):
        return "".join(_plain(each) for each in piece if isinstance(each, (str, dict)))
    words = piece.get("text") if isinstance(piece, dict) else piece
    return words if isinstance(words, str) else ""


def _entity(piece: dict[str, Any], words: str, at: int) -> Entity | None:
    kind, end = piece.get("type"), at + len(words)
    if isinstance(kind, str) and kind in _SIGNS:
        if words[0] != _SIGNS[kind] or len(words) == 1:
            return None
        return Entity(kind, at, end, words[1:])  # type: ignore[arg-type]
    if kind == "link":
        return Entity("link", at, end, words if "://" in words else f"http://{words}")
    href = piece.get("href")
    if kind == "text_link" and isinstance(href, str) and href:
        return Entity("link", at, end, href)
    return None


def _media(message: Message) -> Iterator[Media]:
    """Pictures, films and sounds; the export has files of the person's own disk, and no place for descriptions."""
    kind = "photo" if message.photo is not None else _KINDS.get(message.media_type or "")
    if kind is None and message.file is not None:
        kind = _TYPES.get((message.mime_type or "").partition("/")[0])
    if kind is not None:
        yield Media(kind, None, None, None, message.mime_type, message.width, message.height)  # type: ignore[arg-type]


def _choices(poll: Poll) -> tuple[Choice, ...]:
    made = []
    for each in poll.answers or ():
        if isinstance(each, dict):
            votes = each.get("voters")
            whole = isinstance(votes, int) and not isinstance(votes, bool)
            made.append(Choice(_plain(each.get("text")), votes if whole else None))
    return tuple(made)


def _when(seconds: int | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds is not None and 0 < seconds < _LAST else None
