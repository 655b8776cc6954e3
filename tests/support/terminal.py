"""What a command printed, looked at as a person would."""

import re

_PYTHON = re.compile(
    r"[(\[{]['\"]|['\"],?[)\]}]|,\)|\bNone\b|\bTrue\b|\bFalse\b|datetime\.|<[A-Z]\w+[.:]|\(\)|\[\]|\{\}"
)


def written_by_python(text: str) -> list[str]:
    """Return what looks as Python itself writes tuples, lists, mappings, nothing, truth, times and enumerations."""
    return _PYTHON.findall(text)
