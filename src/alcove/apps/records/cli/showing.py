"""How scrapes look in a terminal and to a script."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
import typer
from rich.table import Table

from alcove.foundation.cli import ProgressBoard, new_table

if TYPE_CHECKING:
    from alcove.apps.records.schemas import ScrapeStatus

SAMPLES = 5
STYLES = {"done": "green", "failed": "red", "cancelled": "yellow", "running": "cyan", "queued": "dim"}


class Board(ProgressBoard):
    """A progress bar per scrape."""

    def show(self, status: "ScrapeStatus", *, where: str) -> None:
        """Show a scrape as it stands."""
        detail = _detail(status, where=where)
        self.update(status.id, status.seller, total=status.pages, completed=status.page, detail=detail)


def _detail(status: "ScrapeStatus", *, where: str) -> str:
    if status.state == "queued":
        return f"waiting for a worker ({where})"
    pages = f"page {status.page} of {status.pages or '?'}"
    counts = f"{status.seen} seen, {status.kept} kept, {status.new} new"
    return f"{pages} · {counts} · {pages_per_minute(status, now=datetime.now(UTC)):.0f} pages/min · {where}"


def pages_per_minute(status: "ScrapeStatus", *, now: datetime) -> float:
    """Return how fast a scrape has been so far."""
    if status.started_at is None:
        return 0.0
    end = datetime.fromisoformat(status.finished_at) if status.finished_at else now
    seconds = (end - datetime.fromisoformat(status.started_at)).total_seconds()
    return 60 * status.page / max(seconds, 1.0)


def account(status: "ScrapeStatus", samples: Sequence[Any]) -> dict[str, Any]:
    """Return a scrape for a script: the whole row, samples, and how many offers more there are."""
    return {
        **msgspec.to_builtins(status),
        "samples": msgspec.to_builtins(samples),
        "more": max(status.kept - len(samples), 0),
    }


def tell(status: "ScrapeStatus", samples: Sequence[Any]) -> None:
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


def table(statuses: Iterable["ScrapeStatus"]) -> Table:
    """Return scrapes as a table."""
    shown = new_table("seller", "state", "kind", "pages", "seen", "kept", "new", "ended", "why")
    for each in statuses:
        shown.add_row(
            each.seller, f"[{STYLES[each.state]}]{each.state}[/]", each.mode, f"{each.page}/{each.pages or '?'}",
            str(each.seen), str(each.kept), str(each.new), each.finished_at or "", each.error or each.stop_reason or "",
        )  # fmt: skip
    return shown
