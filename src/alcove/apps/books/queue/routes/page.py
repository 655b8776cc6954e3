"""The queue's endpoints for the page: list, queue, move, retry, cancel, clear."""

from typing import Final

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound, SourcesUnavailable
from alcove.apps.books.queue import service
from alcove.apps.books.queue.routes.downloads import QueueDeps, enqueue_by_id
from alcove.apps.books.queue.schemas import (
    DownloadCancelled,
    DownloadQueue,
    MoveForm,
    QueueCleared,
    QueuedBook,
    QueueForm,
    QueueMoved,
)
from alcove.apps.books.queue.store import page
from alcove.foundation.database import run_transaction
from alcove.foundation.web import Access, Api, Call

ERRORS: Final = (InvalidRequest, CrossSite, NotFound)


def register(api: Api, deps: QueueDeps) -> None:
    """Add the endpoints."""
    _add_list(api, deps)
    _add_changes(api, deps)
    _add_removals(api, deps)


def _add_list(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "GET",
        "/api/books/queue",
        response_model=DownloadQueue,
        access=Access.USER,
        summary="The queue with progress, speed, reasons of failures and places of delivery",
    )
    async def show_queue(call: Call[None, None]) -> bytes:
        settings = await deps.preferences.current()
        return await page.read_queue(deps.pool, folder=settings.ingest(deps.data_dir))

    @api.route(
        "POST",
        "/api/books/queue",
        body=QueueForm,
        response_model=QueuedBook,
        errors=(*ERRORS, SourcesUnavailable),
        access=Access.USER,
        summary="Queue a book; nothing changes when it is queued or running already",
    )
    async def queue_book(call: Call[None, QueueForm]) -> QueuedBook:
        form = call.body
        await enqueue_by_id(deps, form.id, priority=0, owner=call.principal.name, again=form.force)
        return await _read_state(deps, form.id)


def _add_changes(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "POST",
        "/api/books/queue/{book_id}/retry",
        response_model=QueuedBook,
        errors=ERRORS,
        access=Access.USER,
        summary="Fetch a book again that failed, was cancelled or waits",
    )
    async def retry(call: Call[None, None]) -> QueuedBook:
        book_id = call.path["book_id"]
        await run_transaction(deps.pool, lambda connection: service.retry_download(connection, book_id))
        return await _read_state(deps, book_id)

    @api.route(
        "POST",
        "/api/books/queue/{book_id}/move",
        body=MoveForm,
        response_model=QueueMoved,
        errors=ERRORS,
        access=Access.USER,
        summary="Move a queued book in front of another one, or to the end",
    )
    async def move(call: Call[None, MoveForm]) -> QueueMoved:
        book_id, before = call.path["book_id"], call.body.before
        return QueueMoved(
            order=await run_transaction(
                deps.pool, lambda connection: service.move_download(connection, book_id, before=before)
            )
        )


def _add_removals(api: Api, deps: QueueDeps) -> None:
    @api.route(
        "DELETE",
        "/api/books/queue/{book_id}",
        response_model=DownloadCancelled,
        errors=ERRORS,
        access=Access.USER,
        summary="Cancel a queued or running book, or remove a finished one from the list",
    )
    async def cancel(call: Call[None, None]) -> DownloadCancelled:
        book_id = call.path["book_id"]
        await run_transaction(deps.pool, lambda connection: service.cancel_download(connection, book_id))
        return DownloadCancelled(book_id=book_id)

    @api.route(
        "POST",
        "/api/books/queue/clear",
        response_model=QueueCleared,
        errors=(CrossSite,),
        access=Access.USER,
        summary="Remove all finished books from the list",
    )
    async def clear(call: Call[None, None]) -> QueueCleared:
        return QueueCleared(removed_count=await run_transaction(deps.pool, service.clear_finished))


async def _read_state(deps: QueueDeps, book_id: str) -> QueuedBook:
    """Return the state of a book after a change; NotFound when somebody has removed it in the meantime."""
    state = (await page.find_states(deps.pool, [book_id])).get(book_id)
    if state is None:
        raise NotFound("This book is not in the queue any more.")
    return QueuedBook(id=book_id, state=state)
