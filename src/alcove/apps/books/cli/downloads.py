"""`alcove books get`, `queue` and `cancel`."""

from typing import Annotated, Any

import msgspec
import typer

from alcove.apps.books.app import APP
from alcove.apps.books.cli.runner import Context, DownloadBoard, Runner, follow_downloads, open_books, queue_table
from alcove.foundation.cli import (
    FAILED,
    INTERRUPTED,
    JSON_OUTPUT,
    OK,
    DataDir,
    FollowResult,
    print_error,
    print_json,
    print_table,
    progress_bars,
)
from alcove.foundation.jobs import worker_alive

_CONTINUED_BY_WORKER = "the running worker continues with the books that are not delivered"
_CONTINUED_LATER = (
    "books that are not delivered stay in the queue; `alcove serve`, `alcove worker` or the same command continues"
)
MIN_PRIORITY, MAX_PRIORITY = -(2**31), 2**31 - 1
BookIds = Annotated[list[str], typer.Argument(metavar="ID...", help="The ids that the search shows.")]


def get(
    book_ids: BookIds,
    data_dir: DataDir = None,
    *,
    priority: Annotated[int, typer.Option(help="The lowest runs first.", min=MIN_PRIORITY, max=MAX_PRIORITY)] = 0,
    again: Annotated[bool, typer.Option("--again", help="Also fetch books that were delivered before.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the books are delivered.")] = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Queue files and follow them until they are delivered into the library's folder.

    A running worker fetches them; without one, this command fetches them itself. After Ctrl-C, those that are not
    delivered stay queued. A file that was delivered before is fetched with --again only.
    """
    ids = list(dict.fromkeys(book_ids))
    with open_books(data_dir) as runner:
        delivered = runner.run(lambda context: _enqueue_all(context, ids, priority=priority, again=again))
        result = _follow(runner, ids) if wait else None
        entries = runner.run(lambda context: _read_entries(context, ids, delivered=delivered))
        code = _print_report(entries, as_json=as_json)
        if result is not None and result.interrupted:
            is_running = not result.inline and runner.run(_has_worker)
            print_error(f"interrupted: {_CONTINUED_BY_WORKER if is_running else _CONTINUED_LATER}")
            code = INTERRUPTED
    raise typer.Exit(code)


async def _enqueue_all(context: Context, book_ids: list[str], *, priority: int, again: bool) -> set[str]:
    """Queue the files and return the ids of those that were delivered before."""
    results = [await context.facade.enqueue(book_id, priority=priority, again=again) for book_id in book_ids]
    return {result.id for result in results if result.is_delivered}


def _follow(runner: Runner, book_ids: list[str]) -> FollowResult:
    with progress_bars() as bars:
        return runner.run(lambda context: follow_downloads(context, book_ids, board=DownloadBoard(bars)))


async def _has_worker(context: Context) -> bool:
    return await worker_alive(context.deps.pool, queue=APP.name)


async def _read_entries(context: Context, book_ids: list[str], *, delivered: set[str]) -> list[dict[str, Any]]:
    entries = []
    for book_id in book_ids:
        entry = await context.facade.find_entry(book_id)
        path = await context.facade.find_path(book_id) if entry.status == "complete" else None
        entries.append({**msgspec.to_builtins(entry), "path": path, "delivered_before": book_id in delivered})
    return entries


def _print_report(entries: list[dict[str, Any]], *, as_json: bool) -> int:
    has_failed = any(entry["status"] in ("error", "cancelled") for entry in entries)
    if as_json:
        print_json({"books": entries})
    else:
        for entry in entries:
            detail = (entry["path"] if entry["status"] == "complete" else None) or entry["status_message"]
            note = "; it was delivered before, and --again fetches it again" if entry["delivered_before"] else ""
            typer.echo(f"{entry['title']}: {entry['status']}{f', {detail}' if detail else ''}{note}")
    return FAILED if has_failed else OK


def queue(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Show the queue and the downloads that ended recently."""
    with open_books(data_dir) as runner:
        entries = runner.run(lambda context: context.facade.list_queue())
    if as_json:
        print_json({"books": entries})
    elif entries:
        print_table(queue_table(entries))
    else:
        typer.echo("the queue is empty")


def cancel(book_ids: BookIds, data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Cancel queued and running downloads, and remove finished ones from the list; delivered files are kept."""

    async def cancel_all(context: Context) -> dict[str, str]:
        return {book_id: await context.facade.cancel_download(book_id) for book_id in book_ids}

    with open_books(data_dir) as runner:
        outcomes = runner.run(cancel_all)
    if as_json:
        print_json(outcomes)
    else:
        for book_id, outcome in outcomes.items():
            typer.echo(f"{book_id}: {outcome}")
