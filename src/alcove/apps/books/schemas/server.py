"""The shapes of what the server says about itself: configuration, health, errors, sign-in."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType


class LanguageEntry(Struct, frozen=True, kw_only=True):
    """One language of the menus."""

    language: str
    code: str


class Label(Struct, frozen=True, kw_only=True):
    """One choice of a menu."""

    value: str
    label: str


class SearchFieldEntry(Struct, frozen=True, kw_only=True):
    """One further input of the universal search."""

    key: str
    label: str
    type: str
    placeholder: str
    description: str


class Config(Struct, frozen=True, kw_only=True):
    """What the newer page goes by."""

    calibre_web_url: str
    debug: bool
    build_version: str
    release_version: str
    book_languages: tuple[LanguageEntry, ...]
    default_language: tuple[str, ...]
    supported_formats: tuple[str, ...]
    supported_audiobook_formats: tuple[str, ...]
    search_mode: Literal["direct", "universal"]
    metadata_sort_options: tuple[Label, ...]
    metadata_search_fields: tuple[SearchFieldEntry, ...]
    default_release_source: str
    auto_open_downloads_sidebar: bool
    download_to_browser: bool
    settings_enabled: bool
    default_sort: str
    metadata_default_sort: str


class BooksHealth(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Whether books can be fetched, and what fails, by part."""

    status: Literal["ok", "error"]
    failed: dict[str, str] = {}


class BooksErrorBody(Struct, frozen=True, kw_only=True):
    """An answer that is not a success: words for a person; `request_id` finds it in the log."""

    error: str
    message: str | UnsetType = UNSET
    request_id: str | UnsetType = UNSET


class SignInState(Struct, frozen=True, kw_only=True):
    """Whether somebody is signed in, and whether anybody has to be."""

    authenticated: bool
    auth_required: bool
    auth_mode: Literal["none", "builtin", "cwa", "unknown"]
    is_admin: bool


class Done(Struct, frozen=True, kw_only=True):
    """It worked."""

    success: bool = True


class Credentials(Struct, frozen=True, kw_only=True):
    """Who wants to sign in, and whether the browser is to keep the session for a week."""

    username: Annotated[str, Meta(extra_json_schema={"pattern": r"\S"})]
    password: Annotated[str, Meta(extra_json_schema={"minLength": 1})]
    remember_me: bool = False
