"""The file in which the child process hands over a text: a line with the number of parts, then a line for each."""

import json
import os
from pathlib import Path
from typing import IO, Final

from alcove.apps.study.materials.chunks import PAGE_END
from alcove.apps.study.materials.extraction.model import ExtractedParts, ExtractionError
from alcove.apps.study.materials.model import MAX_TEXT

_BLOCK: Final = 2**20


def write_parts(extracted: ExtractedParts, output: Path) -> int:
    """Write the parts of a text as they are read, and return how many could not be read; ExtractionError, OSError."""
    size = unread = 0
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        _write_line(file, [extracted.total, extracted.has_pages])
        for part in extracted.parts:
            unread += part is None
            size += len((part or "").encode())
            if size > MAX_TEXT:
                raise ExtractionError(
                    f"The file has more than {MAX_TEXT // 2**20} MB of text: add it in several parts."
                )
            _write_line(file, part or "")
    return unread


def read_parts(output: Path) -> str:
    """Return the whole text; form feeds end its pages."""
    with output.open(encoding="utf-8") as file:
        _, has_pages = json.loads(file.readline())
        parts = [json.loads(line) for line in file]
    if has_pages:
        return "".join(f"{part}{PAGE_END}" for part in parts)
    return "\n\n".join(part for part in parts if part.strip())


class OutputProgress:
    """Reads how much of a text has been written."""

    def __init__(self, output: Path) -> None:
        self._output = output
        self._offset = 0
        self._lines = 0
        self._total = 0

    def read(self) -> float:
        """Return the share of the parts that are written, between 0 and 1."""
        try:
            with self._output.open("rb") as file:
                self._read_new(file)
        except FileNotFoundError:
            return 0.0
        return min(1.0, (self._lines - 1) / self._total) if self._total and self._lines else 0.0

    def _read_new(self, file: IO[bytes]) -> None:
        if not self._total:
            line = file.readline()
            if not line.endswith(b"\n"):
                return
            self._total = max(1, json.loads(line)[0])
        file.seek(self._offset)
        while block := file.read(_BLOCK):
            self._offset += len(block)
            self._lines += block.count(b"\n")


def _write_line(file: IO[str], value: object) -> None:
    # JSON has no line ends within its strings.
    file.write(json.dumps(value) + "\n")
    file.flush()
