"""E7, E14 to E16: offers and records of a seller, scoring samples, export."""

from starlette.responses import StreamingResponse

from alcove.apps.records.catalogue import service
from alcove.apps.records.catalogue.model import parse_seller_in_path
from alcove.apps.records.catalogue.schemas import ExportQuery, Listing, Record, SellerBody
from alcove.apps.records.catalogue.store import listings
from alcove.apps.records.errors import InvalidRequest, InvalidSeller
from alcove.apps.records.schemas import NoParameters
from alcove.apps.records.streaming_responses import stream_file, stream_json_array
from alcove.foundation.database import Pool
from alcove.foundation.web import Access, Api, Call

TUNING_SAMPLE_SIZE = 10


def register(api: Api, pool: Pool) -> None:
    """Add the endpoints of a seller's offers and the export of all offers."""

    @api.route("POST", "/by-seller/search", "/api/by-seller/search", body=SellerBody, response_model=list[Listing],
               errors=(InvalidRequest,), access=Access.USER, summary="A seller's offers, best score first")  # fmt: skip
    async def by_seller(call: Call[None, SellerBody]) -> StreamingResponse:
        return await stream_json_array(listings.stream_listings_of_seller(pool, seller=_seller_name(call.body)))

    @api.route("GET", "/records/seller/{seller:path}", "/api/records/seller/{seller:path}", response_model=list[Record],
               errors=(InvalidSeller,), access=Access.USER,
               summary="The distinct records a seller offers, newest first")  # fmt: skip
    async def records(call: Call[NoParameters, None]) -> StreamingResponse:
        seller = parse_seller_in_path(call.raw_path, after="/records/seller/")
        return await stream_json_array(listings.stream_records_of_seller(pool, seller=seller))

    @api.route("POST", "/tune-scoring", "/api/tune-scoring", body=SellerBody, response_model=list[Listing],
               errors=(InvalidRequest,), access=Access.USER,
               summary="Ten random offers of a seller to judge the score by")  # fmt: skip
    async def tune(call: Call[None, SellerBody]) -> bytes:
        return await listings.read_random_listings(pool, seller=_seller_name(call.body), limit=TUNING_SAMPLE_SIZE)

    @api.route("GET", "/export-listings", "/api/export-listings", query=ExportQuery, response_model=str,
               media_type="text/csv",
               headers={"Content-Disposition": "The file name for the browser."},
               access=Access.USER, summary="Up to 5000 offers as CSV, newest first")  # fmt: skip
    async def export(call: Call[ExportQuery, None]) -> StreamingResponse:
        chunks = service.stream_csv(pool, byte_order_mark=call.query.bom == "1")
        return await stream_file(chunks, media_type="text/csv; charset=utf-8", name="listings_export.csv")


def _seller_name(body: SellerBody) -> str:
    seller = body.seller.strip()
    if not seller or "\0" in seller:
        raise InvalidRequest("Give the name of a seller in `seller`.")
    return seller
