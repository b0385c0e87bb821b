"""One table of settings: the key in the settings file is the command's option and the environment's name.

The file is `clew.toml` in the user's configuration folder, or the file that `CLEW_CONFIG` names. What is given on the
command line wins over the environment, the environment over the file, the file over the default.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clew.errors import BadSetting

CONFIG = "CLEW_CONFIG"
LOGS = ("quiet", "text", "json")
"""What a server tells: only what goes wrong, in lines for a person; a line for each request, too; the same as JSON."""


@dataclass(frozen=True)
class Setting:
    """One setting: `verbs` are the commands that have the option, none where every command has it."""

    name: str
    verbs: tuple[str, ...]
    default: str | int | bool | None
    help: str

    @property
    def option(self) -> str:
        """The option on the command line."""
        return f"--{self.name}"

    @property
    def env(self) -> str:
        """The name in the environment."""
        return f"CLEW_{self.name.upper()}"

    @property
    def kind(self) -> type[str | int | bool]:
        """What its value has to be."""
        return str if self.default is None else type(self.default)


SETTINGS = (
    Setting(
        "appview",
        ("add", "bot", "consent", "follow", "serve"),
        "https://public.api.bsky.app",
        "The service that Bluesky's threads are asked of.",
    ),
    Setting("archive", (), None, "The archive's folder, or a database's address; the user's data folder unless told."),
    Setting(
        "captures",
        ("add", "backup", "bot", "copy", "follow", "forget", "media", "restore", "serve"),
        None,
        "Where an archive in a database keeps captures and media; a folder has its own.",
    ),
    Setting("host", ("serve", "demo"), "127.0.0.1", "The address to serve at; only this machine unless told."),
    Setting(
        "nearby",
        ("add", "bot", "consent", "follow", "media", "serve"),
        "",
        "Hosts of this machine or network that may be asked, with commas between; none unless told.",
    ),
    Setting(
        "pages",
        ("add", "bot", "export", "follow", "notify", "read", "serve"),
        None,
        "The address that others read the pages at, for feeds and citations: https://threads.example.",
    ),
    Setting(
        "hub",
        ("serve", "add", "follow", "bot"),
        None,
        "A WebSub hub, by its address: feeds name it, and what adds (add, bot, follow, pages) tells it of changes.",
    ),
    Setting(
        "plc",
        ("add", "bot", "consent", "follow", "serve"),
        "https://plc.directory",
        "The directory that says on which server a Bluesky account is.",
    ),
    Setting(
        "smtp", ("notify",), None, "The server that takes e-mail: smtp://mail.example:587 or smtps://mail.example."
    ),
    Setting("sender", ("notify",), None, "The address that notices come from."),
    Setting("recipient", ("notify",), None, "The address that notices go to."),
    Setting("webhook", ("notify",), None, "The address that notices are posted to as JSON."),
    Setting("most", ("bot",), 10, "How many threads a day the bot unrolls for one person."),
    Setting(
        "log", ("serve",), "quiet", "What the server tells: quiet, only what goes wrong; text or json, every request."
    ),
    Setting(
        "metrics",
        ("serve",),
        default=False,
        help="Let other machines ask for /metrics, which tells numbers and no names; this one may anyway.",
    ),
    Setting("port", ("serve", "demo"), 8080, "The port to serve at; 0 takes a free one."),
    Setting("upload", ("serve", "demo"), 8000, "Megabytes that the owner may send at once from the page that adds."),
    Setting(
        "stream",
        ("follow",),
        "wss://jetstream2.us-east.bsky.network/subscribe",
        "Where Bluesky is heard: an instance of Jetstream (wss://…/subscribe), or a relay or PDS (https://…).",
    ),
    Setting(
        "withdrawn",
        ("add", "bot", "follow", "serve"),
        "",
        "What becomes of held words of a deleted post: keep, or redact, as it is unless told where others read.",
    ),
    Setting(
        "index",
        ("serve", "demo"),
        default=False,
        help="Let search engines list the pages, where --public is.",
    ),
    Setting(
        "language",
        ("serve", "demo", "notify", "site"),
        "en",
        "The language of notices, and of the pages for readers whose browser asks for none of those there are.",
    ),
    Setting("words", ("bot",), "unroll,déroule,رتب", "The words that ask the bot for a thread, with commas between."),
)
_KINDS = {str: "a text in quotes", int: "a number", bool: "true or false"}


def setting(name: str) -> Setting:
    """The setting of that name."""
    return next(each for each in SETTINGS if each.name == name)


def archive_folder() -> Path:
    """Where an archive lies when nobody says where."""
    from platformdirs import user_data_path

    return user_data_path("clew", appauthor=False) / "archive"


def place() -> Path:
    """The settings file, which need not exist."""
    named = os.environ.get(CONFIG)
    if named:
        return Path(named)
    from platformdirs import user_config_path

    return user_config_path("clew", appauthor=False) / "clew.toml"


def keys() -> Path:
    """The file of the owner's password, beside the settings file; it need not exist."""
    return place().with_name("owner.json")


def tokens() -> Path:
    """The file of tokens for servers that ask for one, beside the settings file; it need not exist."""
    return place().with_name("tokens.toml")


def bot() -> Path:
    """The file of the accounts that `clew bot` answers with, beside the settings file."""
    return place().with_name("bot.toml")


def notices() -> Path:
    """The file of the secrets that `clew notify` sends with, beside the settings file."""
    return place().with_name("notices.toml")


def read(path: Path) -> dict[str, str | int | bool]:
    """What the settings file says; `BadSetting` where it says what no setting means. No file says nothing."""
    import tomllib

    try:
        written = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSetting(f"The settings file {path} cannot be read: {error}.") from error
    return {name: _checked(path, name, value) for name, value in written.items()}


def told(name: str) -> str | int | bool | None:
    """What the environment or the settings file says of a setting, whatever the command; None where they do not."""
    said = os.environ.get(setting(name).env)
    return said or read(place()).get(name)


def defaults(values: Mapping[str, str | int | bool]) -> dict[str, Any]:
    """The values as click's map of defaults, each under the commands that have the option."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        verbs = setting(name).verbs
        for options in [found.setdefault(verb, {}) for verb in verbs] or [found]:
            options[name] = value
    return found


def _checked(path: Path, name: str, value: Any) -> str | int | bool:
    known = {each.name: each for each in SETTINGS}
    if name not in known:
        raise BadSetting(f"{path} has a setting {name!r} that Clew does not know; there are {', '.join(known)}.")
    kind = known[name].kind
    if type(value) is not kind:  # true is an int to Python
        raise BadSetting(f"{path} must give {name} as {_KINDS[kind]}.")
    return value
