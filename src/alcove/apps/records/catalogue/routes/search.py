"""E4 to E6, E12, E13 and E21: search and completion."""

from alcove.apps.records.catalogue.model import GRADES, split_words
from alcove.apps.records.catalogue.schemas import Listing, SearchPage, SearchQuery, TermQuery
from alcove.apps.records.catalogue.store import listings
from alcove.apps.records.catalogue.store import search as store
from alcove.apps.records.schemas import NoParameters
from alcove.foundation.database import Pool
from alcove.foundation.web import Access, Api, Call

PAGE_SIZE = 20
MAX_COMPLETIONS = 10
_MAX_PAGE = 10_000_000


def register(api: Api, pool: Pool) -> None:
    """Add search and completion."""
    _register_highlights(api, pool)
    _register_search(api, pool)

    @api.route("GET", "/autocomplete/genre", "/api/autocomplete/genre", query=TermQuery,
               response_model=list[str],
               access=Access.USER, summary="Genres and styles that contain a text")  # fmt: skip
    async def genre(call: Call[TermQuery, None]) -> bytes:
        return await _complete_terms(pool, call.query.term, "genre", "style")

    @api.route("GET", "/autocomplete/styles", "/api/autocomplete/styles", query=TermQuery,
               response_model=list[str],
               access=Access.USER, summary="Styles that contain a text")  # fmt: skip
    async def styles(call: Call[TermQuery, None]) -> bytes:
        return await _complete_terms(pool, call.query.term, "style")

    @api.route("GET", "/autocomplete/condition", "/api/autocomplete/condition", query=TermQuery,
               response_model=list[str],
               access=Access.USER, summary="Media grades that contain a text, best first")  # fmt: skip
    async def condition(call: Call[TermQuery, None]) -> bytes:
        if not call.query.term:
            return b"[]"
        return await store.complete_conditions(pool, term=call.query.term, grades=GRADES, limit=MAX_COMPLETIONS)

    @api.route("GET", "/autocomplete/seller", "/api/autocomplete/seller", query=TermQuery,
               response_model=list[str],
               access=Access.USER, summary="Sellers whose name contains a text")  # fmt: skip
    async def seller(call: Call[TermQuery, None]) -> bytes:
        if not call.query.term:
            return b"[]"
        return await store.complete_sellers(pool, term=call.query.term, limit=MAX_COMPLETIONS)


def _register_highlights(api: Api, pool: Pool) -> None:
    @api.route("GET", "/api/dashboard/listings", "/dashboard/listings", response_model=list[Listing],
               access=Access.USER, summary="The ten best offers and ten random ones")  # fmt: skip
    async def highlights(call: Call[NoParameters, None]) -> bytes:
        return await listings.read_highlights(pool)


def _register_search(api: Api, pool: Pool) -> None:
    @api.route("GET", "/search/results", "/api/search/results", query=SearchQuery, response_model=SearchPage,
               access=Access.USER, summary="Offers for sale that match every filter given, twenty a page")  # fmt: skip
    async def results(call: Call[SearchQuery, None]) -> bytes:
        number = min(max(call.query.page, 1), _MAX_PAGE)
        base = _search_url(call)
        page = store.PageRequest(
            number=number,
            size=PAGE_SIZE,
            next_url=f"{base}page={number + 1}",
            previous_url=f"{base}page={number - 1}" if number > 1 else None,
        )
        return await store.search_offers(pool, filters=_filters(call.query), page=page)


async def _complete_terms(pool: Pool, term: str, *kinds: str) -> bytes:
    if not term:
        return b"[]"
    return await store.complete_terms(pool, kinds=kinds, term=term, limit=MAX_COMPLETIONS)


def _filters(query: SearchQuery) -> store.Filters:
    return store.Filters(
        tokens=split_words(query.q),
        # Terms of a record are separated by line breaks, and no filter may match across one.
        genre_style=query.genre_style.replace("\n", " "),
        min_year=_clamp_int32(query.min_year),
        max_year=_clamp_int32(query.max_year),
        min_price=query.min_price,
        max_price=query.max_price,
        condition=query.condition,
        seller=query.seller,
        sort=query.sort if query.sort in store.SORTS else "score_desc",
    )


def _clamp_int32(year: int | None) -> int | None:
    return None if year is None else min(max(year, -(2**31)), 2**31 - 1)


def _search_url(call: Call[SearchQuery, None]) -> str:
    """Return the URL of the same search, to which the page is added."""
    scope = call.request.scope
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    base = f"{scope['scheme']}://{host}{call.raw_path}?"
    query: str = scope["query_string"].decode("latin-1")
    fields = [field for field in query.split("&") if field and field.partition("=")[0] != "page"]
    return f"{base}{'&'.join(fields)}&" if fields else base
