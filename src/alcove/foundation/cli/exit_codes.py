"""Exit codes of commands, and the error that ends a command with one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from alcove.foundation.errors import AppError

OK: Final = 0
FAILED: Final = 1
USAGE: Final = 2
CONFLICT: Final = 3
UNCONFIGURED: Final = 4
INTERRUPTED: Final = 130


class CommandError(Exception):
    """The command cannot go on; the text says why and what to do."""

    def __init__(self, message: str, *, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitCodes:
    """The exit codes of an app's errors: by error code, else by HTTP status, else FAILED."""

    by_code: Mapping[str, int] = field(default_factory=dict)
    by_status: Mapping[int, int] = field(default_factory=dict)

    def of_error(self, error: AppError) -> int:
        """Return the exit code of an error."""
        return self.find(error.code, status=error.status)

    def find(self, code: str, *, status: int = 0) -> int:
        """Return the exit code for an error code and an HTTP status."""
        return self.by_code.get(code, self.by_status.get(status, FAILED))
