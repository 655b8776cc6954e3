"""The files of an import whose rows were not committed, or may have been."""

import asyncio
import io
from pathlib import Path

import pytest

from alcove.apps.study.file_transfer import FileTransfer
from alcove.wires.supabase.storage.files import LocalFileStore


@pytest.mark.parametrize(
    ("error", "stays"), [(ValueError(), False), (ConnectionResetError(), True), (asyncio.CancelledError(), True)]
)
async def test_files_stay_where_rows_may_name_them(error: BaseException, tmp_path: Path, *, stays: bool) -> None:
    """A refused import removes its files; after a lost connection or an interruption their rows may be committed."""
    files = LocalFileStore(tmp_path)
    transfer = FileTransfer(files, announce=_announce)
    stored = await transfer.store_stream(io.BytesIO(b"content"))
    await transfer.discard(error)
    path = files.find_path(stored.version)
    assert (path is not None and path.exists()) is stays


async def test_files_of_committed_rows_stay(tmp_path: Path) -> None:
    """What fails after the rows were committed does not take their files."""
    files = LocalFileStore(tmp_path)
    transfer = FileTransfer(files, announce=_announce)
    stored = await transfer.store_stream(io.BytesIO(b"content"))
    transfer.keep()
    await transfer.discard(ValueError())
    path = files.find_path(stored.version)
    assert path is not None
    assert path.exists()


async def _announce(version: str) -> None:
    del version
