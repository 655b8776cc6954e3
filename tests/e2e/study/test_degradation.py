"""What still works when a part of the server is lost: the table of docs/explain/degradation.md, cell by cell."""

import json
import re
import socket
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import httpx2
import pytest

from alcove.simulators.ai_provider import Behaviour
from arch.tree import ROOT
from e2e.study.tutor.tutor_server import F1, Learner, TutorServer, serve_tutor
from support.ai_provider import AiProviderSite, serve_ai_providers
from support.http_client import blocking_http_client
from support.until import until

PROVIDERS: Final = ("deepseek", "openai", "claude", "gemini", "ollama")
NOTES: Final = {"title": "Notes", "text": "The mitochondrion is the powerhouse of the cell. Osmosis moves water."}

Response = httpx2.Response
Call = Callable[[httpx2.Client, Learner], Response]

CALLS: Final[Mapping[str, Call]] = {
    "sign up": lambda client, learner: client.post(
        "/auth/v1/signup",
        json={"email": f"{uuid.uuid4()}@example.org", "password": "a long enough password"},
        headers={"apikey": learner.headers["apikey"]},
    ),
    "read rows": lambda client, learner: client.get("/rest/v1/tasks?select=*", headers=learner.headers),
    "write rows": lambda client, learner: client.post(
        "/rest/v1/tasks", json={"title": "Read", "user_id": learner.student.id}, headers=learner.headers
    ),
    "plan": lambda client, learner: client.post("/api/tasks", json={"title": "Write"}, headers=learner.headers),
    "calendar": lambda client, learner: client.get("/api/calendar", headers=learner.headers),
    "study session": lambda client, learner: client.post(
        "/api/study-sessions", json={"title": "Biology"}, headers=learner.headers
    ),
    "add a material": lambda client, learner: client.post("/api/materials", json=NOTES, headers=learner.headers),
    "ask the tutor": lambda client, learner: client.post(
        F1, json={"message": "What is the powerhouse of the cell?"}, headers=learner.headers
    ),
}
"""The columns of the table."""


@contextmanager
def losing(part: str, *, migrated_data: Path) -> Iterator[tuple[TutorServer, str]]:
    """Yield a server that has lost a part, and the name of the component whose health says so."""
    closed = f"127.0.0.1:{_closed_port()}"
    settings, component = {
        "Redis": ({"REDIS_URL": f"redis://{closed}/0"}, "redis"),
        "embeddings": ({"STUDY_EMBEDDINGS_DIR": "/nowhere/at/all"}, "study embeddings"),
        "extraction": ({}, "jobs"),
        "mail": (
            {"MAIL_URL": f"smtp://{closed}", "MAIL_FROM": "desk@example.org", "STUDY_AUTOCONFIRM": "true"},
            "mail",
        ),
        "traces": ({"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://{closed}", "OTEL_BSP_SCHEDULE_DELAY": "50"}, "traces"),
    }[part]
    with serve_tutor(migrated_data, **settings) as server:
        yield server, component


def _closed_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def check_core_routes(learner: Learner) -> None:
    """Check that all core routes answer with success."""
    with blocking_http_client(learner.server.study.url) as client:
        statuses = {name: call(client, learner).status_code for name, call in CALLS.items()}
    assert {name: status for name, status in statuses.items() if not 200 <= status < 300} == {}


def read_health(server: TutorServer) -> tuple[int, Mapping[str, str]]:
    """Return the status of the health route, and the states of the components."""
    status, body = server.process.get("/health/ready")
    return status, {part["name"]: part["state"] for part in json.loads(body)["parts"]}


@pytest.mark.parametrize("part", ["Redis", "embeddings", "extraction", "traces"])
def test_core_routes_work_without_a_part(migrated_data: Path, part: str) -> None:
    """Every core route succeeds without the part, and the server is ready and says that it is degraded."""
    with losing(part, migrated_data=migrated_data) as (server, component):
        learner = server.add_learner()
        check_core_routes(learner)

        def is_degraded() -> bool:
            status, states = read_health(server)
            return status == 200 and states[component] == "degraded"

        until(is_degraded, describe=lambda: f"{read_health(server)}\n{server.process.output}")


def test_core_routes_work_without_mail(migrated_data: Path) -> None:
    """Mail that cannot be delivered waits, is shown as degraded, and stops nothing else."""
    with losing("mail", migrated_data=migrated_data) as (server, component):
        server.world.start("worker")
        learner = server.add_learner()
        with blocking_http_client(server.study.url) as client:
            address = server.fetch("SELECT email FROM auth.users WHERE id = %s", learner.student.id)[0][0]
            headers = {"apikey": server.study.anon_key}
            assert client.post("/auth/v1/recover", json={"email": address}, headers=headers).status_code == 200
        check_core_routes(learner)
        until(lambda: read_health(server) and read_health(server)[1][component] == "degraded")
        assert read_health(server)[0] == 200


@pytest.fixture(scope="module")
def site() -> Iterator[AiProviderSite]:
    """Yield simulated AI providers."""
    with serve_ai_providers() as site:
        yield site


@pytest.fixture(scope="module")
def five_providers(migrated_data: Path, site: AiProviderSite) -> Iterator[TutorServer]:
    """Yield a server with all providers."""
    with serve_tutor(migrated_data, **site.settings(*PROVIDERS)) as server:
        yield server


@pytest.mark.parametrize("lost", PROVIDERS)
def test_core_routes_work_without_a_provider(five_providers: TutorServer, site: AiProviderSite, lost: str) -> None:
    """When one provider is lost the tutor answers by another one, and the health names the lost one."""
    five_providers.execute("DELETE FROM study.ai_provider_health")
    site.script(key=f"key-{lost}", default=Behaviour(status=500))
    learner = five_providers.add_learner()
    with blocking_http_client(five_providers.study.url) as client:
        for number in range(6):
            body = {"message": f"Question {number}?", "context": {"preferredProvider": lost}}
            answer = client.post("/api/ai/chat", json={**body, "provider": lost}, headers=learner.headers)
            assert answer.status_code == 200, answer.text
    check_core_routes(learner)
    status, health = five_providers.process.get("/health/ready")
    component = next(part for part in json.loads(health)["parts"] if part["name"] == "study AI providers")
    assert (status, component["state"]) == (200, "degraded")
    assert lost in component["detail"]
    site.script(key=f"key-{lost}", default=Behaviour(tokens=5))


def test_the_table_has_every_cell() -> None:
    """The documented table has a row for each part and a column for each core route, and every cell works."""
    text = (ROOT / "docs" / "explain" / "degradation.md").read_text()
    rows = [re.split(r"\s*\|\s*", line.strip("| ")) for line in text.splitlines() if line.startswith("| ")]
    head, *cells = [row for row in rows if set(row[0]) - {"-", " "}]
    assert head[1:] == list(CALLS)
    parts = ("Redis", "embeddings", "extraction", "mail", "traces", *(f"AI provider {name}" for name in PROVIDERS))
    assert tuple(row[0] for row in cells) == parts
    assert {cell.split()[0] for row in cells for cell in row[1:]} == {"works"}
