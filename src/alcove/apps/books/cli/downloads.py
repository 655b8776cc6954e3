"""`alcove books get`, `queue` and `cancel`."""

from typing import Annotated, Any

import msgspec
import typer

from alcove.apps.books.cli.runner import Context, DownloadBoard, follow_downloads, open_books, queue_table
from alcove.foundation.cli import (
    FAILED,
    INTERRUPTED,
    JSON_OUTPUT,
    OK,
    DataDir,
    print_error,
    print_json,
    print_table,
    progress_bars,
)

MIN_PRIORITY, MAX_PRIORITY = -(2**31), 2**31 - 1
BookIds = Annotated[list[str], typer.Argument(metavar="ID...", help="The ids that the search shows.")]


def get(
    book_ids: BookIds,
    data_dir: DataDir = None,
    *,
    priority: Annotated[int, typer.Option(help="The lowest runs first.", min=MIN_PRIORITY, max=MAX_PRIORITY)] = 0,
    again: Annotated[bool, typer.Option("--again", help="Fetch files that were delivered before, too.")] = False,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait until the books are delivered.")] = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Queue files and follow them until they are delivered into the library's folder.

    A running worker fetches them; without one, this command fetches them itself. After Ctrl-C they stay queued.
    """
    ids = list(dict.fromkeys(book_ids))
    with open_books(data_dir) as runner:
        delivered = runner.run(lambda context: _enqueue_all(context, ids, priority=priority, again=again))
        queued = [book_id for book_id in ids if book_id not in delivered]
        if wait and queued:
            with progress_bars() as bars:
                has_ended = runner.run(lambda context: follow_downloads(context, queued, board=DownloadBoard(bars)))
            if not has_ended:
                print_error("interrupted: `alcove serve`, `alcove worker` or the same command resumes the queue")
                raise typer.Exit(INTERRUPTED)
        entries = runner.run(lambda context: _read_entries(context, ids, delivered=delivered))
    raise typer.Exit(_print_report(entries, as_json=as_json))


async def _enqueue_all(context: Context, book_ids: list[str], *, priority: int, again: bool) -> set[str]:
    """Queue the files and return the ids of those that were delivered before."""
    results = [await context.facade.enqueue(book_id, priority=priority, again=again) for book_id in book_ids]
    return {result.id for result in results if result.is_delivered}


async def _read_entries(context: Context, book_ids: list[str], *, delivered: set[str]) -> list[dict[str, Any]]:
    entries = []
    for book_id in book_ids:
        is_old = book_id in delivered
        entry = await (context.facade.find_delivered(book_id) if is_old else context.facade.find_entry(book_id))
        path = await context.facade.find_path(book_id)
        entries.append({**msgspec.to_builtins(entry), "path": path, "delivered_before": is_old})
    return entries


def _print_report(entries: list[dict[str, Any]], *, as_json: bool) -> int:
    has_failed = any(entry["status"] in ("error", "cancelled") for entry in entries)
    if as_json:
        print_json({"books": entries})
    else:
        for entry in entries:
            detail = entry["path"] if entry["status"] == "complete" else entry["status_message"]
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
