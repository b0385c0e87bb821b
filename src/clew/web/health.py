"""`/healthz`: whether the archive answers, for programs that start this one again or ask another where it does not."""

from __future__ import annotations

import logging

import anyio
from anyio import to_thread
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from clew.archive import Archive
from clew.errors import ClewError, NewerArchive, StoreBusy, StoreFull
from clew.web.forms import public_archive

PATIENCE = 2.0
"""Seconds that the archive has to answer; then it counts as slow."""
_AT_A_TIME = 4
_LOG = logging.getLogger(__name__)
_WORDS: tuple[tuple[type[Exception], str], ...] = (
    (TimeoutError, "slow"),
    (StoreBusy, "busy"),
    (StoreFull, "full"),
    (NewerArchive, "newer"),
)


async def health(request: Request) -> Response:
    """200 and `ok`, or 503 and the reason in one word: `slow`, `busy`, `full`, `newer` or `down`."""
    word = await _reason(request, public_archive(request))
    return PlainTextResponse(f"{word or 'ok'}\n", 503 if word else 200, {"cache-control": "no-store"})


async def _reason(request: Request, archive: Archive) -> str | None:
    state = request.app.state
    if not hasattr(
        state, "asking"
    ):  # threads of its own, so that pages which wait do not look like an archive that does
        state.asking = anyio.CapacityLimiter(_AT_A_TIME)
    try:
        with anyio.fail_after(PATIENCE):
            await to_thread.run_sync(archive.ask, abandon_on_cancel=True, limiter=state.asking)
    except (ClewError, OSError) as fault:  # a timeout is one of the latter
        _LOG.warning("The archive does not answer: %s", str(fault) or "it takes too long")
        return next((word for kind, word in _WORDS if isinstance(fault, kind)), "down")
    return None
