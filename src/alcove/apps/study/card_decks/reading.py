"""Read a file in a child process that bounds its own resources: a deck may be made to use up all memory."""

import asyncio
import resource
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from alcove.apps.study.card_decks.csv_files import CsvOptions, read_csv
from alcove.apps.study.card_decks.model import MAX_MEDIA, MAX_MEMORY, SECONDS, Deck, DeckError
from alcove.foundation.jobs import ProcessDied, ProcessExecutor

POLL: Final = 0.25
"""Seconds between two looks at whether the run should go on."""
_MEMORY: Final = "Reading the file needs too much memory: it may be damaged, or far too large."
_MAGIC: Final = b"PK\x03\x04"


async def read_file(path: Path, *, options: CsvOptions, checkpoint: Callable[[], None]) -> Deck:
    """Return the cards of a file, and extract its media into its folder; DeckError.

    `checkpoint` is called while the child works, and ends it by raising.
    """
    executor = ProcessExecutor()
    child = asyncio.ensure_future(executor.run(read_limited, str(path), options))
    try:
        async with asyncio.timeout(SECONDS):
            while not (await asyncio.wait({child}, timeout=POLL))[0]:
                checkpoint()
        return child.result()
    except ProcessDied:
        raise DeckError(_MEMORY) from None
    except TimeoutError:
        raise DeckError(f"Reading the file took longer than {SECONDS:g} seconds: import it in several parts.") from None
    finally:
        child.cancel()
        executor.terminate()
        with suppress(asyncio.CancelledError, ProcessDied, DeckError):
            await child


def read_limited(path: str, options: CsvOptions) -> Deck:
    """Return the cards of a file; DeckError. For a process that does nothing else."""
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, int(SECONDS) + 1),
        (resource.RLIMIT_FSIZE, 2 * MAX_MEDIA),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    try:
        return read_deck(Path(path), Path(path).parent, options=options)
    except (MemoryError, RecursionError):
        raise DeckError(_MEMORY) from None


def read_deck(path: Path, folder: Path, *, options: CsvOptions) -> Deck:
    """Do the same without limits of the process: an archive is a deck of Anki, anything else a text."""
    with path.open("rb") as file:
        is_package = file.read(len(_MAGIC)) == _MAGIC
    if not is_package and not zipfile.is_zipfile(path):
        return read_csv(path, options)
    from alcove.apps.study.card_decks.anki import read_package  # noqa: PLC0415 - in the child process only

    return read_package(path, folder)
