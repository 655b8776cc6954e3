"""Groups of offers that an owner would recognise: a label, a style, a decade, a price range, a grade ..."""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

from alcove.apps.records.catalogue.model import GRADES as FULL_GRADES
from alcove.apps.records.taste.model.values import Subject

Group = tuple[str, str]
"""The kind of a group, and its value as it is shown."""

KINDS: Final = ("artist", "label", "style", "genre", "decade", "format", "price", "condition", "demand")
GRADES: Final = tuple(grade.partition(" (")[0] for grade in FULL_GRADES)
"""The grades without their letters, best first."""
NAMELESS: Final = frozenset({"", "various", "various artists", "unknown artist", "unknown", "not on label", "none"})
PRICES: Final = (5.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0, 250.0)
DEMANDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
LONGEST: Final = 60
MOST_PARTS: Final = 12
OFFERS_PER_BAND: Final = 8
MOST_BANDS: Final = 6


@dataclass(frozen=True, slots=True)
class Bands:
    """Where ranges of prices and of demand begin and end: round numbers, as many as the offers can fill."""

    price: tuple[float, ...]
    demand: tuple[float, ...]

    @classmethod
    def of(cls, subjects: Sequence[Subject]) -> Self:
        """Return the bands that divide these offers most evenly."""
        prices = sorted(price for subject in subjects if (price := price_of(subject)) is not None)
        demands = sorted(demand_of(subject) for subject in subjects)
        return cls(_edges(prices, PRICES), _edges(demands, DEMANDS))


def _edges(values: Sequence[float], ladder: Sequence[float]) -> tuple[float, ...]:
    count = min(MOST_BANDS, len(values) // OFFERS_PER_BAND)
    aims = [values[len(values) * place // count] for place in range(1, count)]
    return tuple(sorted({min(ladder, key=lambda edge: abs(math.log(edge / max(aim, 0.01)))) for aim in aims}))


def price_of(subject: Subject) -> float | None:
    """Return the price where it is one."""
    price = subject.price
    return price if price is not None and math.isfinite(price) and price >= 0 else None


def demand_of(subject: Subject) -> float:
    """Return how many want the release for each that has it."""
    return max(0, subject.wants) / max(1, subject.haves)


def groups_of(subject: Subject, bands: Bands) -> list[Group]:
    """Return the groups an offer belongs to, each once."""
    found = [("style", _shown(style)) for style in subject.styles[:MOST_PARTS]]
    found += [("genre", _shown(genre)) for genre in subject.genres[:MOST_PARTS]]
    found += [("format", _shown(part)) for part in subject.format.split(",")[:MOST_PARTS]]
    found += [("artist", _shown(subject.artist)), ("label", _shown(subject.label))]
    if subject.year is not None and 1890 <= subject.year <= 2100:
        found.append(("decade", f"{subject.year // 10 * 10}s"))
    if (price := price_of(subject)) is not None and bands.price:
        found.append(("price", _range(price, bands.price, unit="$")))
    if bands.demand:
        found.append(("demand", _range(demand_of(subject), bands.demand, unit="")))
    found += _conditions(subject.condition)
    return [group for group in dict.fromkeys(found) if group[1].casefold() not in NAMELESS]


def _shown(text: str) -> str:
    plain = " ".join(text[: 4 * LONGEST].split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1].rstrip() + "…"


def _conditions(condition: str) -> list[Group]:
    # A purist draws a line, so besides the grade itself there is what is on either side of it.
    grade = condition.partition(" (")[0].strip()
    if grade not in GRADES:
        return []
    rank = GRADES.index(grade)
    better = [f"{GRADES[line]} or better" for line in (1, 2) if rank <= line]
    worse = [f"{GRADES[line]} or worse" for line in (2, 3, 4) if rank >= line]
    return [("condition", text) for text in (grade, *better, *worse)]


def _range(value: float, edges: Sequence[float], *, unit: str) -> str:
    place = bisect_right(edges, value)
    if place == 0:
        return f"under {unit}{edges[0]:g}"
    if place == len(edges):
        return f"{unit}{edges[-1]:g} or more"
    return f"{unit}{edges[place - 1]:g} to {unit}{edges[place]:g}"


def phrase(group: Group) -> str:
    """Return the words that follow "offers", such as `on Blue Note`."""
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
