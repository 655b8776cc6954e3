"""The two roles that are services of their own, over HTTP."""

from alcove.apps.records.routes.error_responses import render_error
from alcove.apps.records.routes.services import recommender, scraper
from alcove.apps.records.routes.services.context import ServiceContext, drawing_in
from alcove.apps.records.schemas import RecordsErrorBody
from alcove.foundation.web import Api

__all__ = ["ServiceContext", "build_recommender_api", "build_scraper_api", "drawing_in"]


def build_recommender_api(context: ServiceContext) -> Api:
    """Return the endpoints of `alcove recommender`."""
    api = Api(
        name="recommender",
        title="The recommender: predictions, trainings and draws",
        render_error=render_error,
        error_body=RecordsErrorBody,
    )
    recommender.register(api, context)
    return api


def build_scraper_api(context: ServiceContext) -> Api:
    """Return the endpoints of `alcove scraper`."""
    api = Api(
        name="scraper",
        title="The scraper: sellers' inventories into the database",
        render_error=render_error,
        error_body=RecordsErrorBody,
    )
    scraper.register(api, context)
    return api
