"""`alcove study vault`: keys of other services, their audit, and the rotation of the keys that encrypt them."""

import contextlib
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
import typer

from alcove.apps.study.accounts import StudyAccounts
from alcove.apps.study.vault.model import MAX_KEY, MAX_NAME, MAX_PROVIDER, NewKey, Origin
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
    from alcove.apps.study.vault import VaultKeys
    from alcove.foundation.vault import RotationReport, SecretRotation

Context: TypeAlias = "CommandContext[_Facade]"
EXIT_CODES = ExitCodes(by_status={400: USAGE, 409: CONFLICT, 422: USAGE})
Name = Annotated[str, typer.Argument(metavar="NAME", help="Name of the key.")]
AsJson = Annotated[bool, JSON_OUTPUT]
OfAccount = Annotated[
    str | None,
    typer.Option(
        "--account", metavar="NAME", help="E-mail address or id of the account; the server's keys if not set."
    ),
]
_COLUMNS = ("key_name", "provider", "key_version", "fingerprint", "last_accessed", "expires_at")
_USER_AGENT = "alcove study vault"

app = typer.Typer(name="vault", help="Keys of other services, and the keys that encrypt them.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    keys: "VaultKeys"
    rotation: "SecretRotation"
    accounts: StudyAccounts

    async def find_owner(self, account: str | None) -> UUID | None:
        """Return the id of an account, None for the server; AccountMissing."""
        return None if account is None else (await self.accounts.find(account)).id


@app.command("list")
def list_keys(data_dir: DataDir = None, *, account: OfAccount = None, as_json: AsJson = False) -> None:
    """List the keys of the server or of an account; the keys themselves are never shown."""

    async def action(context: Context) -> Mapping[str, Any]:
        owner = await context.facade.find_owner(account)
        listed: Mapping[str, Any] = msgspec.json.decode(await context.facade.keys.list(owner))
        return listed

    with _open(data_dir) as runner:
        listed = runner.run(action)
    if as_json:
        print_json(listed)
        return
    rows = [tuple(format_value(key[column]) for column in _COLUMNS) for key in listed["keys"]]
    print_table(text_table(_COLUMNS, rows))


@app.command("put")
def put_key(
    name: Name,
    data_dir: DataDir = None,
    *,
    account: OfAccount = None,
    provider: Annotated[str | None, typer.Option("--provider", help="The service, such as openai.")] = None,
    days: Annotated[int | None, typer.Option("--days", min=1, max=36_500, help="Days until the key expires.")] = None,
) -> None:
    """Store a key, in place of one of the same name; it is prompted for, or read from standard input."""
    value = _read_key()
    if not 0 < len(name) <= MAX_NAME or not value or len(value.encode("utf-8", "surrogateescape")) > MAX_KEY:
        raise CommandError(f"a name must have 1 to {MAX_NAME} characters, and a key 1 to {MAX_KEY} bytes", code=USAGE)
    if provider is not None and len(provider) > MAX_PROVIDER:
        raise CommandError(f"a provider has at most {MAX_PROVIDER} characters", code=USAGE)

    async def action(context: Context) -> bool:
        expires_at = None if days is None else context.deps.clock.now() + timedelta(days=days)
        owner = await context.facade.find_owner(account)
        new = NewKey(owner=owner, name=name, value=value, provider=provider, expires_at=expires_at)
        return await context.facade.keys.put(new, origin=Origin(user_agent=_USER_AGENT))

    with _open(data_dir) as runner:
        typer.echo(f"{name}: the key was {'replaced' if runner.run(action) else 'stored'}")


@app.command("remove")
def remove_key(name: Name, data_dir: DataDir = None, *, account: OfAccount = None) -> None:
    """Delete a key."""

    async def action(context: Context) -> None:
        owner = await context.facade.find_owner(account)
        await context.facade.keys.delete(owner, name, origin=Origin(user_agent=_USER_AGENT))

    with _open(data_dir) as runner:
        runner.run(action)
    typer.echo(f"{name}: the key was deleted")


@app.command("log")
def show_log(
    data_dir: DataDir = None,
    *,
    account: OfAccount = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many entries.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show the newest entries of the audit: what was done with which key, and what it was read for."""

    async def action(context: Context) -> list[dict[str, Any]]:
        owner = await context.facade.find_owner(account)
        return [dict(entry) for entry in await context.facade.keys.read_log(owner, limit=limit)]

    with _open(data_dir) as runner:
        entries = runner.run(action)
    if as_json:
        print_json({"entries": entries})
        return
    columns = ("created_at", "action", "key_name", "purpose", "ip_address")
    print_table(text_table(columns, [tuple(format_value(entry[column]) for column in columns) for entry in entries]))


@app.command("status")
def show_status(data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """List the master keys, how many stored secrets are under each, and which one is missing on this server."""

    async def action(context: Context) -> list[dict[str, Any]]:
        return [
            {
                "master_key": key.key_id,
                "state": "missing" if key.is_missing else "encrypts" if key.is_current else "decrypts",
                "secrets": key.secrets,
            }
            for key in await context.facade.rotation.list_keys()
        ]

    with _open(data_dir) as runner:
        keys = runner.run(action)
    if as_json:
        print_json({"master_keys": keys})
        return
    rows = [(key["master_key"], key["state"], str(key["secrets"])) for key in keys]
    print_table(text_table(("master key", "state", "secrets"), rows))


@app.command("rotate")
def rotate(
    data_dir: DataDir = None,
    *,
    resumes: Annotated[
        bool, typer.Option("--continue", help="Make no new master key: encrypt what an earlier rotation has left.")
    ] = False,
    renews_data_keys: Annotated[
        bool, typer.Option("--data-keys", help="Give each secret a new data key, too: slower, and all is written anew.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a new master key and encrypt all stored secrets under it, while the server runs.

    It may be interrupted at any time: nothing is lost, and `--continue` or the server's hourly job completes it.
    """

    async def action(context: Context) -> "RotationReport":
        run = context.facade.rotation.encrypt_again if resumes else context.facade.rotation.rotate
        return await run(renews_data_keys=renews_data_keys)

    with _open(data_dir) as runner:
        report = runner.run(action)
    missing = ", ".join(f"{count} under {key_id}" for key_id, count in report.missing.items())
    text = f"{report.encrypted} secrets were encrypted again under the master key {report.key_id}"
    text += f"; {report.damaged} are damaged" if report.damaged else ""
    text += f"; the master key is missing of {missing}" if missing else ""
    print_result(
        {
            "master_key": report.key_id,
            "encrypted": report.encrypted,
            "damaged": report.damaged,
            "missing": report.missing,
        },
        text,
        as_json=as_json,
    )


@app.command("retire")
def retire(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="Id of an earlier master key, as in `status`.")],
    data_dir: DataDir = None,
    *,
    confirmed: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Remove an earlier master key for good; refused while a stored secret is under it.

    Backups from before the rotation, and texts that programs have encrypted with the function `encryption`, need it.
    """
    if not confirmed:
        typer.confirm(f"Remove the master key {key_id}? What it encrypted outside of this database is lost", abort=True)
    with _open(data_dir) as runner:
        runner.run(lambda context: context.facade.rotation.retire(key_id))
    typer.echo(f"the master key {key_id} was removed")


def _open(data_dir: str | None) -> AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.account_data import build_deletion  # noqa: PLC0415 - help does not need it
    from alcove.apps.study.vault import build_rotation, build_vault_keys  # noqa: PLC0415

    accounts = StudyAccounts(deps.pool, clock=deps.clock, deletion=build_deletion(deps))
    yield _Facade(build_vault_keys(deps), build_rotation(deps), accounts)


def _read_key() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Key", hide_input=True, err=True))
    return sys.stdin.readline().rstrip("\r\n")
