"""A catalogue of the web that speaks OPDS."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from alcove.foundation.settings import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """A catalogue: what it is called, where it is, and how to sign in."""

    name: str
    """As the owner wrote it."""
    key: str
    """The name in ids and settings: lower-case letters, digits and underscores."""
    url: str
    username: str = ""
    password: Secret = field(default_factory=Secret)
    allow_private: bool = False
    """Whether its host may have a private address."""

    @property
    def host(self) -> str:
        """Return the host, without its port."""
        return urlsplit(self.url).hostname or ""

    def is_own(self, url: str) -> bool:
        """Tell whether an address is on the catalogue's own host."""
        return (urlsplit(url).hostname or "") == self.host
