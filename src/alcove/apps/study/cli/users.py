"""`alcove study user` and `alcove study token`: accounts of study programs."""

import contextlib
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from alcove.apps.study.accounts import StudyAccounts
from alcove.apps.study.app import APP
from alcove.apps.study.build import build_key_store
from alcove.apps.study.settings import StudySettings
from alcove.foundation.cli import (
    CONFLICT,
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
from alcove.foundation.settings import write_private_file

if TYPE_CHECKING:
    from alcove.apps.study.accounts.model import StudyAccount

Context: TypeAlias = "CommandContext[_Facade]"
EXIT_CODES = ExitCodes(by_status={400: USAGE, 409: CONFLICT, 422: USAGE})
Name = Annotated[str, typer.Argument(metavar="NAME", help="E-mail address or id of the account.")]

app = typer.Typer(name="user", help="Accounts of study programs.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    accounts: StudyAccounts
    deletion_days: int


@app.command("list")
def list_users(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the accounts; `due` is when one is deleted."""
    with _open(data_dir) as runner:
        accounts = runner.run(lambda context: context.facade.accounts.list_accounts())
    rows = [
        {"id": str(account.id), "email": account.email, "signed_in": account.last_sign_in_at, "due": account.due_at}
        for account in accounts
    ]
    if as_json:
        print_json({"users": rows})
        return
    print_table(
        text_table(("id", "email", "signed in", "due"), [tuple(map(format_value, row.values())) for row in rows])
    )


@app.command("add")
def add_user(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address to sign in with.")],
    data_dir: DataDir = None,
) -> None:
    """Create an account whose address is confirmed; the password is prompted for, or read from standard input."""
    from alcove.foundation.identity import NewAccount  # noqa: PLC0415 - help does not need it

    if "@" not in email:
        raise CommandError(f"{email!r} is not an e-mail address", code=USAGE)
    password = _read_password()

    async def action(context: Context) -> str:
        new = NewAccount(email=email.strip().lower(), name=None, password=password, roles={APP.name: "member"})
        return str((await context.deps.identity().service.add_account(new)).id)

    with _open(data_dir) as runner:
        typer.echo(runner.run(action))


@app.command("export")
def export_user(
    name: Name,
    data_dir: DataDir = None,
    *,
    output: Annotated[Path | None, typer.Option("--output", help="File to write; by default standard output.")] = None,
) -> None:
    """Print everything about an account but its secrets, as JSON."""
    with _open(data_dir) as runner:
        content = runner.run(lambda context: context.facade.accounts.export(name))
    if output is None:
        typer.echo(content)
        return
    try:
        write_private_file(output.expanduser(), content)
    except OSError as error:
        raise CommandError(f"cannot write {output}: {error.strerror}") from error


@app.command("delete")
def delete_user(
    name: Name,
    data_dir: DataDir = None,
    *,
    days: Annotated[
        int | None,
        typer.Option("--days", min=0, max=365, help="Days until it is gone; STUDY_DELETION_DAYS by default."),
    ] = None,
) -> None:
    """Let nobody sign in to an account, and delete it with all its data after some days; `restore` keeps it."""

    async def action(context: Context) -> "StudyAccount":
        chosen = context.facade.deletion_days if days is None else days
        return await context.facade.accounts.delete(name, days=chosen)

    with _open(data_dir) as runner:
        account = runner.run(action)
    typer.echo(f"{account.name}: gone on {format_value(account.due_at)}")


@app.command("restore")
def restore_user(name: Name, data_dir: DataDir = None) -> None:
    """Keep an account that was to be deleted."""
    with _open(data_dir) as runner:
        account = runner.run(lambda context: context.facade.accounts.restore(name))
    typer.echo(f"{account.name}: kept")


def print_token(name: Name, data_dir: DataDir = None) -> None:
    """Start a session of an account and print its access token, for scripts and tests."""

    async def action(context: Context) -> str:
        from alcove.apps.study.auth_api import issue_token  # noqa: PLC0415 - help does not need it

        return await issue_token(context.deps, key_store=build_key_store(context.deps), name=name)

    with _open(data_dir) as runner:
        typer.echo(runner.run(action))


def _open(data_dir: str | None) -> AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    days = deps.load(StudySettings).study_deletion_days
    yield _Facade(StudyAccounts(deps.pool, clock=deps.clock), days)


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
