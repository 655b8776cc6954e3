"""The endpoints of the state of sources."""

from alcove.apps.books.errors import CrossSite, InvalidRequest, NotFound
from alcove.apps.books.requests import run_until_disconnect
from alcove.apps.books.source_status.schemas import SourceStates, SourceTest
from alcove.apps.books.source_status.service import SourceStatusService
from alcove.foundation.web import Access, Api, Call


def register(api: Api, service: SourceStatusService) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        "/api/books/sources",
        response_model=SourceStates,
        access=Access.USER,
        summary="The state of every source: its last answers, and until when and why it is held",
    )
    async def list_sources(call: Call[None, None]) -> SourceStates:
        return SourceStates(sources=await service.list_states())

    @api.route(
        "POST",
        "/api/books/sources/{name}/test",
        response_model=SourceTest,
        errors=(InvalidRequest, CrossSite, NotFound),
        access=Access.USER,
        summary="Ask a source whether it can be searched",
    )
    async def test(call: Call[None, None]) -> SourceTest:
        return await run_until_disconnect(call, service.test(call.path["name"]))
