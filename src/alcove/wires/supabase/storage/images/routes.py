"""Routes of changed images: of public buckets, of what a caller may see, and of signed addresses."""

from collections.abc import Sequence
from typing import Final

from alcove.wires.supabase.storage.caller_sessions import translate_errors
from alcove.wires.supabase.storage.deps import StorageDeps
from alcove.wires.supabase.storage.download import FileResponder, ObjectFinder
from alcove.wires.supabase.storage.errors import invalid_signature, object_not_found
from alcove.wires.supabase.storage.images.options import ImageOptions, read_options
from alcove.wires.supabase.storage.images.renderer import ImageRenderer
from alcove.wires.supabase.storage.object_rows import StoredObject, find_object
from alcove.wires.supabase.storage.requests import Access, StorageRequest, StorageResponse, StorageRoute, parse_query
from alcove.wires.supabase.storage.signed_urls import UrlTokens, read_token, shorten_age

OPERATION: Final = "storage.render.image_authenticated"
_SVG: Final = "image/svg"


def list_routes(deps: StorageDeps) -> Sequence[StorageRoute]:
    """Return the routes."""
    images = ImageHandlers(deps)
    base, path = "/render/image", "{bucket_id}/{name:path}"
    return [
        StorageRoute(method="GET", path=f"{base}/public/{path}", handler=images.send_public, access=Access.PUBLIC),
        StorageRoute(method="GET", path=f"{base}/authenticated/{path}", handler=images.send),
        StorageRoute(method="GET", path=f"{base}/sign/{path}", handler=images.send_signed, access=Access.PUBLIC),
    ]


class ImageHandlers:
    """Handlers of changed images."""

    def __init__(self, deps: StorageDeps) -> None:
        self._deps = deps
        self._finder = ObjectFinder(deps)
        self._responder = FileResponder(deps)
        self._renderer = ImageRenderer(deps)
        self._tokens = UrlTokens(deps.key_source, clock=deps.clock)

    async def send_public(self, request: StorageRequest) -> StorageResponse:
        """Send an image of a public bucket."""
        options = read_options(request.query, accept=request.fields.get("accept", ""))
        return await self._respond(request, await self._finder.find_public(request), options=options)

    async def send(self, request: StorageRequest) -> StorageResponse:
        """Send an image that is public, or that the caller may see."""
        options = read_options(request.query, accept=request.fields.get("accept", ""))
        return await self._respond(request, await self._finder.find(request, operation=OPERATION), options=options)

    async def send_signed(self, request: StorageRequest) -> StorageResponse:
        """Send the image of a signed address; how it is changed was signed as well."""
        bucket_id, name = request.parameters["bucket_id"], request.parameters["name"]
        claims = self._tokens.verify(read_token(request), url=f"{bucket_id}/{name}", use="download")
        if claims.transformations is None:
            raise invalid_signature()
        options = read_options(parse_query(claims.transformations), accept=request.fields.get("accept", ""))
        with translate_errors():
            found = await find_object(await self._deps.owner_pool(), bucket_id=bucket_id, name=name)
        if found is None or (claims.version is not None and claims.version != found.version):
            raise object_not_found()
        left = claims.exp - int(self._deps.clock.now().timestamp())
        return await self._respond(request, found, options=options, cache_control=shorten_age(found, left))

    async def _respond(
        self, request: StorageRequest, found: StoredObject, *, options: ImageOptions, cache_control: str | None = None
    ) -> StorageResponse:
        source = self._deps.files.find_path(found.version or "")
        if found.read_metadata().mimetype.lower().startswith(_SVG) or source is None or not source.exists():
            # It has no pixels to change; or it is missing, which the responder knows how to say.
            return await self._responder.respond(request, found, cache_control=cache_control)
        path, mimetype, etag = await self._renderer.render(source, version=found.version or "", options=options)
        return await self._responder.respond_with_copy(
            request, found, path=path, mimetype=mimetype, etag=etag, cache_control=cache_control
        )
