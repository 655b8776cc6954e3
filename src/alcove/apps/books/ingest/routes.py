"""The endpoints of the ingest folder, for owners."""

from alcove.apps.books.errors import AdminRequired, CrossSite, Unauthorized
from alcove.apps.books.ingest.schemas import IngestState, WriteTest
from alcove.apps.books.ingest.service import IngestService
from alcove.foundation.web import Access, Api, Call


def register(api: Api, service: IngestService) -> None:
    """Add the endpoints."""

    @api.route(
        "GET",
        "/api/books/ingest",
        response_model=IngestState,
        errors=(Unauthorized, AdminRequired),
        access=Access.OWNER,
        summary="The folder of finished files, and whether books can be delivered into it",
    )
    async def show_folder(call: Call[None, None]) -> IngestState:
        return await service.read()

    @api.route(
        "POST",
        "/api/books/ingest/test",
        response_model=WriteTest,
        errors=(Unauthorized, AdminRequired, CrossSite),
        access=Access.OWNER,
        summary="Write a test file into the folder of finished files",
    )
    async def test(call: Call[None, None]) -> WriteTest:
        return await service.test()
