"""The configuration of a process: its settings at the start."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from alcove.foundation.settings.loading import fields_set, load_settings
from alcove.foundation.settings.server import DatabaseSettings, ServerSettings

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Configuration:
    """The sources of settings (the environment, then files), and the settings that every process needs."""

    environ: Mapping[str, str]
    files: Sequence[Path]
    server: ServerSettings
    database: DatabaseSettings
    data_dir: Path
    data_dir_note: str = ""
    """Why the data directory is not the default one."""

    def load(self, kind: type[T], /) -> T:
        """Return a settings struct from the same sources; SettingError."""
        return load_settings(kind, environ=self.environ, files=self.files)

    def fields_set(self, kind: type[msgspec.Struct], /) -> frozenset[str]:
        """Return the names of the fields that the environment or a file sets."""
        return fields_set(kind, environ=self.environ, files=self.files)
