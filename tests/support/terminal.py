"""Checks of what a command printed for people."""

import re

_PYTHON = re.compile(
    r"[(\[{]['\"]|['\"],?[)\]}]|,\)|\bNone\b|\bTrue\b|\bFalse\b|datetime\.|<[A-Z]\w+[.:]|\(\)|\[\]|\{\}"
)


def find_python_literals(text: str) -> list[str]:
    """Return what looks like Python's own form of a tuple, list, dict, None, bool, datetime or enum."""
    return _PYTHON.findall(text)
