"""Opens the app for a command, and says with which exit code an error ends it."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeAlias

from alcove.apps.records.build import open_facade
from alcove.foundation.cli import CONFLICT, FAILED, UNCONFIGURED, USAGE, CommandContext, CommandRunner, open_runner

if TYPE_CHECKING:
    from alcove.apps.records.facade import RecordsApp

Context: TypeAlias = "CommandContext[RecordsApp]"
Runner: TypeAlias = "CommandRunner[RecordsApp]"

UNCONFIGURED_CODES = frozenset({"credentials_missing", "credentials_invalid"})
USAGE_CODES = frozenset({"invalid_request", "invalid_seller"})
CONFLICT_STATUS = 409


def open_records(data_dir: str | None) -> AbstractContextManager[Runner]:
    """Open the database, the embedded one included, for as long as the block runs."""
    return open_runner(
        data_dir,
        name="alcove-records",
        open_facade=open_facade,
        exit_code=lambda error: exit_code(error.code, error.status),
    )


def exit_code(code: str, status: int) -> int:
    """Return the exit code that says what kind of refusal this is."""
    if code in UNCONFIGURED_CODES:
        return UNCONFIGURED
    if code in USAGE_CODES:
        return USAGE
    return CONFLICT if status == CONFLICT_STATUS else FAILED
