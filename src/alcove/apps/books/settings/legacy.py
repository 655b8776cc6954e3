"""Variables of older programs: aliases of current settings, and variables that are ignored."""

from collections.abc import Mapping
from typing import Final

ALIASES: Final[Mapping[str, str]] = {
    "AA_CONTENT_TYPE_ROUTING": "CONTENT_TYPE_ROUTING",
    "USE_CONTENT_TYPE_DIRECTORIES": "CONTENT_TYPE_ROUTING",
    **{f"AA_CONTENT_TYPE_DIR_{kind}": f"CONTENT_TYPE_DIR_{kind}" for kind in (
        "FICTION", "NON_FICTION", "UNKNOWN", "MAGAZINE", "COMIC", "AUDIOBOOK", "STANDARDS", "MUSICAL_SCORE", "OTHER",
    )},
    "INGEST_DIR_BOOK_FICTION": "CONTENT_TYPE_DIR_FICTION",
    "INGEST_DIR_BOOK_NON_FICTION": "CONTENT_TYPE_DIR_NON_FICTION",
    "INGEST_DIR_BOOK_UNKNOWN": "CONTENT_TYPE_DIR_UNKNOWN",
    "INGEST_DIR_MAGAZINE": "CONTENT_TYPE_DIR_MAGAZINE",
    "INGEST_DIR_COMIC_BOOK": "CONTENT_TYPE_DIR_COMIC",
    "INGEST_DIR_AUDIOBOOK": "CONTENT_TYPE_DIR_AUDIOBOOK",
    "INGEST_DIR_STANDARDS_DOCUMENT": "CONTENT_TYPE_DIR_STANDARDS",
    "INGEST_DIR_MUSICAL_SCORE": "CONTENT_TYPE_DIR_MUSICAL_SCORE",
    "INGEST_DIR_OTHER": "CONTENT_TYPE_DIR_OTHER",
    "AA_DEFAULT_SORT": "DEFAULT_SORT",
    "CONFIG_DIR": "ALCOVE_DATA_DIR",
}  # fmt: skip
"""The current name by the older one; the current name wins when both are set."""

IGNORED: Final = frozenset({
    "AA_BASE_URL", "AA_ADDITIONAL_URLS", "AA_DONATOR_KEY", "PRIORITIZE_WELIB", "ALLOW_USE_WELIB", "SOURCE_PRIORITY",
    "DEBUG_SKIP_SOURCES", "HARDLINK_TORRENTS", "HARDLINK_TORRENTS_AUDIOBOOK", "TORRENT_HARDLINK",
    "BYPASS_RELEASE_INACTIVE_MIN", "BYPASS_WARMUP_ON_CONNECT", "HARDCOVER_ENABLED", "HARDCOVER_API_KEY",
    "GOOGLEBOOKS_ENABLED", "GOOGLEBOOKS_API_KEY",
})  # fmt: skip
IGNORED_PREFIXES: Final = ("PROWLARR_", "QBITTORRENT_", "TRANSMISSION_", "DELUGE_", "NZBGET_", "SABNZBD_", "IRC_")


def apply_aliases(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment with current names for settings that are set under older ones."""
    renamed = {new: environ[old] for old, new in reversed(list(ALIASES.items())) if environ.get(old, "").strip()}
    return renamed | {name: value for name, value in environ.items() if value.strip() or name not in renamed}


def find_ignored(environ: Mapping[str, str]) -> list[str]:
    """Return the names, never the values, of variables that are set and ignored."""
    return sorted(
        name
        for name, value in environ.items()
        if value.strip() and (name in IGNORED or name.startswith(IGNORED_PREFIXES))
    )
