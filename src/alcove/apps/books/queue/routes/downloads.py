"""The queue's endpoints for the older front ends: enqueue, status, reorder, cancel, clear."""

import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound, SourcesUnavailable
from alcove.apps.books.model.prefixes import both_paths
from alcove.apps.books.queue import service
from alcove.apps.books.queue.model import is_priority
from alcove.apps.books.queue.schemas import (
    ActiveDownloads,
    DownloadCancelled,
    DownloadForm,
    DownloadPostQuery,
    DownloadQuery,
    DownloadQueued,
    PriorityForm,
    PriorityUpdated,
    QueueCleared,
    QueueOrder,
    QueueReordered,
    QueueStatus,
    ReorderForm,
)
from alcove.apps.books.queue.service import EnqueueResult, QueueSnapshotCache
from alcove.apps.books.requests import prefix_of, read_json_object
from alcove.apps.books.search import BookSearch, LiveSources, Preferences
from alcove.foundation.database import Pool, run_transaction
from alcove.foundation.web import Access, Api, Call, Link, Principal

_INTEGER: Final = re.compile(r"[+-]?[0-9]{1,10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueDeps:
    """The running parts that the queue endpoints need."""

    pool: Pool
    preferences: Preferences
    sources: LiveSources
    book_search: BookSearch
    snapshots: QueueSnapshotCache
    data_dir: Path


def register(api: Api, deps: QueueDeps) -> None:
    """Add the endpoints."""
    _add_download(api, deps)
    _add_reads(api, deps)
    _add_removals(api, deps)
    _add_priorities(api, deps)


def _add_download(api: Api, deps: QueueDeps) -> None:
    errors = (InvalidRequest, CrossSite, NotFound, SourcesUnavailable)
    queued = {"book_id": "$request.query.id"}
    endpoints = ("PUT /api/queue/{book_id}/priority", "DELETE /api/download/{book_id}/cancel")
    links = [Link(endpoint, queued) for endpoint in endpoints]

    @api.route(
        "GET",
        *both_paths("/api/download"),
        changes=True,
        query=DownloadQuery,
        response_model=DownloadQueued,
        errors=errors,
        links=links,
        access=Access.USER,
        summary="Queue a book",
    )
    async def download(call: Call[DownloadQuery, None]) -> DownloadQueued:
        return await _enqueue(deps, call.query, caller=call.principal)

    @api.route(
        "POST",
        *both_paths("/api/download"),
        query=DownloadPostQuery,
        body=DownloadForm,
        form=True,
        response_model=DownloadQueued,
        errors=errors,
        links=links,
        access=Access.USER,
        summary="Queue a book; values that are not in the query may be in the body",
    )
    async def post_download(call: Call[DownloadPostQuery, DownloadForm]) -> DownloadQueued:
        query, form = call.query, call.body
        priority = form.priority if query.priority is None else query.priority
        wanted = DownloadQuery(id=query.id or form.id, priority=priority, force=query.force)
        return await _enqueue(deps, wanted, caller=call.principal)


async def _enqueue(deps: QueueDeps, query: DownloadQuery, *, caller: Principal) -> DownloadQueued:
    if not query.id:
        raise InvalidRequest("No book ID provided")
    priority = parse_priority(query.priority)
    queued = await enqueue_by_id(deps, query.id, priority=priority, owner=caller.name, again=query.force)
    return DownloadQueued(priority=queued.priority)


async def enqueue_by_id(deps: QueueDeps, book_id: str, *, priority: int, owner: str, again: bool) -> EnqueueResult:
    """Look a book up and queue it; NotFound, SourcesUnavailable."""
    book = await deps.book_search.lookup(book_id)
    source = (await deps.sources.current()).by_name(book.source)
    enqueue = partial(
        service.enqueue_download,
        book=book,
        priority=priority,
        owner=owner,
        display_name=source.info.display_name if source else "",
        again=again,
    )
    return await run_transaction(deps.pool, enqueue)


def parse_priority(text: str | None) -> int:
    """Return the priority in a query's text, 0 without one; InvalidRequest."""
    if text is None:
        return 0
    value = int(text) if _INTEGER.fullmatch(text) else None
    if value is None or not is_priority(value):
        raise InvalidRequest("Invalid priority value")
    return value


def _add_reads(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "GET",
        *both_paths("/api/status"),
        response_model=QueueStatus,
        access=Access.USER,
        summary="The whole queue by status name",
    )
    async def status(call: Call[None, None]) -> bytes:
        settings = await deps.preferences.current()
        return await deps.snapshots.read(prefix=prefix_of(call), legacy_names=settings.legacy_status_names)

    @api.route(
        "GET",
        *both_paths("/api/queue/order"),
        response_model=QueueOrder,
        access=Access.USER,
        summary="The queued books in their order",
    )
    async def order(call: Call[None, None]) -> bytes:
        return await service.read_order(deps.pool, prefix=prefix_of(call))

    @api.route(
        "GET",
        *both_paths("/api/downloads/active"),
        response_model=ActiveDownloads,
        access=Access.USER,
        summary="The books that are being fetched",
    )
    async def active(call: Call[None, None]) -> bytes:
        return await service.read_active(deps.pool)


def _add_removals(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "DELETE",
        *both_paths("/api/download/{book_id}/cancel"),
        response_model=DownloadCancelled,
        errors=(NotFound,),
        access=Access.USER,
        summary="Cancel a queued or running book, or remove a finished one from the list",
    )
    async def cancel(call: Call[None, None]) -> DownloadCancelled:
        book_id = call.path["book_id"]
        await run_transaction(deps.pool, lambda connection: service.cancel_download(connection, book_id))
        return DownloadCancelled(book_id=book_id)

    @api.route(
        "DELETE",
        *both_paths("/api/queue/clear"),
        response_model=QueueCleared,
        access=Access.USER,
        summary="Remove all finished books from the list",
    )
    async def clear(call: Call[None, None]) -> QueueCleared:
        return QueueCleared(removed_count=await run_transaction(deps.pool, service.clear_finished))


def _add_priorities(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "PUT",
        *both_paths("/api/queue/{book_id}/priority"),
        raw_body=PriorityForm,
        response_model=PriorityUpdated,
        errors=(InvalidRequest, NotFound),
        access=Access.USER,
        summary="Change the priority of a queued book",
    )
    async def set_priority(call: Call[None, None]) -> PriorityUpdated:
        body = await read_json_object(call)
        if "priority" not in body:
            raise InvalidRequest("Priority not provided")
        book_id, priority = call.path["book_id"], body["priority"]
        await run_transaction(deps.pool, partial(service.set_priority, book_id=book_id, priority=priority))
        return PriorityUpdated(book_id=book_id, priority=priority)

    @api.route(
        "POST",
        *both_paths("/api/queue/reorder"),
        raw_body=ReorderForm,
        response_model=QueueReordered,
        errors=(InvalidRequest,),
        access=Access.USER,
        summary="Change the priorities of queued books, all or none",
    )
    async def reorder(call: Call[None, None]) -> QueueReordered:
        priorities = (await read_json_object(call)).get("book_priorities", ...)
        if priorities is ...:
            raise InvalidRequest("book_priorities not provided")
        if not isinstance(priorities, dict):
            raise InvalidRequest("book_priorities must be a dictionary")
        count = await run_transaction(deps.pool, lambda connection: service.reorder(connection, priorities))
        return QueueReordered(updated_count=count)
