"""Export of the offers as CSV: streamed, or written to a file atomically."""

import asyncio
import codecs
import os
import tempfile
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Final

from alcove.apps.records.catalogue.store import listings
from alcove.foundation.database import Pool

MAX_EXPORT_ROWS: Final = 5000
ALL_ROWS: Final = 2**63 - 1
HEADER: Final = (
    b"Listing ID,Record Artist,Record Title,Record Label,Record Format,Record Year,Seller,"
    b"Record Price,Media Condition,Score,Kept,Evaluated\r\n"
)


async def stream_csv(
    pool: Pool, *, limit: int = MAX_EXPORT_ROWS, byte_order_mark: bool = False
) -> AsyncGenerator[bytes, None]:
    """Yield a header and the offers for sale, highest id first; spreadsheets need the mark to read UTF-8."""
    yield codecs.BOM_UTF8 + HEADER if byte_order_mark else HEADER
    async with aclosing(listings.stream_csv_rows(pool, limit=limit)) as batches:
        async for batch in batches:
            yield b"".join(batch)


async def write_csv(
    pool: Pool, file: BinaryIO, *, limit: int = MAX_EXPORT_ROWS, on_progress: Callable[[int], None]
) -> int:
    """Write the CSV and return the number of offers; `on_progress` is called with the number written so far."""
    rows = -1
    async with aclosing(stream_csv(pool, limit=limit)) as chunks:
        async for chunk in chunks:
            await asyncio.to_thread(file.write, chunk)
            rows += _count_rows(chunk)
            on_progress(rows)
    return rows


async def save_csv(pool: Pool, path: Path, *, limit: int = MAX_EXPORT_ROWS, on_progress: Callable[[int], None]) -> int:
    """Write the CSV to `path`, which is replaced when everything is written; return the number of offers."""
    with _open_atomic(path) as file:
        return await write_csv(pool, file, limit=limit, on_progress=on_progress)


@contextmanager
def _open_atomic(path: Path) -> Iterator[BinaryIO]:
    """Yield a file that replaces `path` when the block succeeds, and is removed when it fails."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            _copy_mode(path, handle)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise


def _count_rows(chunk: bytes) -> int:
    """Return the number of line breaks outside of quotes."""
    return sum(part.count(b"\r\n") for part in chunk.split(b'"')[::2])


def _copy_mode(path: Path, handle: int) -> None:
    """Set the permissions of the file to be replaced, or those of any new file."""
    if path.exists():
        mode = path.stat().st_mode & 0o777
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    # A mount without permissions of its own gives the file those of all its files.
    with suppress(OSError):
        os.fchmod(handle, mode)
