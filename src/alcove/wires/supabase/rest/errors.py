"""Errors of the REST wire: a status, PostgREST's code, and a body of four keys."""

from collections.abc import Mapping

import msgspec


class ErrorBody(msgspec.Struct, frozen=True):
    """The JSON of an error; all four keys are always present."""

    code: str
    details: object
    hint: object
    message: str


class RestError(Exception):
    """An error response. `code` is `PGRSTxxx` or an SQLSTATE; details and hint may be None."""

    status: int = 400
    code: str = "PGRST000"

    def __init__(
        self,
        message: str,
        *,
        details: object = None,
        hint: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details = details
        self.hint = hint
        self.headers: Mapping[str, str] = headers or {}

    def body(self) -> ErrorBody:
        """Return the body of the response."""
        return ErrorBody(code=self.code, details=self.details, hint=self.hint, message=self.message)
