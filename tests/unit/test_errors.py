"""Errors of the server say when a client may come back."""

import pytest

from alcove.foundation.errors import AppError, DatabaseUnavailable, DiskFull, QueryTooSlow, ShuttingDown


@pytest.mark.parametrize("kind", [DatabaseUnavailable, DiskFull, QueryTooSlow, ShuttingDown])
def test_a_passing_failure_says_when_to_come_back(kind: type[AppError]) -> None:
    """An error that will pass has Retry-After, wherever it is raised; headers that are given replace it."""
    assert int(kind("It does not respond.").headers["Retry-After"]) > 0
    assert kind("It does not respond.", headers={"Retry-After": "60"}).headers == {"Retry-After": "60"}


def test_other_errors_have_no_headers() -> None:
    """An error that will not pass does not ask to come back."""
    assert AppError("It is wrong.").headers == {}
