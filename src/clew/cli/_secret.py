"""A secret in a file of its own, made where there is none."""

from __future__ import annotations

from pathlib import Path

from clew.cli._verbs import Refusal, os_words

_SHORTEST = 32


def secret(file: Path | None) -> bytes | None:
    """The secret that names are made with; nobody but its owner may read a file that is made here."""
    if file is None:
        return None
    import secrets

    try:
        if not file.exists():
            file.touch(mode=0o600, exist_ok=False)
            file.write_text(secrets.token_hex(32) + "\n", encoding="ascii")
        key = file.read_bytes().strip()
    except OSError as error:
        raise Refusal(f"The key cannot be read: {os_words(error)}", 2) from error
    if len(key) < _SHORTEST:
        raise Refusal(f"{file} is too short for a secret: it needs {_SHORTEST} characters or more.", 2)
    return key
