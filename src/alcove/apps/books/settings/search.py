"""Settings of sources, searches, metadata and covers."""

from pathlib import Path
from typing import Annotated, Literal

from msgspec import Meta

from alcove.foundation.settings import DiskSettings, Secret

Format = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,10}\Z", description="a file extension such as epub")]
Url = Annotated[str, Meta(pattern=r"^(https?://\S+)?\Z", description="an http or https address")]


class SearchSettings(DiskSettings, frozen=True, kw_only=True):
    """Catalogues, filters, metadata and covers."""

    sources: Annotated[
        tuple[str, ...],
        Meta(description="Catalogues to search, the preferred first; opds:NAME is one of OPDS_CATALOGS, opds all."),
    ] = ("standardebooks", "gutenberg", "internetarchive", "opds")
    opds_catalogs: Annotated[
        Secret,
        Meta(description='OPDS catalogues as a JSON list of {"name", "url", "username", "password", "allow_private"}.'),
    ] = Secret()
    contact: Annotated[
        str,
        Meta(
            pattern=r"^[ -~]{0,200}\Z",
            description="How catalogues can contact you, an email address or a URL; sent in the User-Agent.",
        ),
    ] = ""
    gutendex_url: Annotated[Url, Meta(description="Address of the Gutendex API for Project Gutenberg.")] = (
        "https://gutendex.com"
    )
    standardebooks_url: Annotated[Url, Meta(description="Address of Standard Ebooks.")] = "https://standardebooks.org"
    openlibrary_url: Annotated[Url, Meta(description="Address of Open Library.")] = "https://openlibrary.org"
    openlibrary_covers_url: Annotated[Url, Meta(description="Address of Open Library's covers.")] = (
        "https://covers.openlibrary.org"
    )
    archive_url: Annotated[Url, Meta(description="Address of the Internet Archive.")] = "https://archive.org"
    ia_collections: Annotated[
        tuple[str, ...],
        Meta(description="Collections of the Internet Archive whose texts are considered to be in the public domain."),
    ] = ("americana", "toronto", "europeanlibraries", "cdl", "library_of_congress", "gutenberg")
    ia_creative_commons: Annotated[
        bool, Meta(description="Search the Internet Archive for works under Creative Commons licences, too.")
    ] = False
    ia_access_key: Annotated[Secret, Meta(description="Access key of an Internet Archive account.")] = Secret()
    ia_secret_key: Annotated[Secret, Meta(description="Secret key of an Internet Archive account.")] = Secret()
    se_email: Annotated[
        Secret, Meta(description="Email address of a member of the Standard Ebooks Patrons Circle.")
    ] = Secret()
    search_limit: Annotated[int, Meta(ge=1, le=100, description="Maximum number of results of a search.")] = 100
    calibre_library: Annotated[
        Path | None,
        Meta(
            description="Folder of your Calibre library, or its metadata.db: results that it has are marked. It is only"
            " read, and never locked."
        ),
    ] = None
    saved_search_hours: Annotated[int, Meta(ge=1, le=744, description="Hours between two runs of a saved search.")] = 24
    saved_search_daily: Annotated[
        int, Meta(ge=0, le=1000, description="Maximum number of books that saved searches queue per day.")
    ] = 20
    supported_formats: Annotated[tuple[Format, ...], Meta(description="Formats to search for, preferred first.")] = (
        "epub", "mobi", "azw3", "fb2", "djvu", "cbz", "cbr",
    )  # fmt: skip
    supported_audiobook_formats: Annotated[
        tuple[Format, ...], Meta(description="Formats of audiobooks to search for, the preferred first.")
    ] = ("m4b", "mp3")
    book_language: Annotated[
        tuple[str, ...], Meta(description="Default language codes of a search, such as en,de.")
    ] = ("en",)
    search_mode: Annotated[
        Literal["direct", "universal"],
        Meta(description="What the newer page searches: files, or books first and then their files."),
    ] = "direct"
    default_sort: Annotated[
        Literal["relevance", "newest", "oldest", "largest", "smallest", "newest_added", "oldest_added"],
        Meta(description="Default order of files on the newer page."),
    ] = "relevance"
    metadata_provider: Annotated[str, Meta(description="Metadata provider for books; empty for none.")] = "openlibrary"
    metadata_provider_audiobook: Annotated[
        str, Meta(description="Metadata provider for audiobooks; METADATA_PROVIDER if empty.")
    ] = ""
    openlibrary_enabled: Annotated[bool, Meta(description="Use Open Library.")] = True
    default_release_source: Annotated[str, Meta(description="Catalogue whose files the newer page shows first.")] = (
        "direct_download"
    )
    metadata_cache_enabled: Annotated[bool, Meta(description="Cache the results of metadata providers.")] = True
    metadata_cache_search_ttl: Annotated[
        int, Meta(ge=60, le=604_800, description="Seconds for which search results of a metadata provider are cached.")
    ] = 300
    metadata_cache_book_ttl: Annotated[
        int, Meta(ge=60, le=604_800, description="Seconds for which a book of a metadata provider is cached.")
    ] = 600
    covers_cache_enabled: Annotated[bool, Meta(description="Fetch and cache covers.")] = True
    covers_cache_ttl: Annotated[
        int, Meta(ge=0, le=365, description="Days for which covers are cached; 0 for no limit.")
    ] = 0
    covers_cache_max_size_mb: Annotated[
        int,
        Meta(
            ge=50,
            le=5000,
            description="Maximum size of the cover cache in megabytes; the oldest covers are removed first.",
        ),
    ] = 500
