"""The sources of a process: found in folders and in installed packages, in the order of the setting SOURCES.

A folder that is not there takes its own source away and nothing else.
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

GROUP: Final = "alcove.books.sources"
"""The entry points under which an installed package offers a module like those folders."""
BUILT_IN: Final = ("standardebooks", "gutenberg", "internetarchive", "openlibrary", "opds")
_PACKAGE: Final = __name__.rpartition(".")[0]

_log = get_logger("books")


@runtime_checkable
class _Closable(Protocol):
    async def close(self) -> None: ...


class Sources:
    """Catalogues and metadata providers, made once per process and settings."""

    def __init__(
        self, enabled: Sequence[Source], *, behind: Sequence[Source] = (), providers: Sequence[MetadataProvider] = ()
    ) -> None:
        """Take what is searched, and `behind` it what is only asked by others."""
        self._enabled = tuple(enabled)
        self._all = (*self._enabled, *behind)
        self._providers = tuple(providers)

    def enabled(self) -> Sequence[Source]:
        """Return the sources to search, the preferred first."""
        return self._enabled

    def every(self) -> Sequence[Source]:
        """Return all sources from which a book may come, also those that only others ask."""
        return self._all

    def by_name(self, name: str) -> Source | None:
        """Return the source that calls itself by a name."""
        return next((source for source in self._all if source.facts.name == name), None)

    def of_id(self, book_id: str) -> Source | None:
        """Return the source whose prefix an id has."""
        fitting = [source for source in self._all if book_id.startswith(f"{source.facts.prefix}-")]
        return max(fitting, key=lambda source: len(source.facts.prefix), default=None)

    def providers(self) -> Sequence[MetadataProvider]:
        """Return who knows books."""
        return self._providers

    def provider(self, name: str) -> MetadataProvider | None:
        """Return the metadata provider of a name."""
        return next((one for one in self._providers if one.name == name), None)

    async def close(self) -> None:
        """Close all connections."""
        for one in (*self._all, *self._providers):
            if isinstance(one, _Closable):
                await one.close()


def open_sources(context: SourceContext) -> Sources:
    """Return the sources that the settings name; a name that nothing answers to is logged and left out.

    SettingError when the setting of a source cannot be read.
    """
    settings = context.settings
    module = cache(source_module)
    builders = (getattr(module(name), "build_provider", None) for name in BUILT_IN if settings.openlibrary_enabled)
    providers: list[MetadataProvider] = [build(context) for build in builders if build]
    isbn_lookup = next((provider for provider in providers if isinstance(provider, IsbnLookup)), None)
    context = replace(context, isbn_lookup=isbn_lookup)
    build = cache(lambda family: _build(module(family), context))
    enabled: dict[str, Source] = {}
    for name in settings.sources:
        found = _named(build(name.partition(":")[0]), name)
        # The word for all OPDS catalogues is a default, and having none is no mistake.
        if not found and name != "opds":
            _log.warning("source_unknown", name=name)
        enabled |= {source.facts.name: source for source in found if source.facts.name not in enabled}
    families = (name.partition(":")[0] for name in settings.sources)
    hidden = dict.fromkeys(name for family in families for name in getattr(module(family), "BEHIND", ()))
    behind = [source for name in hidden for source in build(name) if source.facts.name not in enabled]
    sources = Sources(list(enabled.values()), behind=behind, providers=providers)
    context.neighbours.use(sources.by_name)
    return sources


def source_module(name: str) -> ModuleType | None:
    """Return the module behind a name, None when there is none."""
    if name in BUILT_IN:
        wanted = f"{_PACKAGE}.{name}"
        try:
            return importlib.import_module(wanted)
        except ModuleNotFoundError as error:
            if error.name != wanted:
                raise
            return None
    try:
        found = next((point.load() for point in entry_points(group=GROUP) if point.name == name), None)
    except ImportError as error:
        _log.warning("source_broken", name=name, reason=str(error))
        return None
    return found if isinstance(found, ModuleType) else None


def _build(module: ModuleType | None, context: SourceContext) -> Sequence[Source]:
    build_all, build = getattr(module, "build_all", None), getattr(module, "build", None)
    if build_all:
        return tuple(build_all(context))
    return (build(context),) if build else ()


def _named(built: Sequence[Source], name: str) -> list[Source]:
    """Return those of a family's sources that a name of the setting stands for."""
    family, _, one = name.partition(":")
    wanted = one.strip().lower()
    return [
        source
        for source in built
        if not one or wanted in (source.facts.name.removeprefix(f"{family}-"), source.facts.display_name.lower())
    ]
