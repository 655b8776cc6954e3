"""`alcove recommender` and `alcove scraper`: parts of the app as separate services."""

from alcove.apps.records.services.service import ServiceDeps

__all__ = ["ServiceDeps"]
