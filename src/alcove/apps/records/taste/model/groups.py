"""Groups of offers that people recognise: a label, a style, a decade, a price range, a grade ..."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from alcove.apps.records.catalogue.model import GRADES as FULL_GRADES
from alcove.apps.records.taste.model.values import Subject

Group = tuple[str, str]
"""The kind of a group, and its value as shown to people."""

KINDS: Final = ("artist", "label", "style", "genre", "decade", "format", "price", "condition", "demand")
GRADES: Final = tuple(grade.partition(" (")[0] for grade in FULL_GRADES)
"""The grades without their letters, best first."""
PLACEHOLDER_NAMES: Final = frozenset(
    {"", "various", "various artists", "unknown artist", "unknown", "not on label", "none"}
)
PRICE_EDGES: Final = (5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 250.0)
DEMAND_EDGES: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
MAX_VALUE_LENGTH: Final = 60
MAX_PARTS: Final = 12
OFFERS_PER_BAND: Final = 8
MAX_BANDS: Final = 6


@dataclass(frozen=True, slots=True)
class Bands:
    """The edges of price and demand ranges: round numbers, as many as there are offers for."""

    price: tuple[float, ...]
    demand: tuple[float, ...]

    @classmethod
    def fit(cls, subjects: Sequence[Subject]) -> Self:
        """Return the edges that divide these offers most evenly."""
        prices = sorted(price for subject in subjects if (price := valid_price(subject)) is not None)
        demands = sorted(compute_demand(subject) for subject in subjects)
        return cls(_choose_edges(prices, PRICE_EDGES), _choose_edges(demands, DEMAND_EDGES))


def _choose_edges(values: Sequence[float], choices: Sequence[float]) -> tuple[float, ...]:
    count = min(MAX_BANDS, len(values) // OFFERS_PER_BAND)
    quantiles = [values[len(values) * index // count] for index in range(1, count)]
    return tuple(
        sorted({min(choices, key=lambda edge: abs(math.log(edge / max(quantile, 0.01)))) for quantile in quantiles})
    )


def valid_price(subject: Subject) -> float | None:
    """Return the price; None for a missing or invalid one."""
    price = subject.price
    return price if price is not None and math.isfinite(price) and price >= 0 else None


def compute_demand(subject: Subject) -> float:
    """Return the wants per have of a release."""
    return max(0, subject.wants) / max(1, subject.haves)


def find_groups(subject: Subject, bands: Bands) -> list[Group]:
    """Return the distinct groups of an offer."""
    groups = [("style", _shorten(style)) for style in subject.styles[:MAX_PARTS]]
    groups += [("genre", _shorten(genre)) for genre in subject.genres[:MAX_PARTS]]
    groups += [("format", _shorten(part)) for part in subject.format.split(",")[:MAX_PARTS]]
    groups += [("artist", _shorten(subject.artist)), ("label", _shorten(subject.label))]
    if subject.year is not None and 1890 <= subject.year <= 2100:
        groups.append(("decade", f"{subject.year // 10 * 10}s"))
    if (price := valid_price(subject)) is not None and bands.price:
        groups.append(("price", _format_range(price, bands.price, unit="$")))
    if bands.demand:
        groups.append(("demand", _format_range(compute_demand(subject), bands.demand, unit="")))
    groups += _condition_groups(subject.condition)
    return [group for group in dict.fromkeys(groups) if group[1].casefold() not in PLACEHOLDER_NAMES]


def _shorten(text: str) -> str:
    plain = " ".join(text[: 4 * MAX_VALUE_LENGTH].split())
    return plain if len(plain) <= MAX_VALUE_LENGTH else plain[: MAX_VALUE_LENGTH - 1].rstrip() + "…"


def _condition_groups(condition: str) -> list[Group]:
    # Owners often draw a line at a grade, so there are groups for both sides of it.
    grade = condition.partition(" (")[0].strip()
    if grade not in GRADES:
        return []
    rank = GRADES.index(grade)
    better = [f"{GRADES[limit]} or better" for limit in (1, 2) if rank <= limit]
    worse = [f"{GRADES[limit]} or worse" for limit in (2, 3, 4) if rank >= limit]
    return [("condition", text) for text in (grade, *better, *worse)]


def _format_range(value: float, edges: Sequence[float], *, unit: str) -> str:
    index = bisect_right(edges, value)
    if index == 0:
        return f"under {unit}{edges[0]:g}"
    if index == len(edges):
        return f"{unit}{edges[-1]:g} or more"
    return f"{unit}{edges[index - 1]:g} to {unit}{edges[index]:g}"


def describe_group(group: Group) -> str:
    """Return a phrase that follows "offers", such as `on Blue Note`."""
    kind, value = group
    return {
        "artist": f"by {value}",
        "label": f"on {value}",
        "style": f"in the style {value}",
        "genre": f"in the genre {value}",
        "decade": f"from the {value}",
        "format": f"in the format {value}",
        "price": f"priced {value}",
        "condition": f"graded {value}",
        "demand": f"with {value} wants per have",
    }[kind]
