"""Plain lines to the person who typed the command."""

import sys
from collections.abc import Callable

from alcove.foundation.cli.exits import FAILED, INTERRUPTED, UNCONFIGURED, CommandError
from alcove.foundation.database import DatabaseError
from alcove.foundation.settings import SettingError


def print_line(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_error(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"alcove: {text}\n")
    sys.stderr.flush()


def exit_code_of(action: Callable[[], int]) -> int:
    """Run `action` and return its exit code; an error that a person can mend becomes one line and its code."""
    try:
        return action()
    except SettingError as error:
        print_error(str(error))
        return UNCONFIGURED
    except CommandError as error:
        print_error(str(error))
        return error.code
    except DatabaseError as error:
        print_error(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
