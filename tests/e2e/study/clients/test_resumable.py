"""Resumable uploads with tus-js-client, the client that Supabase documents."""

from pathlib import Path
from typing import Any, Final

import pytest

from e2e.study.clients.conftest import Project
from support.supabase_js import require_node, run_program

PROGRAM: Final = Path(__file__).with_name("tus.mjs")
CHUNK: Final = 256 * 1024
SIZE: Final = 3 * CHUNK + 17
OFFSETS: Final = [CHUNK, 2 * CHUNK, 3 * CHUNK, SIZE]


@pytest.fixture(scope="module")
def results(project: Project) -> Any:
    """Return what one run of the program printed."""
    require_node("tus-js-client")
    server = project.server
    return run_program(PROGRAM, "supabase-js-newest", server.url, server.anon_key, server.service_role_key)


@pytest.mark.parametrize("kind", ["whole", "parts", "deferred", "signed", "upsert"])
def test_an_upload_in_chunks_succeeds(results: Any, kind: str) -> None:
    """Every chunk is acknowledged, with data in the creation or after it, of known length or not."""
    assert results[kind].get("done"), results[kind]
    assert results[kind]["progress"][-1] == SIZE
    assert set(results[kind]["progress"]) <= {*OFFSETS}


def test_all_contents_are_right(results: Any) -> None:
    """The objects have the content, the type, the caching and the metadata that the client gave."""
    assert set(results["read"].values()) == {True}
    info = results["info"]
    assert info == {"metadata": {"from": "tus"}, "contentType": "text/plain", "cacheControl": "max-age=3600"}


def test_an_aborted_upload_continues(results: Any) -> None:
    """The client asks where the upload is and sends the rest; before that no object is there."""
    assert results["aborted"]["progress"] == OFFSETS[:2]
    assert results["before"] is None
    assert results["resumed"]["done"] is True
    assert results["resumed"]["progress"] == OFFSETS[2:]


def test_refusals_have_their_status(results: Any) -> None:
    """A name that is taken, a caller without a right, and an upload that was ended."""
    assert results["taken"]["status"] == 409
    assert results["refused"]["status"] == 403
    assert results["endedAgain"]["status"] == 404
