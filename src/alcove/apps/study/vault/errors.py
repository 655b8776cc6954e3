"""The errors of the vault's keys."""

from alcove.foundation.errors import AppError


class KeyNotFound(AppError):
    """The owner has no key of this name."""

    status = 404
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no key of this name in the vault.")


class TooManyKeys(AppError):
    """The owner has as many keys as the vault stores."""

    status = 422
    code = "VALIDATION_ERROR"
