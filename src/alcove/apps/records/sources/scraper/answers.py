"""The answers of a scraper, taken apart: whoever answers may answer anything."""

from collections.abc import Mapping
from typing import Any, Final

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
from alcove.apps.records.model.delegated import Scraped
from alcove.apps.records.sources.door import Door, words
from alcove.foundation.fetch import Answer

_KNOWN: Final = (
    InvalidSeller, SellerUnknown, ScrapeRunning, ScrapeCancelled, CredentialsMissing, CredentialsInvalid,
    UpstreamFailed, UpstreamRateLimited, PageWall,
)  # fmt: skip
_BY_CODE: Final[Mapping[str, type[RecordsError]]] = {kind.code: kind for kind in _KNOWN}
_BY_STATUS: Final[Mapping[int, type[RecordsError]]] = {
    400: InvalidSeller, 404: SellerUnknown, 409: ScrapeRunning, 500: UpstreamFailed, 502: UpstreamFailed,
    503: CredentialsMissing,
}  # fmt: skip
_COUNTS: Final = (
    "new_records", "updated_records", "skipped", "unpriced", "failed", "delisted", "pages",
)  # fmt: skip
_LARGEST_COUNT: Final = 2**31 - 1


def read_scraped(door: Door, content: bytes, *, ended: bool) -> Scraped:
    """Return what a scrape has come to; counts that are none are zero."""
    answer = _object(content)
    message = words(answer.get("message"))
    success = answer.get("success")
    if not message or not isinstance(success, bool):
        raise UpstreamFailed(door.senseless().message)
    counts = {name: _count(answer.get(name)) for name in _COUNTS}
    processed = _count(answer.get("records_processed"))
    total = _count(answer.get("total_records"), otherwise=processed)
    if ended and not success and not processed and not total:
        raise UpstreamFailed(message)
    complete = answer.get("complete")
    return Scraped(
        ended=ended,
        success=success,
        message=message,
        total_records=total,
        complete=complete if isinstance(complete, bool) else None,
        **counts,
    )


def error_of(door: Door, answer: Answer) -> RecordsError:
    """Return the error that a refusal means: by its code if that is ours, else by its status if it has words."""
    body = _object(answer.content)
    said = words(body.get("error"))
    code = body.get("code")
    known = _BY_CODE.get(code) if isinstance(code, str) else None
    if known is not None and known.status == answer.status and said:
        return known(said, details=words(body.get("details")) or None)
    # A code that is not ours, such as that of an unknown address, means that nobody looked at the seller.
    kind = _BY_STATUS.get(answer.status) if said and code is None else None
    if kind is not None:
        return kind(said)
    return UpstreamFailed(f"The {door.name} service answers with status {answer.status}.", details=said or None)


def read_test(door: Door, content: bytes) -> str:
    """Return the words of a test that went well."""
    message = words(_object(content).get("message"))
    if not message:
        raise door.senseless()
    return message


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        value = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _count(value: Any, *, otherwise: int = 0) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_COUNT:
        return value
    return otherwise
