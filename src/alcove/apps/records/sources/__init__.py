"""Where offers and exchange rates come from."""

from alcove.apps.records.sources.protocols import Marketplace, RateSource
from alcove.apps.records.sources.roads import Roads
from alcove.foundation.ratelimit import Usage

__all__ = ["Marketplace", "RateSource", "Roads", "Usage"]
