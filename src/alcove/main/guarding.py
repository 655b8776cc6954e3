"""Turns the errors that a person can mend into one line and an exit code."""

from collections.abc import Callable

from alcove.foundation.database import DatabaseError
from alcove.foundation.settings import SettingError
from alcove.main.exits import FAILED, UNCONFIGURED, Refused
from alcove.main.terminal import complain

INTERRUPTED = 130


def guarded(action: Callable[[], int]) -> int:
    """Run `action` and return its exit code, or that of what stopped it."""
    try:
        return action()
    except SettingError as error:
        complain(str(error))
        return UNCONFIGURED
    except Refused as error:
        complain(str(error))
        return error.code
    except DatabaseError as error:
        complain(str(error))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
