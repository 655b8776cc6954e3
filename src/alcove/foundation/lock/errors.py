"""Errors of locks."""

from alcove.foundation.errors import RETRY_SOON, AppError


class LockHeld(AppError):
    """Somebody else holds the lock: the same work is being done elsewhere."""

    status = 409
    code = "lock_held"

    def __init__(self, name: str) -> None:
        super().__init__(f"Another process is doing this now ({name}). Try again when it has finished.")


class LockLost(AppError):
    """The lease of a lock has expired, or another owner has taken the lock; what was begun must stop."""

    status = 409
    code = "lock_lost"

    def __init__(self, name: str) -> None:
        super().__init__(f"This process has lost the lock {name}: what it had not written yet was not written.")


class LockUnavailable(AppError):
    """The store of the locks does not answer, so nobody gets one."""

    status = 503
    code = "lock_unavailable"
    default_headers = RETRY_SOON
