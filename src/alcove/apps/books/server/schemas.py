"""The wire shapes of the configuration and of the health check."""

from typing import Literal

from msgspec import Struct


class LanguageEntry(Struct, frozen=True, kw_only=True):
    """One language of a menu."""

    language: str
    code: str


class MenuOption(Struct, frozen=True, kw_only=True):
    """One option of a menu."""

    value: str
    label: str


class SearchFieldEntry(Struct, frozen=True, kw_only=True):
    """One further input of the metadata search."""

    key: str
    label: str
    type: str
    placeholder: str
    description: str


class Config(Struct, frozen=True, kw_only=True):
    """The configuration of the newer page."""

    calibre_web_url: str
    debug: bool
    build_version: str
    release_version: str
    book_languages: tuple[LanguageEntry, ...]
    default_language: tuple[str, ...]
    supported_formats: tuple[str, ...]
    supported_audiobook_formats: tuple[str, ...]
    search_mode: Literal["direct", "universal"]
    metadata_sort_options: tuple[MenuOption, ...]
    metadata_search_fields: tuple[SearchFieldEntry, ...]
    default_release_source: str
    auto_open_downloads_sidebar: bool
    download_to_browser: bool
    settings_enabled: bool
    default_sort: str
    metadata_default_sort: str


class BooksHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether books can be fetched, and the failed checks."""

    status: Literal["ok", "error"]
    failed: dict[str, str] = {}
