"""The recommender and the scraper as services of their own."""

from alcove.apps.records.services.service import ServiceDeps

__all__ = ["ServiceDeps"]
