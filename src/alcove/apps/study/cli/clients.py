"""`alcove study client`: programs that sign their requests and act for an account."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
import typer

from alcove.apps.study.accounts import StudyAccounts
from alcove.foundation.cli import (
    JSON_OUTPUT,
    USAGE,
    CommandContext,
    CommandError,
    CommandRunner,
    DataDir,
    ExitCodes,
    format_value,
    open_runner,
    print_json,
    print_table,
    text_table,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.signed_requests import MachineClients
    from alcove.foundation.settings import Secret

Context: TypeAlias = "CommandContext[_Facade]"
EXIT_CODES = ExitCodes(by_status={400: USAGE, 422: USAGE})
AccountName = Annotated[
    str, typer.Option("--account", metavar="NAME", help="E-mail address or id of the account for which it acts.")
]
AsJson = Annotated[bool, JSON_OUTPUT]

app = typer.Typer(name="client", help="Programs that sign their requests.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    clients: "MachineClients"
    accounts: StudyAccounts


@app.command("add")
def add_client(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What the program is called, 1 to 200 characters.")],
    data_dir: DataDir = None,
    *,
    account: AccountName,
    days: Annotated[int | None, typer.Option("--days", min=1, max=36_500, help="Days until it is refused.")] = None,
    as_json: AsJson = False,
) -> None:
    """Register a program, and print its id and the key with which it signs; the key is never shown again."""
    if not 0 < len(name) <= 200:
        raise CommandError("a name must have 1 to 200 characters", code=USAGE)

    async def action(context: Context) -> "tuple[UUID, Secret]":
        user_id = (await context.facade.accounts.find(account)).id
        expires_at = None if days is None else context.deps.clock.now() + timedelta(days=days)
        return await context.facade.clients.add(user_id, name=name, expires_at=expires_at)

    with _open(data_dir) as runner:
        client_id, key = runner.run(action)
    shown = {"id": str(client_id), "name": name, "key": key.reveal()}
    if as_json:
        print_json(shown)
    else:
        print_table(text_table(("field", "value"), shown.items()))


@app.command("list")
def list_clients(data_dir: DataDir = None, *, account: AccountName, as_json: AsJson = False) -> None:
    """List the programs of an account, without their keys."""

    async def action(context: Context) -> Mapping[str, Any]:
        user_id = (await context.facade.accounts.find(account)).id
        listed: Mapping[str, Any] = msgspec.json.decode(await context.facade.clients.list(user_id))
        return listed

    with _open(data_dir) as runner:
        listed = runner.run(action)
    if as_json:
        print_json(listed)
        return
    columns = ("id", "name", "created_at", "last_used_at", "expires_at")
    rows = [tuple(format_value(client[column]) for column in columns) for client in listed["clients"]]
    print_table(text_table(columns, rows))


@app.command("remove")
def remove_client(
    client_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the program.")],
    data_dir: DataDir = None,
    *,
    account: AccountName,
) -> None:
    """Refuse the requests of a program from now on."""
    try:
        found = UUID(client_id)
    except ValueError:
        raise CommandError(f"{client_id!r} is not the id of a program", code=USAGE) from None

    async def action(context: Context) -> None:
        await context.facade.clients.remove(found, user_id=(await context.facade.accounts.find(account)).id)

    with _open(data_dir) as runner:
        runner.run(action)
    typer.echo(f"removed {client_id}")


def _open(data_dir: str | None) -> AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.account_data import build_deletion  # noqa: PLC0415 - help does not need it
    from alcove.apps.study.signed_requests import build_machine_clients  # noqa: PLC0415

    accounts = StudyAccounts(deps.pool, clock=deps.clock, deletion=build_deletion(deps))
    yield _Facade(build_machine_clients(deps), accounts)
