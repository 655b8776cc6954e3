"""Validation of claims: times with a tolerance, and the audience."""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from alcove.wires.supabase.tokens.errors import InvalidClaims

LEEWAY: Final = 30
"""Seconds by which the clocks of the issuer and of this server may differ."""


class ClaimsValidator:
    """Validates the registered claims of a token."""

    def __init__(self, audience: str | None, *, expiry_leeway: float = LEEWAY) -> None:
        """Take the accepted audience: an exact text or a regular expression of the whole value; None accepts any.

        `expiry_leeway` is for how many seconds an expired token is still valid.
        """
        self._expiry_leeway = expiry_leeway
        self._accepts = _match_audience(audience) if audience else None

    def validate(self, claims: Mapping[str, Any], *, now: float) -> tuple[float, float]:
        """Return from when and until when the claims are valid; InvalidClaims unless they are now.

        Times are in seconds since 1970.
        """
        expiry = read_time(claims, "exp")
        if expiry is not None and expiry < now - self._expiry_leeway:
            raise InvalidClaims("JWT expired")
        start = read_time(claims, "nbf")
        if start is not None and start > now + LEEWAY:
            raise InvalidClaims("JWT not yet valid")
        issued = read_time(claims, "iat")
        if issued is not None and issued > now + LEEWAY:
            raise InvalidClaims("JWT issued at future")
        self._check_audience(claims.get("aud"))
        starts = [time - LEEWAY for time in (start, issued) if time is not None]
        return max(starts, default=-math.inf), math.inf if expiry is None else expiry + self._expiry_leeway

    def _check_audience(self, audience: object) -> None:
        if audience is None:
            return
        values = [audience] if isinstance(audience, str) else audience
        if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
            raise InvalidClaims("The JWT 'aud' claim must be a string or an array of strings")
        if values and self._accepts is not None and not any(self._accepts(value) for value in values):
            raise InvalidClaims("JWT not in audience")


def read_time(claims: Mapping[str, Any], name: str) -> float | None:
    """Return a claim in seconds since 1970, None when it is absent; InvalidClaims when it is no number."""
    value = claims.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidClaims(f"The JWT '{name}' claim must be a number")
    try:
        return float(value)
    except OverflowError:
        # JSON has integers of any length.
        return math.inf if value > 0 else -math.inf


def _match_audience(audience: str) -> Callable[[str], bool]:
    try:
        pattern = re.compile(audience)
    except re.error:
        return lambda value: value == audience
    return lambda value: value == audience or pattern.fullmatch(value) is not None
