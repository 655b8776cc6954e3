"""The records app over HTTP."""

from alcove.apps.records.routes import dashboard, events, health, learning, scraper, search, sellers
from alcove.apps.records.routes.context import Context
from alcove.apps.records.routes.error_responses import render_error
from alcove.apps.records.schemas import RecordsErrorBody
from alcove.foundation.web import Api

__all__ = ["Context", "build_api"]


def build_api(context: Context) -> Api:
    """Return every endpoint of the app, with its aliases and errors."""
    api = Api(
        name="records",
        title="Records: a seller's offers, scored, searchable and judged",
        render_error=render_error,
        error_body=RecordsErrorBody,
    )
    for room in (dashboard, search, sellers, learning, scraper, events, health):
        room.register(api, context)
    return api
