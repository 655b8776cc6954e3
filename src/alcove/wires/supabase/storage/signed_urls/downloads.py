"""Signed downloads: addresses with which anybody can read an object for some time."""

import re
from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.storage.caller_sessions import open_session, translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download import FileResponder
from alcove.wires.supabase.storage.errors import bucket_not_found, invalid_signature, object_not_found
from alcove.wires.supabase.storage.object_rows import StoredObject, find_bucket, find_names, find_object
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute
from alcove.wires.supabase.storage.signed_urls.schemas import SigningBody, SigningListBody
from alcove.wires.supabase.storage.signed_urls.tokens import UrlTokens, read_token

_NOT_SIGNED: Final = "Either the object does not exist or you do not have access to it"
_MAX_AGE: Final = re.compile(r'\b(s-maxage|max-age)\s*=\s*"?(\d{1,1000})"?', re.ASCII | re.IGNORECASE)


def list_download_routes(deps: StorageDeps, tokens: UrlTokens) -> Sequence[StorageRoute]:
    """Return the routes."""
    downloads = SignedDownloads(deps, tokens)
    path = "/object/sign/{bucket_id}/{name:path}"
    return [
        StorageRoute(method="POST", path="/object/sign/{bucket_id}", handler=downloads.sign_several),
        StorageRoute(method="POST", path=path, handler=downloads.sign),
        StorageRoute(method="GET", path=path, handler=downloads.send, access=Access.PUBLIC),
    ]


class SignedDownloads:
    """Handlers of signed downloads; addresses are relative to the API, clients make them whole."""

    def __init__(self, deps: StorageDeps, tokens: UrlTokens) -> None:
        self._deps = deps
        self._tokens = tokens
        self._responder = FileResponder(deps)

    async def sign(self, request: StorageRequest) -> StorageResponse:
        """Send a signed address of an object that the caller may see."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        body = request.read(SigningBody)
        async with open_session(self._deps, request, operation="storage.object.sign", read_only=True) as session:
            found = await find_object(session, bucket_id=bucket_id, name=name)
        if found is None:
            with translate_errors():
                bucket = await find_bucket(await self._deps.owner_pool(), bucket_id)
            raise bucket_not_found() if bucket is None else object_not_found()
        if body.version_id is not None and body.version_id != found.version:
            raise object_not_found()
        transformations = body.transform.encode() if body.transform is not None else ""
        token = self._tokens.sign_download(
            f"{bucket_id}/{name}",
            seconds=body.expires_in,
            version=body.version_id,
            transformations=transformations or None,
        )
        place = "/render/image/sign" if transformations else "/object/sign"
        return StorageResponse(content={"signedURL": f"{place}/{bucket_id}/{name}?token={token}"})

    async def sign_several(self, request: StorageRequest) -> StorageResponse:
        """Send a signed address for each object, or why there is none."""
        bucket_id = request.parameters["bucket_id"]
        body = request.read(SigningListBody)
        paths = body.read_paths(most=self._deps.config.max_list)
        async with open_session(self._deps, request, operation="storage.object.sign_many", read_only=True) as session:
            visible = await find_names(session, bucket_id, names=paths)
        content = []
        for path in paths:
            url = None
            if path in visible:
                token = self._tokens.sign_download(f"{bucket_id}/{path}", seconds=body.expires_in)
                url = f"/object/sign/{bucket_id}/{path}?token={token}"
            content.append({"error": None if url else _NOT_SIGNED, "path": path, "signedURL": url})
        return StorageResponse(content=content)

    async def send(self, request: StorageRequest) -> StorageResponse:
        """Send the object of a signed address."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        claims = self._tokens.verify(read_token(request), url=f"{bucket_id}/{name}", use="download")
        if claims.transformations is not None:
            # It was signed for a changed image, for example a small one.
            raise invalid_signature()
        with translate_errors():
            found = await find_object(await self._deps.owner_pool(), bucket_id=bucket_id, name=name)
        if found is None or (claims.version is not None and claims.version != found.version):
            raise object_not_found()
        left = claims.exp - int(self._deps.clock.now().timestamp())
        return await self._responder.respond(request, found, cache_control=shorten_age(found, left))


def shorten_age(found: StoredObject, seconds: int) -> str:
    """Return the Cache-Control header of an object, so that no cache answers longer than the address is valid."""
    cache_control = found.read_metadata().cache_control
    return _MAX_AGE.sub(lambda match: f"{match[1]}={min(int(match[2]), max(seconds, 0))}", cache_control)
