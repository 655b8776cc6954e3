"""Settings of what is searched and how a page shows it."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from alcove.foundation.settings import Secret

Format = Annotated[str, Meta(pattern=r"^[A-Za-z0-9]{1,10}\Z", description="a file extension such as epub")]
Url = Annotated[str, Meta(pattern=r"^(https?://\S+)?\Z", description="an http or https address")]


class SearchSettings(msgspec.Struct, frozen=True, kw_only=True):
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
            description="How the catalogues can reach you, an address or a URL; part of the User-Agent.",
        ),
    ] = ""
    gutendex_url: Annotated[Url, Meta(description="Where Project Gutenberg is asked.")] = "https://gutendex.com"
    standardebooks_url: Annotated[Url, Meta(description="Where Standard Ebooks is.")] = "https://standardebooks.org"
    openlibrary_url: Annotated[Url, Meta(description="Where Open Library is asked.")] = "https://openlibrary.org"
    openlibrary_covers_url: Annotated[Url, Meta(description="Where Open Library's covers are.")] = (
        "https://covers.openlibrary.org"
    )
    archive_url: Annotated[Url, Meta(description="Where the Internet Archive is asked.")] = "https://archive.org"
    ia_collections: Annotated[
        tuple[str, ...],
        Meta(description="Collections of the Internet Archive whose texts count as being in the public domain."),
    ] = ("americana", "toronto", "europeanlibraries", "cdl", "library_of_congress", "gutenberg")
    ia_creative_commons: Annotated[
        bool, Meta(description="Whether works under Creative Commons licences are found in the Internet Archive, too.")
    ] = False
    ia_access_key: Annotated[Secret, Meta(description="Access key of an Internet Archive account.")] = Secret()
    ia_secret_key: Annotated[Secret, Meta(description="Secret key of an Internet Archive account.")] = Secret()
    se_email: Annotated[
        Secret, Meta(description="Address by which Standard Ebooks knows a member of its Patrons Circle.")
    ] = Secret()
    search_limit: Annotated[int, Meta(ge=1, le=100, description="Most books in the answer to a search.")] = 100
    saved_search_hours: Annotated[int, Meta(ge=1, le=744, description="Hours between two runs of a saved search.")] = 24
    saved_search_daily: Annotated[
        int, Meta(ge=0, le=1000, description="Most books that saved searches queue within a day, all together.")
    ] = 20
    supported_formats: Annotated[tuple[Format, ...], Meta(description="Formats to look for, the preferred first.")] = (
        "epub", "mobi", "azw3", "fb2", "djvu", "cbz", "cbr",
    )  # fmt: skip
    supported_audiobook_formats: Annotated[
        tuple[Format, ...], Meta(description="Formats of audiobooks to look for, the preferred first.")
    ] = ("m4b", "mp3")
    book_language: Annotated[
        tuple[str, ...], Meta(description="Language codes to search in when a search names none, such as en,de.")
    ] = ("en",)
    search_mode: Annotated[
        Literal["direct", "universal"],
        Meta(description="Whether the newer page searches files, or books first and then their files."),
    ] = "direct"
    default_sort: Annotated[
        Literal["relevance", "newest", "oldest", "largest", "smallest", "newest_added", "oldest_added"],
        Meta(description="Order in which the newer page shows files at first."),
    ] = "relevance"
    metadata_provider: Annotated[str, Meta(description="Who is asked for books; empty for nobody.")] = "openlibrary"
    metadata_provider_audiobook: Annotated[
        str, Meta(description="Who is asked for audiobooks; METADATA_PROVIDER if empty.")
    ] = ""
    openlibrary_enabled: Annotated[bool, Meta(description="Whether Open Library may be asked.")] = True
    default_release_source: Annotated[str, Meta(description="Catalogue whose files the newer page shows first.")] = (
        "direct_download"
    )
    metadata_cache_enabled: Annotated[bool, Meta(description="Whether answers of metadata providers are kept.")] = True
    metadata_cache_search_ttl: Annotated[
        int, Meta(ge=60, le=604_800, description="Seconds for which found books are kept.")
    ] = 300
    metadata_cache_book_ttl: Annotated[
        int, Meta(ge=60, le=604_800, description="Seconds for which one book is kept.")
    ] = 600
    covers_cache_enabled: Annotated[bool, Meta(description="Whether covers are fetched and kept by the server.")] = True
    covers_cache_ttl: Annotated[int, Meta(ge=0, le=365, description="Days for which covers are kept; 0: for ever.")] = 0
    covers_cache_max_size_mb: Annotated[
        int, Meta(ge=50, le=5000, description="Most megabytes of covers to keep; the oldest go first.")
    ] = 500
