"""Who may make and continue an upload: whoever has a key or token, or whoever has a signature for one object."""

from dataclasses import dataclass, replace
from typing import Final, Protocol

from alcove.wires.supabase.callers import find_role
from alcove.wires.supabase.storage.errors import access_denied, invalid_request
from alcove.wires.supabase.storage.requests import StorageRequest
from alcove.wires.supabase.storage.resumable.errors import upload_not_found
from alcove.wires.supabase.storage.resumable.model import Description, ResumableUpload
from alcove.wires.supabase.storage.signed_urls import UrlClaims, UrlTokens
from alcove.wires.supabase.tokens import VerifiedToken

SERVICE_ROLE: Final = "service_role"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A new upload: the request with the caller whose rights count, who will own the object, and how it is written."""

    request: StorageRequest
    owner_id: str | None
    is_upsert: bool
    is_signed: bool


class Rights(Protocol):
    """Decides about requests; policies decide about the object afterwards."""

    def permit(self, request: StorageRequest, description: Description) -> Permission:
        """Return what a request for a new upload may do; StorageError."""
        ...

    def resume(self, request: StorageRequest, upload: ResumableUpload) -> StorageRequest:
        """Return a request about an upload with the caller whose rights count; StorageError."""
        ...


class CallerRights:
    """A caller continues what the same account has begun; the service continues everything."""

    def permit(self, request: StorageRequest, _description: Description) -> Permission:
        """Permit the upload of a caller; with `x-upsert: true` it may replace an object."""
        is_upsert = request.fields.get("x-upsert", "").lower() == "true"
        return Permission(request=request, owner_id=request.user_id, is_upsert=is_upsert, is_signed=False)

    def resume(self, request: StorageRequest, upload: ResumableUpload) -> StorageRequest:
        """Return the request of whoever has begun an upload."""
        if upload.is_signed:
            raise upload_not_found()
        role = find_role(request.caller)
        if role != SERVICE_ROLE and (upload.owner_id, upload.role) != (request.user_id, role):
            raise access_denied("The upload belongs to another account")
        return request


class SignatureRights:
    """The header `x-signature` has the token of a signed upload, whose signer was allowed to write the object."""

    def __init__(self, tokens: UrlTokens) -> None:
        self._tokens = tokens

    def permit(self, request: StorageRequest, description: Description) -> Permission:
        """Permit what was signed."""
        claims = self._verify(request, description)
        return Permission(request=_as_service(request), owner_id=claims.owner, is_upsert=claims.upsert, is_signed=True)

    def resume(self, request: StorageRequest, upload: ResumableUpload) -> StorageRequest:
        """Return the request with a signature for the object of an upload."""
        if not upload.is_signed:
            raise upload_not_found()
        self._verify(request, upload.description)
        return _as_service(request)

    def _verify(self, request: StorageRequest, description: Description) -> UrlClaims:
        token = request.fields.get("x-signature")
        if not token:
            raise invalid_request("The header x-signature is required")
        return self._tokens.verify(token, url=f"{description.bucket_id}/{description.name}", use="upload")


def _as_service(request: StorageRequest) -> StorageRequest:
    return replace(request, caller=VerifiedToken.of_role(SERVICE_ROLE))
