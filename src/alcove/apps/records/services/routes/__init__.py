"""The HTTP APIs of the recommender and the scraper service."""

from alcove.apps.records.api import render_error
from alcove.apps.records.schemas import RecordsErrorBody
from alcove.apps.records.services.routes import recommender, scraper
from alcove.apps.records.services.schemas import ServiceHealth
from alcove.apps.records.services.service import ServiceDeps
from alcove.foundation.web import Access, Api, Call

__all__ = ["build_recommender_api", "build_scraper_api"]


def build_recommender_api(deps: ServiceDeps) -> Api:
    """Return the endpoints of `alcove recommender`."""
    api = _build_api(deps, "recommender", title="The recommender: predictions, trainings, selection of a record")
    recommender.register(api, deps)
    return api


def build_scraper_api(deps: ServiceDeps) -> Api:
    """Return the endpoints of `alcove scraper`."""
    api = _build_api(deps, "scraper", title="The scraper: stores sellers' inventories in the database")
    scraper.register(api, deps)
    return api


def _build_api(deps: ServiceDeps, name: str, *, title: str) -> Api:
    api = Api(name=name, title=title, render_error=render_error, error_body=RecordsErrorBody)
    service = "recommendation" if name == "recommender" else name

    @api.route(
        "GET", "/health", response_model=ServiceHealth, access=Access.PUBLIC, summary="Whether the service is available"
    )
    async def health(call: Call[None, None]) -> ServiceHealth:
        now = deps.clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return ServiceHealth(status="healthy", service=service, timestamp=now)

    return api
