"""Names looked up by servers of the owner's choice instead of the machine's own name service."""

from alcove.foundation.fetch.names.providers import DOH, DohProvider, PlainProvider, Provider, ProviderFailed, ServerSet
from alcove.foundation.fetch.names.service import NameService

__all__ = [
    "DOH",
    "DohProvider",
    "NameService",
    "PlainProvider",
    "Provider",
    "ProviderFailed",
    "ServerSet",
]
