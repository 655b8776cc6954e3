"""`alcove records scrape`, `cancel` and `status`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from alcove.apps.records.cli.follow import Followed, follow
from alcove.apps.records.cli.runner import Context, Runner, exit_code, open_records
from alcove.apps.records.cli.showing import SAMPLES, Board, account, table, tell
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

if TYPE_CHECKING:
    from alcove.apps.records.schemas import ScrapeStatus

User = Annotated[list[str] | None, typer.Option("--user", help="A seller's name on Discogs; may be repeated.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Whether to follow the scrape to its end.")]


def scrape(
    user: Annotated[list[str], typer.Option("--user", help="A seller's name on Discogs; may be repeated.")],
    data_dir: DataDir = None,
    *,
    full: Annotated[bool, typer.Option("--full", help="Read everything, and mark what is gone as delisted.")] = False,
    wait: Wait = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Scrape sellers: new offers, or with --full all of them.

    A running worker does the work; without one this command does it itself. Ctrl-C asks whether the scrape
    may go on; where nobody can be asked it may.
    """
    names = list(dict.fromkeys(user))
    with open_records(data_dir) as runner:
        run_ids = runner.run(lambda context: _ask(context, names, full=full, join=wait))
        if not wait:
            _report(runner, run_ids, as_json=as_json)
            raise typer.Exit(OK)
        with progress_bars("{task.fields[detail]}") as bars:
            followed = runner.run(lambda context: follow(context, run_ids, board=Board(bars)))
        if followed.interrupted:
            _leave(runner, run_ids, followed=followed)
            raise typer.Exit(INTERRUPTED)
        code = _report(runner, run_ids, as_json=as_json)
        if followed.here and code == OK:
            print_error("genres and styles follow while `alcove serve` or `alcove worker` runs")
    raise typer.Exit(code)


async def _ask(context: Context, names: Sequence[str], *, full: bool, join: bool) -> list[int]:
    context.facade.require_credentials()
    context.facade.check(names)
    asked = [await context.facade.ask(name, full=full, join=join) for name in names]
    for each in asked:
        if each.joined:
            print_error(f"a scrape of {each.seller} is under way already; following it")
    return [each.run_id for each in asked]


def _report(runner: Runner, run_ids: Sequence[int], *, as_json: bool) -> int:
    """Tell how the scrapes stand and return the exit code that says so."""
    found = runner.run(lambda context: _look(context, run_ids))
    if as_json:
        print_json({"scrapes": [account(status, samples) for status, samples in found]})
    else:
        for status, samples in found:
            tell(status, samples)
    codes = [_code(status) for status, _ in found]
    return next((code for code in codes if code != OK), OK)


async def _look(context: Context, run_ids: Sequence[int]) -> "list[tuple[ScrapeStatus, Sequence[Any]]]":
    return [
        (await context.facade.run(run_id), await context.facade.samples(run_id, limit=SAMPLES)) for run_id in run_ids
    ]


def _code(status: "ScrapeStatus") -> int:
    if status.error is not None:
        print_error(f"{status.seller}: {status.error}")
    if status.state == "failed":
        return exit_code(status.error_code or "", 0)
    return FAILED if status.state == "cancelled" else OK


def _leave(runner: Runner, run_ids: Sequence[int], *, followed: Followed) -> None:
    """Let scrapes go on or cancel them, as the person at the terminal says."""
    if sys.stdin.isatty() and sys.stderr.isatty() and not _confirmed():
        runner.run(lambda context: _cancel_runs(context, run_ids))
        print_error("cancelled; what the finished pages stored stays")
    elif followed.alive:
        print_error("left running; `alcove records status --all` tells how it stands")
    else:
        print_error("left waiting: `alcove serve`, `alcove worker` or the same command goes on with it")


def _confirmed() -> bool:
    try:
        return typer.confirm("Leave it running?", default=True, err=True)
    except typer.Abort:
        return True


async def _cancel_runs(context: Context, run_ids: Sequence[int]) -> None:
    for run_id in run_ids:
        status = await context.facade.run(run_id)
        if status.finished_at is None:
            await context.facade.cancel(status.seller)


def cancel(
    user: Annotated[list[str], typer.Option("--user", help="The seller whose scrape to cancel; may be repeated.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Cancel scrapes; what their finished pages have stored stays."""

    async def stop(context: Context) -> None:
        for name in user:
            await context.facade.cancel(name)

    with open_records(data_dir) as runner:
        runner.run(stop)
    if as_json:
        print_json({"cancelled": user})
    else:
        typer.echo(f"cancelled: {', '.join(user)}")


def status(
    user: User = None,
    data_dir: DataDir = None,
    *,
    everyone: Annotated[bool, typer.Option("--all", help="Every seller's newest scrape.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Tell how the newest scrape of a seller, or of every seller, stands."""
    if bool(user) == everyone:
        raise typer.BadParameter("give either --user or --all")

    async def look(context: Context) -> "list[ScrapeStatus]":
        return [await context.facade.status(name) for name in user] if user else await context.facade.statuses()

    with open_records(data_dir) as runner:
        found = runner.run(look)
    if as_json:
        print_json({"scrapes": found})
    elif found:
        print_table(table(found))
    else:
        typer.echo("nothing has been scraped yet")
