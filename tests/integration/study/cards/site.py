"""Cards over HTTP, with a worker of their jobs in this process."""

import asyncio
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx2

from alcove.apps.study.card_decks import jobs as card_decks
from alcove.apps.study.cards import jobs as cards
from alcove.foundation.jobs import Queue, run_worker
from alcove.main.build import open_deps
from alcove.main.configuration import read_configuration
from integration.study.served import StudyServer, serve_study
from support.http_client import blocking_http_client
from support.until import until

NOON: Final = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=60)
"""An instant far from the borders of days, in the past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardSite:
    """A server, and a client of its HTTP."""

    server: StudyServer
    http: httpx2.Client

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement in the database, as its owner."""
        return asyncio.run(self.server.execute(sql, *args))


@dataclass(frozen=True, slots=True, kw_only=True)
class CardClient:
    """A client that calls for one account."""

    site: CardSite
    account: uuid.UUID

    def call(self, method: str, path: str, body: object = None, **options: Any) -> httpx2.Response:
        """Send a request to the native API."""
        headers = {"Authorization": f"Bearer {self.site.server.token(self.account)}"}
        if body is not None:
            options["json"] = body
        return self.site.http.request(method, f"/api/{path}", headers=headers, **options)

    def ok(self, method: str, path: str, body: object = None, **options: Any) -> Any:
        """Send a request that succeeds, and return its body."""
        response = self.call(method, path, body, **options)
        assert response.status_code in (200, 201, 202), response.text
        return response.json()

    def read_refusal(self, method: str, path: str, body: object = None) -> tuple[int, str]:
        """Send a request that fails, and return its status and code."""
        response = self.call(method, path, body)
        return response.status_code, response.json()["code"]

    def add_set(self, title: str = "Tides", **more: object) -> str:
        """Add a set, and return its id."""
        return str(self.ok("POST", "flashcard-sets", {"title": title, **more})["id"])

    def add_card(self, front: str = "moon", back: str = "sea", **more: object) -> str:
        """Add a card, and return its id."""
        return str(self.ok("POST", "flashcards", {"front_content": front, "back_content": back, **more})["id"])

    def card(self, card_id: str) -> Any:
        """Return a card."""
        return self.ok("GET", f"flashcards/{card_id}")

    def review(self, card_id: str, rating: str = "good", *, at: datetime | None = None, **more: object) -> Any:
        """Review a card, and return the answer."""
        body = {"id": str(uuid.uuid4()), "card_id": card_id, "rating": rating, **more}
        return self.ok("POST", "reviews", {**body, **({"reviewed_at": at.isoformat()} if at else {})})

    def upload(self, content: bytes, *, name: str = "deck.apkg", **fields: str) -> httpx2.Response:
        """Send a file of cards."""
        files = {"file": (name, content, "application/octet-stream")}
        return self.call("POST", "flashcard-sets/imports", files=files, data=fields)

    def import_deck(self, content: bytes, **fields: str) -> Any:
        """Send a file of cards, wait until it is imported, and return the import."""
        response = self.upload(content, **fields)
        assert response.status_code == 202, response.text
        path = f"flashcard-sets/imports/{response.json()['id']}"
        until(lambda: self.ok("GET", path)["state"] in ("done", "failed"))
        return self.ok("GET", path)

    def texts(self, query: str = "") -> Sequence[tuple[str, str]]:
        """Return the fronts and backs of the cards in the order in which they were added."""
        cards = self.ok("GET", f"flashcards?sort=created_at&limit=100{query}")["cards"]
        return [(card["front_content"], card["back_content"]) for card in cards]

    def due(self, query: str = "") -> Any:
        """Return the queue."""
        return self.ok("GET", f"flashcards/due{query}")

    def fronts(self, query: str = "") -> Sequence[str]:
        """Return the fronts of the queue in their order."""
        return [card["front_content"] for card in self.due(query)["cards"]]


@contextmanager
def serve_cards(dsn: str, folder: Path, **environ: str) -> Iterator[CardSite]:
    """Serve a database with a worker."""
    with (
        serve_study(dsn, folder, **environ) as server,
        blocking_http_client(server.address, timeout=60) as http,
        run_jobs(dsn, folder, **environ),
    ):
        yield CardSite(server=server, http=http)


@contextmanager
def run_jobs(dsn: str, folder: Path, **environ: str) -> Iterator[None]:
    """Run the jobs of cards during the block."""
    loop, stop = asyncio.new_event_loop(), asyncio.Event()
    configuration = read_configuration({"ALCOVE_DATA_DIR": str(folder), "DATABASE_URL": dsn, **environ})

    async def work() -> None:
        async with open_deps(configuration, dsn, name="alcove-test-worker") as deps:
            tasks = [*cards.build_tasks(deps), *card_decks.build_tasks(deps)]
            queues = [Queue("study", concurrency=1), Queue("materials", concurrency=2)]
            await run_worker(dsn, tasks, queues=queues, stop=stop, poll=0.2)

    thread = threading.Thread(target=lambda: loop.run_until_complete(work()))
    thread.start()
    try:
        yield
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
        loop.close()
