"""Read the archive of an account, which may come from anybody: only what an export writes is accepted."""

import hashlib
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, TypeVar

import msgspec

from alcove.apps.study.account_archive.learning import CardMedia
from alcove.apps.study.account_archive.model import (
    DOCUMENT,
    FORMAT,
    MAX_DOCUMENT,
    MAX_FILE,
    MAX_OBJECTS,
    MAX_ROWS,
    MEDIA,
    OBJECTS,
    AccountDocument,
    ArchivedObject,
    ArchiveError,
)
from alcove.apps.study.card_decks.model import MAX_MEDIA_FILE
from alcove.apps.study.file_transfer import is_safe_name

T = TypeVar("T")
_MEDIA_NAME: Final = re.compile(re.escape(MEDIA) + "[0-9a-f]{64}")
_ENCRYPTED: Final = 0x1
# A method of compression that zipfile does not know is a RuntimeError, too.
_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountArchive:
    """An archive whose entries were checked."""

    document: AccountDocument
    objects: Sequence[ArchivedObject]
    _archive: zipfile.ZipFile

    def read_media(self, media: CardMedia) -> bytes | None:
        """Return the content of an image or sound, None without one; ArchiveError when it is damaged or too large."""
        name = f"{MEDIA}{media.sha256}"
        try:
            if self._archive.getinfo(name).file_size > MAX_MEDIA_FILE:
                raise ArchiveError(f"{name} is larger than {MAX_MEDIA_FILE // 2**20} MiB")
            with self._archive.open(name) as file:
                content = file.read(MAX_MEDIA_FILE + 1)
        except KeyError:
            return None
        except _DAMAGED as error:
            raise ArchiveError(f"{name} is damaged: {error}") from error
        if hashlib.sha256(content).hexdigest() != media.sha256:
            raise ArchiveError(f"{name} is damaged: its content is not what was exported")
        return content

    @contextmanager
    def open_file(self, archived: ArchivedObject) -> Iterator[IO[bytes]]:
        """Yield the content of a file; ArchiveError when it is damaged."""
        try:
            with self._archive.open(archived.path) as file:
                yield file
        except _DAMAGED as error:
            raise ArchiveError(f"{archived.path} is damaged: {error}") from error


@contextmanager
def open_archive(path: Path) -> Iterator[AccountArchive]:
    """Yield an archive; ArchiveError for a file that no export wrote."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield _read(archive)
    except OSError as error:
        raise ArchiveError(f"{path} cannot be read: {error.strerror or error}") from error
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"{path} is no archive of an account: {error}") from error


def _read(archive: zipfile.ZipFile) -> AccountArchive:
    entries = archive.infolist()
    if len(entries) > MAX_OBJECTS + 2:
        raise ArchiveError(f"the archive has more than {MAX_OBJECTS} files")
    names = {entry.filename for entry in entries}
    if len(names) != len(entries):
        raise ArchiveError("the archive has two entries of one name")
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ArchiveError("the archive is encrypted")
    objects = _read_json(archive, OBJECTS, type=list[ArchivedObject])
    document = _read_json(archive, DOCUMENT, type=AccountDocument)
    sizes = {entry.filename: entry.file_size for entry in entries}
    for archived in objects:
        _check_object(archived, size=sizes.get(archived.path))
    others = names - {DOCUMENT, OBJECTS} - {archived.path for archived in objects}
    if unexpected := {name for name in others if not _MEDIA_NAME.fullmatch(name)}:
        raise ArchiveError(f"the archive has an entry that is no file of the account: {min(unexpected)[:200]!r}")
    _check_document(document)
    return AccountArchive(document=document, objects=objects, _archive=archive)


def _check_object(archived: ArchivedObject, *, size: int | None) -> None:
    if not is_safe_name(archived.bucket, archived.name) or "/" in archived.bucket:
        raise ArchiveError(f"the name {archived.path[:200]!r} is not allowed")
    if size is None or size != archived.size or size > MAX_FILE:
        raise ArchiveError(f"{archived.path[:200]!r} is missing, or has another size than the archive says")


def _check_document(document: AccountDocument) -> None:
    if document.format != FORMAT:
        raise ArchiveError(f"the format {document.format} of the archive is not known to this version")
    if sum(len(rows) for rows in document.data.values()) + document.count() > MAX_ROWS:
        raise ArchiveError(f"the account has more than {MAX_ROWS} rows")


def _read_json(archive: zipfile.ZipFile, name: str, *, type: type[T]) -> T:  # noqa: A002 - as msgspec has it
    try:
        if archive.getinfo(name).file_size > MAX_DOCUMENT:
            raise ArchiveError(f"{name} is larger than {MAX_DOCUMENT // 2**20} MiB")
        with archive.open(name) as file:
            content = file.read(MAX_DOCUMENT + 1)
        return msgspec.json.decode(content, type=type)
    except KeyError as error:
        raise ArchiveError(f"this is no archive of an account: it has no {name}") from error
    except msgspec.DecodeError as error:
        raise ArchiveError(f"{name} is not what an export writes: {error}") from error
    except _DAMAGED as error:
        raise ArchiveError(f"{name} is damaged: {error}") from error
