"""Exchange rates in the manner of the free exchange-rate service."""

from email.utils import format_datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from alcove.simulators.discogs.responses import reply
from alcove.simulators.discogs.simulator import simulator_of

DAY_S: Final = 86_400
TERMS: Final = "https://www.exchangerate-api.com/terms"
DOCUMENTS: Final = "https://www.exchangerate-api.com/docs"
KEY_ERRORS: Final = {"inactive-account": 403, "quota-reached": 429, "malformed-request": 400}
"""Keys that are answered with the error of their own name."""


async def latest(request: Request) -> Response:
    """Answer how many units of each currency one unit of the base buys."""
    simulator = simulator_of(request)
    key, base = request.path_params["key"], request.path_params["base"]
    if key in KEY_ERRORS:
        return _error(key, status=KEY_ERRORS[key])
    if key != simulator.config.exchange_key:
        return _error("invalid-key", status=403)
    rates = simulator.config.rates
    if base not in rates:
        return _error("unsupported-code", status=404)
    now = simulator.clock.now().replace(hour=0, minute=0, second=1, microsecond=0)
    stamp = int(now.timestamp())
    following = now.fromtimestamp(stamp + DAY_S, now.tzinfo)
    return reply(
        {
            "result": "success",
            "documentation": DOCUMENTS,
            "terms_of_use": TERMS,
            "time_last_update_unix": stamp,
            "time_last_update_utc": format_datetime(now),
            "time_next_update_unix": stamp + DAY_S,
            "time_next_update_utc": format_datetime(following),
            "base_code": base,
            "conversion_rates": {code: round(float(rate / rates[base]), 4) for code, rate in rates.items()},
        }
    )


def _error(kind: str, *, status: int) -> Response:
    body = {"result": "error", "documentation": DOCUMENTS, "terms-of-use": TERMS, "error-type": kind}
    return reply(body, status=status)


ROUTES: list[BaseRoute] = [Route("/v6/{key}/latest/{base}", latest)]
