"""Opens the records app for a command, and maps its errors to exit codes."""

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Final, TypeAlias

from alcove.apps.records.build import open_facade
from alcove.foundation.cli import CONFLICT, UNCONFIGURED, USAGE, CommandContext, CommandRunner, ExitCodes, open_runner

if TYPE_CHECKING:
    from alcove.apps.records.facade import RecordsApp

Context: TypeAlias = "CommandContext[RecordsApp]"
Runner: TypeAlias = "CommandRunner[RecordsApp]"

EXIT_CODES: Final = ExitCodes(
    by_code={
        "credentials_missing": UNCONFIGURED,
        "credentials_invalid": UNCONFIGURED,
        "invalid_request": USAGE,
        "invalid_seller": USAGE,
    },
    by_status={409: CONFLICT},
)


def open_records(data_dir: str | None) -> AbstractContextManager[Runner]:
    """Return a command runner; the database, the embedded one included, runs during the block."""
    return open_runner(data_dir, name="alcove-records", open_facade=open_facade, exit_code=EXIT_CODES.of_error)
