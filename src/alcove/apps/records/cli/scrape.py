"""`alcove records scrape`, `cancel` and `status`."""

import sys
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.progress import Progress
from rich.table import Table

from alcove.apps.records.build import build_worker_tasks
from alcove.apps.records.cli.runner import EXIT_CODES, Context, Runner, open_records
from alcove.foundation.cli import (
    FAILED,
    INTERRUPTED,
    JSON_OUTPUT,
    OK,
    DataDir,
    FollowResult,
    InlineWorker,
    ProgressBoard,
    follow_jobs,
    new_table,
    print_error,
    print_json,
    print_result,
    print_table,
    progress_bars,
)
from alcove.foundation.jobs import worker_alive

if TYPE_CHECKING:
    from alcove.apps.records.scraping import ScrapeStatus

SCRAPING = "scraping"
END_STATES = frozenset({"done", "failed", "cancelled"})
MAX_SAMPLES = 5
STYLES = {"done": "green", "failed": "red", "cancelled": "yellow", "running": "cyan", "queued": "dim"}
User = Annotated[list[str] | None, typer.Option("--user", help="A seller's name on Discogs; may be repeated.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Whether to follow the scrape to its end.")]


def scrape(
    user: Annotated[list[str], typer.Option("--user", help="A seller's name on Discogs; may be repeated.")],
    data_dir: DataDir = None,
    *,
    full: Annotated[
        bool, typer.Option("--full", help="Read all pages, and mark offers that are gone as delisted.")
    ] = False,
    wait: Wait = True,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Scrape sellers: new offers, or with --full all of them.

    A running worker does the work; without one this command does it itself. Ctrl-C asks whether the scrape
    continues; without a terminal it does.
    """
    names = list(dict.fromkeys(user))
    with open_records(data_dir) as runner:
        run_ids = runner.run(lambda context: _request(context, names, full=full, join=wait))
        if not wait:
            _print_statuses(runner, run_ids, as_json=as_json)
            raise typer.Exit(OK)
        with progress_bars("{task.fields[detail]}") as bars:
            result = runner.run(lambda context: follow(context, run_ids, bars=bars))
        if result.interrupted:
            _leave_or_cancel(runner, run_ids, result=result)
            raise typer.Exit(INTERRUPTED)
        code = _print_statuses(runner, run_ids, as_json=as_json)
        if result.inline and code == OK:
            print_error("genres and styles are fetched while `alcove serve` or `alcove worker` runs")
    raise typer.Exit(code)


async def _request(context: Context, names: Sequence[str], *, full: bool, join: bool) -> list[int]:
    run_ids, joined = await context.facade.request_scrapes(names, full=full, join=join)
    for seller in joined:
        print_error(f"a scrape of {seller} is under way already; following it")
    return run_ids


def _print_statuses(runner: Runner, run_ids: Sequence[int], *, as_json: bool) -> int:
    """Print the status of scrapes and return the exit code."""
    statuses = runner.run(lambda context: _read_statuses(context, run_ids))
    if as_json:
        print_json({"scrapes": [_build_document(status, samples) for status, samples in statuses]})
    else:
        for status, samples in statuses:
            _print_status(status, samples)
    codes = [_find_exit_code(status) for status, _ in statuses]
    return next((code for code in codes if code != OK), OK)


async def _read_statuses(context: Context, run_ids: Sequence[int]) -> "list[tuple[ScrapeStatus, Sequence[Any]]]":
    return [
        (await context.facade.read_run(run_id), await context.facade.list_samples(run_id, limit=MAX_SAMPLES))
        for run_id in run_ids
    ]


def _find_exit_code(status: "ScrapeStatus") -> int:
    if status.error is not None:
        print_error(f"{status.seller}: {status.error}")
    if status.state == "failed":
        return EXIT_CODES.find(status.error_code or "")
    return FAILED if status.state == "cancelled" else OK


def _leave_or_cancel(runner: Runner, run_ids: Sequence[int], *, result: FollowResult) -> None:
    """Ask at a terminal whether scrapes continue, and cancel them if not."""
    if sys.stdin.isatty() and sys.stderr.isatty() and not _ask_to_leave_running():
        runner.run(lambda context: _cancel_runs(context, run_ids))
        print_error("cancelled; the stored pages stay")
    elif not result.inline and runner.run(lambda context: worker_alive(context.deps.pool, queue=SCRAPING)):
        print_error("left running; `alcove records status --all` shows its status")
    else:
        print_error("left waiting: `alcove serve`, `alcove worker` or the same command continues it")


def _ask_to_leave_running() -> bool:
    try:
        return typer.confirm("Leave it running?", default=True, err=True)
    except typer.Abort:
        return True


async def _cancel_runs(context: Context, run_ids: Sequence[int]) -> None:
    for run_id in run_ids:
        status = await context.facade.read_run(run_id)
        if status.finished_at is None:
            await context.facade.cancel_scrape(status.seller)


def cancel(
    user: Annotated[list[str], typer.Option("--user", help="The seller whose scrape to cancel; may be repeated.")],
    data_dir: DataDir = None,
    *,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Cancel scrapes; their stored pages stay."""

    async def stop(context: Context) -> None:
        for name in user:
            await context.facade.cancel_scrape(name)

    with open_records(data_dir) as runner:
        runner.run(stop)
    print_result({"cancelled": user}, f"cancelled: {', '.join(user)}", as_json=as_json)


def status(
    user: User = None,
    data_dir: DataDir = None,
    *,
    all_sellers: Annotated[bool, typer.Option("--all", help="Every seller's newest scrape.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Show the newest scrape of a seller, or of every seller."""
    if bool(user) == all_sellers:
        raise typer.BadParameter("give either --user or --all")

    async def read_statuses(context: Context) -> "list[ScrapeStatus]":
        return (
            [await context.facade.read_status(name) for name in user] if user else await context.facade.read_statuses()
        )

    with open_records(data_dir) as runner:
        statuses = runner.run(read_statuses)
    if as_json:
        print_json({"scrapes": statuses})
    elif statuses:
        print_table(_build_table(statuses))
    else:
        typer.echo("nothing has been scraped yet")


async def follow(context: Context, run_ids: Sequence[int], *, bars: Progress) -> FollowResult:
    """Show the progress of scrapes until all have ended or a signal arrives."""
    board = ScrapeProgress(bars)
    worker = InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=SCRAPING, slots=len(run_ids))

    async def show(run_id: int) -> bool:
        status = await context.facade.read_run(run_id)
        board.show(status, location="here" if worker.is_working else "on a running worker")
        return status.state in END_STATES

    return await follow_jobs(run_ids, show=show, changes=context.facade.subscribe_to_scrapes(), worker=worker)


class ScrapeProgress(ProgressBoard):
    """A progress bar per scrape."""

    def show(self, status: "ScrapeStatus", *, location: str) -> None:
        """Show the status of a scrape."""
        detail = _format_progress(status, location=location)
        self.update(status.id, status.seller, total=status.pages, completed=status.page, detail=detail)


def _format_progress(status: "ScrapeStatus", *, location: str) -> str:
    if status.state == "queued":
        return f"waiting for a worker ({location})"
    pages = f"page {status.page} of {status.pages or '?'}"
    counts = f"{status.seen} seen, {status.kept} kept, {status.new} new"
    return f"{pages} · {counts} · {_pages_per_minute(status, now=datetime.now(UTC)):.0f} pages/min · {location}"


def _pages_per_minute(status: "ScrapeStatus", *, now: datetime) -> float:
    """Return the speed of a scrape so far."""
    if status.started_at is None:
        return 0.0
    end = datetime.fromisoformat(status.finished_at) if status.finished_at else now
    seconds = (end - datetime.fromisoformat(status.started_at)).total_seconds()
    return 60 * status.page / max(seconds, 1.0)


def _build_document(status: "ScrapeStatus", samples: Sequence[Any]) -> dict[str, Any]:
    """Return the JSON document of a scrape: its status, samples, and the number of further offers."""
    return {
        **msgspec.to_builtins(status),
        "samples": msgspec.to_builtins(samples),
        "more": max(status.kept - len(samples), 0),
    }


def _print_status(status: "ScrapeStatus", samples: Sequence[Any]) -> None:
    """Print the result of a scrape."""
    from alcove.apps.records.scraping import describe_counts  # noqa: PLC0415 - `--help` needs none of it

    typer.echo(
        f"{status.seller}: {status.state}{'' if status.complete or status.state != 'done' else ', not complete'}"
    )
    typer.echo(f"  {describe_counts(status)}")
    counts = {"kept without a price in dollars": status.unpriced, "no longer for sale": status.delisted}
    for name, number in counts.items():
        if number:
            typer.echo(f"  {name}: {number}")
    if status.retry_at is not None:
        typer.echo(f"  goes on by itself at {status.retry_at}, while `alcove serve` or `alcove worker` runs")
    for sample in samples:
        price = "no price" if sample.price is None else f"${sample.price}"
        typer.echo(f"  {sample.artist} - {sample.title} ({sample.condition}) - {price}")
    if status.kept > len(samples) > 0:
        typer.echo(f"  ... and {status.kept - len(samples)} more")


def _build_table(statuses: Iterable["ScrapeStatus"]) -> Table:
    """Return a table of scrapes."""
    table = new_table("seller", "state", "kind", "pages", "seen", "kept", "new", "ended", "why")
    for status in statuses:
        table.add_row(
            status.seller, f"[{STYLES[status.state]}]{status.state}[/]", status.mode,
            f"{status.page}/{status.pages or '?'}", str(status.seen), str(status.kept), str(status.new),
            status.finished_at or "", _format_reason(status),
        )  # fmt: skip
    return table


def _format_reason(status: "ScrapeStatus") -> str:
    reason = status.error or status.stop_reason or ""
    return f"{reason} Next try: {status.retry_at}." if status.retry_at else reason
