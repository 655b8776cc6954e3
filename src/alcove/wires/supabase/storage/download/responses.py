"""Responses with the content of an object: conditions, ranges, and what browsers may do with it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from email.utils import format_datetime
from pathlib import Path
from typing import Final
from urllib.parse import quote

from alcove.foundation.telemetry import get_logger
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download.conditions import Validators, is_unchanged, may_use_range
from alcove.wires.supabase.storage.download.ranges import ByteRange, parse_range
from alcove.wires.supabase.storage.errors import StorageError, object_not_found
from alcove.wires.supabase.storage.object_rows import FileMetadata, StoredObject
from alcove.wires.supabase.storage.requests import FilePart, StorageRequest, StorageResponse

PARTIAL: Final = 206
NOT_MODIFIED: Final = 304
_POLICY: Final = "content-security-policy"
# Programs show files in frames of their pages; there is nothing to click that would act on this origin.
_PASSIVE: Final = (_POLICY, "frame-ancestors *")
_SANDBOX: Final = (
    _POLICY,
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors *; sandbox",
)
_PASSIVE_FAMILIES: Final = frozenset({"image", "audio", "video", "font"})
_PASSIVE_TYPES: Final = frozenset({"application/pdf"})
_SVG: Final = "image/svg"

log = get_logger("alcove.storage")


@dataclass(frozen=True, slots=True, kw_only=True)
class _OpenFile:
    path: Path
    size: int
    metadata: FileMetadata
    validators: Validators


class FileResponder:
    """Answers requests for the content of an object that the caller may read."""

    def __init__(self, deps: StorageDeps) -> None:
        self._files = deps.files

    async def respond(
        self, request: StorageRequest, found: StoredObject, *, cache_control: str | None = None
    ) -> StorageResponse:
        """Return the response with the content, a part of it, or neither; StorageError.

        The query parameter `download` makes a browser save it. `cache_control` replaces the one of the object.
        """
        return self._respond(request, found, file=await self._find_file(found), cache_control=cache_control)

    async def respond_with_copy(
        self,
        request: StorageRequest,
        found: StoredObject,
        *,
        path: Path,
        mimetype: str,
        etag: str,
        cache_control: str | None = None,
    ) -> StorageResponse:
        """Return the same with a changed copy of the content, which depends on what the client accepts."""
        metadata = FileMetadata(mimetype=mimetype, cache_control=found.read_metadata().cache_control)
        validators = Validators(etag=etag, last_modified=found.updated_at.replace(microsecond=0))
        size = (await asyncio.to_thread(path.stat)).st_size
        file = _OpenFile(path=path, size=size, metadata=metadata, validators=validators)
        response = self._respond(request, found, file=file, cache_control=cache_control)
        return replace(response, headers=[*response.headers, ("vary", "Accept")])

    def _respond(
        self, request: StorageRequest, found: StoredObject, *, file: "_OpenFile", cache_control: str | None
    ) -> StorageResponse:
        headers = [
            ("cache-control", _clean(cache_control or file.metadata.cache_control)),
            ("etag", file.validators.etag),
            ("last-modified", format_datetime(file.validators.last_modified, usegmt=True)),
        ]
        if is_unchanged(request.fields, file.validators):
            return StorageResponse(status=NOT_MODIFIED, headers=headers)
        headers += _describe_content(file.metadata)
        disposition = _find_disposition(request, found.name)
        headers += [("accept-ranges", "bytes"), *([("content-disposition", disposition)] if disposition else [])]
        return _respond_with_range(request, file, headers=headers)

    async def _find_file(self, found: StoredObject) -> _OpenFile:
        path = self._files.find_path(found.version or "")
        try:
            stats = await asyncio.to_thread(os.stat, path) if path is not None else None
        except FileNotFoundError:
            stats = None
        if path is None or stats is None:
            log.error("storage_file_missing", bucket=found.bucket_id, version=found.version)
            raise object_not_found()
        metadata = found.read_metadata()
        etag = _clean(metadata.e_tag) or f'"{found.version}"'
        validators = Validators(etag=etag, last_modified=found.updated_at.replace(microsecond=0))
        return _OpenFile(path=path, size=stats.st_size, metadata=metadata, validators=validators)


def _respond_with_range(
    request: StorageRequest, file: _OpenFile, *, headers: Sequence[tuple[str, str]]
) -> StorageResponse:
    wanted: ByteRange | None = None
    if may_use_range(request.fields, file.validators):
        wanted = parse_range(request.fields.get("range", ""), size=file.size)
    if wanted is None:
        whole = FilePart(path=file.path, start=0, length=file.size, is_whole=True)
        return StorageResponse(content=whole, headers=headers)
    if wanted.length == 0:
        message = "The requested range is not satisfiable"
        size = {"Content-Range": f"bytes */{file.size}"}
        raise StorageError(message, code="416", error="InvalidRange", status=416, headers=size)
    part = FilePart(path=file.path, start=wanted.start, length=wanted.length, is_whole=False)
    content_range = ("content-range", f"bytes {wanted.start}-{wanted.start + wanted.length - 1}/{file.size}")
    return StorageResponse(content=part, status=PARTIAL, headers=[*headers, content_range])


def _describe_content(metadata: FileMetadata) -> list[tuple[str, str]]:
    """Return the headers about the type of a content; one that can run scripts may do nothing on this origin."""
    mime_type = _clean(metadata.mimetype) or "application/octet-stream"
    # The server itself adds `nosniff` to every response.
    headers = [("content-type", mime_type)]
    if metadata.content_encoding:
        headers.append(("content-encoding", _clean(metadata.content_encoding)))
    kind = mime_type.partition(";")[0].strip().lower()
    is_passive = kind in _PASSIVE_TYPES or kind.partition("/")[0] in _PASSIVE_FAMILIES
    headers.append(_PASSIVE if is_passive and not kind.startswith(_SVG) else _SANDBOX)
    return headers


def _find_disposition(request: StorageRequest, name: str) -> str | None:
    """Return how a browser saves the content, None when the request does not ask for that."""
    wanted = request.query.get("download")
    if wanted is None:
        return None
    encoded = quote(wanted or name.rpartition("/")[2], safe="")
    return f"attachment; filename=\"{encoded}\"; filename*=UTF-8''{encoded}"


def _clean(value: str) -> str:
    """Return a stored text as it may stand in a header."""
    return "".join(character for character in value[:1000] if " " <= character <= "~")
