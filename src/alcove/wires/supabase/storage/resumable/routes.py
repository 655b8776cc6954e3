"""Routes of resumable uploads; those of signed uploads are the same below `/sign`."""

import re
from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.errors import StorageError, invalid_request
from alcove.wires.supabase.storage.requests import (
    Access,
    Body,
    Handler,
    StorageRequest,
    StorageResponse,
    StorageRoute,
)
from alcove.wires.supabase.storage.resumable.errors import (
    TUS_HEADERS,
    VERSION,
    upload_expired,
    upload_not_found,
    with_http_status,
    wrong_content_type,
)
from alcove.wires.supabase.storage.resumable.headers import (
    EXTENSIONS,
    check_version,
    describe_progress,
    describe_upload,
    is_part,
    read_description,
    read_length,
    read_size,
)
from alcove.wires.supabase.storage.resumable.model import ResumableUpload
from alcove.wires.supabase.storage.resumable.rights import CallerRights, Rights, SignatureRights
from alcove.wires.supabase.storage.resumable.service import ResumableUploads
from alcove.wires.supabase.storage.signed_urls import UrlTokens

PATH: Final = "/upload/resumable"
SIGNED_PATH: Final = f"{PATH}/sign"
_CREATED: Final = 201
_NO_CONTENT: Final = 204
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_HOST: Final = re.compile(r"[\w.:\[\]-]{1,255}", re.ASCII)


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    tokens = UrlTokens(deps.key_source, clock=deps.clock)
    return [
        *_list_routes(deps, path=PATH, rights=CallerRights(), access=Access.CALLER),
        *_list_routes(deps, path=SIGNED_PATH, rights=SignatureRights(tokens), access=Access.PUBLIC),
    ]


def _list_routes(deps: StorageDeps, *, path: str, rights: Rights, access: Access) -> Sequence[StorageRoute]:
    uploads = UploadHandlers(deps, rights=rights, path=path)
    one = f"{path}/{{upload_id}}"
    handlers = (
        ("POST", path, uploads.create),
        ("HEAD", one, uploads.read),
        ("PATCH", one, uploads.append),
        ("DELETE", one, uploads.terminate),
        ("POST", one, uploads.override),
    )
    return [
        StorageRoute(method="OPTIONS", path=path, handler=uploads.describe, access=Access.PUBLIC),
        StorageRoute(method="OPTIONS", path=one, handler=uploads.describe, access=Access.PUBLIC),
        *(
            StorageRoute(
                method=method, path=template, handler=_require_version(handler), access=access, body=Body.STREAM
            )
            for method, template, handler in handlers
        ),
    ]


class UploadHandlers:
    """Handlers of resumable uploads."""

    def __init__(self, deps: StorageDeps, *, rights: Rights, path: str) -> None:
        self._rights = rights
        self._path = path
        self._config = deps.config
        self._clock = deps.clock
        self._uploads = ResumableUploads(deps)

    async def describe(self, _request: StorageRequest) -> StorageResponse:
        """Send the parts of the protocol that the server has."""
        headers = [
            ("tus-resumable", VERSION),
            ("tus-version", VERSION),
            ("tus-extension", EXTENSIONS),
            ("tus-max-size", str(self._config.max_file_size)),
        ]
        return StorageResponse(status=_NO_CONTENT, headers=headers)

    async def create(self, request: StorageRequest) -> StorageResponse:
        """Add an upload, perhaps with its first part."""
        length, description = read_length(request.fields), read_description(request.fields)
        permission = self._rights.permit(request, description)
        request = permission.request
        upload = self._uploads.plan(permission, description, length=length)
        await self._uploads.create(request, upload)
        offset = 0
        if is_part(request.fields) or length == 0:
            offset = await self._uploads.append(request, upload, offset=0)
        location = ("location", f"{self._find_address(request)}{self._path}/{upload.id}")
        return StorageResponse(status=_CREATED, headers=[*describe_progress(upload, offset), location])

    async def read(self, request: StorageRequest) -> StorageResponse:
        """Send how far an upload is."""
        request, upload = await self._find(request)
        offset = await self._uploads.read_offset(request, upload)
        return StorageResponse(headers=describe_upload(upload, offset))

    async def append(self, request: StorageRequest) -> StorageResponse:
        """Append a part; the last one makes the object."""
        if not is_part(request.fields):
            raise wrong_content_type()
        offset, length = read_size(request.fields, "upload-offset"), read_size(request.fields, "upload-length")
        if offset is None:
            raise invalid_request("Upload-Offset is required")
        request, upload = await self._find(request)
        if length is not None and upload.length not in (None, length):
            raise invalid_request("The Upload-Length of an upload never changes")
        offset = await self._uploads.append(request, upload, offset=offset, length=length)
        return StorageResponse(status=_NO_CONTENT, headers=describe_progress(upload, offset))

    async def terminate(self, request: StorageRequest) -> StorageResponse:
        """End an upload."""
        _, upload = await self._find(request)
        await self._uploads.terminate(upload)
        return StorageResponse(status=_NO_CONTENT, headers=TUS_HEADERS)

    async def override(self, request: StorageRequest) -> StorageResponse:
        """Handle a request of a client that can only send POST."""
        method = request.fields.get("x-http-method-override", "").upper()
        handlers: dict[str, Handler] = {"PATCH": self.append, "DELETE": self.terminate, "HEAD": self.read}
        if method not in handlers:
            raise invalid_request("X-HTTP-Method-Override must be PATCH, DELETE or HEAD")
        return await handlers[method](request)

    async def _find(self, request: StorageRequest) -> tuple[StorageRequest, ResumableUpload]:
        """Return the upload of an address and the request with the caller whose rights count; StorageError."""
        upload_id = request.parameters["upload_id"]
        upload = await self._uploads.find(upload_id) if _ID.fullmatch(upload_id) else None
        if upload is None:
            raise upload_not_found()
        request = self._rights.resume(request, upload)
        if upload.expires_at <= self._clock.now():
            raise upload_expired()
        return request, upload

    def _find_address(self, request: StorageRequest) -> str:
        """Return the address of the storage API as the client sees it."""
        host = request.fields.get("host", "")
        if self._config.external_url or _HOST.fullmatch(host) is None:
            return self._config.external_url or self._config.base_path
        return f"{request.scope.get('scheme', 'http')}://{host}{self._config.base_path}"


def _require_version(handler: Handler) -> Handler:
    """Return a handler that requires the version of the protocol, and whose errors have their own HTTP status."""

    async def answer(request: StorageRequest) -> StorageResponse:
        try:
            check_version(request.fields)
            return await handler(request)
        except StorageError as error:
            raise with_http_status(error) from error

    return answer
