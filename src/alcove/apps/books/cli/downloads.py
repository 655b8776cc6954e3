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

LOWEST, HIGHEST = -(2**31), 2**31 - 1
Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="What the search shows in front of a title.")]


def get(
    book_ids: Ids,
    data_dir: DataDir = None,
    *,
    priority: Annotated[int, typer.Option(help="The lowest runs first.", min=LOWEST, max=HIGHEST)] = 0,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Whether to follow the books to their end.")] = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Queue files and follow them until they are in the library's folder.

    A running worker does the work; without one this command does it itself. After Ctrl-C the books stay queued.
    """
    ids = list(dict.fromkeys(book_ids))
    with open_books(data_dir) as runner:
        runner.run(lambda context: _enqueue_all(context, ids, priority=priority))
        if not wait:
            found = runner.run(lambda context: _read_entries(context, ids))
        else:
            with progress_bars() as bars:
                ended = runner.run(lambda context: follow_downloads(context, ids, board=DownloadBoard(bars)))
            if ended is None:
                print_error("left in the queue: `alcove serve`, `alcove worker` or the same command goes on")
                raise typer.Exit(INTERRUPTED)
            found = runner.run(lambda context: _read_entries(context, ids))
    raise typer.Exit(_report(found, as_json=as_json))


async def _enqueue_all(context: Context, book_ids: list[str], *, priority: int) -> None:
    for book_id in book_ids:
        await context.facade.queue(book_id, priority=priority)


async def _read_entries(context: Context, book_ids: list[str]) -> list[dict[str, Any]]:
    return [
        {**msgspec.to_builtins(await context.facade.one(book_id)), "path": await context.facade.path(book_id)}
        for book_id in book_ids
    ]


def _report(found: list[dict[str, Any]], *, as_json: bool) -> int:
    failed = [book for book in found if book["status"] in ("error", "cancelled")]
    if as_json:
        print_json({"books": found})
    else:
        for book in found:
            words = book["path"] if book["status"] == "complete" else book["status_message"]
            typer.echo(f"{book['title']}: {book['status']}{f', {words}' if words else ''}")
    return FAILED if failed else OK


def queue(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Show the queue, and what has ended lately."""
    with open_books(data_dir) as runner:
        listed = runner.run(lambda context: context.facade.listed())
    if as_json:
        print_json({"books": listed})
    elif listed:
        print_table(queue_table(listed))
    else:
        typer.echo("the queue is empty")


def cancel(book_ids: Ids, data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Cancel waiting and running books, and take finished ones off the list; delivered files stay."""

    async def stop(context: Context) -> dict[str, str]:
        return {book_id: await context.facade.cancel_download(book_id) for book_id in book_ids}

    with open_books(data_dir) as runner:
        outcomes = runner.run(stop)
    if as_json:
        print_json(outcomes)
    else:
        for book_id, outcome in outcomes.items():
            typer.echo(f"{book_id}: {outcome}")
