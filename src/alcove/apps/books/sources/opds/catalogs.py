"""The catalogues that the owner names in OPDS_CATALOGS."""

import re
from typing import Annotated, Final
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from alcove.apps.books.sources.feeds.catalog import Catalog
from alcove.foundation.settings import Secret, SettingError

MOST: Final = 50
_OTHER_LETTERS: Final = re.compile(r"[^a-z0-9]+")


class _Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=100)]
    url: Annotated[str, Meta(pattern=r"^https?://[^\s@\\]+$", max_length=2000)]
    username: Annotated[str, Meta(max_length=200)] = ""
    password: Annotated[str, Meta(max_length=500)] = ""
    allow_private: bool = False


def read_catalogs(text: str) -> tuple[Catalog, ...]:
    """Return the catalogues in the setting's JSON; SettingError, which quotes nothing of it."""
    if not text.strip():
        return ()
    try:
        given = msgspec.json.decode(text, type=list[_Given])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        # The library's words name a field and a place, never a value.
        raise SettingError(f"OPDS_CATALOGS is not the JSON list it should be: {error}") from None
    if len(given) > MOST:
        raise SettingError(f"OPDS_CATALOGS holds more than {MOST} catalogues")
    made = tuple(map(_catalog, given))
    keys = [catalog.key for catalog in made]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise SettingError(f"OPDS_CATALOGS holds two catalogues of the name {twice[0]}")
    return made


def _catalog(given: _Given) -> Catalog:
    key = key_of(given.name)
    if not key:
        raise SettingError("OPDS_CATALOGS holds a name without a letter or digit")
    try:
        fine = bool(urlsplit(given.url).hostname) and urlsplit(given.url).port != 0
    except ValueError:
        fine = False
    if not fine:
        raise SettingError(f"OPDS_CATALOGS: the address of {key} is none that can be called")
    return Catalog(
        name=given.name.strip(),
        key=key,
        url=given.url,
        username=given.username,
        password=Secret(given.password),
        allow_private=given.allow_private,
    )


def key_of(name: str) -> str:
    """Return how a catalogue's name appears in ids: without hyphens, which separate an id's parts."""
    return _OTHER_LETTERS.sub("_", name.strip().lower()).strip("_")[:40].strip("_")
