"""Parses the setting OPDS_CATALOGS."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.foundation.settings import Secret, SettingError

MAX_CATALOGS: Final = 50
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")


class _CatalogConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    url: Annotated[str, Meta(pattern=r"^https?://[^\s@\\]+$", max_length=2000)]
    username: Annotated[str, Meta(max_length=200)] = ""
    password: Annotated[str, Meta(max_length=500)] = ""
    allow_private: bool = False


def read_catalogs(text: str) -> tuple[Catalog, ...]:
    """Return the catalogues in the setting's JSON. Raise SettingError, which quotes no part of it."""
    if not text.strip():
        return ()
    try:
        configs = msgspec.json.decode(text, type=list[_CatalogConfig])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The library's message contains a field name and a path, but no value.
        raise SettingError(f"OPDS_CATALOGS is not a valid JSON list of catalogues: {error}") from None
    if len(configs) > MAX_CATALOGS:
        raise SettingError(f"OPDS_CATALOGS contains more than {MAX_CATALOGS} catalogues")
    catalogs = tuple(map(_make_catalog, configs))
    keys = [catalog.key for catalog in catalogs]
    duplicates = sorted({key for key in keys if keys.count(key) > 1})
    if duplicates:
        raise SettingError(f"OPDS_CATALOGS contains two catalogues named {duplicates[0]}")
    return catalogs


def _make_catalog(config: _CatalogConfig) -> Catalog:
    key = catalog_key(config.name)
    if not key:
        raise SettingError("OPDS_CATALOGS contains a name without a letter or digit")
    try:
        is_valid = bool(urlsplit(config.url).hostname) and urlsplit(config.url).port != 0
    except ValueError:
        is_valid = False
    if not is_valid:
        raise SettingError(f"OPDS_CATALOGS: the URL of {key} is not valid")
    return Catalog(
        name=config.name.strip(),
        key=key,
        url=config.url,
        username=config.username,
        password=Secret(config.password),
        allow_private=config.allow_private,
    )


def catalog_key(name: str) -> str:
    """Return the form of a catalogue's name in ids; without hyphens, which separate the parts of an id."""
    return _SEPARATORS.sub("_", name.strip().lower()).strip("_")[:40].strip("_")
