"""Finds and builds the sources: folders of this package and installed packages, in the order of the setting SOURCES.

Deleting the folder of a source removes this source and affects no other.
"""

import importlib
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from importlib.metadata import entry_points
from types import ModuleType
from typing import Final, Protocol, runtime_checkable

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.protocols import IsbnLookup, MetadataProvider, Source
from alcove.foundation.telemetry import get_logger

ENTRY_POINT_GROUP: Final = "alcove.books.sources"
"""The entry point group in which an installed package declares a module like those folders."""
BUILT_IN: Final = ("standardebooks", "gutenberg", "internetarchive", "openlibrary", "opds")
_PACKAGE: Final = __name__.rpartition(".")[0]

_log = get_logger("books")


@runtime_checkable
class _Closable(Protocol):
    async def close(self) -> None: ...


class SourceRegistry:
    """The sources and metadata providers of a process, for one version of the settings."""

    def __init__(
        self, enabled: Sequence[Source], *, linked: Sequence[Source] = (), providers: Sequence[MetadataProvider] = ()
    ) -> None:
        """Take the sources to search, and the `linked` sources that only other sources use."""
        self._enabled = tuple(enabled)
        self._all = (*self._enabled, *linked)
        self._providers = tuple(providers)

    def list_enabled(self) -> Sequence[Source]:
        """Return the sources to search, in order of preference."""
        return self._enabled

    def all(self) -> Sequence[Source]:
        """Return all sources that a book may come from, including the linked ones."""
        return self._all

    def by_name(self, name: str) -> Source | None:
        """Return the source with this name."""
        return next((source for source in self._all if source.info.name == name), None)

    def by_book_id(self, book_id: str) -> Source | None:
        """Return the source of a book id, by its prefix."""
        candidates = [source for source in self._all if book_id.startswith(f"{source.info.prefix}-")]
        return max(candidates, key=lambda source: len(source.info.prefix), default=None)

    def providers(self) -> Sequence[MetadataProvider]:
        """Return the metadata providers."""
        return self._providers

    def provider(self, name: str) -> MetadataProvider | None:
        """Return the metadata provider with this name."""
        return next((provider for provider in self._providers if provider.name == name), None)

    async def close(self) -> None:
        """Close all connections."""
        for item in (*self._all, *self._providers):
            if isinstance(item, _Closable):
                await item.close()


def build_sources(context: SourceContext) -> SourceRegistry:
    """Build the sources that the settings name; an unknown name is logged and ignored.

    Raise SettingError when a setting of a source is invalid.
    """
    settings = context.settings
    load_module = cache(source_module)
    builders = (getattr(load_module(name), "build_provider", None) for name in BUILT_IN if settings.openlibrary_enabled)
    providers: list[MetadataProvider] = [build(context) for build in builders if build]
    isbn_lookup = next((provider for provider in providers if isinstance(provider, IsbnLookup)), None)
    context = replace(context, isbn_lookup=isbn_lookup)
    build = cache(lambda family: _build(load_module(family), context))
    enabled: dict[str, Source] = {}
    for name in settings.sources:
        matching = _select_by_name(build(name.partition(":")[0]), name)
        # "opds" stands for all OPDS catalogues and is a default; having none is not an error.
        if not matching and name != "opds":
            _log.warning("source_unknown", name=name)
        enabled |= {source.info.name: source for source in matching if source.info.name not in enabled}
    families = (name.partition(":")[0] for name in settings.sources)
    linked_names = dict.fromkeys(
        name for family in families for name in getattr(load_module(family), "LINKED_SOURCES", ())
    )
    linked = [source for name in linked_names for source in build(name) if source.info.name not in enabled]
    sources = SourceRegistry(list(enabled.values()), linked=linked, providers=providers)
    context.other_sources.bind(sources.by_name)
    return sources


def source_module(name: str) -> ModuleType | None:
    """Return the module of the source with this name, None when there is none."""
    if name in BUILT_IN:
        module_name = f"{_PACKAGE}.{name}"
        try:
            return importlib.import_module(module_name)
        except ModuleNotFoundError as error:
            if error.name != module_name:
                raise
            return None
    try:
        module = next((point.load() for point in entry_points(group=ENTRY_POINT_GROUP) if point.name == name), None)
    except ImportError as error:
        _log.warning("source_import_failed", name=name, reason=str(error))
        return None
    return module if isinstance(module, ModuleType) else None


def _build(module: ModuleType | None, context: SourceContext) -> Sequence[Source]:
    build_all, build = getattr(module, "build_all", None), getattr(module, "build", None)
    if build_all:
        return tuple(build_all(context))
    return (build(context),) if build else ()


def _select_by_name(sources: Sequence[Source], name: str) -> list[Source]:
    """Return the sources of a module that a name in the setting SOURCES selects."""
    family, _, part = name.partition(":")
    wanted = part.strip().lower()
    return [
        source
        for source in sources
        if not part or wanted in (source.info.name.removeprefix(f"{family}-"), source.info.display_name.lower())
    ]
