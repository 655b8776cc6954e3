"""The errors of programs that sign their requests."""

from alcove.foundation.errors import AppError


class ClientNotFound(AppError):
    """The account has no such program."""

    status = 404
    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("You have no program with this id.")


class ClientRefused(AppError):
    """The account has a program of this name, or as many as it may have."""

    status = 422
    code = "VALIDATION_ERROR"

    def __init__(self) -> None:
        super().__init__("You have a program of this name already, or as many programs as an account may have.")
