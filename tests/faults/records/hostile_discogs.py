"""A Discogs that fails or refuses, and exchange rates that are away: offers are exact, or there is a reason."""

import time
from collections.abc import Iterator, Mapping
from typing import Any

from alcove.simulators.discogs import SellerSpec
from faults.records.scrapes import build_settings, compare_with_repeats, scrape, serve_discogs
from faults.report import Row
from faults.scenario import Bench
from faults.server import FaultedServer
from faults.traffic import measure_until
from fixtures.simulators.discogs import Simulator
from fixtures.simulators.faults import Faults

TITLE = "A hostile Discogs, and exchange rates that are away"
SECONDS = 280.0
OFFERS = 250
INVENTORY = "/users/"
RATES = ("/v6/", "/stats/eurofxref/")
"""The paths of both services of exchange rates."""
LIMIT = 60.0
"""Seconds that a scrape may take, and until offers have a price after the rates are back."""
TRANSIENT: Mapping[str, Faults] = {
    "503-twice": Faults(only=INVENTORY, next={"error": 2}),
    "500-every-third": Faults(only=INVENTORY, every={"error": 3}, error_status=500),
    "reset-twice": Faults(only=INVENTORY, next={"reset": 2}),
    "cut-twice": Faults(only=INVENTORY, skip=1, next={"cut": 2}),
    "half-a-document-twice": Faults(only=INVENTORY, skip=1, next={"truncate": 2}),
    "nothing-twice": Faults(only=INVENTORY, skip=1, next={"empty": 2}),
    "a-web-page-twice": Faults(only=INVENTORY, skip=1, next={"page": 2}),
    "429-twice": Faults(only=INVENTORY, skip=1, next={"throttle": 2}, retry_after=True),
    "slow": Faults(only=INVENTORY, slow_body_s=2.0),
}
"""What is wrong for a while: the scrape ends with all offers."""
PERMANENT: Mapping[str, Faults] = {
    "403": Faults(only=INVENTORY, every={"error": 1}, error_status=403),
    "401": Faults(only=INVENTORY, every={"error": 1}, error_status=401),
    "500": Faults(only=INVENTORY, every={"error": 1}, error_status=500),
    "nothing": Faults(only=INVENTORY, every={"empty": 1}),
    "a-web-page": Faults(only=INVENTORY, every={"page": 1}),
}
"""What is wrong always: the scrape ends with a reason, and a later one has all offers."""
MISLEADING = {"403": "accept the credentials"}
"""A word that a reason must not have: a 403 that does not speak of the token says nothing about it."""
PASS_TIME = "UPDATE records.discogs_wait SET next_try_at = now() RETURNING work"
"""As if the pause of five minutes after a failed request for rates were over."""
FOREIGN = ("foreign-first", "foreign-second")
STORED = """
SELECT count(*), count(*) FILTER (WHERE l.original_price IS NOT NULL), count(l.record_price)
FROM records.discogs_listing AS l JOIN records.discogs_seller AS s ON s.id = l.seller_id WHERE s.name = '{seller}'
"""


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for failures that pass, one for those that do not, and one for the rates."""
    transient, permanent = bench.choose(TRANSIENT), bench.choose(PERMANENT)
    sellers: dict[str, SellerSpec | int] = dict.fromkeys((*transient, *permanent), OFFERS)
    sellers |= dict.fromkeys(FOREIGN, SellerSpec(offers=OFFERS, currency="EUR"))
    with (
        serve_discogs(seed=bench.seed, sellers=sellers) as (url, simulator),
        bench.server(build_settings(url)) as server,
    ):
        simulator.window.length_s = 2.0
        yield _scrape_with_faults(server, simulator, cases=transient)
        yield _scrape_with_refusals(server, simulator, cases=permanent)
        yield from _scrape_without_rates(server, simulator)


def _scrape_with_faults(server: FaultedServer, simulator: Simulator, *, cases: Mapping[str, Faults]) -> Row:
    statuses, slowest = _scrape_all(server, simulator, cases=cases)
    failed = [_describe(status) for status in statuses.values() if status["state"] != "done" or not status["complete"]]
    compared = compare_with_repeats(server, list(cases))
    return Row(
        name="scrapes while Discogs fails for a moment",
        tried=len(cases),
        survived=len(cases) - len(failed),
        lost=compared.missing,
        doubled=compared.surplus,
        seconds=slowest,
        limit=LIMIT,
        problems=tuple(failed),
    )


def _scrape_with_refusals(server: FaultedServer, simulator: Simulator, *, cases: Mapping[str, Faults]) -> Row:
    statuses, slowest = _scrape_all(server, simulator, cases=cases)
    silent = [_describe(status) for status in statuses.values() if not _has_right_reason(status)]
    later = {seller: scrape(server, seller) for seller in cases}
    incomplete = [_describe(status) for status in later.values() if status["state"] != "done"]
    compared = compare_with_repeats(server, list(cases))
    return Row(
        name="scrapes that Discogs refuses end with a reason, and are complete later",
        tried=len(cases),
        survived=len(cases) - len(silent) - len(incomplete),
        lost=compared.missing,
        doubled=compared.surplus,
        seconds=slowest,
        limit=LIMIT,
        problems=(*silent, *incomplete),
    )


def _scrape_all(
    server: FaultedServer, simulator: Simulator, *, cases: Mapping[str, Faults]
) -> tuple[dict[str, dict[str, Any]], float]:
    """Scrape a seller with each fault; return how the scrapes ended, and the seconds of the slowest."""
    statuses, slowest = {}, 0.0
    for seller, faults in cases.items():
        began = time.monotonic()
        simulator.faults.configure(faults)
        simulator.faults.applied.clear()
        statuses[seller] = scrape(server, seller)
        slowest = max(slowest, time.monotonic() - began)
        assert set(simulator.faults.applied) - {"none"} or faults.slow_body_s, f"{seller} met no fault"
    simulator.faults.configure(Faults())
    return statuses, slowest


def _has_right_reason(status: Mapping[str, Any]) -> bool:
    """Return whether a scrape has failed with a reason that does not mislead."""
    reason = str(status["error"] or "")
    wrong_word = MISLEADING.get(status["seller"])
    return status["state"] == "failed" and bool(reason) and (wrong_word is None or wrong_word not in reason)


def _describe(status: Mapping[str, Any]) -> str:
    return f"{status['seller']}: {status['state']}, {status['error'] or status['stop_reason']}"


def _scrape_without_rates(server: FaultedServer, simulator: Simulator) -> Iterator[Row]:
    simulator.faults.configure(Faults(only=RATES, every={"error": 1}, native_prices=True))
    first, second = FOREIGN
    status = scrape(server, first)
    simulator.faults.configure(Faults(native_prices=True))
    count, with_original, priced = server.fetch_rows(STORED.format(seller=first))[0]
    yield Row(
        name="offers are stored while the exchange rates are away",
        tried=status["kept"],
        survived=with_original,
        lost=status["kept"] - count,
        problems=(f"{priced} have a price without a rate",) if priced else (),
    )
    server.fetch_rows(PASS_TIME)
    # The rates of the next scrape are those that the offers before it have waited for.
    scrape(server, second)

    def is_priced() -> bool:
        stored, _, priced = server.fetch_rows(STORED.format(seller=first))[0]
        return bool(stored == priced)

    seconds = measure_until(is_priced, limit=LIMIT)
    stored, _, priced = server.fetch_rows(STORED.format(seller=first))[0]
    yield Row(
        name="the rates are back: offers that get a price by themselves",
        tried=stored,
        survived=priced,
        seconds=seconds,
        limit=LIMIT,
    )
