"""DNS resolution by configured name servers instead of the system's resolver."""

from alcove.foundation.fetch.dns.resolver import CachingResolver
from alcove.foundation.fetch.dns.servers import DOH, DohServer

__all__ = ["DOH", "CachingResolver", "DohServer"]
