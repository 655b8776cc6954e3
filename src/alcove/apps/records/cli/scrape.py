"""`alcove records scrape`, `cancel` and `status`."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer
from rich.progress import Progress
from rich.table import Table

from alcove.apps.records.build import build_worker_tasks
from alcove.apps.records.cli.output import print_result
from alcove.apps.records.cli.runner import Context, Runner, exit_code, open_records
from alcove.foundation.cli import (
    FAILED,
    INTERRUPTED,
    JSON_OUTPUT,
    OK,
    RECHECK,
    DataDir,
    InlineWorker,
    ProgressBoard,
    new_table,
    print_error,
    print_json,
    print_table,
    progress_bars,
    stop_on_signals,
)
from alcove.foundation.jobs import worker_alive

if TYPE_CHECKING:
    from alcove.apps.records.scraping import ScrapeStatus

SCRAPING = "scraping"
ENDED = frozenset({"done", "failed", "cancelled"})
MAX_SAMPLES = 5
STYLES = {"done": "green", "failed": "red", "cancelled": "yellow", "running": "cyan", "queued": "dim"}
User = Annotated[list[str] | None, typer.Option("--user", help="A seller's name on Discogs; may be repeated.")]
Wait = Annotated[bool, typer.Option("--wait/--no-wait", help="Whether to follow the scrape to its end.")]


@dataclass(slots=True)
class Followed:
    """How following ended: `interrupted` before the scrapes did, `here` when this process did the work."""

    interrupted: bool = False
    here: bool = False
    alive: bool = False


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
        run_ids = runner.run(lambda context: _request(context, names, full=full, join=wait))
        if not wait:
            _print_statuses(runner, run_ids, as_json=as_json)
            raise typer.Exit(OK)
        with progress_bars("{task.fields[detail]}") as bars:
            followed = runner.run(lambda context: follow(context, run_ids, bars=bars))
        if followed.interrupted:
            _leave_or_cancel(runner, run_ids, followed=followed)
            raise typer.Exit(INTERRUPTED)
        code = _print_statuses(runner, run_ids, as_json=as_json)
        if followed.here and code == OK:
            print_error("genres and styles follow while `alcove serve` or `alcove worker` runs")
    raise typer.Exit(code)


async def _request(context: Context, names: Sequence[str], *, full: bool, join: bool) -> list[int]:
    run_ids, joined = await context.facade.request_scrapes(names, full=full, join=join)
    for seller in joined:
        print_error(f"a scrape of {seller} is under way already; following it")
    return run_ids


def _print_statuses(runner: Runner, run_ids: Sequence[int], *, as_json: bool) -> int:
    """Tell how the scrapes stand and return the exit code that says so."""
    found = runner.run(lambda context: _read_statuses(context, run_ids))
    if as_json:
        print_json({"scrapes": [_build_document(status, samples) for status, samples in found]})
    else:
        for status, samples in found:
            _print_status(status, samples)
    codes = [_find_exit_code(status) for status, _ in found]
    return next((code for code in codes if code != OK), OK)


async def _read_statuses(context: Context, run_ids: Sequence[int]) -> "list[tuple[ScrapeStatus, Sequence[Any]]]":
    return [
        (await context.facade.run(run_id), await context.facade.samples(run_id, limit=MAX_SAMPLES))
        for run_id in run_ids
    ]


def _find_exit_code(status: "ScrapeStatus") -> int:
    if status.error is not None:
        print_error(f"{status.seller}: {status.error}")
    if status.state == "failed":
        return exit_code(status.error_code or "", 0)
    return FAILED if status.state == "cancelled" else OK


def _leave_or_cancel(runner: Runner, run_ids: Sequence[int], *, followed: Followed) -> None:
    """Let scrapes go on or cancel them, as the person at the terminal says."""
    if sys.stdin.isatty() and sys.stderr.isatty() and not _ask_to_leave_running():
        runner.run(lambda context: _cancel_runs(context, run_ids))
        print_error("cancelled; what the finished pages stored stays")
    elif followed.alive:
        print_error("left running; `alcove records status --all` tells how it stands")
    else:
        print_error("left waiting: `alcove serve`, `alcove worker` or the same command goes on with it")


def _ask_to_leave_running() -> bool:
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
    print_result({"cancelled": user}, f"cancelled: {', '.join(user)}", as_json=as_json)


def status(
    user: User = None,
    data_dir: DataDir = None,
    *,
    all_sellers: Annotated[bool, typer.Option("--all", help="Every seller's newest scrape.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """Tell how the newest scrape of a seller, or of every seller, stands."""
    if bool(user) == all_sellers:
        raise typer.BadParameter("give either --user or --all")

    async def look(context: Context) -> "list[ScrapeStatus]":
        return [await context.facade.status(name) for name in user] if user else await context.facade.statuses()

    with open_records(data_dir) as runner:
        found = runner.run(look)
    if as_json:
        print_json({"scrapes": found})
    elif found:
        print_table(_build_table(found))
    else:
        typer.echo("nothing has been scraped yet")


async def follow(context: Context, run_ids: Sequence[int], *, bars: Progress) -> Followed:
    """Show the scrapes until all have ended or a signal tells to leave."""
    stop, outcome, board = asyncio.Event(), Followed(), ScrapeProgress(bars)
    with stop_on_signals(stop):
        async with (
            context.facade.changes() as changes,
            InlineWorker(context.deps, build_tasks=build_worker_tasks, queue=SCRAPING, slots=len(run_ids)) as worker,
        ):
            left = set(run_ids)
            while left and not stop.is_set():
                await worker.start_if_needed()
                changes.take_all()
                for run_id in sorted(left):
                    status = await context.facade.run(run_id)
                    board.show(status, where="here" if worker.is_working else "on a running worker")
                    left -= {run_id} if status.state in ENDED else set()
                if left:
                    await changes.wait(within=RECHECK, unless=stop)
            outcome.interrupted, outcome.here = bool(left), worker.is_working
    outcome.alive = not outcome.here and await worker_alive(context.deps.pool, queue=SCRAPING)
    return outcome


class ScrapeProgress(ProgressBoard):
    """A progress bar per scrape."""

    def show(self, status: "ScrapeStatus", *, where: str) -> None:
        """Show a scrape as it stands."""
        detail = _format_progress(status, where=where)
        self.update(status.id, status.seller, total=status.pages, completed=status.page, detail=detail)


def _format_progress(status: "ScrapeStatus", *, where: str) -> str:
    if status.state == "queued":
        return f"waiting for a worker ({where})"
    pages = f"page {status.page} of {status.pages or '?'}"
    counts = f"{status.seen} seen, {status.kept} kept, {status.new} new"
    return f"{pages} · {counts} · {_pages_per_minute(status, now=datetime.now(UTC)):.0f} pages/min · {where}"


def _pages_per_minute(status: "ScrapeStatus", *, now: datetime) -> float:
    """Return how fast a scrape has been so far."""
    if status.started_at is None:
        return 0.0
    end = datetime.fromisoformat(status.finished_at) if status.finished_at else now
    seconds = (end - datetime.fromisoformat(status.started_at)).total_seconds()
    return 60 * status.page / max(seconds, 1.0)


def _build_document(status: "ScrapeStatus", samples: Sequence[Any]) -> dict[str, Any]:
    """Return a scrape for a script: the whole row, samples, and how many offers more there are."""
    return {
        **msgspec.to_builtins(status),
        "samples": msgspec.to_builtins(samples),
        "more": max(status.kept - len(samples), 0),
    }


def _print_status(status: "ScrapeStatus", samples: Sequence[Any]) -> None:
    """Print what a scrape did for a person."""
    typer.echo(
        f"{status.seller}: {status.state}{'' if status.complete or status.state != 'done' else ', not complete'}"
    )
    counts = {
        "found": status.kept, "new": status.new, "updated": status.updated, "skipped": status.skipped,
        "without a price in dollars": status.unpriced, "not readable": status.failed,
        "no longer for sale": status.delisted,
    }  # fmt: skip
    for name, number in counts.items():
        if number or name in ("found", "new"):
            typer.echo(f"  {name}: {number}")
    for sample in samples:
        price = "no price" if sample.price is None else f"${sample.price}"
        typer.echo(f"  {sample.artist} - {sample.title} ({sample.condition}) - {price}")
    if status.kept > len(samples) > 0:
        typer.echo(f"  ... and {status.kept - len(samples)} more")


def _build_table(statuses: Iterable["ScrapeStatus"]) -> Table:
    """Return scrapes as a table."""
    shown = new_table("seller", "state", "kind", "pages", "seen", "kept", "new", "ended", "why")
    for one in statuses:
        shown.add_row(
            one.seller, f"[{STYLES[one.state]}]{one.state}[/]", one.mode, f"{one.page}/{one.pages or '?'}",
            str(one.seen), str(one.kept), str(one.new), one.finished_at or "", one.error or one.stop_reason or "",
        )  # fmt: skip
    return shown
