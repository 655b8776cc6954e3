"""`alcove study alerts` and `alcove study errors`: alerts about security, and the errors in the logs."""

import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

import msgspec
import typer

from alcove.foundation.cli import (
    JSON_OUTPUT,
    CommandContext,
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
    from alcove.apps.study.logged_errors import ErrorList
    from alcove.apps.study.security_events import SecurityAlerts

Context: TypeAlias = "CommandContext[_Facade]"
EXIT_CODES = ExitCodes(by_status={})
AsJson = Annotated[bool, JSON_OUTPUT]
All = Annotated[bool, typer.Option("--all", help="Also those that were acknowledged or resolved.")]
Limit = Annotated[int, typer.Option("--limit", min=1, max=1000, help="How many rows.")]
Fingerprint = Annotated[str, typer.Argument(metavar="FINGERPRINT", help="Fingerprint of the error, as in `list`.")]
_ALERT_COLUMNS = ("id", "kind", "severity", "subject", "count", "last_seen", "acknowledged_at", "escalated_at")
_ERROR_COLUMNS = ("fingerprint", "count", "exception", "place", "last_seen", "resolved_at")

alerts_app = typer.Typer(name="alerts", help="Alerts about security.", no_args_is_help=True)
errors_app = typer.Typer(name="errors", help="Errors in the logs of servers and workers.", no_args_is_help=True)


@dataclass(frozen=True, slots=True)
class _Facade:
    alerts: "SecurityAlerts"
    errors: "ErrorList"


@alerts_app.command("list")
def list_alerts(data_dir: DataDir = None, *, is_all: All = False, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List the alerts that nobody has acknowledged, the newest first."""

    async def action(context: Context) -> Mapping[str, Any]:
        content = await context.facade.alerts.list(is_open=not is_all, limit=limit)
        listed: Mapping[str, Any] = msgspec.json.decode(content)
        return listed

    with _open(data_dir) as runner:
        listed = runner.run(action)
    _print(listed["alerts"], _ALERT_COLUMNS, name="alerts", as_json=as_json)


@alerts_app.command("acknowledge")
def acknowledge(
    alert_id: Annotated[UUID, typer.Argument(metavar="ID", help="Id of the alert, as in `list`.")],
    data_dir: DataDir = None,
) -> None:
    """Acknowledge an alert, so that it is not escalated."""
    with _open(data_dir) as runner:
        runner.run(lambda context: context.facade.alerts.acknowledge(alert_id, by=None))
    typer.echo(f"{alert_id}: the alert was acknowledged")


@errors_app.command("list")
def list_errors(data_dir: DataDir = None, *, is_all: All = False, limit: Limit = 50, as_json: AsJson = False) -> None:
    """List errors by their origin, with how often and when they happened; those that were seen last come first."""

    async def action(context: Context) -> list[dict[str, Any]]:
        return [dict(error) for error in await context.facade.errors.list(with_resolved=is_all, limit=limit)]

    with _open(data_dir) as runner:
        listed = runner.run(action)
    _print(listed, _ERROR_COLUMNS, name="errors", as_json=as_json)


@errors_app.command("show")
def show_error(fingerprint: Fingerprint, data_dir: DataDir = None, *, as_json: AsJson = False) -> None:
    """Show an error with the traceback of the last time, without secrets."""

    async def action(context: Context) -> dict[str, Any]:
        return dict(await context.facade.errors.find(fingerprint))

    with _open(data_dir) as runner:
        error = runner.run(action)
    if as_json:
        print_json(error)
        return
    for name, value in error.items():
        if name != "sample":
            typer.echo(f"{name}: {format_value(value)}")
    typer.echo(f"\n{error['sample']}")


@errors_app.command("resolve")
def resolve_error(fingerprint: Fingerprint, data_dir: DataDir = None) -> None:
    """Mark an error as resolved: it is listed again when it comes back."""
    with _open(data_dir) as runner:
        runner.run(lambda context: context.facade.errors.resolve(fingerprint))
    typer.echo(f"{fingerprint}: the error was resolved")


def _print(rows: Sequence[Mapping[str, Any]], columns: tuple[str, ...], *, name: str, as_json: bool) -> None:
    if as_json:
        print_json({name: list(rows)})
        return
    print_table(text_table(columns, [tuple(format_value(row[column]) for column in columns) for row in rows]))


def _open(data_dir: str | None) -> AbstractContextManager[CommandRunner[_Facade]]:
    return open_runner(data_dir, name="alcove-study", open_facade=_open_facade, exit_code=EXIT_CODES.of_error)


@contextlib.asynccontextmanager
async def _open_facade(deps: Deps) -> AsyncIterator[_Facade]:
    from alcove.apps.study.logged_errors import ErrorList  # noqa: PLC0415 - help does not need it
    from alcove.apps.study.security_events import SecurityAlerts  # noqa: PLC0415
    from alcove.apps.study.settings import StudySettings  # noqa: PLC0415

    yield _Facade(
        SecurityAlerts(deps.pool, clock=deps.clock, settings=lambda: deps.load(StudySettings)),
        ErrorList(deps.pool, clock=deps.clock),
    )
