"""Live events as server-sent events and over a WebSocket."""

from starlette.responses import StreamingResponse

from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.schemas import NoParameters
from alcove.foundation.errors import TooManyStreams
from alcove.foundation.realtime.web import MEDIA_TYPE, WebSocketFeed
from alcove.foundation.web import Access, Api, Call


def register(api: Api, deps: ApiDeps) -> None:
    """Add the stream of events and its WebSocket."""

    @api.route(
        "GET",
        "/api/records/events",
        response_model=str,
        media_type=MEDIA_TYPE,
        errors=(TooManyStreams,),
        access=Access.USER,
        summary="Stream of scrapes, trainings, picks, verdicts and release details",
    )
    async def events(call: Call[NoParameters, None]) -> StreamingResponse:
        return deps.events.stream(call.request.headers.get("last-event-id"), is_authorized=call.is_still_authorized)

    api.mount("/api/records/events/ws", app=WebSocketFeed(deps.events, origins=deps.origins), access=Access.USER)
