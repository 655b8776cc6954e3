"""The content of an upload in a request: a raw body with headers, or a form with fields and one file."""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Mapping
from typing import Final, Protocol

import msgspec

from alcove.wires.supabase.storage.errors import invalid_request, too_large
from alcove.wires.supabase.storage.object_rows.model import DEFAULT_CACHE_CONTROL, DEFAULT_TYPE
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.storage.upload.form import FileForm

MAX_METADATA: Final = 1024 * 1024
FORM_OVERHEAD: Final = 2 * MAX_METADATA
"""Bytes of a form besides its file."""
_TYPE: Final = re.compile(r"[!#$&^\w.+-]+/[!#$&^\w.+-]+(\s*;[ -~]*)?", re.ASCII)


class Content(Protocol):
    """The content of an object, and what the request says about it; all of that is known after the last chunk."""

    @property
    def chunks(self) -> AsyncIterator[bytes]:
        """The bytes; StorageError, ClientDisconnect."""
        ...

    @property
    def mimetype(self) -> str:
        """The type of the content; it is known before the first chunk."""
        ...

    @property
    def expected_size(self) -> int | None:
        """The size as the request announces it; of a form, with its other parts."""
        ...

    @property
    def cache_control(self) -> str:
        """The Cache-Control header of downloads."""
        ...

    @property
    def content_encoding(self) -> str | None:
        """The Content-Encoding header of downloads."""
        ...

    @property
    def user_metadata(self) -> str | None:
        """The program's own metadata as a JSON object."""
        ...


async def open_content(request: StorageRequest, *, limit: int, stall_seconds: float) -> Content:
    """Return the content of a request; of a form, what comes before its file is read. StorageError."""
    content_type = request.fields.get("content-type", "")
    is_form = content_type.partition(";")[0].strip().lower() == "multipart/form-data"
    most = limit + FORM_OVERHEAD if is_form else limit
    size = _read_length(request.fields)
    if size is not None and size > most:
        raise too_large()
    stream = request.stream(limit=most, stall_seconds=stall_seconds)
    if not is_form:
        return RawContent(request.fields, stream, size=size)
    form = FileForm(stream, content_type=content_type)
    await form.find_file()
    return FormContent(form, size=size)


class RawContent:
    """A body that is the content; headers describe it."""

    def __init__(self, fields: Mapping[str, str], stream: AsyncIterator[bytes], *, size: int | None) -> None:
        self.chunks = stream
        self.expected_size = size
        self.mimetype = read_type(fields.get("content-type", ""))
        self.cache_control = fields.get("cache-control") or DEFAULT_CACHE_CONTROL
        self.content_encoding = fields.get("content-encoding") or None
        encoded = fields.get("x-metadata", "")
        self.user_metadata = check_metadata(decode_metadata(encoded)) if encoded else None


class FormContent:
    """A form with a file."""

    def __init__(self, form: FileForm, *, size: int | None) -> None:
        self._form = form
        self.expected_size = size
        self.mimetype = read_type(form.file_type)

    @property
    def chunks(self) -> AsyncIterator[bytes]:
        """The bytes of the file."""
        return self._form.read_file()

    @property
    def cache_control(self) -> str:
        """The Cache-Control header of downloads; the field has seconds."""
        return read_cache_control(self._form.fields.get("cacheControl", ""))

    @property
    def content_encoding(self) -> str | None:
        """The Content-Encoding header of downloads."""
        return self._form.fields.get("contentEncoding") or None

    @property
    def user_metadata(self) -> str | None:
        """The program's own metadata."""
        text = self._form.fields.get("metadata")
        return check_metadata(text) if text else None


def read_type(text: str) -> str:
    """Return the type of a content as a request names it, the default for none or one that is malformed."""
    return text.strip() if _TYPE.fullmatch(text.strip()) else DEFAULT_TYPE


def read_cache_control(text: str) -> str:
    """Return the Cache-Control header of downloads for a number of seconds, or for a header as it is."""
    seconds = text.strip()
    if not seconds:
        return DEFAULT_CACHE_CONTROL
    return f"max-age={seconds[:20]}" if seconds.isascii() and seconds.isdigit() else seconds[:200]


def decode_metadata(encoded: str) -> str:
    """Return a JSON text that is encoded as base64; StorageError."""
    try:
        return base64.b64decode(encoded + "=" * (-len(encoded) % 4), validate=True).decode()
    except (binascii.Error, ValueError):
        raise invalid_request("The metadata is not base64 of a JSON object") from None


def check_metadata(text: str) -> str:
    """Return metadata as a JSON object; StorageError for another value."""
    try:
        value = msgspec.json.decode(text, type=dict[str, object])
    except (msgspec.DecodeError, msgspec.ValidationError, RecursionError):
        raise invalid_request("The metadata is not a JSON object") from None
    return msgspec.json.encode(value).decode()


def _read_length(fields: Mapping[str, str]) -> int | None:
    text = fields.get("content-length", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
