"""`alcove account`: manage accounts, roles, sessions and tokens from the command line."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias, cast
from uuid import UUID

import msgspec
import typer

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
)
from alcove.foundation.deps import Deps

if TYPE_CHECKING:
    from alcove.foundation.identity import Account, Administrator, Identity

Context: TypeAlias = "CommandContext[Identity]"
EXIT_CODES = ExitCodes(by_status={400: USAGE, 409: CONFLICT})
RoleChoice = Literal["owner", "member", "none"]
Name = Annotated[str, typer.Argument(help="Name, email address or id of the account.")]
Roles = Annotated[list[str] | None, typer.Option("--role", help="An app and a role in it, such as APP=member.")]
Owner = Annotated[bool, typer.Option("--owner", help="Owner of every app.")]

app = typer.Typer(name="account", help="Accounts: who may sign in, and what they may do.", no_args_is_help=True)


@app.command("list")
def list_accounts(data_dir: DataDir = None, *, as_json: Annotated[bool, JSON_OUTPUT] = False) -> None:
    """List the accounts with their roles."""
    with _open(data_dir) as runner:
        accounts = runner.run(lambda context: context.facade.administration.list_accounts())
    rows = [
        {
            "id": str(account.id),
            "name": account.name,
            "email": account.email,
            "roles": account.roles,
            "signed_in": account.last_sign_in_at,
        }
        for account in accounts
    ]
    _print_rows(rows, name="accounts", as_json=as_json)


@app.command()
def add(
    name: Annotated[str, typer.Argument(help="Email address or name to sign in with.")],
    data_dir: DataDir = None,
    *,
    role: Roles = None,
    owner: Owner = False,
) -> None:
    """Create an account; the password is prompted for, or read from standard input."""
    from alcove.foundation.identity import NewAccount  # noqa: PLC0415 - help does not need it

    password = _read_password()

    async def action(context: Context) -> "Account":
        roles = _parse_roles(role, owner=owner, apps=context.facade.service.apps)
        email, user_name = (name, None) if "@" in name else (None, name)
        new = NewAccount(email=email, name=user_name, password=password, roles=roles)
        return await context.facade.service.add_account(new)

    with _open(data_dir) as runner:
        typer.echo(f"created the account {runner.run(action).name}")


@app.command()
def role(
    name: Name,
    app_name: Annotated[str, typer.Argument(metavar="APP", help="The app.")],
    *,
    new_role: Annotated[RoleChoice, typer.Argument(metavar="ROLE", help="owner, member or none.")],
    data_dir: DataDir = None,
) -> None:
    """Set or remove the role of an account in an app."""

    async def action(context: Context) -> "Account":
        account = await context.facade.administration.find(name)
        roles = {app_name: None if new_role == "none" else new_role}
        return await context.facade.administration.set_roles(_administrator(context), account.id, roles=roles)

    with _open(data_dir) as runner:
        account = runner.run(action)
    typer.echo(f"{account.name}: {format_value(account.roles) or 'no role'}")


@app.command()
def password(name: Name, data_dir: DataDir = None) -> None:
    """Set a password and end the account's sessions; it is prompted for, or read from standard input."""
    new_password = _read_password()

    async def action(context: Context) -> None:
        account = await context.facade.administration.find(name)
        await context.facade.service.set_password(account.id, new_password)

    with _open(data_dir) as runner:
        runner.run(action)


@app.command()
def invite(
    data_dir: DataDir = None,
    *,
    email: Annotated[
        str, typer.Option("--email", help="Recipient; the link is also sent there if mail is configured.")
    ] = "",
    role: Roles = None,
    owner: Owner = False,
) -> None:
    """Print a link with which one person can create an account within a week."""

    async def action(context: Context) -> str:
        roles = _parse_roles(role, owner=owner, apps=context.facade.service.apps)
        _, link = await context.facade.administration.invite(_administrator(context), email=email, roles=roles)
        return link

    with _open(data_dir) as runner:
        typer.echo(runner.run(action))


@app.command()
def sessions(
    name: Name,
    data_dir: DataDir = None,
    *,
    end: Annotated[bool, typer.Option("--end", help="End all of them.")] = False,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List an account's open sessions, or end them."""

    async def action(context: Context) -> list[dict[str, object]]:
        account = await context.facade.administration.find(name)
        if end:
            await context.facade.service.end_sessions(account.id)
        sessions = await context.facade.service.list_sessions(account.id)
        return [
            {"id": str(session.id), "seen": session.seen_at, "from": session.address, "by": session.user_agent}
            for session in sessions
        ]

    with _open(data_dir) as runner:
        _print_rows(runner.run(action), name="sessions", as_json=as_json)


@app.command()
def tokens(
    name: Name,
    data_dir: DataDir = None,
    *,
    new: Annotated[str, typer.Option("--add", help="Create a token with this name and print it.", metavar="NAME")] = "",
    scope: Annotated[list[str] | None, typer.Option("--scope", help="Scope of the token: APP, or APP:read.")] = None,
    days: Annotated[
        int | None, typer.Option("--days", help="Days for which the token is valid.", min=1, max=3650)
    ] = None,
    remove: Annotated[str, typer.Option("--remove", help="Remove the token with this id.", metavar="ID")] = "",
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List an account's API tokens, create one, or remove one."""

    async def action(context: Context) -> "list[dict[str, object]] | str":
        service = context.facade.service
        account = await context.facade.administration.find(name)
        if new:
            scopes = scope or sorted(account.roles)
            return (await service.add_token(account.id, name=new, scopes=scopes, days=days))[1]
        if remove:
            await service.remove_token(account.id, _parse_id(remove))
        tokens = await service.list_tokens(account.id)
        return [
            {
                "id": str(token.id),
                "name": token.name,
                "scopes": token.scopes,
                "used": token.used_at,
                "ends": token.expires_at,
            }
            for token in tokens
        ]

    with _open(data_dir) as runner:
        result = runner.run(action)
    if isinstance(result, str):
        typer.echo(result)
    else:
        _print_rows(result, name="tokens", as_json=as_json)


@app.command("remove")
def remove_account(name: Name, data_dir: DataDir = None) -> None:
    """Remove an account with its sessions and tokens."""

    async def action(context: Context) -> None:
        account = await context.facade.administration.find(name)
        await context.facade.administration.remove(_administrator(context), account.id)

    with _open(data_dir) as runner:
        runner.run(action)


def _open(data_dir: str | None) -> "AbstractContextManager[CommandRunner[Identity]]":
    return open_runner(data_dir, name="alcove-account", open_facade=_open_identity, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_identity(deps: Deps) -> "AsyncIterator[Identity]":
    yield deps.identity()


def _administrator(context: Context) -> "Administrator":
    """Return an administrator with all rights: whoever can run commands on this machine."""
    from alcove.foundation.identity import Administrator  # noqa: PLC0415 - help does not need it

    return Administrator(owned_apps=frozenset(context.facade.service.apps), account_id=None)


def _parse_roles(
    texts: Sequence[str] | None, *, owner: bool, apps: Sequence[str]
) -> Mapping[str, Literal["owner", "member"]]:
    roles = dict.fromkeys(apps, "owner") if owner else {}
    for text in texts or ():
        name, _, role_name = text.partition("=")
        if name not in apps or role_name not in ("owner", "member"):
            raise CommandError(
                f"--role is {text!r}: expected one of {', '.join(apps)} with =owner or =member", code=USAGE
            )
        roles[name] = role_name
    return cast("Mapping[str, Literal['owner', 'member']]", roles)


def _read_password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")


def _parse_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise CommandError(
            f"{text!r} is not the id of a token; `alcove account tokens` lists them", code=USAGE
        ) from None


def _print_rows(rows: Sequence[Mapping[str, object]], *, name: str, as_json: bool) -> None:
    if as_json:
        typer.echo(msgspec.json.encode({name: rows}))
        return
    from rich.console import Console  # noqa: PLC0415 - JSON does not need it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    if not rows:
        typer.echo(f"no {name}")
        return
    table = Table(*rows[0], box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(Text(format_value(value)) for value in row.values()))
    Console().print(table)
