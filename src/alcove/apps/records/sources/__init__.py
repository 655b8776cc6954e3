"""Clients for the sources of offers and exchange rates."""

from alcove.apps.records.sources.clients import Clients
from alcove.apps.records.sources.protocols import Marketplace, RateSource, RateSources
from alcove.foundation.ratelimit import Usage

__all__ = ["Clients", "Marketplace", "RateSource", "RateSources", "Usage"]
