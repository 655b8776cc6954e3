"""A data directory per test, whose PostgreSQL is stopped after the test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.folders import fast_folder


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """Yield an empty data directory with a short path."""
    with tempfile.TemporaryDirectory(prefix="alcove-", dir=fast_folder(Path(tempfile.gettempdir()))) as name:
        path = Path(name) / "data"
        yield path
        embedded = EmbeddedPostgres(path)
        if embedded.status().running:
            with embedded.lease():
                pass
            assert not embedded.status().running, "a process still holds a lease"
