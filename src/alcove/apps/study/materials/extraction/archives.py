"""Zip archives of unknown origin, within limits; and the XML in them, without entities from elsewhere."""

import lzma
import struct
import zipfile
import zlib
from typing import IO, TYPE_CHECKING, Final

from alcove.apps.study.materials.extraction.model import MAX_PART, ExtractionError

if TYPE_CHECKING:
    from lxml import etree

MAX_DIRECTORY: Final = 4 * 2**20
"""Bytes of an archive's list of parts."""
MAX_TOTAL: Final = 256 * 2**20
"""Bytes of all unpacked parts together."""
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_MAX_COMMENT: Final = 65_535
_ENCRYPTED: Final = 1
_NO_MEMORY: Final = 2
"""XML_ERR_NO_MEMORY of libxml2."""
_UNREADABLE: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, ValueError, KeyError, EOFError, OSError,
    RuntimeError,
)  # fmt: skip


class DamagedArchive(ExtractionError):
    """The archive cannot be read."""

    def __init__(self, message: str = "The file is damaged: it cannot be unpacked.") -> None:
        super().__init__(message)


class Archive:
    """A zip archive; it counts what is unpacked."""

    def __init__(self, file: IO[bytes]) -> None:
        """Take an open file; DamagedArchive."""
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except _UNREADABLE as error:
            raise DamagedArchive from error
        self.names = frozenset(self._zip.namelist())
        self._unpacked = 0

    def read(self, name: str) -> bytes:
        """Return the content of a part; ExtractionError when it is missing, damaged, encrypted or too large."""
        try:
            info = self._zip.getinfo(name)
            if info.flag_bits & _ENCRYPTED:
                raise ExtractionError("The file is encrypted with a password.")
            with self._zip.open(info) as part:
                content = part.read(MAX_PART + 1)
        except (
            zipfile.BadZipFile,
            ValueError,
            KeyError,
            EOFError,
            OSError,
            RuntimeError,
        ) as error:
            raise DamagedArchive from error
        self._unpacked += len(content)
        if len(content) > MAX_PART or self._unpacked > MAX_TOTAL:
            raise ExtractionError("The file is far larger when it is unpacked than a text can be.")
        return content


def parse_xml(content: bytes) -> "etree._Element":
    """Return the root of an XML document; ExtractionError. Nothing else is loaded, and entities are not resolved."""
    from lxml import etree  # noqa: PLC0415 - in the child process

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
        remove_comments=True, remove_pis=True,
    )  # fmt: skip
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        check_memory(error)
        raise DamagedArchive from error
    if root is None:
        raise DamagedArchive
    return root


def check_memory(error: Exception) -> None:
    """Raise MemoryError for an error of the parser that was one."""
    if getattr(error, "code", None) == _NO_MEMORY:
        raise MemoryError from error


def _check_directory(file: IO[bytes]) -> None:
    """Raise DamagedArchive without a list of parts, or for one that is too long to be read."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _MAX_COMMENT - _END_SIZE))
    tail = file.read()
    place = tail.rfind(_END)
    if place < 0 or len(tail) - place < _END_SIZE:
        raise DamagedArchive
    (length,) = struct.unpack("<L", tail[place + 12 : place + 16])
    if length > MAX_DIRECTORY:
        raise DamagedArchive("The file has too many parts.")
