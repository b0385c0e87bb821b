"""The files of pictures, films and sounds, given out as what they are and as nothing else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from clew.media.kinds import CAPTIONS
from clew.web.forms import archive_of

# A name is made of its content and is therefore never another file.
_FOR_EVER = "private, max-age=31536000, immutable"


def medium(request: Request) -> Response:
    """One file, whole or in pieces (films are read so)."""
    name = request.path_params["name"]
    path, file = archive_of(request).medium(name)
    headers = {"etag": f'"{name}"', "cache-control": _FOR_EVER}
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    mime = file.mime if name == file.name else "image/webp"
    if mime == CAPTIONS.mime:  # text is read by a film beside it, never as a page
        return FileResponse(path, headers=headers, media_type=mime, filename=name)
    return FileResponse(path, headers=headers, media_type=mime)
