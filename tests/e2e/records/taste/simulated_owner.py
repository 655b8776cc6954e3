"""An owner who keeps funk, soul and jazz, and judges through the API of the page."""

import os
import signal
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from support.processes import DIRECT, AlcoveProcess

KEEPS = frozenset({"Funk / Soul", "Jazz"})
SELLERS = ("martha_keys", "nina-vogel", "sven_lindqvist")


def likes(offer: dict[str, Any]) -> bool:
    """Return the owner's verdict on an offer."""
    return not KEEPS.isdisjoint(offer["record"]["genres"])


@dataclass(frozen=True, slots=True)
class JudgedServer:
    """A running server with offers."""

    running: AlcoveProcess

    def read(self, path: str) -> Any:
        """Return the JSON at a path."""
        status, body = self.running.get(path)
        assert status == 200, body
        return msgspec.json.decode(body)

    def is_filled(self) -> bool:
        """Return whether every seller has been scraped and the genres are stored."""
        for seller in SELLERS:
            status, body = self.running.get(f"/api/scraper/jobs/{seller}")
            if status != 200 or msgspec.json.decode(body)["state"] != "done":
                return False
        offers = self.read("/api/recommender/listings/?limit=100")["listings"]
        return len(offers) == 100 and sum(bool(offer["record"]["genres"]) for offer in offers) > 97

    def judge(self, count: int) -> None:
        """Judge random offers in batches of ten."""
        for _ in range(count // 10):
            offers = self.read("/api/recommender/listings/?limit=10")["listings"]
            fields = [("listing_ids", offer["id"]) for offer in offers]
            fields += [("keeper_ids", offer["id"]) for offer in offers if likes(offer)]
            body = urllib.parse.urlencode(fields).encode()
            address = f"http://127.0.0.1:{self.running.port}/submit-scoring-selections/"
            with DIRECT.open(urllib.request.Request(address, body), timeout=10) as answer:
                assert msgspec.json.decode(answer.read())["updated"] == 10

    def count_learned_verdicts(self) -> int:
        """Return the number of verdicts of the current model."""
        current = self.read("/api/recommender/models")["current"]
        return int(current["labels"]) if current else 0

    def keepers_on_top(self, sort: str) -> int:
        """Return how many of the first twenty unjudged offers the owner would keep."""
        unjudged: list[dict[str, Any]] = []
        page = 1
        while len(unjudged) < 20:
            results = self.read(f"/search/results/?sort={sort}&page={page}")["results"]
            unjudged += [offer for offer in results if not offer["evaluated"]]
            page += 1
        return sum(likes(offer) for offer in unjudged[:20])

    def predictions(self) -> Any:
        """Return the predictions of offers."""
        ids = "&".join(f"listing_ids={number}" for number in range(1, 101))
        return self.read(f"/recommendation-predictions/?{ids}")

    def children(self, name: str) -> list[int]:
        """Return the processes of this server with `name` in their command line."""
        return [pid for pid in _below(self.running.process.pid) if name in _command(pid)]

    def kill(self, name: str) -> None:
        """Kill these processes with SIGKILL."""
        for pid in self.children(name):
            os.kill(pid, signal.SIGKILL)


def _below(pid: int) -> list[int]:
    subject_ids = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            if parent == pid:
                subject_ids += [int(entry.name), *_below(int(entry.name))]
    return subject_ids


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
