"""Write PDFs in a child process that bounds its own resources: a long text may use up time and memory."""

import asyncio
import resource
from contextlib import suppress
from typing import Final

from alcove.apps.study.exports.model import Document
from alcove.foundation.errors import AppError
from alcove.foundation.jobs import ProcessDied, ProcessExecutor

SECONDS: Final = 60.0
MAX_MEMORY: Final = 2**30
"""Bytes of the child's address space."""


class ExportFailed(AppError):
    """A PDF could not be written."""

    status = 503
    code = "EXPORT_FAILED"


async def render_document(document: Document) -> bytes:
    """Return a document as PDF; ExportFailed when it takes too much time or memory."""
    executor = ProcessExecutor(niceness=0)
    child = asyncio.ensure_future(executor.run(render_limited, document))
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.shield(child)
    except (ProcessDied, MemoryError, RecursionError):
        raise ExportFailed("The PDF needs too much memory: export JSON or CSV.", headers=_LATER) from None
    except TimeoutError:
        message = f"Writing the PDF took longer than {SECONDS:g} seconds: export JSON or CSV."
        raise ExportFailed(message, headers=_LATER) from None
    finally:
        child.cancel()
        executor.terminate()
        with suppress(asyncio.CancelledError, ProcessDied, MemoryError, RecursionError):
            await child


_LATER: Final = {"Retry-After": "60"}


def render_limited(document: Document) -> bytes:
    """Return a document as PDF. For a process that does nothing else."""
    for kind, limit in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, int(SECONDS) + 1),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
    from alcove.apps.study.exports.pdf import write_pdf  # noqa: PLC0415 - in the child process only

    return write_pdf(document)
