"""Ways to a file: how they are put together, and which of them are free and direct."""

from collections.abc import Callable, Sequence
from decimal import Decimal, DecimalException
from typing import Final

from alcove.wires.opds.limits import DEEPEST_CHAIN, LONGEST
from alcove.wires.opds.names import OPEN_ACCESS, PLAIN, acquisition, media_type
from alcove.wires.opds.values import Acquisition, Indirect, Price

_PROTECTED: Final = ("lcp", "adept", "acs4", "drm", "license", "licence", "overdrive", "bearer", "findaway", "loan")
"""What names of protected media types hold."""
_PAGES: Final = frozenset(
    {"text/html", "application/xhtml+xml", "application/atom+xml", "application/opds+json", "application/json",
     "application/opds-publication+json", "application/opds-authentication+json"}
)  # fmt: skip
"""What is a step on the way when more follows it, and no file."""
_GONE: Final = frozenset({"unavailable", "reserved"})
_TOO_DEEP: Final = "x-too-deep/drm"


def acquisition_of(  # noqa: PLR0913 - all that a link can say
    href: str,
    rels: Sequence[str],
    *,
    short: bool,
    type_: str,
    title: str,
    length: int | None,
    prices: tuple[Price, ...],
    indirect: tuple[Indirect, ...],
    availability: str,
) -> Acquisition | None:
    """Return the way to a file that a link is; None when it is none or leads nowhere."""
    relations = [name for rel in rels if (name := acquisition(rel, short=short))]
    if not relations or not href:
        return None
    # Of several relations the strictest holds.
    strict = next((name for name in relations if name not in (OPEN_ACCESS, PLAIN)), None)
    return Acquisition(
        href=href,
        relation=strict or (OPEN_ACCESS if OPEN_ACCESS in relations else PLAIN),
        type=type_,
        title=title,
        length=length,
        prices=prices,
        indirect=indirect,
        availability=availability,
    )


def indirect_of(type_: object, *, depth: int, children: Callable[[], list[Indirect]]) -> Indirect:
    """Return a step of a chain; one that goes on for too long ends as protected."""
    told = type_.strip()[:LONGEST] if isinstance(type_, str) else ""
    if depth > DEEPEST_CHAIN:
        return Indirect(type=_TOO_DEEP)
    return Indirect(type=told, children=tuple(children()))


def price_of(amount: object, currency: object) -> Price:
    """Return a price."""
    return Price(amount=str(amount).strip()[:40], currency=str(currency or "").strip()[:10])


def is_free(way: Acquisition) -> bool:
    """Tell whether a way leads straight to a file that anybody may have.

    Open access does; so does plain acquisition without any price. A price above zero, a protected type anywhere
    on the way, and a page in front of the file are refused in either case.
    """
    if way.relation not in (OPEN_ACCESS, PLAIN) or way.availability.lower() in _GONE:
        return False
    if way.prices and (way.relation == PLAIN or not all(_is_nothing(price) for price in way.prices)):
        return False
    if is_protected(way.type) or any(_leads_into_protection(step) for step in way.indirect):
        return False
    return not (way.indirect and media_type(way.type)[0] in _PAGES)


def is_protected(type_: str) -> bool:
    """Tell whether a media type is of a protected file, a licence or a loan."""
    folded = type_.lower()
    return any(word in folded for word in _PROTECTED)


def _leads_into_protection(step: Indirect) -> bool:
    return is_protected(step.type) or any(_leads_into_protection(each) for each in step.children)


def _is_nothing(price: Price) -> bool:
    try:
        return Decimal(price.amount) == 0
    except DecimalException:
        return False
