"""Whether the app can do its work, for the probes of containers."""

from alcove.apps.books.routes.context import Context
from alcove.apps.books.routes.paths import both
from alcove.apps.books.schemas import BooksHealth
from alcove.foundation.web import Api, Call


def register(api: Api, context: Context) -> None:  # noqa: ARG001 - as every room is registered
    """Add the probe."""

    @api.route("GET", *both("/api/health"), answers=BooksHealth, summary="Whether books can be fetched")
    async def health(call: Call[None, None]) -> BooksHealth:  # noqa: ARG001
        return BooksHealth(status="ok")
