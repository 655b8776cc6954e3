"""Errors of responses."""

from collections.abc import Iterable
from typing import Final

import msgspec

from alcove.wires.supabase.rest.config.model import RestConfig
from alcove.wires.supabase.rest.errors import RestError

JSON_CONTENT: Final = ("Content-Type", "application/json; charset=utf-8")


def render_body(error: RestError, config: RestConfig) -> bytes:
    """Return the body of an error, as much of it as `client-error-verbosity` shows."""
    body = error.body()
    is_minimal = config.client_error_verbosity == "minimal"
    return msgspec.json.encode({"code": body.code, "message": body.message} if is_minimal else body)


class NoAcceptableMediaType(RestError):
    """The resource has none of the media types that the Accept header lists."""

    status = 406
    code = "PGRST107"

    def __init__(self, media_types: Iterable[str]) -> None:
        super().__init__(f"None of these media types are available: {', '.join(media_types)}")


class InvalidResponseHeaders(RestError):
    """SQL set `response.headers` to something else than a JSON array of objects with one key."""

    status = 500
    code = "PGRST111"

    def __init__(self) -> None:
        super().__init__(
            "response.headers guc must be a JSON array composed of objects with a single key and a string value"
        )


class InvalidResponseStatus(RestError):
    """SQL set `response.status` to something else than a status code."""

    status = 500
    code = "PGRST112"

    def __init__(self) -> None:
        super().__init__("response.status guc must be a valid status code")


class RangeNotSatisfiable(RestError):
    """The offset is past the last row. It is the body of a response that otherwise has the headers of a success."""

    status = 416
    code = "PGRST103"

    def __init__(self, *, offset: int, total: int) -> None:
        super().__init__(
            "Requested range not satisfiable",
            details=f"An offset of {offset} was requested, but there are only {total} rows.",
        )


class UnexpectedError(RestError):
    """An error that this server did not expect; the log has it."""

    status = 500
    code = "PGRSTX00"

    def __init__(self) -> None:
        super().__init__("An unexpected error occurred on the server")
