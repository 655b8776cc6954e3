"""Extract the text of a file in a child process, within limits of time and memory."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final
from uuid import UUID

from alcove.apps.study.materials.extraction import (
    ExtractionError,
    ExtractionLimits,
    OutputProgress,
    extract_file,
    read_parts,
)
from alcove.apps.study.materials.files import MaterialFiles
from alcove.apps.study.materials.store import imports as store
from alcove.apps.study.materials.store.imports import ClaimedFile
from alcove.foundation.database import Pool
from alcove.foundation.jobs import Interrupted, ProcessDied, ProcessExecutor

MAX_STARTS: Final = 5
"""How often the extraction of one file starts: it may be the file that ends the worker."""
POLL: Final = 0.25
"""Seconds between two looks at the progress of the child."""
CHECK_EVERY: Final = 8
"""Looks without progress after which the import is checked all the same."""
SHARE: Final = 80
"""Per cent of the progress until the text is extracted; making the passages is the rest."""
_GONE: Final = "The file is no longer on the server: add it again."
_MEMORY: Final = "Reading the file needs too much memory: it may be damaged, or far too large."
_INTERRUPTED: Final = "Reading the file was interrupted several times: it may be damaged."


class Outdated(Exception):
    """The material was changed or deleted, so that nobody needs the text of its file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedText:
    """The text of a file, and what could not be read of it."""

    content: str
    notice: str | None


class FileExtractor:
    """Extracts the texts of files, each in a child process of its own."""

    def __init__(self, pool: Pool, *, files: MaterialFiles, limits: ExtractionLimits) -> None:
        self._pool = pool
        self._files = files
        self._limits = limits

    async def run(self, material_id: UUID, checkpoint: Callable[[], None]) -> None:
        """Make the text of a file the content of its material, or say why not.

        `checkpoint` is called while the child works, and ends the run by raising.
        """
        claimed = await store.claim_file(self._pool, material_id)
        if claimed is None:
            return
        try:
            extracted = await self._extract(claimed, checkpoint)
        except ExtractionError as error:
            await store.fail(self._pool, material_id, revision=claimed.revision, reason=str(error))
        except Outdated:
            pass
        else:
            async with self._pool.acquire() as connection, connection.transaction():
                await store.keep_text(
                    connection, claimed, content=extracted.content, notice=extracted.notice, progress=SHARE
                )
        await self._files.remove(claimed.file_version)

    async def _extract(self, claimed: ClaimedFile, checkpoint: Callable[[], None]) -> ExtractedText:
        path = self._files.find_path(claimed.file_version)
        if path is None:
            raise ExtractionError(_GONE)
        if claimed.starts > MAX_STARTS:
            raise ExtractionError(_INTERRUPTED)
        output = self._files.new_temporary()
        try:
            notice = await self._watch_child(path, output, claimed=claimed, checkpoint=checkpoint)
            return ExtractedText(content=await asyncio.to_thread(read_parts, output), notice=notice)
        except Interrupted:
            await store.release_file(self._pool, claimed.material_id, revision=claimed.revision)
            raise
        finally:
            with suppress(OSError):
                output.unlink(missing_ok=True)

    async def _watch_child(
        self, path: Path, output: Path, *, claimed: ClaimedFile, checkpoint: Callable[[], None]
    ) -> str | None:
        executor = ProcessExecutor()
        child = asyncio.ensure_future(
            executor.run(
                partial(extract_file, kind=claimed.file_kind, output=str(output), limits=self._limits), str(path)
            )
        )
        try:
            async with asyncio.timeout(self._limits.seconds):
                return await self._wait(child, output, claimed=claimed, checkpoint=checkpoint)
        except ProcessDied:
            raise ExtractionError(_MEMORY) from None
        except TimeoutError:
            raise ExtractionError(
                f"Reading the file took longer than {self._limits.seconds:g} seconds: add it in several parts."
            ) from None
        finally:
            child.cancel()
            executor.terminate()
            with suppress(asyncio.CancelledError, ProcessDied, ExtractionError):
                await child

    async def _wait(
        self, child: "asyncio.Future[str | None]", output: Path, *, claimed: ClaimedFile, checkpoint: Callable[[], None]
    ) -> str | None:
        """Return what the child could not read; Outdated, ExtractionError, ProcessDied."""
        progress, last, polls = OutputProgress(output), -1, 0
        while not (await asyncio.wait({child}, timeout=POLL))[0]:
            checkpoint()
            share = int(await asyncio.to_thread(progress.read) * SHARE)
            polls = 0 if share != last else polls + 1
            if polls % CHECK_EVERY == 0:
                last = share
                if not await store.set_progress(
                    self._pool, claimed.material_id, revision=claimed.revision, progress=share
                ):
                    raise Outdated
        return child.result()
