"""The description of the API at its root."""

from typing import Final

import msgspec

from alcove.wires.supabase.rest.openapi.document import build_openapi
from alcove.wires.supabase.rest.query.accessible_objects import read_accessible_objects
from alcove.wires.supabase.rest.request.model import MediaType
from alcove.wires.supabase.rest.respond.errors import NoAcceptableMediaType
from alcove.wires.supabase.rest.respond.media import ANY, ResponseFormat, describe_media_type
from alcove.wires.supabase.rest.respond.model import VARY, Response
from alcove.wires.supabase.rest.transaction.runner import ActionRunner, RequestScope

_OPENAPI: Final = "application/openapi+json"
_TYPES: Final = {ANY: _OPENAPI, _OPENAPI: _OPENAPI, "application/json": "application/json"}


async def describe_root(scope: RequestScope, runner: ActionRunner) -> Response:
    """Return the OpenAPI document of the schema of the request; RestError."""
    request, config = scope.request, scope.config
    media_type = _choose_media_type(request.accept)
    accessible = None
    if config.openapi_mode == "follow-privileges":
        accessible = await runner.read(lambda connection: read_accessible_objects(connection, request.schema), scope)
    document = build_openapi(scope.schema, config=config, schema=request.schema, accessible=accessible)
    headers = [("Content-Type", ResponseFormat(kind="json", media_type=media_type).content_type)]
    if request.schema_profile is not None:
        headers.append(("Content-Profile", request.schema_profile))
    return Response(200, [*headers, VARY], msgspec.json.encode(document))


def _choose_media_type(accept: tuple[MediaType, ...]) -> str:
    for media_type in accept or (MediaType(ANY),):
        if media_type.name in _TYPES:
            return _TYPES[media_type.name]
    raise NoAcceptableMediaType(describe_media_type(media_type) for media_type in accept)
