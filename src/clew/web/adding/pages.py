"""The pages that add: the form, an import while it goes on, and its events."""

from __future__ import annotations

from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, cast

from anyio import sleep, to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from clew.archive import Archive, Asking, Import, Progress, Sent
from clew.errors import BadQuery, MissingPart, StoreBusy, UnknownFormat, Unreadable
from clew.speech import _, later
from clew.web.adding.imports import Bring, Imports, Job
from clew.web.adding.receiving import Form, Reception
from clew.web.adding.standing import Unread
from clew.web.adding.telling import called, told
from clew.web.forms import archive_of
from clew.web.headlines import headlines
from clew.web.lists import tag_links
from clew.web.owner import owner_only
from clew.web.printing import page, templates

_TOPIC = 200
_ADDRESS = 2000
_BEAT = 15.0
_LAST = 1.0
_PAUSE = 0.2
_UNKNOWN = later("Nothing in %(name)s is in a format that Clew knows; if it is in one, choose it and send it again.")


def imports_of(request: Request) -> Imports:
    """The imports of this server."""
    return cast("Imports", request.app.state.imports)


def reception_of(request: Request) -> Reception:
    """Where this server takes files."""
    return cast("Reception", request.app.state.reception)


def form_values(request: Request) -> dict[str, Any]:
    """What the template of the form prints, wherever it stands."""
    archive = archive_of(request)
    return {
        "sources": archive.sources(),
        "keeps_media": archive.can_keep_media(),
        "most": reception_of(request).most,
        "command": request.app.state.command,
        "address": request.query_params.get("address", "")[:_ADDRESS],
    }


@owner_only
def add(request: Request) -> Response:
    """The form."""
    return page(request, "add.html", **form_values(request))


@owner_only
async def take(request: Request) -> Response:
    """Take what the form sends, and let it be read."""
    imports = imports_of(request)
    if imports.full:
        raise StoreBusy(_("Many imports are waiting already; send this when some of them are done."))
    form = await reception_of(request).form(request)
    try:
        job = _job(archive_of(request), form, request.app.state.services)
        imports.put(job)
    except BaseException:
        form.delivery.discard()
        raise
    return RedirectResponse(f"/add/{job.id}", 303)


def _job(archive: Archive, form: Form, asking: Asking) -> Job:
    address = form.fields.get("address", "").strip()
    if not form.sent and not address:
        raise BadQuery(
            _("There is nothing to add; choose a file, drop one, paste the text of a page or a post’s address.")
        )
    if address and (len(address) > _ADDRESS or not archive.is_address(address)):
        raise BadQuery(_("That is no post’s address that Clew knows; copy it as the browser shows it."))
    source, topic = form.fields.get("format") or None, form.fields.get("topic", "").strip().lstrip("#＃")
    if source is not None and source not in archive.sources():
        raise BadQuery(_("There is no such format; leave it to Clew to recognise it."))
    options = {
        "source": source,
        "topic": topic[:_TOPIC] or None,
        "include_private": "private" in form.fields,
        "media": "media" in form.fields and archive.can_keep_media(),
    }
    names, private = tuple(each.name for each in form.sent), bool(options["include_private"])
    if not address:
        return Job(names, files(form.sent, options), form.delivery.discard, private=private)
    both = of_address(address, asking, files(form.sent, options))
    return Job((*names, address), both, form.delivery.discard, private=private)


def of_address(address: str, asking: Asking, also: Bring) -> Bring:
    """Reads what was sent, and then asks for the thread of a post at its address."""

    def bring(archive: Archive, tell: Callable[[Progress], None]) -> Iterator[Import | Unread]:
        yield from also(archive, tell)
        try:
            yield from archive.add([address], asking=asking, progress=tell)
        except (Unreadable, MissingPart) as error:
            yield Unread(error.message)

    return bring


def files(sent: tuple[Sent, ...], options: Mapping[str, Any]) -> Bring:
    """Reads files that were sent."""

    def bring(archive: Archive, tell: Callable[[Progress], None]) -> Iterator[Import | Unread]:
        waiting = deque(sent)
        while waiting:
            try:
                # One call for all of them, because threads are put together at its end.
                yield from archive.add(_taken(waiting), progress=tell, **options)
            except UnknownFormat as error:
                yield Unread(error.message) if error.place is None else Unread(_UNKNOWN, error.place)
            except Unreadable as error:
                yield Unread(error.message)

    return bring


def _taken(waiting: deque[Sent]) -> Iterator[Sent]:
    while waiting:
        yield waiting.popleft()


@owner_only
def adding(request: Request) -> Response:
    """One import; without scripts the page asks for itself again until it is over."""
    job = imports_of(request).job(request.path_params["id"])
    return page(request, "adding.html", job=job, **_values(request, job))


@owner_only
async def events(request: Request) -> Response:
    """An import as server-sent events; each tells all, so that whoever comes back misses nothing."""
    job = imports_of(request).job(request.path_params["id"])
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_told(request, job), media_type="text/event-stream", headers=headers)


async def _told(request: Request, job: Job) -> AsyncIterator[str]:
    version = -1
    imports = imports_of(request)
    while True:
        now = await job.after(version, _LAST if imports.stopping else _BEAT)
        if now.version == version and imports.stopping:
            return
        if now.version == version:
            yield ": still here\n\n"  # a browser that is gone is found out by writing to it
            continue
        version = now.version
        yield await to_thread.run_sync(_event, request, job)
        if now.over:
            return
        await sleep(_PAUSE)


def _event(request: Request, job: Job) -> str:
    values = _values(request, job)
    text = templates().get_template("_import.html").render(job=job, **values)
    kind = "over" if values["now"].over else "message"
    data = "".join(f"data: {each}\n" for each in text.splitlines())
    return f"event: {kind}\nid: {values['now'].version}\n{data}\n"


def _values(request: Request, job: Job) -> dict[str, Any]:
    now = job.now
    return {
        "now": now,
        "called": called(job.names),
        **told(now, imports_of(request).before(job), archive_of(request).sources(), private=job.private),
        "found": headlines(now.found),
        "tags": tag_links(now.tags),
    }
