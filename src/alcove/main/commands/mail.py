"""`alcove mail`: list and read queued, sent and stored mail."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from alcove.foundation.cli import (
    COMMAND_ENVIRONMENT,
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
from alcove.foundation.clock import SystemClock
from alcove.foundation.deps import Deps
from alcove.foundation.mail import (
    OUTBOX,
    DeliveryFailed,
    DeliveryRejected,
    InvalidMail,
    Mail,
    MailSettings,
    MailSummary,
    build_message,
    deliver_now,
    find_mail,
    list_mail,
    outbox_file,
)

TEST_SUBJECT: Final = "Test mail of Alcove"
TEST_TEXT: Final = "The settings of this server can send mail to this address.\n"

app = typer.Typer(
    name="mail", help="Send a test mail, and read mail that the server has sent or stored.", no_args_is_help=True
)


class MailState(StrEnum):
    """The state of a mail."""

    WAITING = "waiting"
    SENT = "sent"
    STORED = "stored"
    DEAD = "dead"


@app.callback()
def group() -> None:
    """Send a test mail, and read mail that the server has sent or stored."""


@app.command("list")
def list_command(
    data_dir: DataDir = None,
    *,
    state: Annotated[MailState | None, typer.Option(help="Only mail in this state.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Largest number of mails, newest first.")] = 50,
    as_json: Annotated[bool, JSON_OUTPUT] = False,
) -> None:
    """List the newest mail; `dead` means that delivery was given up."""

    async def read(context: CommandContext[Deps]) -> list[MailSummary]:
        return list(await list_mail(context.deps.pool, state=state, limit=limit))

    with open_runner(data_dir, name="alcove-mail", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        mails = runner.run(read)
    if as_json:
        print_json(mails)
    elif not mails:
        typer.echo("no mail")
    else:
        print_table(_table(mails))


@app.command()
def show(
    mail_id: Annotated[str, typer.Argument(help="Id of the mail, or its first characters.", metavar="ID")],
    data_dir: DataDir = None,
) -> None:
    """Print a mail that is stored, waiting or dead."""

    async def read(context: CommandContext[Deps]) -> EmailMessage:
        return await _read_message(context.deps, mail_id)

    with open_runner(data_dir, name="alcove-mail", open_facade=_no_facade, exit_code=lambda _: FAILED) as runner:
        message = runner.run(read)
    for name, value in message.items():
        if not name.startswith(("Content-", "MIME-")):
            typer.echo(f"{name}: {value}")
    body = message.get_body(("plain",))
    typer.echo(f"\n{body.get_content() if body else ''}", nl=False)


@app.command("test")
def send_test(
    recipient: Annotated[str, typer.Argument(help="Address to send to.", metavar="TO")], data_dir: DataDir = None
) -> None:
    """Send a test mail at once, without the queue, and print what became of it.

    Exit code 1: the mail server refused it or cannot be reached; the reason is printed.
    """
    environment = COMMAND_ENVIRONMENT.get()
    configuration = environment.read_configuration(environment.with_data_dir(data_dir))
    settings = configuration.load(MailSettings)
    mail = Mail(to=recipient, subject=TEST_SUBJECT, text=TEST_TEXT, reference="test")
    try:
        stored = asyncio.run(deliver_now(mail, settings=settings, data_dir=configuration.data_dir, clock=SystemClock()))
    except InvalidMail as error:
        raise CommandError(str(error)) from error
    except (DeliveryFailed, DeliveryRejected) as error:
        raise CommandError(f"the mail was not delivered: {error}") from error
    server = settings.server()
    if server is not None:
        typer.echo(f"{server.host}:{server.port} has accepted the mail to {stored.mail.to}")
        return
    path = outbox_file(configuration.data_dir / OUTBOX, stored)
    typer.echo(f"no mail server is configured (MAIL_URL): the mail was written to {path}")


@contextlib.asynccontextmanager
async def _no_facade(deps: Deps) -> AsyncIterator[Deps]:
    yield deps


async def _read_message(deps: Deps, prefix: str) -> EmailMessage:
    matches = await find_mail(deps.pool, prefix.lower())
    if len(matches) != 1:
        raise CommandError(f"{len(matches) or 'no'} mails have an id that begins with {prefix[:40]!r}")
    stored, state = matches[0]
    if state == MailState.SENT:
        raise CommandError("the mail was sent, and its text is not stored")
    if state == MailState.STORED:
        return _read_file(outbox_file(deps.data_dir / OUTBOX, stored))
    return build_message(stored, sender=deps.load(MailSettings).sender())


def _read_file(path: Path) -> EmailMessage:
    try:
        return message_from_bytes(path.read_bytes(), policy=policy.default)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}") from error


def _table(mails: list[MailSummary]) -> Table:
    table = new_table("id", "when", "to", "subject", "state", "tries", "why")
    for mail in mails:
        cells = (str(mail.id)[:8], mail.created_at, mail.recipient, mail.subject, mail.state, mail.attempts)
        reason = mail.last_error if mail.state in (MailState.WAITING, MailState.DEAD) else ""
        table.add_row(*(Text(format_value(cell)) for cell in (*cells, reason)))
    return table
