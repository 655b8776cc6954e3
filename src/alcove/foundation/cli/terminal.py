"""Lines of text on the terminal, and errors as one line and an exit code."""

import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum

from alcove.foundation.cli.exit_codes import FAILED, INTERRUPTED, UNCONFIGURED, CommandError
from alcove.foundation.database import DatabaseError, SchemaInUse
from alcove.foundation.settings import SettingError


def print_line(text: str) -> None:
    """Write one line to standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def print_error(text: str) -> None:
    """Write one line to standard error."""
    sys.stderr.write(f"alcove: {text}\n")
    sys.stderr.flush()


def run_with_exit_code(action: Callable[[], int]) -> int:
    """Return the exit code of `action`; an expected error is printed as one line and mapped to its exit code."""
    try:
        return action()
    except (SettingError, SchemaInUse) as error:
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


def format_value(value: object) -> str:
    """Return a value as text for people: "" for None, yes or no, comma-separated lists, times to the minute."""
    value = value.value if isinstance(value, Enum) else value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} {value.tzname() or ''}".rstrip()
    if isinstance(value, Mapping):
        return "; ".join(f"{format_value(name)}: {format_value(item)}" for name, item in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(map(format_value, value))
    return str(value)
