"""Command-line flags, declared once for the fast path and for the help pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """One option; its value stands in for the environment variable `setting` when it has one."""

    name: str
    help: str
    setting: str = ""
    value: str = "TEXT"
    hidden: bool = False

    @property
    def is_switch(self) -> bool:
        """Tell whether the flag takes no value."""
        return not self.value

    @property
    def key(self) -> str:
        """Return the name as a Python identifier."""
        return self.name.removeprefix("--").replace("-", "_")


HOST = Flag("--host", "Address to listen on.", "HOST")
PORT = Flag("--port", "Port to listen on.", "PORT", "INTEGER")
DATA_DIR = Flag("--data-dir", "Folder that holds everything Alcove keeps.", "ALCOVE_DATA_DIR", "PATH")
WORKERS = Flag("--workers", "How many api processes to run.", "ALCOVE_WORKERS", "INTEGER")
LIFELINE = Flag("--lifeline", "Descriptor that closes when the parent dies.", value="INTEGER", hidden=True)


def parse(arguments: Sequence[str], flags: Sequence[Flag]) -> dict[str, str] | None:
    """Return flag values by name, or None for anything but well-formed known flags."""
    known = {flag.name: flag for flag in flags}
    values: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        name, given, value = rest.pop(0).partition("=")
        flag = known.get(name)
        if flag is None or (flag.is_switch and given):
            return None
        if flag.is_switch:
            value = "1"
        elif not given:
            if not rest or rest[0].startswith("--"):
                return None
            value = rest.pop(0)
        if flag.value == "INTEGER" and not value.isdigit():
            return None
        values[name] = value
    return values


def as_environment(values: Mapping[str, str], flags: Sequence[Flag]) -> dict[str, str]:
    """Return the given values under the environment variables they stand in for."""
    return {flag.setting: values[flag.name] for flag in flags if flag.setting and flag.name in values}
