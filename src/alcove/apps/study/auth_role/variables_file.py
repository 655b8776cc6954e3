"""A file of environment variables, as docker and dotenv read it."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from alcove.wires.supabase.auth.environment.variables import ConfigError

_LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*?)\s*\Z", re.DOTALL)
_COMMENT: Final = re.compile(r"\s+#.*\Z")
_ESCAPES: Final[Mapping[str, str]] = {"n": "\n", "r": "\r", "t": "\t"}
_MAX_BYTES: Final = 1024 * 1024


def read_variables_file(path: Path) -> Mapping[str, str]:
    """Return the variables of a file; ConfigError with the number of the line that is wrong."""
    try:
        text = path.read_bytes()[:_MAX_BYTES].decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not text"
        raise ConfigError(f"cannot read the file {path}: {reason}") from error
    variables: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ConfigError(f"{path}, line {number}: expected NAME=value")
        variables[match[1]] = _read_value(match[2])
    return variables


def _read_value(text: str) -> str:
    for quote in ("'", '"'):
        end = text.rfind(quote)
        if text.startswith(quote) and end > 0 and not text[end + 1 :].split("#", maxsplit=1)[0].strip():
            inner = text[1:end]
            return inner if quote == "'" else re.sub(r"\\(.)", lambda match: _ESCAPES.get(match[1], match[1]), inner)
    return _COMMENT.sub("", text) if not text.startswith("#") else ""
