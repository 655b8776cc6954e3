"""What the child process does: bound its own resources, then read one file."""

import resource
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Final

from alcove.apps.study.materials.extraction.docx import extract_docx
from alcove.apps.study.materials.extraction.epub import extract_epub
from alcove.apps.study.materials.extraction.html import extract_html
from alcove.apps.study.materials.extraction.model import MEMORY, ExtractedParts, ExtractionError, ExtractionLimits
from alcove.apps.study.materials.extraction.output import read_parts, write_parts
from alcove.apps.study.materials.extraction.pdf import extract_pdf
from alcove.apps.study.materials.extraction.plain import extract_plain

_MAX_OUTPUT: Final = 256 * 2**20
_EXTRACTORS: Final[Mapping[str, Callable[[IO[bytes], ExtractionLimits], ExtractedParts]]] = {
    "pdf": extract_pdf,
    "docx": extract_docx,
    "epub": extract_epub,
    "html": extract_html,
    "text": extract_plain,
}


def extract_file(path: str, *, kind: str, output: str, limits: ExtractionLimits) -> str | None:
    """Write the text of a file to another one; return what could not be read, None for nothing.

    ExtractionError, OSError. For a process that does nothing else: its memory, time and files stay limited.
    """
    _limit_resources(limits)
    try:
        return extract_text(Path(path), kind=kind, output=Path(output), limits=limits)
    except (MemoryError, RecursionError):
        raise ExtractionError("Reading the file needs too much memory: it may be damaged, or far too large.") from None


def extract_text(path: Path, *, kind: str, output: Path, limits: ExtractionLimits) -> str | None:
    """Do the same without limits of the process."""
    with path.open("rb") as file:
        extracted = _EXTRACTORS[kind](file, limits)
        unread = write_parts(extracted, output)
    if unread and unread == extracted.total:
        raise ExtractionError("The file is damaged: none of its pages can be read.")
    if not read_parts(output).strip():
        hint = "; it may be scanned" if kind == "pdf" else ""
        raise ExtractionError(f"The {kind.upper() if kind != 'text' else 'file'} contains no text{hint}.")
    return f"{unread:,} of {extracted.total:,} pages cannot be read." if unread else None


def _limit_resources(limits: ExtractionLimits) -> None:
    seconds = int(limits.seconds) + 1
    for kind, limit in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, _MAX_OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))
