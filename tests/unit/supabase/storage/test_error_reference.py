"""Every error of storage stands in its reference."""

import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.wires.supabase.storage import errors
from alcove.wires.supabase.storage.errors import StorageError

REFERENCE = (Path(__file__).parents[4] / "docs" / "reference" / "storage.md").read_text()


def build_errors() -> Iterator[tuple[str, StorageError]]:
    """Yield the errors that the module builds, with their names."""
    for name, build in inspect.getmembers(errors, inspect.isfunction):
        if build.__module__ == errors.__name__ and not name.startswith("_"):
            required = [p for p in inspect.signature(build).parameters.values() if p.default is inspect.Parameter.empty]
            yield name, build(*["x" for _ in required])


@pytest.mark.parametrize(("name", "error"), list(build_errors()))
def test_every_error_is_documented(name: str, error: StorageError) -> None:
    """The reference has its code, its error and its HTTP status in one row."""
    rows = [row for row in REFERENCE.splitlines() if row.startswith(f"| {error.code} | `{error.error}` |")]
    assert rows, name
    assert any(f"| {error.status} |" in row for row in rows), name
    body = {"statusCode": error.code, "error": error.error, "message": error.message, "code": error.kind}
    assert error.body() == body
