"""Durations as Go writes them, such as `1h30m`; bans are given so."""

import re
from datetime import timedelta
from typing import Final

from alcove.wires.supabase.auth.errors import AuthError, validation_failed

_NANOSECONDS: Final = {
    "ns": 1,
    "us": 1_000,
    "µs": 1_000,
    "μs": 1_000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_MAX_NANOSECONDS: Final = 2**63 - 1
_MAX_LENGTH: Final = 100
_PART: Final = re.compile(r"([0-9]*)(?:\.([0-9]*))?([^0-9.]*)")


def parse_ban(text: str) -> timedelta:
    """Return the length of a ban, zero for `none`; AuthError."""
    if text == "none":
        return timedelta()
    sign, rest = (-1, text[1:]) if text.startswith("-") else (1, text.removeprefix("+"))
    if rest == "0":
        return timedelta()
    if not rest or len(rest) > _MAX_LENGTH:
        raise _invalid(f'invalid duration "{text[:_MAX_LENGTH]}"')
    total = 0
    while rest:
        match = _PART.match(rest)
        assert match is not None
        total += _read_part(match, text)
        rest = rest[match.end() :]
    if total > _MAX_NANOSECONDS:
        raise _invalid(f'invalid duration "{text}"')
    return sign * timedelta(microseconds=total // 1000)


def _read_part(match: re.Match[str], text: str) -> int:
    whole, fraction, unit = match[1], match[2] or "", match[3]
    if not whole and not fraction:
        raise _invalid(f'invalid duration "{text}"')
    if not unit:
        raise _invalid(f'missing unit in duration "{text}"')
    if unit not in _NANOSECONDS:
        raise _invalid(f'unknown unit "{unit}" in duration "{text}"')
    scale = _NANOSECONDS[unit]
    return int(whole or "0") * scale + int(fraction or "0") * scale // int(10 ** len(fraction))


def _invalid(problem: str) -> AuthError:
    return validation_failed(f"invalid format for ban duration: time: {problem}")
