"""Offers as pages show them: the filters of a search, its rows, the choices of its form, and an offer's details."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

from alcove.apps.records.offers.model import OfferRow

Text = Annotated[str, Meta(max_length=500)]
Number = Annotated[str, Meta(max_length=40)]


class OfferQuery(Struct, frozen=True, kw_only=True):
    """The filters of a search over offers; an empty value does not filter.

    Numbers are texts, so that a value that is no number is reported for its field instead of being ignored.
    """

    q: Annotated[str, Meta(max_length=500, description="words in artist, title, label or numbers")] = ""
    genre: Annotated[tuple[str, ...], Meta(description="genres, one of which the record has")] = ()
    style: Annotated[tuple[str, ...], Meta(description="styles, one of which the record has")] = ()
    format: Annotated[tuple[str, ...], Meta(description="words of the format, one of which the record has")] = ()
    condition: Annotated[str, Meta(max_length=500, description="the worst grade of the media, however written")] = ""
    sleeve: Annotated[str, Meta(max_length=500, description="the worst grade of the sleeve, however written")] = ""
    min_wants: Number = ""
    min_year: Number = ""
    max_year: Number = ""
    min_price: Annotated[str, Meta(max_length=40, description="in `currency`")] = ""
    max_price: Annotated[str, Meta(max_length=40, description="in `currency`")] = ""
    currency: Annotated[str, Meta(max_length=40, description="the currency of prices, such as EUR")] = ""
    unjudged: Annotated[bool, Meta(description="only offers without a verdict")] = False
    verdict: Annotated[str, Meta(max_length=40, description="keep or skip: offers with it, also sold ones")] = ""
    seller: Annotated[str, Meta(max_length=500, description="the seller's name")] = ""
    release: Annotated[str, Meta(max_length=40, description="the Discogs id of the release")] = ""
    sort: Annotated[
        str,
        Meta(
            max_length=40,
            description="match, score, price_asc, price_desc, year_asc, year_desc, wants, condition or newest",
        ),
    ] = ""


class OfferPageQuery(OfferQuery, frozen=True, kw_only=True):
    """A search, and which of its rows are returned."""

    group: Annotated[bool, Meta(description="one row per release, its first copy")] = False
    after: Annotated[str, Meta(max_length=100, description="`next` of the page before")] = ""
    limit: Annotated[int, Meta(description="1 to 200 rows")] = 50


class OfferPage(Struct, frozen=True, kw_only=True):
    """Rows of a search: `total` is the number of offers, `releases` that of their releases."""

    total: int
    releases: int
    currency: str
    rows: list[OfferRow]
    next: str | None


class Choice(Struct, frozen=True, kw_only=True):
    """A value of a filter, and how many offers it would find."""

    value: str
    count: int


class OfferChoices(Struct, frozen=True, kw_only=True):
    """The values of filters that would find something; of grades, how many offers have it or a better one."""

    genres: list[Choice]
    styles: list[Choice]
    formats: list[Choice]
    conditions: list[Choice]
    sleeves: list[Choice]
    currencies: list[str]


class SuggestedPrice(Struct, frozen=True, kw_only=True):
    """A price to compare with, in the requested currency where there is a rate, and its source in words."""

    amount: str
    currency: str
    source: str


class OfferDetails(OfferRow, frozen=True, kw_only=True):
    """Everything about an offer; `reasons` say why it suits, `doubts` why it may not."""

    currency: str
    catno: str | None
    styles: list[str]
    first_seen: datetime
    last_seen: datetime
    judged_at: datetime | None
    on_wantlist: bool
    cover: str
    discogs_url: str | None
    suggested: SuggestedPrice | None
    reasons: list[str]
    doubts: list[str]
    others: list[OfferRow]


class CurrencyQuery(Struct, frozen=True, kw_only=True):
    """The currency of prices."""

    currency: Annotated[str, Meta(max_length=40, description="such as EUR; US dollars by default")] = ""
