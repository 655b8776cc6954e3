"""`alcove records scrape`, `cancel` and `status`."""

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from alcove.main.commands.options import JSON_OUTPUT, DataDir
from alcove.main.commands.records.following import Followed, follow
from alcove.main.commands.records.office import At, Office, exit_code, office
from alcove.main.commands.records.showing import SAMPLES, Board, account, print_json, progress, table, tell
from alcove.main.exits import FAILED, OK
from alcove.main.guarding import INTERRUPTED
from alcove.main.terminal import complain

if TYPE_CHECKING:
    from alcove.apps.records import ScrapeStatus

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
    with office(data_dir) as place:
        run_ids = place.run(lambda at: _ask(at, names, full=full, join=wait))
        if not wait:
            _report(place, run_ids, as_json=as_json)
            raise typer.Exit(OK)
        with progress("{task.fields[detail]}") as bars:
            followed = place.run(lambda at: follow(at, run_ids, board=Board(bars)))
        if followed.interrupted:
            _leave(place, run_ids, followed=followed)
            raise typer.Exit(INTERRUPTED)
        code = _report(place, run_ids, as_json=as_json)
        if followed.here and code == OK:
            complain("genres and styles follow while `alcove serve` or `alcove worker` runs")
    raise typer.Exit(code)


async def _ask(at: At, names: Sequence[str], *, full: bool, join: bool) -> list[int]:
    at.desk.require_credentials()
    at.desk.check(names)
    asked = [await at.desk.ask(name, full=full, join=join) for name in names]
    for each in asked:
        if each.joined:
            complain(f"a scrape of {each.seller} is under way already; following it")
    return [each.run_id for each in asked]


def _report(place: Office, run_ids: Sequence[int], *, as_json: bool) -> int:
    """Tell how the scrapes stand and return the exit code that says so."""
    found = place.run(lambda at: _look(at, run_ids))
    if as_json:
        print_json({"scrapes": [account(status, samples) for status, samples in found]})
    else:
        for status, samples in found:
            tell(status, samples)
    codes = [_code(status) for status, _ in found]
    return next((code for code in codes if code != OK), OK)


async def _look(at: At, run_ids: Sequence[int]) -> "list[tuple[ScrapeStatus, Sequence[Any]]]":
    return [(await at.desk.run(run_id), await at.desk.samples(run_id, limit=SAMPLES)) for run_id in run_ids]


def _code(status: "ScrapeStatus") -> int:
    if status.error is not None:
        complain(f"{status.seller}: {status.error}")
    if status.state == "failed":
        return exit_code(status.error_code or "", 0)
    return FAILED if status.state == "cancelled" else OK


def _leave(place: Office, run_ids: Sequence[int], *, followed: Followed) -> None:
    """Let scrapes go on or cancel them, as the person at the terminal says."""
    if sys.stdin.isatty() and sys.stderr.isatty() and not _confirmed():
        place.run(lambda at: _cancel_runs(at, run_ids))
        complain("cancelled; what the finished pages stored stays")
    elif followed.alive:
        complain("left running; `alcove records status --all` tells how it stands")
    else:
        complain("left waiting: `alcove serve`, `alcove worker` or the same command goes on with it")


def _confirmed() -> bool:
    try:
        return typer.confirm("Leave it running?", default=True, err=True)
    except typer.Abort:
        return True


async def _cancel_runs(at: At, run_ids: Sequence[int]) -> None:
    for run_id in run_ids:
        status = await at.desk.run(run_id)
        if status.finished_at is None:
            await at.desk.cancel(status.seller)


def cancel(
    user: Annotated[list[str], typer.Option("--user", help="The seller whose scrape to cancel; may be repeated.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Cancel scrapes; what their finished pages have stored stays."""

    async def stop(at: At) -> None:
        for name in user:
            await at.desk.cancel(name)

    with office(data_dir) as place:
        place.run(stop)
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

    async def look(at: At) -> "list[ScrapeStatus]":
        return [await at.desk.status(name) for name in user] if user else await at.desk.statuses()

    with office(data_dir) as place:
        found = place.run(look)
    if as_json:
        print_json({"scrapes": found})
    elif found:
        Console().print(table(found))
    else:
        typer.echo("nothing has been scraped yet")
