"""What errors have in common: the fingerprint, which does not change when lines move."""

import hashlib
import traceback
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import alcove
from alcove.foundation.telemetry import LoggedError

MAX_SAMPLE: Final = 10_000
MAX_FRAMES: Final = 30
KEPT_FOR: Final = timedelta(days=90)
MAX_ERRORS: Final = 5_000
"""Different errors that are stored at most; those that were not seen for longest are removed first."""
_CODE: Final = Path(alcove.__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureGroup:
    """Errors with the same class and the same frames of our code; `sample` is the traceback of the last one."""

    fingerprint: str
    exception: str
    place: str
    event: str
    source: str
    sample: str
    first_seen: datetime
    last_seen: datetime
    number: int = 1

    def add(self, later: "FailureGroup") -> "FailureGroup":
        """Return the group with later errors in it."""
        return replace(later, number=self.number + later.number, first_seen=self.first_seen)


def group_error(logged: LoggedError, *, now: datetime) -> FailureGroup:
    """Return the group of one error.

    The fingerprint covers the class and the functions of our code on the way to the error, without numbers of lines and
    without the message: it is the same for other values, and after a change elsewhere in a file.
    """
    error = logged.error
    exception = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    frames = list_frames(error)
    own = [frame for frame, is_own in frames if is_own] or [frame for frame, _ in frames[-3:]]
    digest = hashlib.sha256("\n".join((exception, *own)).encode("utf-8", "replace")).hexdigest()
    return FailureGroup(
        fingerprint=digest[:16],
        exception=_clean(exception, 200),
        place=_clean(own[-1] if own else "", 300),
        event=_clean(logged.event, 200),
        source=_clean(logged.source, 200),
        sample=_clean(logged.text, MAX_SAMPLE),
        first_seen=now,
        last_seen=now,
    )


def list_frames(error: BaseException) -> list[tuple[str, bool]]:
    """Return the last frames as `file:function`, and of each whether it is our code."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)][-MAX_FRAMES:]
    listed = []
    for frame in frames:
        path = Path(frame.f_code.co_filename)
        is_own = path.is_relative_to(_CODE)
        name = path.relative_to(_CODE).as_posix() if is_own else path.name
        listed.append((f"{name}:{frame.f_code.co_qualname}", is_own))
    return listed


def _clean(text: str, limit: int) -> str:
    """Return a text that PostgreSQL can store; of one that is too long, the end, where the error is."""
    return text.encode("utf-8", "replace").decode().replace("\0", "")[-limit:]
