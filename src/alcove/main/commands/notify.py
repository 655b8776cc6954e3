"""`alcove notify`: deliveries of notifications, test notifications, and another try."""

import contextlib
import uuid
from collections.abc import AsyncIterator
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from alcove.foundation.cli import (
    FAILED,
    JSON_OUTPUT,
    CommandContext,
    CommandError,
    DataDir,
    format_value,
    new_table,
    open_runner,
    print_json,
    print_table,
)
from alcove.foundation.deps import Deps
from alcove.foundation.notify import DeliverySummary, list_deliveries, queue_tests, send_again

app = typer.Typer(name="notify", help="Send test notifications, and list and repeat deliveries.", no_args_is_help=True)


class DeliveryState(StrEnum):
    """The state of a delivery."""

    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"


@app.callback()
def group() -> None:
    """Send test notifications, and list and repeat deliveries."""


@app.command("list")
def list_command(
    data_dir: DataDir = None,
    *,
    state: Annotated[DeliveryState | None, typer.Option(help="Only deliveries in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Largest number of deliveries, newest first.")] = 50,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List the newest deliveries of all accounts; `dead` means that they were given up."""

    async def read(context: CommandContext[Deps]) -> list[DeliverySummary]:
        return list(await list_deliveries(context.deps.pool, state=state, limit=limit))

    with open_runner(data_dir, name="alcove-notify", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        deliveries = runner.run(read)
    if as_json:
        print_json(deliveries)
    elif not deliveries:
        typer.echo("no deliveries")
    else:
        print_table(_table(deliveries))


@app.command("test")
def send_test(
    account: Annotated[str, typer.Argument(help="Name or mail address of the account.", metavar="ACCOUNT")],
    data_dir: DataDir = None,
) -> None:
    """Queue a test notification to each destination of an account; `alcove notify list` shows the result."""

    async def queue(context: CommandContext[Deps]) -> int:
        return await queue_tests(context.deps.pool, account, now=context.deps.clock.now())

    with open_runner(data_dir, name="alcove-notify", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        count = runner.run(queue)
    if not count:
        raise CommandError(f"there is no account {account[:100]!r}, or it has no destinations that are switched on")
    typer.echo(f"{count} queued; `alcove notify list` shows the result")


@app.command()
def retry(
    delivery_id: Annotated[str | None, typer.Argument(help="Id of the delivery; all dead ones without.")] = None,
    data_dir: DataDir = None,
) -> None:
    """Send deliveries again that were given up."""

    async def queue(context: CommandContext[Deps]) -> int:
        number = None if delivery_id is None else _read_id(delivery_id)
        return await send_again(context.deps.pool, delivery_id=number, now=context.deps.clock.now())

    with open_runner(data_dir, name="alcove-notify", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        count = runner.run(queue)
    if delivery_id is not None and not count:
        raise CommandError("no delivery with this id was given up")
    typer.echo(f"{count} queued")


@contextlib.asynccontextmanager
async def _no_facade(deps: Deps) -> AsyncIterator[Deps]:
    yield deps


def _read_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise CommandError(f"{text[:40]!r} is not the id of a delivery") from None


def _table(deliveries: list[DeliverySummary]) -> Table:
    table = new_table("id", "when", "channel", "destination", "title", "state", "tries", "why")
    for delivery in deliveries:
        cells = (
            delivery.id, delivery.created_at, delivery.channel, delivery.destination or "", delivery.title,
            delivery.state, delivery.attempts, delivery.last_error or "",
        )  # fmt: skip
        table.add_row(*(Text(format_value(cell)) for cell in cells))
    return table
