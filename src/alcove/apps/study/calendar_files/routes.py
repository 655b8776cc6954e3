"""`/api/calendar/feed`, `/api/calendar/export` and `/api/calendar/import`."""

import math
from collections.abc import AsyncIterator, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from starlette.responses import Response

from alcove.apps.study.calendar import CalendarFull
from alcove.apps.study.calendar_files.errors import CalendarRefused, DownloadFailed, FeedNotFound, ImportsBusy
from alcove.apps.study.calendar_files.feeds import Feeds
from alcove.apps.study.calendar_files.imports import CalendarImports, open_client
from alcove.apps.study.calendar_files.model import MAX_BYTES
from alcove.apps.study.calendar_files.schemas import CalendarImportBody, FeedBody, FeedQuery, ImportFields, NewFeedBody
from alcove.apps.study.native_api import InvalidFields, LimitReached, NotAllowed, NotSignedIn, read_fields
from alcove.apps.study.native_callers import CallerIdentifier
from alcove.apps.study.native_rows import both_paths
from alcove.foundation.deps import Deps
from alcove.foundation.errors import BadRequest, BodyTimeout, BodyTooLarge, CrossOriginForbidden
from alcove.foundation.jobs import ProcessExecutor
from alcove.foundation.ratelimit import LimitStore, Rule
from alcove.foundation.web import Access, Api, Call, ResponseSpec, limit_body, read_body

FEED_PATH: Final = "/api/calendar/feed.ics"
MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
_BODY_LIMIT: Final = MAX_BYTES + 64 * 1024
_IMPORTS: Final = Rule(20, 60.0)
_CREATED: Final = 201
_CALLER: Final = (NotSignedIn, NotAllowed)


class CalendarFileEndpoints:
    """The handlers of the endpoints."""

    def __init__(
        self, feeds: Feeds, *, imports: CalendarImports, callers: CallerIdentifier, limits: LimitStore
    ) -> None:
        self._feeds = feeds
        self._imports = imports
        self._callers = callers
        self._limits = limits

    async def find_feed(self, call: Call[None, None]) -> FeedBody:
        """Return whether there is a feed."""
        feed = await self._feeds.find(await self._identify(call))
        if feed is None:
            return FeedBody(active=False)
        return FeedBody(active=True, created_at=feed.created_at, read_at=feed.read_at)

    async def create_feed(self, call: Call[None, None]) -> NewFeedBody:
        """Make a feed with a new address."""
        secret, created_at = await self._feeds.create(await self._identify(call))
        url = call.request.url.replace(path=FEED_PATH, query=f"token={secret}")
        return NewFeedBody(url=str(url), created_at=created_at)

    async def revoke_feed(self, call: Call[None, None]) -> Response:
        """End the feed."""
        await self._feeds.revoke(await self._identify(call))
        return Response(status_code=204)

    async def read_feed(self, call: Call[FeedQuery, None]) -> Response:
        """Return the calendar of whoever the token belongs to."""
        user_id = await self._feeds.find_reader(call.query.token)
        return await self._answer_file(call, user_id, headers={})

    async def export(self, call: Call[None, None]) -> Response:
        """Return the calendar of the caller."""
        user_id = await self._identify(call)
        headers = {"Content-Disposition": 'attachment; filename="calendar.ics"'}
        return await self._answer_file(call, user_id, headers=headers)

    async def add(self, call: Call[None, None]) -> CalendarImportBody:
        """Import a file, or the calendar at an address."""
        user_id = await self._identify(call)
        await self._count(user_id)
        result = await self._imports.add(user_id, await self._read_content(call))
        return CalendarImportBody(
            added=result.added, updated=result.updated, unchanged=result.unchanged, skipped=result.skipped,
            problems=list(result.problems),
        )  # fmt: skip

    async def _read_content(self, call: Call[None, None]) -> bytes:
        content_type = call.request.headers.get("content-type", "")
        kind = content_type.partition(";")[0].strip().lower()
        body = await read_body(limit_body(call.request.receive, limit=_BODY_LIMIT))
        if kind == "multipart/form-data":
            return await _read_form(body, content_type)
        if kind == "application/json":
            try:
                values = msgspec.json.decode(body, type=dict[str, Any])
            except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
                raise BadRequest("The request body is not a JSON object.") from error
            return await self._imports.download(read_fields(values, ImportFields).url)
        return body

    async def _answer_file(self, call: Call[Any, None], user_id: UUID, *, headers: dict[str, str]) -> Response:
        tag = f'"{await self._feeds.find_version(user_id)}"'
        headers = {**headers, "ETag": tag, "Cache-Control": "private, no-cache"}
        if tag in call.request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        return Response(await self._feeds.write(user_id), media_type=MEDIA_TYPE, headers=headers)

    async def _count(self, user_id: UUID) -> None:
        seconds = await self._limits.start(f"study calendar import {user_id}", _IMPORTS)
        if seconds > 0:
            wait = str(max(1, math.ceil(seconds)))
            message = f"Too many imports in a minute. Try again in {wait} seconds."
            raise LimitReached(message, headers={"Retry-After": wait})

    async def _identify(self, call: Call[Any, Any]) -> UUID:
        return (await self._callers.identify(call)).user.id


def register_calendar_files(apis: Sequence[Api], deps: Deps, *, callers: CallerIdentifier) -> None:
    """Declare the endpoints. They find out themselves who calls: the server does not know access tokens."""
    executor = ProcessExecutor(niceness=0)
    deps.exit_stack.callback(executor.terminate)
    private_hosts = frozenset(deps.server.alcove_allow_private_hosts)
    client = open_client(deps.network, clock=deps.clock, private_hosts=private_hosts)
    endpoints = CalendarFileEndpoints(
        Feeds(deps.pool, clock=deps.clock),
        imports=CalendarImports(deps.pool, executor=executor, client=client),
        callers=callers,
        limits=deps.limits,
    )
    for api in apis:
        _add_feed(api, endpoints)
        _add_files(api, endpoints)


def _add_feed(api: Api, endpoints: CalendarFileEndpoints) -> None:
    paths = both_paths("calendar/feed")
    api.route(
        "GET", *paths, response_model=FeedBody, errors=_CALLER, access=Access.PUBLIC,
        summary="Whether the calendar has a feed",
    )(endpoints.find_feed)  # fmt: skip
    api.route(
        "POST", *paths, status=_CREATED, response_model=NewFeedBody, errors=(*_CALLER, CrossOriginForbidden),
        access=Access.PUBLIC, summary="Make a feed with a secret address, in place of an earlier one",
    )(endpoints.create_feed)  # fmt: skip
    api.route(
        "DELETE", *paths, status=204, errors=(*_CALLER, CrossOriginForbidden, FeedNotFound), access=Access.PUBLIC,
        summary="Revoke the address of the feed",
    )(endpoints.revoke_feed)  # fmt: skip


def _add_files(api: Api, endpoints: CalendarFileEndpoints) -> None:
    not_modified = [ResponseSpec(304, "The file is the one of If-None-Match.", media_type=())]
    headers = {"ETag": "The version of the file."}
    api.route(
        "GET", *both_paths("calendar/feed.ics"), query=FeedQuery, response_model=str, media_type=MEDIA_TYPE,
        headers=headers, responses=not_modified, errors=(FeedNotFound,), access=Access.PUBLIC,
        summary="The feed for calendar programs: events, tasks, exams and classes",
    )(endpoints.read_feed)  # fmt: skip
    api.route(
        "GET", *both_paths("calendar/export"), response_model=str, media_type=MEDIA_TYPE, headers=headers,
        responses=not_modified, errors=(*_CALLER, FeedNotFound), access=Access.PUBLIC,
        summary="The calendar as a file",
    )(endpoints.export)  # fmt: skip
    api.route(
        "POST", *both_paths("calendar/import"), response_model=CalendarImportBody, raw_body=ImportFields,
        body_required=True,
        errors=(
            *_CALLER, CrossOriginForbidden, InvalidFields, BodyTooLarge, BodyTimeout, CalendarRefused, CalendarFull,
            DownloadFailed, ImportsBusy, LimitReached,
        ),
        access=Access.PUBLIC, body_limit=_BODY_LIMIT,
        summary="Import an iCalendar file: as text/calendar, in a form as `file`, or from the `url` of a JSON object",
    )(endpoints.add)  # fmt: skip


async def _read_form(body: bytes, content_type: str) -> bytes:
    """Return the file of a form; InvalidFields."""
    from alcove.wires.supabase.storage.errors import StorageError  # noqa: PLC0415 - with the first upload
    from alcove.wires.supabase.storage.upload.form import FileForm  # noqa: PLC0415

    async def stream() -> AsyncIterator[bytes]:
        yield body

    try:
        form = FileForm(stream(), content_type=content_type)
        await form.find_file()
        return b"".join([chunk async for chunk in form.read_file()])
    except StorageError as error:
        raise InvalidFields({"file": error.message}) from error
