"""A small program for Supabase, with its migrations, policies, files and live queries, simply runs."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from e2e.study.conftest import StudyServer
from support.sockets import free_port
from support.supabase_js import PACKAGES, require_node, run_program
from support.world import make_world

PROGRAM: Final = Path(__file__).parent / "program"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(migrated_data: Path) -> Iterator[StudyServer]:
    """Yield `alcove serve` with the program's database."""
    for package in PACKAGES:
        require_node(package)
    name, port = f"chat_{uuid.uuid4().hex[:12]}", free_port()
    with make_world(
        migrated_data, STUDY_PROJECT_DATABASE=name, STUDY_AUTOCONFIRM="1", STUDY_SIGN_UPS_PER_HOUR="0"
    ) as world:
        migrated = world.run("study", "migrate", str(PROGRAM))
        assert migrated.returncode == 0, migrated.stderr
        world.start("serve", PORT=str(port)).wait_ready()
        keys = world.run_json("study", "keys")
        yield StudyServer(f"http://127.0.0.1:{port}", world.dsn, keys["anon_key"], keys["service_role_key"])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_chat_runs(server: StudyServer, package: str) -> None:
    """Members see rows, live queries, private channels and files of their room; a stranger sees none of them."""
    result = run_program(PROGRAM / "chat.mjs", package, server.url, server.anon_key)
    assert result["rooms"] == {"ann": [2], "ben": [2], "eve": []}
    assert result["live"] == {
        "statuses": ["ok", "ok"],
        "ben": [["INSERT", "e4"], ["DELETE", "number"]],
        "eve": [],
        "refused": "42501",
    }
    assert result["channel"]["joins"][:2] == ["joined", "joined"]
    assert "You do not have permissions to read from this Channel topic" in result["channel"]["joins"][2]
    assert result["channel"]["announced"] == [["INSERT", "e4"], ["typing", "ann"]]
    assert result["presence"] == "ann,ben"
    assert result["files"] == {
        "listed": ["opening.txt"],
        "text": "1. e4 e5",
        "signed": "1. e4 e5",
        "strange": True,
        "wrongType": "mime type application/zip is not supported",
    }
    assert result["function"] == 404
