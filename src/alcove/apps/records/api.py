"""The records app over HTTP: the endpoints of all features, the health check, and how an error is rendered."""

import msgspec
from starlette.responses import Response

from alcove.apps.records import daily_pick, probes
from alcove.apps.records.catalogue import routes as catalogue_routes
from alcove.apps.records.covers import routes as covers_routes
from alcove.apps.records.daily_pick import routes as daily_pick_routes
from alcove.apps.records.deps import ApiDeps
from alcove.apps.records.discogs_account import routes as discogs_account_routes
from alcove.apps.records.errors import InvalidFilters
from alcove.apps.records.live_events import routes as live_events_routes
from alcove.apps.records.offers import routes as offers_routes
from alcove.apps.records.saved import routes as saved_routes
from alcove.apps.records.schemas import NoParameters, Readiness, RecordsErrorBody
from alcove.apps.records.scraping import routes as scraping_routes
from alcove.apps.records.sellers import routes as sellers_routes
from alcove.apps.records.statistics import routes as statistics_routes
from alcove.apps.records.taste import routes as taste_routes
from alcove.apps.records.verdicts import routes as verdicts_routes
from alcove.apps.records.wantlist import routes as wantlist_routes
from alcove.foundation.errors import AppError, DatabaseUnavailable
from alcove.foundation.web import Access, Api, Call


def build_api(deps: ApiDeps, *, strategy: daily_pick.SelectionStrategy) -> Api:
    """Return every endpoint of the app; `strategy` is how the record of the day is selected."""
    api = Api(
        name="records",
        title="Records: a seller's offers, scored, searchable and judged",
        render_error=render_error,
        error_body=RecordsErrorBody,
    )
    daily_pick_routes.register(api, deps, strategy=strategy)
    catalogue_routes.register(api, deps.pool)
    offers_routes.register(api, deps)
    taste_routes.register(api, deps)
    verdicts_routes.register(api, deps)
    scraping_routes.register(api, deps)
    wantlist_routes.register(api, deps)
    live_events_routes.register(api, deps)
    sellers_routes.register(api, deps)
    saved_routes.register(api, deps)
    statistics_routes.register(api, deps)
    discogs_account_routes.register(api, deps)
    covers_routes.register(api, deps)
    _register_health(api, deps)
    return api


def _register_health(api: Api, deps: ApiDeps) -> None:
    @api.route("GET", "/health", response_model=Readiness, errors=(DatabaseUnavailable,), access=Access.PUBLIC,
               summary="Whether the database and the scraper are ready")  # fmt: skip
    async def health(call: Call[NoParameters, None]) -> Readiness:
        return await probes.check_health(deps.pool, has_credentials=deps.has_credentials, scraper=deps.scraper)


def render_error(error: AppError, request_id: str) -> Response:
    """Return the response for an error: `{"error": message, "code": code}`, and `details`, `fields` where known.

    An internal error names the request, so that its log can be found.
    """
    body: dict[str, object] = {"error": error.message, "code": error.code}
    details = error.details or (f"Request {request_id}" if error.status == 500 else "")
    if details:
        body["details"] = details
    if isinstance(error, InvalidFilters):
        body["fields"] = dict(error.fields)
    return Response(
        msgspec.json.encode(body), status_code=error.status, headers=error.headers, media_type="application/json"
    )
