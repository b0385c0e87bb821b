"""The owner's keys: the password's hash, and the secret that sessions and forms are signed with, in one private file.

The file lies beside the settings and never in the archive, because archives are copied and handed on.
"""

from __future__ import annotations

import os
import secrets
import stat
import tempfile
import threading
import time
import unicodedata
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from clew.errors import BadSetting

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
_LONGEST = 1000
_DIFFERENT = 5
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Keys(msgspec.Struct, frozen=True):
    """What the file holds: `ended` are sessions that were logged out of, each until the time it would have lasted."""

    secret: str
    password: str
    ended: dict[str, int] = {}


class KeyFile:
    """The file, read again whenever it changed, so that a new password counts at once for a server that is running."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._keys: Keys | None = None

    def read(self) -> Keys | None:
        """The keys, None where there is no password; `BadSetting` where the file is broken or others can read it."""
        with self._lock:
            return self._read()

    def _read(self) -> Keys | None:
        try:
            state = self.path.stat()
        except FileNotFoundError:
            self._seen = self._keys = None
            return None
        except OSError as error:
            raise BadSetting(f"The owner's password in {self.path} cannot be read: {error.strerror}.") from error
        seen = state.st_mtime_ns, state.st_size, state.st_ino
        if seen != self._seen:
            self._keys, self._seen = self._load(state.st_mode), seen
        return self._keys

    def _load(self, mode: int) -> Keys:
        if os.name == "posix" and mode & _OTHERS:
            raise BadSetting(f"Other people can read {self.path}; take that away with `chmod 600` and start again.")
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=Keys)
        except (OSError, msgspec.DecodeError) as error:
            raise BadSetting(f"{self.path} is broken; set the password anew with `clew password`.") from error

    def set_password(self, password: str) -> None:
        """Keep the password's hash; every session ends. `BadSetting` says what is wrong with it."""
        self._write(Keys(secrets.token_hex(32), _hasher().hash(_checked(password))))

    def remove(self) -> None:
        """Forget the password, and with it every session."""
        self.path.unlink(missing_ok=True)

    def end(self, session: str, until: int) -> None:
        """Remember that a session was logged out of."""
        with self._lock:
            keys = self._read()
            if keys is None:
                return
            kept = {name: last for name, last in keys.ended.items() if last > time.time()}
            ended = msgspec.structs.replace(keys, ended=kept | {session: until})
            self._keys = ended
            with suppress(BadSetting):  # where the folder is not to be written to, it holds until the server stops
                self._write(ended)

    def _write(self, keys: Keys) -> None:
        """Write whole or not at all, for the owner's eyes only from the first byte on."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.path.parent, prefix=".owner-")  # made with mode 600
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.encode(keys))
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.path)
        except OSError as error:
            raise BadSetting(f"The password cannot be kept in {self.path}: {error.strerror}.") from error


def verified(keys: Keys | None, password: str) -> bool:
    """Whether it is the owner's password; it takes as long where none was set."""
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        right = _hasher().verify(_nobody() if keys is None else keys.password, _plain(password[:_LONGEST]))
    except (Argon2Error, InvalidHashError):
        return False
    return right and keys is not None


def _checked(password: str) -> str:
    """The password if it may be one."""
    plain = _plain(password)
    if not SHORTEST <= len(plain) <= _LONGEST:
        raise BadSetting(f"A password needs {SHORTEST} characters or more; a few words of a sentence make a good one.")
    if len(set(plain)) < _DIFFERENT:
        raise BadSetting("That password is too easy to guess; take a few words that are not a saying.")
    return plain


def _plain(password: str) -> str:
    """The password however a keyboard composed its letters."""
    return unicodedata.normalize("NFKC", password)


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher

    return PasswordHasher()  # RFC 9106's choice for little memory: 64 MiB, three passes


@cache
def _nobody() -> str:
    """The hash of a password that nobody knows."""
    return _hasher().hash(secrets.token_hex())
