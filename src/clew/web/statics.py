"""The files that pages need: held in memory, and kept by browsers for ever under the hash of what is in them."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import brotli
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
# named, and not with a weight of nothing
_BROTLI = re.compile(r"(?i)(?:^|,)\s*br\s*(?:,|$|;\s*q=(?!0(?:\.0*)?\s*(?:,|$)))")
_TEXT = {"text/css", "text/javascript", "image/svg+xml"}
_TYPES = {".js": "text/javascript", ".svg": "image/svg+xml", ".webmanifest": "application/manifest+json"}


_ASKED_AGAIN = {"cache-control": "no-cache"}
_SHEET, _FONTS = "clew.css", "fonts.css"
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_QUOTED = re.compile(r"(\"[^\"]*\"|'[^']*')")
_AROUND = re.compile(r"\s*([{};])\s*")
_BEHIND = re.compile(r"([:,])\s+")


class File(NamedTuple):
    """A file, with its type and its hash; `packed` is its text made as small as brotli can, b"" of all else."""

    body: bytes
    mime: str
    hash: str
    packed: bytes = b""


@cache
def files() -> dict[str, File]:
    """Every file, by its name in the folder; the style sheet of all pages has that of their fonts in it."""
    found = {str(path.relative_to(FOLDER).as_posix()): path for path in FOLDER.rglob("*") if path.is_file()}
    found_as = {name: (found[_FONTS], path) if name == _SHEET else (path,) for name, path in found.items()}
    return {name: _file(paths[-1], b"".join(map(_sent, paths))) for name, paths in found_as.items()}


def _sent(path: Path) -> bytes:
    """A file as browsers get it: without what is there for whoever reads the source."""
    if path.suffix == ".css":
        return _slim(path.read_text("utf-8")).encode()
    if path.suffix == ".js":
        lines = path.read_text("utf-8").splitlines(keepends=True)
        return "".join(line for line in lines if not line.lstrip().startswith("//")).encode()
    return path.read_bytes()


def _slim(sheet: str) -> str:
    """A style sheet without comments, and without spaces that say nothing; what is in quotation marks stays."""
    said = []
    for at, part in enumerate(_QUOTED.split(_COMMENT.sub("", sheet))):
        said.append(part if at % 2 else _BEHIND.sub(r"\1", _AROUND.sub(r"\1", part)))
    return "".join(said).strip() + "\n"


def _file(path: Path, body: bytes) -> File:
    mime = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    packed = brotli.compress(body) if mime in _TEXT else b""
    return File(body, mime, hashlib.sha256(body).hexdigest()[:12], packed)


def address(name: str) -> str:
    """The file's address, which changes with its content."""
    return f"/static/{name}?{files()[name].hash}"


async def static(request: Request) -> Response:
    """One file; only its own hash makes an address that may be kept for ever."""
    file = files().get(request.path_params["name"])
    if file is None:
        raise HTTPException(404)
    own = request.url.query == file.hash
    tag = f'W/"{file.hash}"'
    headers = {"cache-control": "public, max-age=31536000, immutable"} if own else _ASKED_AGAIN | {"etag": tag}
    if file.packed:
        headers["vary"] = "Accept-Encoding"
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    if file.packed and _BROTLI.search(request.headers.get("accept-encoding", "")):
        return Response(file.packed, headers=headers | {"content-encoding": "br"}, media_type=file.mime)
    return Response(file.body, headers=headers, media_type=file.mime)
