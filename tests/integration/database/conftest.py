"""A data directory per test, whose PostgreSQL is stopped after the test."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.foundation.database import EmbeddedPostgres
from support.folders import fast_folder
from support.postgres import copy_migrated_data


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


@pytest.fixture
def made_data_dir(data_dir: Path, migrated_data: Path) -> Path:
    """Return a data directory with a cluster that has run before."""
    copy_migrated_data(migrated_data, data_dir)
    return data_dir
