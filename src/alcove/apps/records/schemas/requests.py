"""What callers send: queries are read leniently, bodies strictly."""

from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from alcove.foundation.web import needed, only

_RATING = needed(
    anyOf=[
        {"type": "number", "minimum": 1, "maximum": 5},
        {"type": "string", "pattern": r"^\s*([1-4](\.[0-9]{1,9})?|5(\.0{1,9})?)\s*$"},
    ]
)
_ID = only(
    anyOf=[{"type": "integer", "minimum": 1, "maximum": 2**31 - 1}, {"type": "string", "pattern": "^[1-9][0-9]{0,8}$"}]
)
Text = Annotated[str, Meta(max_length=500)]


class Nothing(Struct, frozen=True):
    """No parameters."""


class DashboardQuery(Struct, frozen=True, kw_only=True):
    """Parameters of the dashboard."""

    force_refresh: Annotated[str, Meta(description="1 picks today's record anew; anything else does nothing")] = ""


class SearchQuery(Struct, frozen=True, kw_only=True):
    """Filters of the search; what is empty or not a number does not filter."""

    q: Annotated[str, Meta(max_length=500, description="words in artist, title or label")] = ""
    genre_style: Annotated[str, Meta(max_length=500, description="part of a genre or a style")] = ""
    min_year: int | None = None
    max_year: int | None = None
    min_price: Annotated[Decimal | None, Meta(description="US dollars")] = None
    max_price: Annotated[Decimal | None, Meta(description="US dollars")] = None
    condition: Annotated[str, Meta(max_length=500, description="the media grade in full")] = ""
    seller: Annotated[str, Meta(max_length=500, description="part of the seller's name")] = ""
    sort: Annotated[
        str, Meta(max_length=50, description="score_desc, taste_desc, price_asc, price_desc, year_asc or year_desc")
    ] = "score_desc"
    page: int = 1


class TermQuery(Struct, frozen=True, kw_only=True):
    """What has been typed so far."""

    term: Text = ""


class PredictionQuery(Struct, frozen=True, kw_only=True):
    """The offers to predict; what is not a number is left out."""

    listing_ids: tuple[int, ...] = ()


class BatchQuery(Struct, frozen=True, kw_only=True):
    """How many offers to judge are wanted, 1 to 100, and how they are chosen."""

    limit: int = 10
    strategy: Annotated[
        str,
        Meta(
            max_length=50,
            description="random, uncertain (the closest calls) or diverse (those that teach most)",
            extra=only(enum=["random", "uncertain", "diverse"]),
        ),
    ] = "random"


class SellerBody(Struct, frozen=True, kw_only=True):
    """The seller asked for."""

    seller: Annotated[Text, Meta(extra=needed(pattern=r"\S"))] = ""


class VoteForm(Struct, frozen=True, kw_only=True):
    """Two ratings from 1 to 5, decimals allowed."""

    desirability: Annotated[str | float, Meta(extra=_RATING)] = ""
    novelty: Annotated[str | float, Meta(extra=_RATING)] = ""


class SelectionForm(Struct, frozen=True, kw_only=True):
    """The offers that were shown, and those to keep."""

    listing_ids: tuple[str | int, ...] = ()
    keeper_ids: tuple[str | int, ...] = ()


class WantForm(Struct, frozen=True, kw_only=True):
    """The Discogs release to put on the wantlist, or an offer that stands for it."""

    one_of: ClassVar = (("record_id",), ("listing_id",))
    record_id: Annotated[str | int, Meta(extra=_ID)] = ""
    listing_id: Annotated[str | int, Meta(extra=_ID)] = ""
