"""The settings of a running process, some of which follow their sources."""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import msgspec

from alcove.foundation.settings.configuration import Configuration
from alcove.foundation.settings.loading import list_reloadable

T = TypeVar("T", bound=msgspec.Struct)


class LiveSettings:
    """Settings structs by their type; those that are reloadable get new values, the others keep those of the start.

    What uses a reloadable setting loads it at every use, which costs no more than looking into a dictionary.
    """

    def __init__(self, configuration: Configuration) -> None:
        """Take the configuration at the start."""
        self._start: Final = configuration
        self._structs: dict[type[msgspec.Struct], msgspec.Struct] = {}
        self._callbacks: list[Callable[[], object]] = []

    def load(self, kind: type[T], /) -> T:
        """Return the current settings of a type; SettingError."""
        struct = self._structs.get(kind)
        if struct is None:
            struct = self._structs[kind] = self._start.load(kind)
        if not isinstance(struct, kind):
            raise TypeError(f"{type(struct).__name__} is not {kind.__name__}")
        return struct

    def on_change(self, callback: Callable[[], object]) -> None:
        """Call `callback` after reloadable settings have changed."""
        self._callbacks.append(callback)

    def apply(self, configuration: Configuration) -> Mapping[str, tuple[str, ...]]:
        """Take the reloadable settings of a configuration; SettingError, and then all stays as it was.

        Returns the names of the settings that have changed: `applied`, and `ignored`, which need a restart.
        """
        changed: dict[type[msgspec.Struct], msgspec.Struct] = {}
        applied: set[str] = set()
        ignored: set[str] = set()
        for kind, struct in self._structs.items():
            new = configuration.load(kind)
            differing = {name for name in kind.__struct_fields__ if getattr(new, name) != getattr(struct, name)}
            reloadable = differing & list_reloadable(kind)
            applied |= reloadable
            ignored |= differing - reloadable
            changed[kind] = msgspec.structs.replace(struct, **{name: getattr(new, name) for name in reloadable})
        self._structs = changed
        if applied:
            for callback in self._callbacks:
                callback()
        return {"applied": _list_names(applied), "ignored": _list_names(ignored)}


def _list_names(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(name.upper() for name in names))
