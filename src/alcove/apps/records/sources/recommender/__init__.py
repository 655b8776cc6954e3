"""A recommender that runs as a service of its own."""

from alcove.apps.records.sources.recommender.client import RecommenderClient

__all__ = ["RecommenderClient"]
