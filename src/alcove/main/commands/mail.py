"""`alcove mail`: what was sent, what waits, and the files of a server without SMTP."""

import contextlib
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
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
from alcove.foundation.mail import OUTBOX, MailSettings, MailSummary, build_message, find_mail, list_mail, outbox_file

app = typer.Typer(name="mail", help="Read what the server has sent, or keeps in its outbox.", no_args_is_help=True)


class State(StrEnum):
    """What can have become of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    STORED = "stored"
    DEAD = "dead"


@app.callback()
def group() -> None:
    """Read what the server has sent, or keeps in its outbox."""


@app.command("list")
def list_command(
    data_dir: DataDir = None,
    *,
    state: Annotated[State | None, typer.Option(help="Only mail in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="At most so many, the newest first.")] = 50,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List the newest mail; a state of dead says that it was given up."""

    async def read(at: CommandContext[Deps]) -> list[MailSummary]:
        return list(await list_mail(at.deps.pool, state=state, limit=limit))

    with open_runner(data_dir, name="alcove-mail", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        lines = runner.run(read)
    if as_json:
        print_json(lines)
    elif not lines:
        typer.echo("no mail")
    else:
        print_table(_table(lines))


@app.command()
def show(
    mail_id: Annotated[str, typer.Argument(help="Id of the mail, or its first letters.", metavar="ID")],
    data_dir: DataDir = None,
) -> None:
    """Print a mail of the outbox, or one that waits or was given up."""

    async def read(at: CommandContext[Deps]) -> EmailMessage:
        return await _read_message(at.deps, mail_id)

    with open_runner(data_dir, name="alcove-mail", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        message = runner.run(read)
    for name, value in message.items():
        if not name.startswith(("Content-", "MIME-")):
            typer.echo(f"{name}: {value}")
    body = message.get_body(("plain",))
    typer.echo(f"\n{body.get_content() if body else ''}", nl=False)


@contextlib.asynccontextmanager
async def _no_facade(deps: Deps) -> AsyncIterator[Deps]:
    yield deps


async def _read_message(deps: Deps, start: str) -> EmailMessage:
    found = await find_mail(deps.pool, start.lower())
    if len(found) != 1:
        raise CommandError(f"no mail has an id that begins with {start[:40]!r}" if not found else "several mails do")
    stored, state = found[0]
    if state == State.SENT:
        raise CommandError("it was sent, and its text is not kept")
    if state == State.STORED:
        return _read_file(outbox_file(deps.data_dir / OUTBOX, stored))
    return build_message(stored, sender=deps.load(MailSettings).sender())


def _read_file(path: Path) -> EmailMessage:
    try:
        return message_from_bytes(path.read_bytes(), policy=policy.default)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error


def _table(lines: list[MailSummary]) -> Table:
    table = new_table("id", "when", "to", "subject", "state", "tries", "why")
    for line in lines:
        cells = (str(line.id)[:8], line.created_at, line.recipient, line.subject, line.state, line.attempts)
        reason = line.last_error if line.state in (State.WAITING, State.DEAD) else ""
        table.add_row(*(Text(format_value(cell)) for cell in (*cells, reason)))
    return table
