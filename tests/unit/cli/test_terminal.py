"""Values as text for people."""

from datetime import UTC, datetime
from enum import Enum

import pytest

from alcove.foundation.cli import format_value


class Colour(Enum):
    """An enumeration."""

    RED = "red"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""), ("", ""), ("a", "a"), (0, "0"), (1.5, "1.5"), (True, "yes"), (False, "no"), (Colour.RED, "red"),
        (("a",), "a"), (["a", 1, None], "a, 1, "), ((), ""), ({}, ""),
        ({"ISBN": ("1", "2"), "b": []}, "ISBN: 1, 2; b: "),
        (datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC), "2026-01-02 03:04 UTC"),
    ],
)  # fmt: skip
def test_values_are_formatted_for_people(value: object, text: str) -> None:
    """Values are printed as text, not as Python literals."""
    assert format_value(value) == text
