"""The Preference-Applied header."""

from functools import lru_cache
from typing import Final, Literal

from alcove.wires.supabase.rest.request.model import Preferences

Name = Literal[
    "resolution", "missing", "representation", "count", "transaction", "handling", "timezone", "max_affected"
]
_SHOWN: Final[dict[Name, str]] = {
    "resolution": "resolution",
    "missing": "missing",
    "representation": "return",
    "count": "count",
    "transaction": "tx",
    "handling": "handling",
    "timezone": "timezone",
    "max_affected": "max-affected",
}

READ: Final[frozenset[Name]] = frozenset({"count", "transaction", "handling", "timezone"})
CALL: Final[frozenset[Name]] = READ | {"max_affected"}
PLAIN_INSERT: Final[frozenset[Name]] = READ | {"missing", "representation"}
INSERT: Final[frozenset[Name]] = PLAIN_INSERT | {"resolution"}
UPDATE: Final[frozenset[Name]] = READ | {"missing", "representation", "max_affected"}
UPSERT: Final[frozenset[Name]] = READ | {"representation"}
DELETE: Final[frozenset[Name]] = READ | {"representation", "max_affected"}


@lru_cache(maxsize=512)
def applied_preferences(preferences: Preferences, *, names: frozenset[Name]) -> str | None:
    """Return the header for the preferences that were sent and mean something for the action, None without any."""
    parts: list[str] = []
    for name, header_name in _SHOWN.items():
        value = getattr(preferences, name) if name in names else None
        if value is not None and _is_applied(name, preferences):
            parts.append(f"{header_name}={_VALUES.get(value, value)}")
    return ", ".join(parts) or None


_VALUES: Final = {"full": "representation"}


def _is_applied(name: Name, preferences: Preferences) -> bool:
    return name != "max_affected" or preferences.handling == "strict"
