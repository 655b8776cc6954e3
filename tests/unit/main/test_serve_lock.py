"""One Alcove per data directory."""

from pathlib import Path

import pytest

from alcove.foundation.cli import CONFLICT, CommandError
from alcove.main.supervisor.serve_lock import serve_lock


def test_second_holder_is_refused_and_the_first_named(tmp_path: Path) -> None:
    """While one holds the lock another is told its process and address; afterwards it may have it."""
    with serve_lock(tmp_path, address="http://127.0.0.1:1"):
        with (
            pytest.raises(CommandError, match=r"pid \d+, http://127.0.0.1:1") as refused,
            serve_lock(tmp_path, address="x"),
        ):
            pass
        assert refused.value.code == CONFLICT
    with serve_lock(tmp_path, address="x"):
        assert '"address": "x"' in (tmp_path / "serve.lock").read_text()


def test_left_over_file_does_not_matter(tmp_path: Path) -> None:
    """A file left by a killed Alcove, even one full of nonsense, holds nobody up."""
    (tmp_path / "serve.lock").write_text("nonsense")
    with serve_lock(tmp_path, address="x"):
        pass
