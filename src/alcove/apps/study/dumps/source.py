"""The bytes of dumps: plain, compressed with gzip, or archives of pg_dump."""

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, cast

from alcove.apps.study.dumps.parts import MAX_STATEMENT, DumpError
from alcove.foundation.database import DatabaseError, is_archive, read_archive

_GZIP: Final = b"\x1f\x8b"


class DumpSource:
    """Reads whole lines, and takes back what was read too far."""

    def __init__(self, file: IO[bytes], *, name: str) -> None:
        self.name = name
        self._file = file
        self._pending = b""

    def read_lines(self, size: int) -> bytes:
        """Return whole lines of at least `size` bytes, fewer at the end; DumpError for a line that is too long."""
        lines, length = [], 0
        while length < size:
            line = self._read_line()
            if not line:
                break
            lines.append(line)
            length += len(line)
        return b"".join(lines)

    def put_back(self, content: bytes) -> None:
        """Take back bytes, which the next call returns first."""
        self._pending = content + self._pending

    def _read_line(self) -> bytes:
        if self._pending:
            head, newline, self._pending = self._pending.partition(b"\n")
            if newline:
                return head + newline
            return head + self._read_from_file()
        return self._read_from_file()

    def _read_from_file(self) -> bytes:
        try:
            line = self._file.readline(MAX_STATEMENT + 1)
        except (OSError, EOFError) as error:
            raise DumpError(f"{self.name} cannot be read: {error}") from error
        if len(line) > MAX_STATEMENT:
            raise DumpError(f"{self.name} has a line of more than {MAX_STATEMENT // 2**20} MiB")
        return line


@contextmanager
def open_source(path: Path) -> Iterator[DumpSource]:
    """Yield the SQL of a dump; DumpError."""
    try:
        if is_archive(path):
            with read_archive(path) as output:
                yield DumpSource(output, name=path.name)
            return
        with path.open("rb") as file:
            is_compressed = file.read(2) == _GZIP
        with gzip.open(path) if is_compressed else path.open("rb") as opened:
            yield DumpSource(cast("IO[bytes]", opened), name=path.name)
    except OSError as error:
        raise DumpError(f"{path} cannot be read: {error.strerror or error}") from error
    except DatabaseError as error:
        raise DumpError(str(error)) from error
