"""`make audit` asks a database for advisories about the locked packages."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from arch.tree import ROOT
from support.servers import serve
from support.sockets import free_port


class Advisories:
    """A database that knows one vulnerable version, and remembers what it was requested."""

    def __init__(self) -> None:
        self.requested: set[tuple[str, str]] = set()

    async def answer(self, request: Request) -> Response:
        """Return the advisories for each package of a batch."""
        queries: list[dict[str, Any]] = (await request.json())["queries"]
        self.requested |= {(query["package"]["ecosystem"], query["package"]["name"]) for query in queries}
        is_bad = [query["package"] == {"ecosystem": "PyPI", "name": "asyncpg"} for query in queries]
        return JSONResponse({"results": [{"vulns": [{"id": "TEST-2026-1"}]} if bad else {} for bad in is_bad]})


def audit(address: str, root: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run the script."""
    script = root / "requirements/audit.py"
    return subprocess.run(
        [sys.executable, str(script), address], env={"no_proxy": "*"}, capture_output=True, text=True, check=False
    )


def test_an_advisory_fails_the_audit() -> None:
    """Every locked package is looked up; a version with an advisory is named, and the exit code is 1."""
    advisories = Advisories()
    with serve(Starlette(routes=[Route("/v1/querybatch", advisories.answer, methods=["POST"])])) as address:
        done = audit(address)
    assert done.returncode == 1, done.stderr
    assert "PyPI asyncpg " in done.stdout
    assert "TEST-2026-1" in done.stdout
    assert {("PyPI", "starlette"), ("PyPI", "pytest"), ("npm", "react")} <= advisories.requested


def test_an_accepted_advisory_does_not_fail_the_audit(tmp_path: Path) -> None:
    """An advisory that the list of accepted ones names is left out."""
    folder = tmp_path / "requirements"
    folder.mkdir()
    for name in ("audit.py", "runtime.txt"):
        (folder / name).write_text((ROOT / "requirements" / name).read_text())
    (folder / "accepted-advisories.txt").write_text("TEST-2026-1 does not concern us\n")
    with serve(Starlette(routes=[Route("/v1/querybatch", Advisories().answer, methods=["POST"])])) as address:
        done = audit(address, tmp_path)
    assert done.returncode == 0, done.stderr
    assert "0 with advisories" in done.stdout


@pytest.mark.parametrize("body", ["<html>Sign in to this network</html>", json.dumps({"results": []}), "[1]"])
def test_a_foreign_answer_is_no_pass(body: str) -> None:
    """An answer that is not the database's, as of a proxy, counts as not run."""

    async def answer(_request: Request) -> Response:
        return PlainTextResponse(body)

    with serve(Starlette(routes=[Route("/v1/querybatch", answer, methods=["POST"])])) as address:
        done = audit(address)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("not run: ")


def test_unreachable_advisories_are_no_pass() -> None:
    """Without the database the script says that it has checked nothing."""
    done = audit(f"http://127.0.0.1:{free_port()}")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("not run: the advisories cannot be reached")
