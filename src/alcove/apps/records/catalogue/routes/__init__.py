"""The catalogue over HTTP."""

from alcove.apps.records.catalogue.routes import search, sellers
from alcove.foundation.database import Pool
from alcove.foundation.web import Api

__all__ = ["register"]


def register(api: Api, pool: Pool) -> None:
    """Add the endpoints of the catalogue."""
    search.register(api, pool)
    sellers.register(api, pool)
