"""The shapes of the wire of the books app."""

from alcove.apps.books.schemas.config import Config, Label, LanguageEntry, SearchFieldEntry
from alcove.apps.books.schemas.health import Health
from alcove.apps.books.schemas.queue import (
    Active,
    Cancelled,
    Cleared,
    DownloadForm,
    DownloadQuery,
    IdQuery,
    OneBook,
    Order,
    Queued,
    Reordered,
    Status,
    Updated,
)
from alcove.apps.books.schemas.search import BookRow, SearchQuery
from alcove.apps.books.schemas.universal import (
    ColumnConfig,
    DisplayField,
    Metadata,
    MetadataFound,
    MetadataQuery,
    Provider,
    Providers,
    Release,
    ReleasesFound,
    ReleaseSource,
    ReleasesQuery,
)

__all__ = [
    "Active", "BookRow", "Cancelled", "Cleared", "ColumnConfig", "Config", "DisplayField", "DownloadForm",
    "DownloadQuery", "Health", "IdQuery", "Label", "LanguageEntry", "Metadata", "MetadataFound", "MetadataQuery",
    "OneBook", "Order", "Provider", "Providers", "Queued", "Release", "ReleaseSource", "ReleasesFound",
    "ReleasesQuery", "Reordered", "SearchFieldEntry", "SearchQuery", "Status", "Updated",
]  # fmt: skip
