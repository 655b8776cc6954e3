"""The demonstration: a question is answered with citations within a minute of the start."""

import json
import uuid
from collections.abc import Callable, Mapping
from typing import Any, Final

from e2e.study.tutor.tutor_server import F1
from support.http_client import blocking_http_client
from support.processes import AlcoveProcess
from support.until import until
from support.world import World

VOLCANOES: Final = (
    "A shield volcano has gentle slopes, because its lava is thin and flows far before it cools. A stratovolcano is"
    " steep: its lava is thick, and layers of ash and lava alternate."
)


def test_a_question_is_answered_with_citations(world: World, start: Callable[..., AlcoveProcess]) -> None:
    """The owner's question cites the sample materials; a new account's cites what it has just uploaded."""
    demo = start("serve", "--demo").wait_ready()
    answer = until(lambda: ask_with_citations(world), describe=lambda: demo.output)
    assert answer is not None
    assert "fuse" in answer["content"]
    assert answer["metadata"]["answered"] is True
    assert answer["metadata"]["actual_provider"] == "deepseek"
    citation = answer["metadata"]["citations"][0]
    assert citation["title"] == "Physics: circuits"
    assert "A fuse is a thin wire that melts" in " ".join(citation["quote"].split())
    check_terminal(world)
    check_new_account(world, demo)


def ask_with_citations(world: World) -> Mapping[str, Any] | None:
    """Return the answer of `alcove study ask`, None while the materials are not read."""
    done = world.run("study", "ask", "How does a fuse work?", "--json")
    assert done.returncode == 0, done.stderr
    answer: Mapping[str, Any] = json.loads(done.stdout)
    return answer if answer["metadata"]["citations"] else None


def check_terminal(world: World) -> None:
    """Check what a person reads: the answer, its sources, and who has answered."""
    done = world.run("study", "ask", "How does a fuse work?", "--provider", "claude")
    assert done.returncode == 0, done.stderr
    text, _, sources = done.stdout.partition("Sources:")
    assert "fuse" in text
    assert "[1] Physics: circuits" in sources
    assert "Answered by claude" in done.stderr


def check_new_account(world: World, demo: AlcoveProcess) -> None:
    """Check that a material of a new account is cited by F1 as soon as it is ready."""
    key = world.run_json("study", "keys", ALCOVE_DATA_DIR=str(world.data_dir / "demo"))["publishable_key"]
    with blocking_http_client(f"http://127.0.0.1:{demo.port}", headers={"apikey": key}) as client:
        account = {"email": f"{uuid.uuid4()}@example.org", "password": "correct horse battery"}
        session = client.post("/auth/v1/signup", json=account).raise_for_status().json()
        client.headers["authorization"] = f"Bearer {session['access_token']}"
        made = client.post("/api/materials", json={"title": "Volcanoes", "text": VOLCANOES}).raise_for_status().json()
        path = f"/api/materials/{made['id']}"
        until(lambda: client.get(path).json()["state"] == "ready", describe=lambda: demo.output)
        question = {"message": "Why is a stratovolcano steep?"}
        answer = client.post(F1, json=question).raise_for_status().json()
    (citation,) = answer["metadata"]["citations"]
    assert citation["material_id"] == made["id"]
    assert citation["title"] == "Volcanoes"
    assert citation["quote"] in VOLCANOES
    assert "stratovolcano" in answer["content"]
