"""Scrapes run by the scraper service, with the results and errors of the app's own scrapes."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from alcove.apps.records.errors import (
    CredentialsInvalid,
    CredentialsMissing,
    InvalidSeller,
    PageLimitReached,
    RecordsError,
    ScrapeCancelled,
    ScrapeRunning,
    SellerUnknown,
    UpstreamFailed,
    UpstreamRateLimited,
)
from alcove.apps.records.scraping.model import Mode
from alcove.apps.records.scraping.schemas import ScrapeResult, SkipReasons
from alcove.apps.records.sources.service_client import DECODE_ERRORS, ServiceClient, ServiceTimeout, to_single_line
from alcove.foundation.fetch import ClientResponse

GRACE_S: Final = 5.0
"""Seconds after the requested wait within which the service must respond."""
TEST_TIMEOUT_S: Final = 10.0

_SERVICE_ERRORS: Final = (
    InvalidSeller, SellerUnknown, ScrapeRunning, ScrapeCancelled, CredentialsMissing, CredentialsInvalid,
    UpstreamFailed, UpstreamRateLimited, PageLimitReached,
)  # fmt: skip
_BY_CODE: Final[Mapping[str, type[RecordsError]]] = {kind.code: kind for kind in _SERVICE_ERRORS}
_BY_STATUS: Final[Mapping[int, type[RecordsError]]] = {
    400: InvalidSeller, 404: SellerUnknown, 409: ScrapeRunning, 500: UpstreamFailed, 502: UpstreamFailed,
    503: CredentialsMissing,
}  # fmt: skip
_COUNT_FIELDS: Final = (
    "new_records",
    "updated_records",
    "unchanged_records",
    "skipped",
    "unpriced",
    "failed",
    "delisted",
    "pages",
)
_MAX_COUNT: Final = 2**31 - 1


async def scrape_by_service(
    service: ServiceClient, *, seller: str, mode: Mode, wait: float
) -> tuple[ScrapeResult, bool]:
    """Scrape a seller and return the result and whether it has ended; without a response in time it has not."""
    body = {"seller_name": seller, "wait": wait} | ({"mode": mode} if mode != "new" else {})
    try:
        answer = await service.request("POST", "/scrape", within=wait + GRACE_S, body=body, long_running=True)
    except ServiceTimeout:
        still_running = {"success": True, "message": f"The scrape of {seller} continues in the background."}
        return _build_result(still_running, seller=seller, total=0), False
    if answer.status not in (200, 202):
        raise _build_error(service, answer)
    found = _decode_object(answer.content)
    if not to_single_line(found.get("message")) or not isinstance(found.get("success"), bool):
        raise UpstreamFailed(service.unexpected_response().message)
    processed = _parse_count(found.get("records_processed"))
    total = _parse_count(found.get("total_records"), fallback=processed)
    if answer.status == 200 and not found["success"] and not processed and not total:
        raise UpstreamFailed(to_single_line(found["message"]))
    return _build_result(found, seller=seller, total=total), answer.status == 200


async def test_connection(service: ServiceClient) -> dict[str, object]:
    """Return the result of the service's connection test; its failure is returned, not raised."""
    answer = await service.request("GET", "/test", within=TEST_TIMEOUT_S, long_running=True)
    if answer.status == 404:
        # Another program without this endpoint has answered at all, so it is available.
        await service.check()
        return {"success": True, "message": f"The {service.name} service answers."}
    message = to_single_line(_decode_object(answer.content).get("message"))
    try:
        if answer.status != 200:
            raise _build_error(service, answer)
    except UpstreamFailed as error:
        return {"success": False, "error": error.message}
    if not message:
        raise service.unexpected_response()
    return {"success": True, "message": message}


def _build_result(found: Mapping[str, Any], *, seller: str, total: int) -> ScrapeResult:
    complete = found.get("complete")
    return ScrapeResult(
        message=to_single_line(found["message"]),
        success=found["success"],
        username=seller,
        total_records=total,
        complete=complete if isinstance(complete, bool) else None,
        job=f"/api/scraper/jobs/{quote(seller, safe='')}",
        seen=_parse_count(found.get("records_processed")),
        skipped_because=_parse_skips(found.get("skipped_because")),
        **{name: _parse_count(found.get(name)) for name in _COUNT_FIELDS},
    )


def _build_error(service: ServiceClient, answer: ClientResponse) -> RecordsError:
    """Return the error of a refusal: by its code if that is one of ours, else by its status if it has a message."""
    body = _decode_object(answer.content)
    message, code = to_single_line(body.get("error")), body.get("code")
    error_class = _BY_CODE.get(code) if isinstance(code, str) else None
    if error_class is not None and error_class.status == answer.status and message:
        return error_class(message, details=to_single_line(body.get("details")) or None)
    # An unknown code, such as that of an unknown address, says nothing about the seller.
    kind = _BY_STATUS.get(answer.status) if message and code is None else None
    if kind is not None:
        return kind(message)
    return UpstreamFailed(f"The {service.name} service answers with status {answer.status}.", details=message or None)


def _decode_object(content: bytes) -> Mapping[str, Any]:
    try:
        value = msgspec.json.decode(content)
    except DECODE_ERRORS:
        return {}
    return value if isinstance(value, dict) else {}


def _parse_skips(value: Any) -> SkipReasons:
    reasons = value if isinstance(value, dict) else {}
    return SkipReasons(**{name: _parse_count(reasons.get(name)) for name in SkipReasons.__struct_fields__})


def _parse_count(value: Any, *, fallback: int = 0) -> int:
    return value if type(value) is int and 0 <= value <= _MAX_COUNT else fallback
