"""Requests for a table of exchange rates; what is not a table is requested again, as after a server error."""

from collections.abc import Callable, Mapping
from typing import Final

from alcove.apps.records.catalogue.model import Rates
from alcove.apps.records.errors import RatesFailed, RatesMalformed
from alcove.foundation.clock import Clock
from alcove.foundation.fetch import Client, ClientResponse, FetchError, RateLimited
from alcove.foundation.retry import backoff, retry
from alcove.foundation.telemetry import get_logger

MAX_RESPONSE_BYTES: Final = 256 * 1024
MALFORMED: Final = "malformed-response"
QUOTA_REACHED: Final = "quota-reached"
REFUSED: Final = "refused"
UNREACHABLE: Final = "unreachable"
ATTEMPTS: Final = 4
WAIT: Final = backoff(1.0, 4.0)

log = get_logger("alcove.records.rates")


async def request_rates(
    http: Client, path: str, *, parse: Callable[[ClientResponse], Rates], messages: Mapping[str, str], clock: Clock
) -> Rates:
    """Return the table at `path`; RatesFailed with one of the `messages`, which have a key for each kind of error."""

    async def attempt() -> Rates:
        try:
            answer = await http.request("GET", path)
        except RateLimited:
            raise build_error(QUOTA_REACHED, messages=messages) from None
        except FetchError:
            # Its text has the address, of which a key may be a part.
            raise build_error(UNREACHABLE, messages=messages) from None
        return parse(answer)

    return await retry(
        attempt,
        on=RatesMalformed,
        wait=WAIT,
        sleep=clock.sleep,
        attempts=ATTEMPTS,
        on_failure=lambda error, pause: log.warning("rates_malformed", reason=str(error), retry_in=pause),
    )


def build_error(kind: str, *, messages: Mapping[str, str], status: int | None = None) -> RatesFailed:
    """Return the error of a kind; one that `messages` does not have becomes `unreachable`."""
    reason = kind if kind in messages else UNREACHABLE
    error = RatesMalformed if reason == MALFORMED else RatesFailed
    return error(messages[reason].format(status=status), kind=reason)
