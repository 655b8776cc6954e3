"""Where offers and exchange rates come from."""

from alcove.apps.records.sources.clients import Clients
from alcove.apps.records.sources.protocols import Marketplace, RateSource
from alcove.foundation.ratelimit import Usage

__all__ = ["Clients", "Marketplace", "RateSource", "Usage"]
