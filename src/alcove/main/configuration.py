"""What a process is configured with: the environment, then alcove.toml here, then the data folder's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec

from alcove.apps.books import with_aliases
from alcove.foundation.settings import (
    DatabaseSettings,
    ServerSettings,
    close_to_others,
    find_data_dir,
    given,
    load,
)
from alcove.main.exits import FAILED, Refused

FILE = "alcove.toml"

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Configuration:
    """Settings as they stand when the process starts."""

    environ: Mapping[str, str]
    files: Sequence[Path]
    server: ServerSettings
    database: DatabaseSettings
    data_dir: Path
    data_dir_note: str = ""
    """Why the data directory is not the usual one."""

    def load(self, kind: type[T]) -> T:
        """Return further settings from the same places."""
        return load(kind, environ=self.environ, files=self.files)

    def given(self, kind: type[msgspec.Struct]) -> frozenset[str]:
        """Return the names of a struct's settings that the environment or a file sets."""
        return given(kind, environ=self.environ, files=self.files)


def read_configuration(environ: Mapping[str, str]) -> Configuration:
    """Read all settings of the process; SettingError names the first wrong one."""
    environ = with_aliases(environ)
    here = Path(FILE).absolute()
    found = find_data_dir(load(ServerSettings, environ=environ, files=[here]))
    place = found.path.expanduser().absolute()
    files = list(dict.fromkeys((here, place / FILE)))
    return Configuration(
        environ=environ,
        files=files,
        server=load(ServerSettings, environ=environ, files=files),
        database=load(DatabaseSettings, environ=environ, files=files),
        data_dir=place,
        data_dir_note=found.note,
    )


def prepare_data_dir(place: Path) -> None:
    """Create the data folder, and keep it for its owner alone; Refused when that is impossible."""
    try:
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        close_to_others(place)
    except OSError as error:
        raise Refused(
            f"the data directory {place} cannot be used: {error.strerror}; choose another with"
            " --data-dir or ALCOVE_DATA_DIR",
            code=FAILED,
        ) from error
