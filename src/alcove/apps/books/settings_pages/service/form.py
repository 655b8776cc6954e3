"""The form of the settings pages: their tabs, labels and choices, and which settings are locked."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from alcove.apps.books.model.languages import LANGUAGES
from alcove.apps.books.settings import BooksSettings
from alcove.foundation.identity import hash_werkzeug_password
from alcove.foundation.preferences import Button, Choices, Form, Group, Heading, Setting, Snapshot, TabPlan, When
from alcove.foundation.settings import Secret, SettingError

MIN_PASSWORD: Final = 8
MAX_PASSWORD: Final = 1024
LABELS: Final[Mapping[str, str]] = {
    "none": "None", "builtin": "One configured user", "cwa": "Users of Calibre-Web",
    "accounts": "Accounts of this server", "rename": "Renamed",
    "organize": "Renamed, in folders", "write": "Written directly", "direct": "Files",
    "universal": "Books, then files",
}  # fmt: skip
DANGEROUS_SETTINGS: Final = frozenset(
    {"auth_mode", "builtin_username", "restrict_settings_to_admin", "ext_bypasser_url"}
)
"""Locked besides folders and secrets: these could be used to get access, or to send requests to internal hosts."""
ENVIRONMENT_ONLY: Final = frozenset({"custom_script"})
LOCKED_REASON: Final = "Set by the environment only, unless ALLOW_DANGEROUS_SETTINGS is on"
ENVIRONMENT_REASON: Final = "Set by the environment only"
NETWORK_REASON: Final = "The network is set by the environment or alcove.toml, and read when the server starts"
GROUPS: Final = (("metadata_providers", "Metadata", "book"), ("direct_download", "Catalogues", "download"))

_LANGUAGES: Final = Choices(options={language.code: language.name for language in LANGUAGES}, style="dropdown")
_FORMATS: Final = Choices(
    options={
        name: name.upper()
        for name in ("epub", "mobi", "azw3", "azw", "fb2", "djvu", "pdf", "cbz", "cbr", "txt", "rtf", "doc", "docx")
    },
    style="pills",
)
_AUDIO: Final = Choices(
    options={name: name.upper() for name in ("m4b", "mp3", "m4a", "flac", "ogg", "opus")}, style="pills"
)
_SOURCES: Final = Choices(
    options={
        "standardebooks": "Standard Ebooks",
        "gutenberg": "Project Gutenberg",
        "internetarchive": "Internet Archive",
        "opds": "OPDS catalogues",
    },
    style="ordered",
    noun="catalogue",
)
_PROVIDERS: Final = Choices(options={"": "None", "openlibrary": "Open Library"}, style="select")

_IF_BUILTIN: Final = When(name="auth_mode", values=("builtin",))
_IF_SOLVER: Final = When(name="use_cf_bypass", values=(True,))
_IF_EXTERNAL_SOLVER: Final = When(name="using_external_bypasser", values=(True,))


def _hash_password(value: Any) -> str:
    if not isinstance(value, str) or not MIN_PASSWORD <= len(value) <= MAX_PASSWORD:
        raise SettingError(f"BUILTIN_PASSWORD must have {MIN_PASSWORD} characters or more")
    return hash_werkzeug_password(value)


def _check_catalogues(value: Any) -> Any:
    from alcove.apps.books.sources.opds import read_catalogs  # noqa: PLC0415 - loads the parser

    if isinstance(value, str):
        read_catalogs(value)
    return value


def lock_reason(setting: Setting, settings: Snapshot) -> str:
    """Return why a setting cannot be changed over HTTP, '' when it can."""
    name = setting.target
    if name in ENVIRONMENT_ONLY:
        return ENVIRONMENT_REASON
    is_dangerous = name in DANGEROUS_SETTINGS or settings.is_text_of(name, Path, Secret)
    return LOCKED_REASON if is_dangerous and not settings[BooksSettings].allow_dangerous_settings else ""


TABS: Final[tuple[TabPlan, ...]] = (
    TabPlan("general", "General", "settings", None, (
        Setting("calibre_web_url", "Address of your library"),
        Setting("calibre_library", "Folder of your Calibre library"),
        Setting("supported_formats", "Formats", choices=_FORMATS),
        Setting("supported_audiobook_formats", "Formats of audiobooks", choices=_AUDIO),
        Setting("book_language", "Languages", choices=_LANGUAGES),
        Setting("auto_open_downloads_sidebar", "Show the queue when something is queued"),
        Setting("download_to_browser", "Also save finished files in the browser"),
    )),
    TabPlan("search_mode", "Search", "search", None, (
        Setting("search_mode", "What is searched"),
        Setting("default_sort", "Order of files", disabled_when=When(name="search_mode", values=("universal",)),
                reason="This order applies to the direct search only"),
        Setting("search_limit", "Maximum number of results"),
        Heading("universal_heading", "Universal search", "Searches books first, then the files of one of them."),
        Setting("metadata_provider", "Metadata provider for books", universal_only=True, choices=_PROVIDERS),
        Setting("metadata_provider_audiobook", "Metadata provider for audiobooks", universal_only=True,
                choices=_PROVIDERS),
        Setting("default_release_source", "Catalogue to show first", universal_only=True),
    )),
    TabPlan("downloads", "Downloads", "folder", None, (
        Setting("destination", "Folder of finished files"),
        Setting("destination_audiobook", "Folder of finished audiobooks"),
        Button("test_destination", "Test the folders", "Writes into the folders of finished and unfinished files."),
        Setting("ingest_publish", "How files appear"),
        Setting("file_organization", "How files are named"),
        Setting("template_rename", "Name of a file", When(name="file_organization", values=("rename",))),
        Setting("template_organize", "Name and folders", When(name="file_organization", values=("organize",))),
        Setting("file_organization_audiobook", "How audiobooks are named"),
        Setting("template_audiobook_rename", "Name of an audiobook",
                When(name="file_organization_audiobook", values=("rename",))),
        Setting("template_audiobook_organize", "Name and folders of an audiobook",
                When(name="file_organization_audiobook", values=("organize",))),
        Heading("queue_heading", "Queue"),
        Setting("max_concurrent_downloads", "Concurrent downloads"),
        Setting("max_retry", "Attempts"),
        Setting("default_sleep", "Seconds before the second attempt"),
        Setting("download_timeout", "Seconds for a download"),
        Setting("max_file_size_mb", "Largest file in megabytes"),
        Setting("status_timeout", "Seconds for which finished books stay listed"),
    )),
    TabPlan("security", "Sign-in", "shield", None, (
        Setting("auth_mode", "Who can sign in"),
        Setting("cwa_db_path", "Database of Calibre-Web", When(name="auth_mode", values=("cwa",))),
        Setting("builtin_username", "Name", _IF_BUILTIN),
        Setting("builtin_password", "Password", _IF_BUILTIN, description="Eight characters or more.",
                stores="builtin_password_hash", parse=_hash_password),
        Setting("restrict_settings_to_admin", "Only administrators may change settings"),
    )),
    TabPlan("network", "Network", "globe", None, (
        Setting("proxy_mode", "Kind of proxy"),
        Setting("http_proxy", "Proxy for http"),
        Setting("https_proxy", "Proxy for https"),
        Setting("socks5_proxy", "SOCKS proxy"),
        Setting("no_proxy", "Hosts without the proxy"),
        Setting("using_tor", "Through Tor"),
        Setting("custom_dns", "DNS servers"),
        Setting("use_doh", "DNS over HTTPS"),
    ), NETWORK_REASON),
    TabPlan("advanced", "Advanced", "wrench", None, (
        Setting("covers_cache_enabled", "Cache covers"),
        Setting("covers_cache_ttl", "Days for which covers are cached",
                When(name="covers_cache_enabled", values=(True,))),
        Setting("covers_cache_max_size_mb", "Maximum size of the cover cache in megabytes",
                When(name="covers_cache_enabled", values=(True,))),
        Button("clear_covers", "Remove all covers", "They are fetched again when they are needed.", "danger"),
        Setting("metadata_cache_enabled", "Cache results of metadata providers"),
        Setting("metadata_cache_search_ttl", "Seconds for search results",
                When(name="metadata_cache_enabled", values=(True,))),
        Setting("metadata_cache_book_ttl", "Seconds for one book", When(name="metadata_cache_enabled", values=(True,))),
        Setting("content_type_routing", "Choose the folder by content type"),
        Setting("legacy_status_names", "Legacy status names for older scripts"),
        Setting("custom_script", "Script that runs on every finished file"),
        Setting("debug", "Allow administrators to restart the server and download its state"),
    )),
    TabPlan("openlibrary", "Open Library", "book", "metadata_providers", (
        Setting("openlibrary_enabled", "Use Open Library"),
        Button("test_openlibrary", "Test Open Library", "Searches for a book.", "primary",
               When(name="openlibrary_enabled", values=(True,))),
    )),
    TabPlan("download_sources", "Catalogues", "library", "direct_download", (
        Setting("sources", "Catalogues, the preferred first", choices=_SOURCES),
        Button("test_sources", "Test the catalogues", "Checks every enabled catalogue.", "primary"),
        Setting("contact", "How catalogues can reach you"),
        Heading("opds_heading", "OPDS catalogues"),
        Setting("opds_catalogs", "List of OPDS catalogues", parse=_check_catalogues),
        Button("test_opds", "Test the OPDS catalogues", "Checks each of them."),
        Heading("members_heading", "Memberships"),
        Setting("se_email", "Address at Standard Ebooks"),
        Setting("ia_access_key", "Access key of the Internet Archive"),
        Setting("ia_secret_key", "Secret key of the Internet Archive"),
        Setting("ia_creative_commons", "Include works under Creative Commons licences"),
    )),
    TabPlan("cloudflare_bypass", "Browser challenges", "globe", "direct_download", (
        Setting("use_cf_bypass", "Open pages with a browser challenge in a browser"),
        Setting("using_external_bypasser", "Use a FlareSolverr service", _IF_SOLVER),
        Setting("ext_bypasser_url", "Address of the service", _IF_EXTERNAL_SOLVER),
        Setting("ext_bypasser_path", "Path of the service", _IF_EXTERNAL_SOLVER),
        Setting("ext_bypasser_timeout", "Milliseconds for a page", _IF_EXTERNAL_SOLVER),
        Button("test_bypasser", "Test the browser", "Checks the service or Chromium.", "primary", _IF_SOLVER),
    )),
)  # fmt: skip

FORM: Final = Form(
    tabs=TABS,
    groups=tuple(
        Group(name=name, display_name=label, icon=icon, order=100 + order)
        for order, (name, label, icon) in enumerate(GROUPS)
    ),
    labels=LABELS,
    lock_reason=lock_reason,
)
