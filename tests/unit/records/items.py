"""An inventory item as Discogs sends it, which tests change."""

from decimal import Decimal
from typing import Any


def item(**changes: Any) -> dict[str, Any]:
    """Return a complete item; changes replace its fields, dots select nested ones: `**{"release.id": 7}`."""
    defaults: dict[str, Any] = {
        "id": 4_000_000_001,
        "status": "For Sale",
        "condition": "Near Mint (NM or M-)",
        "sleeve_condition": "Generic",
        "price": {"value": Decimal("25.5"), "currency": "USD"},
        "original_price": {"curr_abbr": "EUR", "curr_id": 3, "formatted": "€23.46", "value": Decimal("23.46")},
        "shipping_price": {},
        "posted": "2024-05-06T07:08:09-07:00",
        "seller": {"id": 9, "username": "Müller"},
        "release": {
            "id": 249504,
            "artist": "An Artist",
            "title": "A Title",
            "format": "2xLP, Album, RE",
            "label": "A Label",
            "catalog_number": "CAT-1",
            "year": 1973,
            "stats": {"community": {"in_wantlist": 100, "in_collection": 50}},
        },
    }
    for path, value in changes.items():
        *steps, last = path.split(".")
        target = defaults
        for step in steps:
            target = target[step]
        if value is DROP:
            del target[last]
        else:
            target[last] = value
    return defaults


DROP = object()
"""Stands for a part that is not there."""
