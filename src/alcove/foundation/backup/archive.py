"""The archive: a tar file whose last entry is the SHA-256 of all bytes before it.

`tar` can unpack it. Entries are written and read one after the other, whatever their number and sizes are.
"""

import hashlib
import tarfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final, Protocol

import msgspec

from alcove.foundation.backup.model import FORMAT, BackupError, Manifest

MANIFEST: Final = "alcove-backup.json"
CHECKSUM: Final = "SHA256"
DATABASES: Final = "databases"
FILES: Final = "files"
PRIVATE: Final = 0o600
_BLOCK: Final = tarfile.BLOCKSIZE
_TRAILER_BYTES: Final = 4 * _BLOCK
_CHUNK: Final = 1024 * 1024
_MAX_MANIFEST: Final = 16 * 1024 * 1024


class Output(Protocol):
    """Where an archive is written to."""

    def write(self, content: bytes, /) -> object:
        """Write all of the bytes."""
        ...


class ArchiveWriter:
    """Writes the entries of an archive; `finish` completes it."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._hash = hashlib.sha256()
        self.size = 0

    def add(self, name: str, content: bytes) -> None:
        """Add a private entry."""
        self.add_chunks(name, [content], size=len(content))

    def add_chunks(self, name: str, chunks: Iterable[bytes], *, size: int, mode: int = PRIVATE) -> None:
        """Add an entry of `size` bytes; BackupError when the chunks have another number of bytes."""
        self._write(_header(name, size=size, mode=mode))
        written = 0
        for chunk in chunks:
            written += len(chunk)
            if written > size:
                break
            self._write(chunk)
        if written != size:
            raise BackupError(f"{name} has changed while it was copied: make the backup again")
        self._write(bytes(-size % _BLOCK))

    def finish(self) -> None:
        """Write the checksum and the end of the archive."""
        self._write(_trailer(self._hash.hexdigest()))

    def _write(self, content: bytes) -> None:
        self._output.write(content)
        self._hash.update(content)
        self.size += len(content)


class ArchiveEntry:
    """One entry of an archive: its name, its size, its file mode, and its content, which can be read once."""

    def __init__(self, info: tarfile.TarInfo, content: IO[bytes]) -> None:
        self.name = info.name
        self.size = info.size
        self.mode = info.mode & 0o777
        self._content = content

    def read_chunks(self) -> Iterator[bytes]:
        """Yield the content in pieces."""
        while chunk := self._content.read(_CHUNK):
            yield chunk


class Archive:
    """A readable archive."""

    def __init__(self, path: Path, file: IO[bytes], *, manifest: Manifest) -> None:
        self.path = path
        self.manifest = manifest
        self.size = path.stat().st_size
        self._file = file

    def check(self, report: Callable[[int], None]) -> None:
        """Read the whole archive; BackupError if a byte of it is not as it was written."""
        self._file.seek(0)
        digest = hashlib.sha256()
        rest = self.size - _TRAILER_BYTES
        while rest > 0 and (chunk := self._file.read(min(rest, _CHUNK))):
            digest.update(chunk)
            rest -= len(chunk)
            report(len(chunk))
        if rest != 0 or self._file.read() != _trailer(digest.hexdigest()):
            raise BackupError(f"{self.path} is damaged or incomplete: its checksum is wrong. Use another backup")

    def entries(self) -> Iterator[ArchiveEntry]:
        """Yield the entries after the manifest, in order."""
        for info, content in _read_entries(self._file):
            if info.name not in (MANIFEST, CHECKSUM):
                yield ArchiveEntry(info, content)


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Yield an archive, of which only the manifest has been read; BackupError."""
    try:
        with path.open("rb") as file:
            yield Archive(path, file, manifest=_read_manifest(path, file))
    except tarfile.TarError as error:
        raise BackupError(f"{path} is damaged or incomplete: {error}") from error


def _read_manifest(path: Path, file: IO[bytes]) -> Manifest:
    problem = BackupError(f"{path} is not a backup of Alcove, or its beginning is damaged")
    try:
        info, content = next(_read_entries(file))
        if info.name != MANIFEST or info.size > _MAX_MANIFEST:
            raise problem
        document = content.read()
        version = msgspec.json.decode(document, type=dict[str, object]).get("format")
        if isinstance(version, int) and version > FORMAT:
            raise BackupError(f"{path} was made by a newer version of Alcove: restore it with that version")
        return msgspec.json.decode(document, type=Manifest)
    except (StopIteration, tarfile.TarError, msgspec.MsgspecError, UnicodeError, OSError) as error:
        raise problem from error


def _read_entries(file: IO[bytes]) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    file.seek(0)
    with tarfile.open(fileobj=file, mode="r:") as tar:
        while (info := tar.next()) is not None:
            # It would keep every entry in memory.
            tar.members.clear()  # type: ignore[attr-defined] # absent from the types
            # A sparse file is larger than the archive has room for.
            content = tar.extractfile(info) if info.isreg() and not info.issparse() else None
            if content is None:
                raise tarfile.ReadError(f"the entry {info.name} is not a file")
            yield info, content


def _header(name: str, *, size: int, mode: int = PRIVATE) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, mode
    return info.tobuf(format=tarfile.PAX_FORMAT, encoding="utf-8", errors="surrogateescape")


def _trailer(digest: str) -> bytes:
    text = f"{digest}\n".encode()
    return _header(CHECKSUM, size=len(text)) + text.ljust(_BLOCK, b"\0") + bytes(2 * _BLOCK)
