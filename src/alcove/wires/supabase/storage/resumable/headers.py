"""Headers of the tus protocol."""

import base64
import binascii
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Final

from alcove.wires.supabase.storage.errors import invalid_request
from alcove.wires.supabase.storage.names import check_key
from alcove.wires.supabase.storage.resumable.errors import TUS_HEADERS, VERSION, unsupported_version
from alcove.wires.supabase.storage.resumable.model import Description, ResumableUpload
from alcove.wires.supabase.storage.upload import check_metadata, read_cache_control, read_type

PART_TYPE: Final = "application/offset+octet-stream"
EXTENSIONS: Final = "creation,creation-with-upload,creation-defer-length,termination,expiration"
MAX_PAIRS: Final = 100
_MAX_DIGITS: Final = 18

HeaderPairs = list[tuple[str, str]]


def check_version(fields: Mapping[str, str]) -> None:
    """Raise StorageError unless a request is in this version of the protocol."""
    if fields.get("tus-resumable") != VERSION:
        raise unsupported_version()


def is_part(fields: Mapping[str, str]) -> bool:
    """Return whether the body of a request is a part of a content."""
    return fields.get("content-type", "").partition(";")[0].strip().lower() == PART_TYPE


def read_size(fields: Mapping[str, str], name: str) -> int | None:
    """Return the number of bytes in a header, None without it; StorageError for another value."""
    text = fields.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > _MAX_DIGITS:
        raise invalid_request(f"{name.title()} must be a number of bytes")
    return int(text)


def read_length(fields: Mapping[str, str]) -> int | None:
    """Return the length of a new upload, None if the client says it later; StorageError without either."""
    length, deferred = read_size(fields, "upload-length"), fields.get("upload-defer-length")
    if deferred not in (None, "1"):
        raise invalid_request("Upload-Defer-Length must be 1")
    if (length is None) == (deferred is None):
        raise invalid_request("Either Upload-Length or Upload-Defer-Length is required")
    return length


def read_description(fields: Mapping[str, str]) -> Description:
    """Return what Upload-Metadata says about a content; StorageError."""
    header = fields.get("upload-metadata", "")
    pairs = _parse_metadata(header)
    bucket_id, name = pairs.get("bucketName", ""), pairs.get("objectName", "")
    if not bucket_id or not name:
        raise invalid_request("Upload-Metadata must have bucketName and objectName")
    metadata = pairs.get("metadata", "")
    return Description(
        bucket_id=bucket_id,
        name=check_key(name),
        header=header,
        mimetype=read_type(pairs.get("contentType", "")),
        cache_control=read_cache_control(pairs.get("cacheControl", "")),
        user_metadata=check_metadata(metadata) if metadata else None,
    )


def describe_progress(upload: ResumableUpload, offset: int) -> HeaderPairs:
    """Return the headers that say how far an upload is."""
    return [*TUS_HEADERS, ("upload-offset", str(offset)), ("upload-expires", _format_time(upload.expires_at))]


def describe_upload(upload: ResumableUpload, offset: int) -> HeaderPairs:
    """Return the headers with all that a client can read again."""
    length = ("upload-defer-length", "1") if upload.length is None else ("upload-length", str(upload.length))
    return [*describe_progress(upload, offset), length, ("upload-metadata", upload.description.header)]


def _parse_metadata(header: str) -> Mapping[str, str]:
    pairs: dict[str, str] = {}
    parts = header.split(",", MAX_PAIRS)
    if len(parts) > MAX_PAIRS:
        raise invalid_request(f"Upload-Metadata has more than {MAX_PAIRS} pairs")
    for part in parts:
        key, _, encoded = part.strip().partition(" ")
        if not key and len(parts) == 1:
            return pairs
        if not key or key in pairs:
            raise invalid_request("Upload-Metadata must be a list of different keys with values in base64")
        pairs[key] = _decode_value(encoded.strip())
    return pairs


def _decode_value(encoded: str) -> str:
    try:
        value = base64.b64decode(encoded, validate=True).decode()
    except (binascii.Error, ValueError):
        raise invalid_request("The values in Upload-Metadata must be base64 of UTF-8") from None
    if "\0" in value:
        raise invalid_request("Texts may not contain NUL characters")
    return value


def _format_time(time: datetime) -> str:
    return format_datetime(time, usegmt=True)
