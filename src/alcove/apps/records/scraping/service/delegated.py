"""A scrape that the scraper service makes, reported as the app's own are."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from alcove.apps.records.errors import (
    CredentialsInvalid,
    CredentialsMissing,
    InvalidSeller,
    PageWall,
    RecordsError,
    ScrapeCancelled,
    ScrapeRunning,
    SellerUnknown,
    UpstreamFailed,
    UpstreamRateLimited,
)
from alcove.apps.records.scraping.schemas import ScrapeResult
from alcove.apps.records.sources.service_client import UNREADABLE, ServiceClient, ServiceTimeout, one_line
from alcove.foundation.fetch import Answer

GRACE_S: Final = 5.0
"""Seconds beyond the wait that was asked for until the service must have said how the scrape stands."""
TEST_S: Final = 10.0

_KNOWN: Final = (
    InvalidSeller, SellerUnknown, ScrapeRunning, ScrapeCancelled, CredentialsMissing, CredentialsInvalid,
    UpstreamFailed, UpstreamRateLimited, PageWall,
)  # fmt: skip
_BY_CODE: Final[Mapping[str, type[RecordsError]]] = {kind.code: kind for kind in _KNOWN}
_BY_STATUS: Final[Mapping[int, type[RecordsError]]] = {
    400: InvalidSeller, 404: SellerUnknown, 409: ScrapeRunning, 500: UpstreamFailed, 502: UpstreamFailed,
    503: CredentialsMissing,
}  # fmt: skip
_COUNTS: Final = ("new_records", "updated_records", "skipped", "unpriced", "failed", "delisted", "pages")
_LARGEST_COUNT: Final = 2**31 - 1


async def scrape(service: ServiceClient, *, seller: str, wait: float) -> tuple[ScrapeResult, bool]:
    """Have a seller scraped and return how that stands, and whether it has ended; what is not told in time goes on."""
    body = {"seller_name": seller, "wait": wait}
    try:
        answer = await service.ask("POST", "/scrape", within=wait + GRACE_S, body=body, patient=True)
    except ServiceTimeout:
        going_on = {"success": True, "message": f"The scrape of {seller} continues in the background."}
        return _result(going_on, seller=seller, total=0), False
    if answer.status not in (200, 202):
        raise _refusal(service, answer)
    found = _decode(answer.content)
    if not one_line(found.get("message")) or not isinstance(found.get("success"), bool):
        raise UpstreamFailed(service.senseless().message)
    processed = _count(found.get("records_processed"))
    total = _count(found.get("total_records"), otherwise=processed)
    if answer.status == 200 and not found["success"] and not processed and not total:
        raise UpstreamFailed(one_line(found["message"]))
    return _result(found, seller=seller, total=total), answer.status == 200


async def test_connection(service: ServiceClient) -> dict[str, object]:
    """Have the service ask Discogs who it is; a failure there is reported, not raised."""
    answer = await service.ask("GET", "/test", within=TEST_S, patient=True)
    if answer.status == 404:
        # A program that knows no such test has said that it is there.
        await service.check()
        return {"success": True, "message": f"The {service.name} service answers."}
    message = one_line(_decode(answer.content).get("message"))
    try:
        if answer.status != 200:
            raise _refusal(service, answer)
    except UpstreamFailed as error:
        return {"success": False, "error": error.message}
    if not message:
        raise service.senseless()
    return {"success": True, "message": message}


def _result(found: Mapping[str, Any], *, seller: str, total: int) -> ScrapeResult:
    complete = found.get("complete")
    return ScrapeResult(
        message=one_line(found["message"]),
        success=found["success"],
        username=seller,
        total_records=total,
        complete=complete if isinstance(complete, bool) else None,
        job=f"/api/scraper/jobs/{quote(seller, safe='')}",
        **{name: _count(found.get(name)) for name in _COUNTS},
    )


def _refusal(service: ServiceClient, answer: Answer) -> RecordsError:
    """Return the error that a refusal means: by its code if that is ours, else by its status if it has words."""
    body = _decode(answer.content)
    said, code = one_line(body.get("error")), body.get("code")
    known = _BY_CODE.get(code) if isinstance(code, str) else None
    if known is not None and known.status == answer.status and said:
        return known(said, details=one_line(body.get("details")) or None)
    # A code that is not ours, such as that of an unknown address, means that nobody looked at the seller.
    kind = _BY_STATUS.get(answer.status) if said and code is None else None
    if kind is not None:
        return kind(said)
    return UpstreamFailed(f"The {service.name} service answers with status {answer.status}.", details=said or None)


def _decode(content: bytes) -> Mapping[str, Any]:
    try:
        value = msgspec.json.decode(content)
    except UNREADABLE:
        return {}
    return value if isinstance(value, dict) else {}


def _count(value: Any, *, otherwise: int = 0) -> int:
    return value if type(value) is int and 0 <= value <= _LARGEST_COUNT else otherwise
