"""Errors that SQL raises with SQLSTATE PGRST, which say the whole response."""

import asyncpg
import msgspec
import pytest

from alcove.wires.supabase.rest.errors import RestError
from alcove.wires.supabase.rest.pg_errors import explain_database_error

MESSAGE = '{"code": "42", "message": "no"}'


def explain(message: str, detail: str | None) -> RestError:
    """Return the response of an error that SQL raised."""
    error = asyncpg.PostgresError(message)
    error.sqlstate, error.message, error.detail = "PGRST", message, detail
    return explain_database_error(error, authenticated=True)


def test_raised_response() -> None:
    """The message says the body, and the detail the status and the headers."""
    error = explain(MESSAGE, '{"status": 402, "headers": {"X-A": "1"}}')
    assert (error.status, error.code, error.message, error.headers) == (402, "42", "no", {"X-A": "1"})


@pytest.mark.parametrize("headers", [{"X-A": "1\r\nX-B: 2"}, {"X-A": "1\n"}, {"X A": "1"}, {"": "1"}, {"X\r\n": "1"}])
def test_headers_that_cannot_be_sent(headers: dict[str, str]) -> None:
    """Headers that could end the head of the response are refused as a whole."""
    error = explain(MESSAGE, msgspec.json.encode({"status": 402, "headers": headers}).decode())
    assert (error.status, error.code, error.headers) == (500, "PGRST121", {})
