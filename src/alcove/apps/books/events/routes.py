"""The page's live events, as server-sent events.

The events contain the current state, so that a client may miss or repeat them: `queue` has the numbers of queued,
running and finished downloads, and `progress` has the progress of one download.
"""

from starlette.responses import StreamingResponse

from alcove.foundation.errors import TooManyStreams
from alcove.foundation.realtime.web import MEDIA_TYPE, EventFeed
from alcove.foundation.web import Access, Api, Call


def register(api: Api, *, feed: EventFeed) -> None:
    """Add the stream of events."""

    @api.route(
        "GET",
        "/api/books/events",
        response_model=str,
        media_type=MEDIA_TYPE,
        errors=(TooManyStreams,),
        access=Access.USER,
        summary="Stream of changes of the queue and of the progress of downloads",
    )
    async def events(call: Call[None, None]) -> StreamingResponse:
        return feed.stream(call.request.headers.get("last-event-id"), is_authorized=call.is_still_authorized)
