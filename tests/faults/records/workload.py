"""Scrapes, votes and verdicts, one after another, while the server is broken."""

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2

from faults.records.scrapes import (
    ENDED,
    build_settings,
    compare_with_repeats,
    read_scrape,
    request_scrape,
    scrape,
    serve_discogs,
    wait_for_scrape,
)
from faults.report import Row
from faults.server import FaultedServer
from fixtures.simulators.discogs import Simulator
from fixtures.simulators.faults import Faults
from support.until import until

FIRST_SELLER = "first"
SELLERS = tuple(f"seller-{number}" for number in range(1, 9))
OFFERS_PER_SELLER = 2000
PAGE_LATENCY_S = 0.6
VOTE_STEP = 1000
"""Votes differ by a thousandth, so that each can be found again."""
VOTES = "SELECT jsonb_array_elements(desirability_votes)::text::float FROM records.discogs_recordoftheday"
FEEDBACK = "SELECT count(*) FROM records.discogs_recordofthedayfeedback"
VERDICTS = "SELECT id, kept FROM records.discogs_listing WHERE evaluated"


@contextmanager
def open_workload(*, seed: int) -> Iterator["RecordsWorkload"]:
    """Serve a Discogs and yield the work on it."""
    sizes = {FIRST_SELLER: 300, **dict.fromkeys(SELLERS, OFFERS_PER_SELLER)}
    with serve_discogs(seed=seed, sellers=sizes) as (url, simulator):
        yield RecordsWorkload(url, simulator)


class RecordsWorkload:
    """The acknowledged work, and what became of it."""

    name = "records"

    def __init__(self, url: str, simulator: Simulator) -> None:
        self.settings: Mapping[str, str] = {
            **build_settings(url),
            # A training would take the processor from what is measured.
            "ML_MIN_SAMPLES": "1000000",
        }
        self._simulator = simulator
        self._scraped: list[str] = []
        self._votes: list[float] = []
        self._vote_count = 0
        self._verdicts: dict[int, bool] = {}
        self._unjudged: list[int] = []
        self._pick_id = 0

    def prepare(self, server: FaultedServer) -> None:
        """Store offers to vote on and to judge; from then on Discogs is slow."""
        assert scrape(server, FIRST_SELLER)["state"] == "done"
        self._pick_id = until(lambda: self._read_pick(server))["id"]
        batch = server.ask_json("/api/recommender/listings?limit=100")
        self._unjudged = [offer["id"] for offer in batch["listings"]]
        self._simulator.faults.configure(Faults(only="/users/", latency_s=PAGE_LATENCY_S))

    def work(self, server: FaultedServer) -> list[httpx2.Response | None]:
        """Vote, judge an offer, and scrape the next seller when the last one is done."""
        return [*self._scrape_next(server), *self._judge(server), *self._vote(server)]

    def progress(self, server: FaultedServer) -> float | None:
        """Return the pages and votes stored so far."""
        statuses = [read_scrape(server, seller) for seller in self._scraped]
        if len(statuses) == len(SELLERS) and all(status and status["state"] in ENDED for status in statuses):
            return math.inf
        pages = sum(status["page"] for status in statuses if status)
        return None if None in statuses else float(pages)

    def finish(self, server: FaultedServer) -> None:
        """Wait until all requested scrapes have ended; Discogs is fast again."""
        self._simulator.faults.configure(Faults())
        for seller in self._scraped:
            wait_for_scrape(server, seller)

    def rows(self, server: FaultedServer) -> list[Row]:
        """Return what became of votes, verdicts and offers."""
        return [self._build_vote_row(server), self._build_verdict_row(server), self._build_offer_row(server)]

    def _read_pick(self, server: FaultedServer) -> dict[str, Any]:
        dashboard = server.ask_json("/dashboard/") or {}
        return dashboard.get("record_of_the_day_obj") or {}

    def _scrape_next(self, server: FaultedServer) -> Iterator[httpx2.Response | None]:
        status = read_scrape(server, self._scraped[-1]) if self._scraped else {"state": "done"}
        is_free = status is not None and status["state"] in ENDED
        if is_free and len(self._scraped) < len(SELLERS):
            seller = SELLERS[len(self._scraped)]
            response, is_acknowledged = request_scrape(server, seller)
            if is_acknowledged:
                self._scraped.append(seller)
            yield response

    def _judge(self, server: FaultedServer) -> Iterator[httpx2.Response | None]:
        if not self._unjudged:
            return
        listing = self._unjudged.pop()
        is_keeper = listing % 2 == 0
        form = {"listing_ids": [listing], "keeper_ids": [listing] if is_keeper else []}
        response, is_acknowledged = server.ask_for_work("POST", "/submit-scoring-selections/", json=form)
        if is_acknowledged:
            self._verdicts[listing] = is_keeper
        yield response

    def _vote(self, server: FaultedServer) -> Iterator[httpx2.Response | None]:
        self._vote_count += 1
        rating = 1 + self._vote_count / VOTE_STEP
        form = {"desirability": f"{rating:.3f}", "novelty": "3"}
        address = f"/vote-record-of-the-day/{self._pick_id}/"
        response, is_acknowledged = server.ask_for_work("POST", address, data=form)
        if is_acknowledged:
            self._votes.append(rating)
        yield response

    def _build_vote_row(self, server: FaultedServer) -> Row:
        stored = Counter(round(row[0], 3) for row in server.fetch_rows(VOTES))
        found = sum(stored[round(rating, 3)] > 0 for rating in self._votes)
        repeated = sum(count - 1 for count in stored.values())
        feedback = server.fetch_rows(FEEDBACK)[0][0]
        return Row(
            name="records: votes that were acknowledged",
            tried=len(self._votes),
            survived=found,
            lost=len(self._votes) - found,
            doubled=repeated + max(0, feedback - stored.total()),
        )

    def _build_verdict_row(self, server: FaultedServer) -> Row:
        stored = dict(server.fetch_rows(VERDICTS))
        found = sum(stored.get(listing) == is_keeper for listing, is_keeper in self._verdicts.items())
        count = len(self._verdicts)
        return Row(
            name="records: verdicts that were acknowledged", tried=count, survived=found, lost=count - found
        )  # fmt: skip

    def _build_offer_row(self, server: FaultedServer) -> Row:
        failed = [
            f"the scrape of {seller} {status['state']}: {status['error']}"
            for seller in self._scraped
            if (status := wait_for_scrape(server, seller))["state"] != "done"
        ]
        compared = compare_with_repeats(server, self._scraped)
        return Row(
            name=f"records: offers of {len(self._scraped)} scrapes",
            tried=compared.right + compared.missing,
            survived=compared.right,
            lost=compared.missing,
            doubled=compared.surplus,
            problems=tuple(failed),
        )
