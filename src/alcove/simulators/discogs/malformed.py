"""Ways in which an inventory item can be wrong."""

from collections.abc import Callable
from typing import Any, Final

Item = dict[str, Any]


def _null_release(item: Item) -> None:
    item["release"] = None


def _text_price(item: Item) -> None:
    item["price"]["value"] = "ask me"
    item["original_price"]["value"] = "ask me"


def _text_wants(item: Item) -> None:
    item["release"]["stats"]["community"] = {"in_wantlist": "many", "in_collection": None}


def _absurd_price(item: Item) -> None:
    item["price"]["value"] = 1e300


def _negative_price(item: Item) -> None:
    item["price"]["value"] = -5.0


def _absurd_counts(item: Item) -> None:
    item["release"]["stats"]["community"] = {"in_wantlist": 10**30, "in_collection": -(10**12)}


def _long_title(item: Item) -> None:
    item["release"]["title"] = "Endless " * 4000
    item["release"]["artist"] = "Ö" * 5000


def _nul_title(item: Item) -> None:
    item["release"]["title"] = "Night\x00fall"


def _bad_date(item: Item) -> None:
    item["posted"] = "yesterday"


def _absurd_year(item: Item) -> None:
    item["release"]["year"] = 123456789


def _text_id(item: Item) -> None:
    item["id"] = "seven"


def _no_stats(item: Item) -> None:
    del item["release"]["stats"]


def _unknown_grade(item: Item) -> None:
    item["condition"] = "Rather nice"


def _without(name: str) -> Callable[[Item], None]:
    def drop(item: Item) -> None:
        del item[name]

    return drop


def _null(name: str) -> Callable[[Item], None]:
    def empty(item: Item) -> None:
        item[name] = None

    return empty


KINDS: Final[dict[str, Callable[[Item], None]]] = {
    "no_price": _without("price"),
    "null_price": _null("price"),
    "null_release": _null_release,
    "no_release": _without("release"),
    "text_price": _text_price,
    "text_wants": _text_wants,
    "absurd_price": _absurd_price,
    "negative_price": _negative_price,
    "absurd_counts": _absurd_counts,
    "long_title": _long_title,
    "nul_title": _nul_title,
    "bad_date": _bad_date,
    "absurd_year": _absurd_year,
    "no_id": _without("id"),
    "text_id": _text_id,
    "no_seller": _without("seller"),
    "no_condition": _without("condition"),
    "unknown_grade": _unknown_grade,
    "no_stats": _no_stats,
    "null_item": lambda _: None,
}
"""Each kind by name; `null_item` replaces the whole item by null."""
ROTATION: Final = tuple(KINDS)


def spoil(item: Item, kind: str) -> Item | None:
    """Return the item made wrong in one way."""
    if kind == "null_item":
        return None
    KINDS[kind](item)
    return item
