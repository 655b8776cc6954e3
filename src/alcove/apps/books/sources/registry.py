"""The sources of a process: found in folders and in installed packages, in the order of the setting SOURCES.

A folder that is not there takes its own source away and nothing else.
"""

import importlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.metadata import entry_points
from types import ModuleType
from typing import Final, Protocol, runtime_checkable

from alcove.apps.books.sources.context import SourceContext
from alcove.apps.books.sources.numbers import NumberBook
from alcove.apps.books.sources.protocols import MetadataProvider, Source
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
    folders = _Folders()
    providers = _providers(folders, context) if settings.openlibrary_enabled else []
    numbers = next((one for one in providers if isinstance(one, NumberBook)), None)
    made = _Made(folders, context=replace(context, numbers=numbers))
    enabled: dict[str, Source] = {}
    for name in settings.sources:
        found = made.named(name)
        # The word for all OPDS catalogues is a default, and having none is no mistake.
        if not found and name != "opds":
            _log.warning("source_unknown", name=name)
        enabled |= {source.facts.name: source for source in found if source.facts.name not in enabled}
    behind = [
        source
        for name in dict.fromkeys(folders.behind(settings.sources))
        for source in made.named(name)
        if source.facts.name not in enabled
    ]
    sources = Sources(list(enabled.values()), behind=behind, providers=providers)
    made.context.neighbours.use(sources.by_name)
    return sources


def known_sources() -> list[str]:
    """Return the names that SOURCES may hold, as far as their folders are there."""
    folders = _Folders()
    return [name for name in (*BUILT_IN, *sorted(folders.offered())) if folders.module(name) is not None]


class _Folders:
    """Finds the modules of sources, each when it is first wanted."""

    def __init__(self) -> None:
        self._modules: dict[str, ModuleType | None] = {}

    def module(self, name: str) -> ModuleType | None:
        """Return the module behind a name, None when there is none."""
        if name not in self._modules:
            self._modules[name] = _built_in(name) if name in BUILT_IN else self._installed(name)
        return self._modules[name]

    def behind(self, names: Iterable[str]) -> Iterable[str]:
        """Return the names of sources that others get their files from."""
        for name in names:
            yield from getattr(self.module(name.partition(":")[0]), "BEHIND", ())

    def offered(self) -> set[str]:
        """Return the names of installed packages' sources."""
        return {point.name for point in entry_points(group=GROUP)}

    def _installed(self, name: str) -> ModuleType | None:
        try:
            found = next((point.load() for point in entry_points(group=GROUP) if point.name == name), None)
        except ImportError as error:
            _log.warning("source_broken", name=name, reason=str(error))
            return None
        return found if isinstance(found, ModuleType) else None


class _Made:
    """Sources as they are built, each once."""

    def __init__(self, folders: _Folders, *, context: SourceContext) -> None:
        self._folders = folders
        self.context = context
        self._made: dict[str, Sequence[Source]] = {}

    def named(self, name: str) -> Sequence[Source]:
        """Return the sources that a name of the setting stands for."""
        family, _, one = name.partition(":")
        if family not in self._made:
            self._made[family] = self._build(family)
        found = self._made[family]
        return [source for source in found if not one or _is_called(source, family=family, one=one)]

    def _build(self, family: str) -> Sequence[Source]:
        module = self._folders.module(family)
        if module is None:
            return ()
        if hasattr(module, "build_all"):
            many: Sequence[Source] = module.build_all(self.context)
            return many
        if not hasattr(module, "build"):
            return ()
        source: Source = module.build(self.context)
        return (source,)


def _is_called(source: Source, *, family: str, one: str) -> bool:
    wanted = one.strip().lower()
    return wanted in (source.facts.name.removeprefix(f"{family}-"), source.facts.display_name.lower())


def _providers(folders: _Folders, context: SourceContext) -> list[MetadataProvider]:
    found = []
    for name in BUILT_IN:
        build = getattr(folders.module(name), "build_provider", None)
        if build is not None:
            found.append(build(context))
    return found


def _built_in(name: str) -> ModuleType | None:
    wanted = f"{_PACKAGE}.{name}"
    try:
        return importlib.import_module(wanted)
    except ModuleNotFoundError as error:
        if error.name != wanted:
            raise
        return None
