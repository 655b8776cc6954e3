"""`alcove books get`, `queue` and `cancel`."""

from typing import Annotated, Any

import msgspec
import typer

from alcove.main.commands.books import showing
from alcove.main.commands.books.following import follow
from alcove.main.commands.books.office import At, office
from alcove.main.commands.books.showing import Board, print_json, progress, show
from alcove.main.commands.options import JSON_OUTPUT, DataDir
from alcove.main.exits import FAILED, OK
from alcove.main.guarding import INTERRUPTED
from alcove.main.terminal import complain

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
    with office(data_dir) as place:
        place.run(lambda at: _queue(at, ids, priority=priority))
        if not wait:
            found = place.run(lambda at: _look(at, ids))
        else:
            with progress() as bars:
                ended = place.run(lambda at: follow(at, ids, board=Board(bars)))
            if ended is None:
                complain("left in the queue: `alcove serve`, `alcove worker` or the same command goes on")
                raise typer.Exit(INTERRUPTED)
            found = place.run(lambda at: _look(at, ids))
    raise typer.Exit(_report(found, as_json=as_json))


async def _queue(at: At, book_ids: list[str], *, priority: int) -> None:
    for book_id in book_ids:
        await at.desk.queue(book_id, priority=priority)


async def _look(at: At, book_ids: list[str]) -> list[dict[str, Any]]:
    return [
        {**msgspec.to_builtins(await at.desk.one(book_id)), "path": await at.desk.path(book_id)} for book_id in book_ids
    ]


def _report(found: list[dict[str, Any]], *, as_json: bool) -> int:
    failed = [each for each in found if each["status"] in ("error", "cancelled")]
    if as_json:
        print_json({"books": found})
    else:
        for each in found:
            words = each["path"] if each["status"] == "complete" else each["status_message"]
            typer.echo(f"{each['title']}: {each['status']}{f', {words}' if words else ''}")
    return FAILED if failed else OK


def queue(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Show the queue, and what has ended lately."""
    with office(data_dir) as place:
        listed = place.run(lambda at: at.desk.listed())
    if as_json:
        print_json({"books": listed})
    elif listed:
        show(showing.queue(listed))
    else:
        typer.echo("the queue is empty")


def cancel(book_ids: Ids, data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """Cancel waiting and running books, and take finished ones off the list; delivered files stay."""

    async def stop(at: At) -> dict[str, str]:
        return {book_id: await at.desk.cancel(book_id) for book_id in book_ids}

    with office(data_dir) as place:
        outcomes = place.run(stop)
    if as_json:
        print_json(outcomes)
    else:
        for book_id, outcome in outcomes.items():
            typer.echo(f"{book_id}: {outcome}")
