"""Command-line flags, declared once for the fast path and for typer's help pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """One option; its value overrides the environment variable `setting`, if it has one."""

    name: str
    help: str
    setting: str = ""
    value: str = "TEXT"
    hidden: bool = False

    @property
    def is_switch(self) -> bool:
        """Whether the flag takes no value."""
        return not self.value

    @property
    def key(self) -> str:
        """The name as a Python identifier."""
        return self.name.removeprefix("--").replace("-", "_")


HOST = Flag("--host", "Address to listen on.", "HOST")
PORT = Flag("--port", "Port to listen on.", "PORT", "INTEGER")
DATA_DIR = Flag("--data-dir", "Data directory.", "ALCOVE_DATA_DIR", "PATH")
WORKERS = Flag("--workers", "How many api processes to run.", "ALCOVE_WORKERS", "INTEGER")
FAIL_FAST = Flag(
    "--fail-fast", "Exit when the database cannot be started, instead of retrying.", "ALCOVE_FAIL_FAST", value=""
)
LIFELINE = Flag("--lifeline", "File descriptor that closes when the parent exits.", value="INTEGER", hidden=True)


def parse_flags(arguments: Sequence[str], flags: Sequence[Flag]) -> dict[str, str] | None:
    """Return the values by flag name, or None unless all arguments are known, well-formed flags."""
    known = {flag.name: flag for flag in flags}
    values: dict[str, str] = {}
    remaining = list(arguments)
    while remaining:
        name, equals_sign, value = remaining.pop(0).partition("=")
        flag = known.get(name)
        if flag is None or (flag.is_switch and equals_sign):
            return None
        if flag.is_switch:
            value = "1"
        elif not equals_sign:
            if not remaining or remaining[0].startswith("--"):
                return None
            value = remaining.pop(0)
        if flag.value == "INTEGER" and not value.isdigit():
            return None
        values[name] = value
    return values


def flags_to_environment(values: Mapping[str, str], flags: Sequence[Flag]) -> dict[str, str]:
    """Return the flag values as environment variables."""
    return {flag.setting: values[flag.name] for flag in flags if flag.setting and flag.name in values}
