"""Settings of one process, as they stand when it starts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from alcove.foundation.settings.loading import given, load
from alcove.foundation.settings.server import DatabaseSettings, ServerSettings

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Where settings come from (the environment, then files), and those that every process needs."""

    environ: Mapping[str, str]
    files: Sequence[Path]
    server: ServerSettings
    database: DatabaseSettings
    data_dir: Path
    data_dir_note: str = ""
    """Why the data directory is not the usual one."""

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct read from the same places; SettingError."""
        return load(kind, environ=self.environ, files=self.files)

    def given(self, kind: type[msgspec.Struct], /) -> frozenset[str]:
        """Return the names of a struct's settings that the environment or a file sets."""
        return given(kind, environ=self.environ, files=self.files)
