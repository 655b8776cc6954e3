"""Load the configuration of a process: its file, its environment, and what the database adds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from alcove.wires.supabase.rest.config.build import ConfigSources, build_config
from alcove.wires.supabase.rest.config.file import Value, parse_config_file
from alcove.wires.supabase.rest.config.model import ConfigError, RestConfig


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigLoader:
    """Reads the file at each load; without a path there is none. `port` is the port of the command line."""

    path: Path | None
    environ: Mapping[str, str]
    port: int | None = None

    def load(self, database: Mapping[str, str] | None = None) -> RestConfig:
        """Return the configuration with these settings of the database; ConfigError."""
        sources = ConfigSources(file=self._read_file(), environ=self.environ, database=database or {})
        config = build_config(sources)
        return config if self.port is None else replace(config, server_port=self.port)

    def _read_file(self) -> Mapping[str, Value]:
        if self.path is None:
            return {}
        try:
            text = self.path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or error
            raise ConfigError(f"cannot read the configuration file {self.path}: {reason}") from error
        try:
            return parse_config_file(text, environ=self.environ)
        except ConfigError as error:
            raise ConfigError(f"{self.path}: {error}") from error
