"""PostgreSQL's errors as responses: the status by SQLSTATE, the text as PostgreSQL wrote it."""

from collections.abc import Mapping
from typing import Final

import asyncpg
import msgspec

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.header_fields import is_header, is_of_connection

BEARER_CHALLENGE: Final = {"WWW-Authenticate": "Bearer"}
RETRY_AFTER: Final = {"Retry-After": "1"}
_OK: Final = 200
_UNKNOWN_STATUS: Final = 500

_STATUS_BY_STATE: Final = {
    "23503": 409, "23505": 409, "25006": 405, "42883": 404, "42P01": 404, "42P17": 500, "53400": 500, "57P01": 503,
    "P0001": 400,
}  # fmt: skip
_STATUS_BY_CLASS: Final = {
    "08": 503, "09": 500, "0L": 403, "0P": 403, "25": 500, "28": 403, "2D": 500, "38": 500, "39": 500, "3B": 500,
    "40": 500, "53": 503, "54": 500, "55": 500, "57": 500, "58": 500, "F0": 500, "HV": 500, "P0": 500, "XX": 500,
}  # fmt: skip


class PgError(RestError):
    """An error of PostgreSQL, or one that SQL raised for the client."""

    def __init__(
        self,
        message: str,
        *,
        code: str,
        status: int,
        details: object = None,
        hint: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message, details=details, hint=hint, headers=headers)
        self.code = code
        self.status = status


class DatabaseUnreachable(RestError):
    """There is no connection to the database."""

    status = 503
    code = "PGRST000"

    def __init__(self, details: str) -> None:
        super().__init__("Database connection error. Retrying the connection.", details=details, headers=RETRY_AFTER)


class ConnectionLost(RestError):
    """The connection to the database broke during the request."""

    status = 503
    code = "PGRST001"

    def __init__(self, details: str) -> None:
        super().__init__("Database client error. Retrying the connection.", details=details, headers=RETRY_AFTER)


class PoolTimeout(RestError):
    """No connection of the pool became free in time."""

    status = 504
    code = "PGRST003"

    def __init__(self) -> None:
        super().__init__("Timed out acquiring connection from connection pool.")


class InvalidRaise(RestError):
    """SQL raised SQLSTATE `PGRST` with a message or detail that is no such JSON."""

    status = 500
    code = "PGRST121"


class _RaisedMessage(msgspec.Struct):
    """The JSON of the message of SQLSTATE `PGRST`."""

    code: str
    message: str
    details: str | None = None
    hint: str | None = None


class _RaisedDetail(msgspec.Struct):
    """The JSON of the detail of SQLSTATE `PGRST`."""

    status: int
    headers: dict[str, str]
    status_text: str | None = None


def explain_database_error(error: asyncpg.PostgresError, *, authenticated: bool) -> RestError:
    """Return the response of an error of PostgreSQL; `authenticated` says whether a token named the role."""
    state = error.sqlstate or "XX000"
    message, details, hint = str(error.message or ""), error.detail, error.hint
    if state == "PGRST":
        return _read_raised(message, details)
    status = _status(state, message, authenticated=authenticated)
    headers: dict[str, str] = {}
    if status == 401:
        headers |= BEARER_CHALLENGE
    elif status == 503:
        headers |= RETRY_AFTER
    return PgError(message, code=state, status=status, details=details, hint=hint, headers=headers)


def _status(state: str, message: str, *, authenticated: bool) -> int:
    if state == "42501":
        return 403 if authenticated else 401
    if state == "21000":
        # The extension pg-safeupdate refuses what the client asked for; everything else is the fault of SQL.
        return 400 if message.endswith("requires a WHERE clause") else 500
    if state == "22023" and message.startswith("role") and message.endswith("does not exist"):
        return 401
    if state == "42883" and message.startswith("function xmlagg("):
        return 406
    if state.startswith("PT"):
        return _custom_status(state[2:])
    return _STATUS_BY_STATE.get(state) or _STATUS_BY_CLASS.get(state[:2], 400)


def _custom_status(digits: str) -> int:
    is_status = digits.isdecimal() and digits.isascii() and int(digits) >= _OK
    return int(digits) if is_status else _UNKNOWN_STATUS


def _read_raised(message: str, details: str | None) -> RestError:
    try:
        body = msgspec.json.decode(message, type=_RaisedMessage)
    except msgspec.DecodeError:
        return _invalid_raise(f"Invalid JSON value for MESSAGE: '{message}'", _MESSAGE_HINT)
    if details is None:
        return _invalid_raise("DETAIL is missing in the RAISE statement", _DETAIL_HINT)
    try:
        head = msgspec.json.decode(details, type=_RaisedDetail)
    except msgspec.DecodeError:
        return _invalid_raise(f"Invalid JSON value for DETAIL: '{details}'", _DETAIL_HINT)
    if not all(is_header(name, value) for name, value in head.headers.items()):
        return _invalid_raise(f"Invalid JSON value for DETAIL: '{details}'", _DETAIL_HINT)
    headers = {name: value for name, value in head.headers.items() if not is_of_connection(name)}
    status = head.status if _OK <= head.status <= 599 else _UNKNOWN_STATUS
    return PgError(body.message, code=body.code, status=status, details=body.details, hint=body.hint, headers=headers)


_MESSAGE_HINT: Final = (
    "MESSAGE must be a JSON object with obligatory keys: 'code', 'message' and optional keys: 'details', 'hint'."
)
_DETAIL_HINT: Final = (
    "DETAIL must be a JSON object with obligatory keys: 'status', 'headers' and optional key: 'status_text'."
)


def _invalid_raise(details: str, hint: str) -> RestError:
    return InvalidRaise("Could not parse JSON in the \"RAISE SQLSTATE 'PGRST'\" error", details=details, hint=hint)
