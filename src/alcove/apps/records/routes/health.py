"""E22: whether the app can do its work."""

from alcove.apps.records.errors import DatabaseUnavailable
from alcove.apps.records.routes.context import Context
from alcove.apps.records.schemas import Nothing, Readiness
from alcove.apps.records.service import readiness
from alcove.foundation.web import Access, Api, Call


def register(api: Api, context: Context) -> None:
    """Add the health endpoint."""

    @api.route(
        "GET",
        "/health",
        answers=Readiness,
        errors=(DatabaseUnavailable,),
        access=Access.PUBLIC,
        summary="Whether the database and the scraper are ready",
    )
    async def health(call: Call[Nothing, None]) -> Readiness:
        return await readiness.health(context.pool, has_credentials=context.has_credentials(), scraper=context.scraper)
