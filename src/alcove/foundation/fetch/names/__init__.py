"""Names looked up by servers of the owner's choice instead of the machine's own name service."""

from alcove.foundation.fetch.names.servers import DOH, DohServer
from alcove.foundation.fetch.names.service import NameService

__all__ = ["DOH", "DohServer", "NameService"]
