"""A server whose AI providers are a simulator, and what a learner has on it."""

import json
import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

from alcove.simulators.ai_provider import Behaviour
from integration.study.conftest import sign_up
from integration.study.served import StudyServer, serve_study
from support.ai_provider import AiProviderSite
from support.http_client import blocking_http_client
from support.postgres import Databases

TUTOR: Final = "ai-tutor-professional"
QUESTION: Final = "What is a prime?"
PRIMES: Final = (
    "A prime has exactly two divisors, one and itself. Every whole number above one is a product of primes in just one"
    " way. Euclid showed that the list of primes never ends."
)
_ADD_PASSAGE: Final = """
INSERT INTO study.passages (id, user_id, kind, source_id, title, content, page)
VALUES ($1, $2, 'material', $3, $4, $5, $6)
"""
_FORGET_HEALTH: Final = "TRUNCATE study.ai_provider_health, study.ai_key_cooldowns"
LIMITS: Final = {
    "STUDY_FUNCTION_CALLS_PER_MINUTE": "10000", "STUDY_LIMIT_F1_PER_MINUTE": "10000", "ALCOVE_TOKEN": "t" * 30,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Learner:
    """An account of a server."""

    server: StudyServer
    id: uuid.UUID

    @property
    def headers(self) -> dict[str, str]:
        """The headers of supabase-js."""
        return self.server.headers(self.id)

    def call(self, name: str, body: object = None, **options: Any) -> httpx2.Response:
        """Call a function; the options may have further headers, or a body that is no JSON."""
        headers = {**self.headers, **options.pop("headers", {})}
        if body is not None:
            options["json"] = body
        with blocking_http_client(f"{self.server.address}/functions/v1") as client:
            return client.post(f"/{name}", headers=headers, **options)

    def ask(self, message: str = QUESTION, **options: Any) -> httpx2.Response:
        """Ask the tutor."""
        return self.call(TUTOR, {"message": message, "options": options})

    def chat(self, body: object, *, path: str = "/api/ai/chat", **headers: str) -> httpx2.Response:
        """Ask at the native address."""
        with blocking_http_client(self.server.address) as client:
            return client.post(path, headers={**self.headers, **headers}, json=body)

    async def add_passage(
        self, text: str = PRIMES, *, title: str = "Primes", page: int | None = 3, source_id: uuid.UUID | None = None
    ) -> uuid.UUID:
        """Add a passage of a material, and return its id."""
        passage_id = uuid.uuid4()
        await self.server.execute(_ADD_PASSAGE, passage_id, self.id, source_id or uuid.uuid4(), title, text, page)
        return passage_id

    async def add_session(self) -> uuid.UUID:
        """Add a chat, and return its id."""
        rows = await self.server.execute(
            "INSERT INTO public.ai_tutor_sessions (user_id, title) VALUES ($1, 'Chat') RETURNING id", self.id
        )
        session_id: uuid.UUID = rows[0]["id"]
        return session_id

    async def read_messages(self, session_id: uuid.UUID) -> Sequence[tuple[str, str]]:
        """Return role and text of the messages of a chat."""
        rows = await self.server.execute(
            "SELECT role, content FROM public.ai_messages WHERE session_id = $1 ORDER BY created_at, role DESC",
            session_id,
        )
        return [(row["role"], row["content"]) for row in rows]


async def add_learner(server: StudyServer) -> Learner:
    """Return a new account on a server whose providers are healthy."""
    await server.execute(_FORGET_HEALTH)
    return Learner(server=server, id=await sign_up(server))


@contextmanager
def serve_tutor(databases: Databases, template: str, folder: Path, **environ: str) -> Iterator[StudyServer]:
    """Serve on a database of its own, with these settings and limits that are far away."""
    with databases.clone(template) as dsn, serve_study(dsn, folder, **{**LIMITS, **environ}) as server:
        yield server


def read_events(response: httpx2.Response) -> list[dict[str, Any]]:
    """Return the events of a stream; the last line is the end marker."""
    assert response.headers["content-type"].startswith("text/event-stream")
    lines = [line.removeprefix("data: ") for line in response.text.splitlines() if line.startswith("data: ")]
    assert lines[-1] == "[DONE]"
    return [json.loads(line) for line in lines[:-1]]


def read_text(events: Sequence[Mapping[str, Any]]) -> str:
    """Return the text of a stream."""
    return "".join(event["content"] for event in events if event["type"] == "content")


def mask(body: Any) -> Any:
    """Return an answer without what differs each time: ids, times and durations."""
    text = re.sub(r"req_\d{13}_[0-9a-z]{9}", "req_1", json.dumps(body))
    text = re.sub(r'"(timestamp|generated_at)": "[^"]*Z"', r'"\1": "..."', text)
    text = re.sub(r'"(processingTime|ms|created)": \d+', r'"\1": 0', text)
    text = re.sub(r'"(material_id|chunk_id|request_id)": "(?!req_1")[^"]*"', r'"\1": "..."', text)
    return json.loads(text)


def last_messages(site: AiProviderSite) -> list[dict[str, str]]:
    """Return the messages of the last request to a provider that speaks OpenAI's dialect."""
    messages: list[dict[str, str]] = site.requests(dialect="openai")[-1].body["messages"]
    return messages


def say(text: str = "Because of the primes.", **values: Any) -> Behaviour:
    """Return the behaviour of a provider that says this."""
    return Behaviour(text=text, **values)
