"""The lock of a data directory."""

from pathlib import Path

import pytest

from alcove.foundation.cli import CONFLICT, CommandError
from alcove.main.serve_lock import serve_lock


def test_a_second_process_is_refused_with_the_first_ones_pid(tmp_path: Path) -> None:
    """While the lock is held the error has the pid and address of its holder; afterwards it is free."""
    with serve_lock(tmp_path, address="http://127.0.0.1:1"):
        with (
            pytest.raises(CommandError, match=r"pid \d+, http://127.0.0.1:1") as caught,
            serve_lock(tmp_path, address="x"),
        ):
            pass
        assert caught.value.code == CONFLICT
    with serve_lock(tmp_path, address="x"):
        assert '"address": "x"' in (tmp_path / "serve.lock").read_text()


def test_a_stale_file_does_not_matter(tmp_path: Path) -> None:
    """A file of a killed Alcove, with any content, does not block a start."""
    (tmp_path / "serve.lock").write_text("nonsense")
    with serve_lock(tmp_path, address="x"):
        pass
