"""`alcove study user` and `alcove study token`: accounts of study programs."""

import contextlib
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

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
    print_result,
    print_table,
    text_table,
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.apps.study.accounts.model import StudyAccount

Context: TypeAlias = "CommandContext[_Facade]"
EXIT_CODES = ExitCodes(by_status={400: USAGE, 409: CONFLICT, 422: USAGE})
Name = Annotated[str, typer.Argument(metavar="NAME", help="E-mail address or id of the account.")]
AsJson = Annotated[bool, JSON_OUTPUT]

app = typer.Typer(name="user", help="Accounts of study programs.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    accounts: StudyAccounts
    grace_days: int


@app.command("list")
def list_users(data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """List the accounts; `due` is when one is deleted."""
    with _open(data_dir) as runner:
        accounts = runner.run(lambda context: context.facade.accounts.list_accounts())
    if as_json:
        print_json({"users": [_describe(account) for account in accounts]})
        return
    rows = [(account.id, account.email, account.last_sign_in_at, account.due_at) for account in accounts]
    print_table(
        text_table(("id", "email", "signed in", "due"), [tuple(format_value(value) for value in row) for row in rows])
    )


@app.command("show")
def show_user(name: Name, data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """Show an account: its times, roles, ban, and when it is deleted."""
    with _open(data_dir) as runner:
        shown = _describe(runner.run(lambda context: context.facade.accounts.find(name)))
    if as_json:
        print_json(shown)
    else:
        print_table(text_table(("field", "value"), [(field, format_value(value)) for field, value in shown.items()]))


@app.command("create")
def create_user(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="E-mail address to sign in with.")],
    data_dir: DataDir = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Create an account whose address is confirmed; the password is prompted for, or read from standard input."""
    from alcove.foundation.identity import NewAccount  # noqa: PLC0415 - help does not need it

    if "@" not in email:
        raise CommandError(f"{email!r} is not an e-mail address", code=USAGE)
    password = _read_password()

    async def action(context: Context) -> "StudyAccount":
        new = NewAccount(email=email.strip().lower(), name=None, password=password, roles={APP.name: "member"})
        account = await context.deps.identity().service.add_account(new)
        return await context.facade.accounts.find(str(account.id))

    with _open(data_dir) as runner:
        account = runner.run(action)
    print_result(_describe(account), str(account.id), as_json=as_json)


@app.command("set-password")
def set_password(name: Name, data_dir: DataDir = None) -> None:
    """Set a password and end the account's sessions; it is prompted for, or read from standard input."""
    password = _read_password()

    async def action(context: Context) -> str:
        account = await context.facade.accounts.find(name)
        await context.deps.identity().service.set_password(account.id, password)
        return account.name

    with _open(data_dir) as runner:
        typer.echo(f"{runner.run(action)}: the password is set, and all sessions have ended")


@app.command("ban")
def ban_user(
    name: Name,
    data_dir: DataDir = None,
    *,
    days: Annotated[
        int | None, typer.Option("--days", min=1, max=36_500, help="Days until the ban ends; never by default.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """End the sessions of an account, and let nobody sign in to it; `unban` lifts the ban."""
    _change(lambda accounts: accounts.ban(name, days=days), "banned", data_dir=data_dir, as_json=as_json)


@app.command("unban")
def unban_user(name: Name, data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """Lift the ban of an account."""
    _change(lambda accounts: accounts.unban(name), "may sign in", data_dir=data_dir, as_json=as_json)


@app.command("delete")
def delete_user(
    name: Name,
    data_dir: DataDir = None,
    *,
    days: Annotated[
        int | None,
        typer.Option("--days", min=0, max=365, help="Days until it is gone; STUDY_DELETION_GRACE_DAYS by default."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """End the sessions of an account, and delete it with all its data after some days; `restore` keeps it."""

    async def action(context: Context) -> tuple["StudyAccount", int]:
        chosen = context.facade.grace_days if days is None else days
        return await context.facade.accounts.delete(name, days=chosen), chosen

    with _open(data_dir) as runner:
        account, chosen = runner.run(action)
    text = f"gone on {format_value(account.due_at)}" if chosen else "deleted"
    print_result({**_describe(account), "deleted": not chosen}, f"{account.name}: {text}", as_json=as_json)


@app.command("restore")
def restore_user(name: Name, data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """Keep an account that was to be deleted."""
    _change(lambda accounts: accounts.restore(name), "kept", data_dir=data_dir, as_json=as_json)


def print_token(name: Name, data_dir: DataDir = None) -> None:
    """Start a session of an account and print its access token, for scripts and tests."""

    async def action(context: Context) -> str:
        from alcove.apps.study.auth_api import issue_token  # noqa: PLC0415 - help does not need it

        return await issue_token(context.deps, key_store=build_key_store(context.deps), name=name)

    with _open(data_dir) as runner:
        typer.echo(runner.run(action))


def _change(
    action: Callable[[StudyAccounts], Awaitable["StudyAccount"]], done: str, *, data_dir: str | None, as_json: bool
) -> None:
    with _open(data_dir) as runner:
        account = runner.run(lambda context: action(context.facade.accounts))
    print_result(_describe(account), f"{account.name}: {done}", as_json=as_json)


def _describe(account: "StudyAccount") -> dict[str, Any]:
    return {
        "id": str(account.id),
        "email": account.email,
        "roles": account.roles,
        "created_at": account.created_at,
        "confirmed_at": account.confirmed_at,
        "last_sign_in_at": account.last_sign_in_at,
        "banned_until": account.banned_until,
        "due_at": account.due_at,
    }


def _open(data_dir: str | None) -> AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.account_data import build_deletion  # noqa: PLC0415 - help does not need it

    accounts = StudyAccounts(deps.pool, clock=deps.clock, deletion=build_deletion(deps))
    yield _Facade(accounts, deps.load(StudySettings).study_deletion_grace_days)


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
