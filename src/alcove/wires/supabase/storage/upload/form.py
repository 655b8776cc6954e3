"""A form of several parts, of which one is a file that is read as it arrives."""

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from alcove.wires.supabase.storage.errors import StorageError, invalid_request

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MAX_FIELDS: Final = 50
MAX_NAME: Final = 100
MAX_FIELD: Final = 1024 * 1024


class FileForm:
    """Reads a form: first `find_file`, then `read_file`; after that, `fields` has all fields.

    The file is the part with a file name, or the one without a name. Another file, a form without one and one that is
    cut off are StorageError.
    """

    def __init__(self, stream: AsyncIterator[bytes], *, content_type: str) -> None:
        self._stream = stream
        self._part: _Part | None = None
        self._ready: list[bytes] = []
        self._ended = False
        self._field_bytes = 0
        self._has_file = False
        self.fields: dict[str, str] = {}
        self.file_type = ""
        self.file_name = ""
        _, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if not boundary:
            raise invalid_request("The form has no boundary")
        try:
            self._parser = MultipartParser(boundary, self._list_callbacks())
        except FormParserError as error:
            raise _refuse_form(error) from error

    def _list_callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": lambda data, start, end: self._current.add_header_name(data[start:end]),
            "on_header_value": lambda data, start, end: self._current.add_header_value(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._end_headers,
            "on_part_data": lambda data, start, end: self._add_data(data[start:end]),
            "on_part_end": self._end_part,
            "on_end": self._end,
        }

    async def find_file(self) -> None:
        """Read up to the start of the file; StorageError, ClientDisconnect."""
        while not self._has_file:
            await self._read_more()

    async def read_file(self) -> AsyncIterator[bytes]:
        """Yield the bytes of the file, and read the rest of the form; StorageError, ClientDisconnect."""
        while True:
            ready, self._ready = self._ready, []
            for chunk in ready:
                yield chunk
            if self._ended:
                return
            await self._read_more()

    async def _read_more(self) -> None:
        chunk = await anext(self._stream, None)
        if chunk is None:
            reason = "The form is cut off" if self._has_file or not self._ended else "The form has no file"
            raise invalid_request(reason)
        try:
            self._parser.write(chunk)
        except (FormParserError, UnicodeDecodeError) as error:
            raise _refuse_form(error) from error

    def _begin_part(self) -> None:
        self._part = _Part()

    def _end_header(self) -> None:
        self._current.end_header()

    def _end_headers(self) -> None:
        part = self._current
        part.read_headers()
        if part.is_file:
            if self._has_file:
                raise invalid_request("The form has more than one file")
            self._has_file = True
            self.file_type, self.file_name = part.content_type, part.file_name
        elif len(self.fields) >= MAX_FIELDS:
            raise invalid_request(f"The form has more than {MAX_FIELDS} fields")

    def _add_data(self, data: bytes) -> None:
        if self._current.is_file:
            self._ready.append(data)
            return
        self._field_bytes += len(data)
        if self._field_bytes > MAX_FIELD:
            raise invalid_request("The fields of the form are too large")
        self._current.value += data

    def _end_part(self) -> None:
        part = self._current
        if not part.is_file:
            self.fields[part.name] = part.value.decode("utf-8", "replace")

    def _end(self) -> None:
        self._ended = True

    @property
    def _current(self) -> "_Part":
        assert self._part is not None
        return self._part


def _refuse_form(error: Exception) -> StorageError:
    return invalid_request(f"The form is malformed: {error}")


class _Part:
    """One part of a form while it is read."""

    def __init__(self) -> None:
        self.name = ""
        self.is_file = False
        self.content_type = ""
        self.file_name = ""
        self.value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._header_name = b""
        self._header_value = b""

    def add_header_name(self, data: bytes) -> None:
        self._header_name += data

    def add_header_value(self, data: bytes) -> None:
        self._header_value += data

    def end_header(self) -> None:
        self._headers[self._header_name.lower()] = self._header_value
        self._header_name = self._header_value = b""

    def read_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        self.name = options.get(b"name", b"").decode("utf-8", "replace")[:MAX_NAME]
        self.is_file = b"filename" in options or not self.name
        self.file_name = options.get(b"filename", b"").decode("utf-8", "replace")[:MAX_NAME]
        self.content_type = self._headers.get(b"content-type", b"").decode("latin-1")
