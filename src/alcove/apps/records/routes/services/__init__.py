"""The two roles that are services of their own, over HTTP."""

from alcove.apps.records.routes.context import ServiceContext
from alcove.apps.records.routes.error_responses import render_error
from alcove.apps.records.routes.services import recommender, scraper
from alcove.apps.records.schemas import RecordsErrorBody
from alcove.apps.records.schemas.services import ServiceHealth
from alcove.foundation.web import Access, Api, Call

__all__ = ["ServiceContext", "build_recommender_api", "build_scraper_api"]


def build_recommender_api(context: ServiceContext) -> Api:
    """Return the endpoints of `alcove recommender`."""
    api = _build_api(context, "recommender", title="The recommender: predictions, trainings and draws")
    recommender.register(api, context)
    return api


def build_scraper_api(context: ServiceContext) -> Api:
    """Return the endpoints of `alcove scraper`."""
    api = _build_api(context, "scraper", title="The scraper: sellers' inventories into the database")
    scraper.register(api, context)
    return api


def _build_api(context: ServiceContext, name: str, *, title: str) -> Api:
    api = Api(name=name, title=title, render_error=render_error, error_body=RecordsErrorBody)
    service = "recommendation" if name == "recommender" else name

    @api.route("GET", "/health", answers=ServiceHealth, access=Access.PUBLIC, summary="Whether the service answers")
    async def health(call: Call[None, None]) -> ServiceHealth:
        now = context.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return ServiceHealth(status="healthy", service=service, timestamp=now)

    return api
