"""Quizzes over HTTP."""

import asyncio
import uuid
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from integration.study.conftest import sign_up
from integration.study.served import StudyServer

QUESTIONS: Final[list[dict[str, Any]]] = [
    {
        "type": "multiple_choice",
        "question": "Which is a prime?",
        "options": ["4", "7", "9"],
        "answer": "7",
        "points": 2,
    },
    {"type": "true_false", "question": "One is a prime.", "answer": False, "explanation": "It has one divisor."},
    {"type": "short_answer", "question": "Who proved it?", "answer": ["Euclid", "Euclid of Alexandria"]},
    {
        "type": "cloze",
        "question": "A prime has exactly ____ divisors, one and ____.",
        "answer": [["two", "2"], "itself"],
    },
]
SECRETS: Final = ("Euclid", "itself", "divisor.", '"answer":')
"""Texts of the answers that no question has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizSite:
    """A server with an account."""

    server: StudyServer
    http: httpx2.Client
    account: uuid.UUID

    def call(self, method: str, path: str = "", *, account: object = None, **options: Any) -> httpx2.Response:
        """Send a request with the token of an account, below /api."""
        token = self.server.token(account or self.account)
        return self.http.request(method, f"/api{path}", headers={"Authorization": f"Bearer {token}"}, **options)

    def add(self, **fields: Any) -> Any:
        """Add a quiz, and return it."""
        response = self.call("POST", "/quizzes", json={"title": "Primes", "questions": QUESTIONS, **fields})
        assert response.status_code == 201, response.text
        return response.json()

    def start(self, quiz_id: str) -> Any:
        """Start an attempt, and return it."""
        response = self.call("POST", f"/quizzes/{quiz_id}/attempts")
        assert response.status_code in (200, 201), response.text
        return response.json()

    def submit(self, attempt: Any, answers: object) -> httpx2.Response:
        """Submit an attempt."""
        path = f"/quizzes/{attempt['quiz_id']}/attempts/{attempt['id']}/submit"
        return self.call("POST", path, json={"answers": answers})

    def execute(self, sql: str, *args: object) -> list[Any]:
        """Run a statement in the database, as its owner."""
        return asyncio.run(self.server.execute(sql, *args))

    def stranger(self) -> uuid.UUID:
        """Return another account."""
        return asyncio.run(sign_up(self.server))
