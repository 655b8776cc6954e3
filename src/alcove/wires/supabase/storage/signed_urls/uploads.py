"""Signed uploads: addresses with which anybody can write one object, which then belongs to whoever signed."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.names import check_key
from alcove.wires.supabase.storage.object_rows.model import DEFAULT_TYPE
from alcove.wires.supabase.storage.requests import Access, Body, StorageRequest, StorageResponse, StorageRoute
from alcove.wires.supabase.storage.signed_urls.tokens import UrlTokens, read_token
from alcove.wires.supabase.storage.upload import Upload, Uploader, UploadMode
from alcove.wires.supabase.tokens import VerifiedToken

SERVICE_ROLE: Final = "service_role"
"""The role of signed uploads: whoever signed was allowed to write the object."""


def list_upload_routes(deps: StorageDeps, tokens: UrlTokens) -> Sequence[StorageRoute]:
    """Return the routes."""
    uploads = SignedUploads(deps, tokens)
    path = "/object/upload/sign/{bucket_id}/{name:path}"
    return [
        StorageRoute(method="POST", path=path, handler=uploads.sign),
        StorageRoute(method="PUT", path=path, handler=uploads.receive, access=Access.PUBLIC, body=Body.STREAM),
    ]


class SignedUploads:
    """Handlers of signed uploads."""

    def __init__(self, deps: StorageDeps, tokens: UrlTokens) -> None:
        self._uploader = Uploader(deps)
        self._tokens = tokens

    async def sign(self, request: StorageRequest) -> StorageResponse:
        """Send a signed address to write an object, if the caller may write it now."""
        is_upsert = request.fields.get("x-upsert", "").lower() == "true"
        upload = Upload(
            bucket_id=request.parameters["bucket_id"],
            name=check_key(request.parameters["name"]),
            mode=UploadMode.UPSERT if is_upsert else UploadMode.CREATE,
            owner_id=request.user_id,
            operation="storage.object.sign_upload_url",
        )
        await self._uploader.find_bucket(upload.bucket_id)
        await self._uploader.check(request, upload, size=None, mimetype=DEFAULT_TYPE)
        url = f"{upload.bucket_id}/{upload.name}"
        token = self._tokens.sign_upload(url, owner=request.user_id, upsert=is_upsert)
        return StorageResponse(content={"url": f"/object/upload/sign/{url}?token={token}", "token": token})

    async def receive(self, request: StorageRequest) -> StorageResponse:
        """Store the content of a signed upload."""
        url = f"{request.parameters['bucket_id']}/{request.parameters['name']}"
        claims = self._tokens.verify(read_token(request), url=url, use="upload")
        upload = Upload(
            bucket_id=request.parameters["bucket_id"],
            name=request.parameters["name"],
            mode=UploadMode.UPSERT if claims.upsert else UploadMode.CREATE,
            owner_id=claims.owner,
            operation="storage.object.upload_signed",
        )
        request = replace(request, caller=VerifiedToken.of_role(SERVICE_ROLE))
        object_id = await self._uploader.receive(request, upload)
        return StorageResponse(content={"Key": url, "Id": object_id})
