"""Requests that Schemathesis generates from the OpenAPI document of a running demonstration."""

import base64
import json
import os
import re
import subprocess
import sys
import urllib.request
from pathlib import Path
from typing import Any, Final

import pytest

from arch.tree import ROOT
from support.processes import DIRECT, AlcoveProcess
from support.world import World

OWNER: Final = "owner@example.org:a long enough password"
EXAMPLES: Final = "4"
"""Generated requests for each endpoint, besides those at the limits of its parameters, which are always all sent."""
PARTS: Final = 3
"""Parts of the document whose requests are sent at the same time, to servers of their own."""
STOPS_THE_SERVER: Final = re.compile(r"/restart$")

CHECKS: Final = (
    "failures_are_documented",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "use_after_free",
    "ensure_resource_availability",
    "missing_required_header",
)


@pytest.fixture
def server(world: World) -> AlcoveProcess:
    """Return a demonstration with all apps, of which everything but sign-in needs an account."""
    password = world.home / "password"
    password.write_text(OWNER.partition(":")[2])
    return world.start(
        "serve", "--demo",
        AUTH_MODE="accounts", ALCOVE_OWNER_EMAIL=OWNER.partition(":")[0], ALCOVE_OWNER_PASSWORD_FILE=str(password),
    ).wait_ready()  # fmt: skip


def read_document(server: AlcoveProcess) -> dict[str, Any]:
    """Return the OpenAPI document, which only somebody with an account gets."""
    credentials = base64.b64encode(OWNER.encode()).decode()
    url = f"http://{server.host}:{server.port}/openapi.json"
    with DIRECT.open(urllib.request.Request(url, headers={"Authorization": f"Basic {credentials}"})) as response:
        document: dict[str, Any] = json.load(response)
        return document


def find_links(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the links of all responses."""
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    responses = [response for operation in operations for response in operation["responses"].values()]
    return [link for response in responses for link in response.get("links", {}).values()]


def test_links_lead_to_operations(server: AlcoveProcess) -> None:
    """Each link names an operation that exists, and only parameters that it has."""
    document = read_document(server)
    parameters = {
        operation["operationId"]: {parameter["name"] for parameter in operation.get("parameters", ())}
        for path in document["paths"].values()
        for operation in path.values()
    }
    links = find_links(document)
    assert links
    for link in links:
        assert link["parameters"].keys() <= parameters[link["operationId"]]


def find_untestable_paths(document: dict[str, Any]) -> list[str]:
    """Return the paths that stop the server, or whose response does not end."""
    return [
        path
        for path, operations in document["paths"].items()
        if STOPS_THE_SERVER.search(path) or '"text/event-stream"' in json.dumps(operations)
    ]


def send_requests(server: AlcoveProcess, *arguments: str, folder: Path, part: int | None = None) -> str:
    """Run Schemathesis on the server's document or a part of it, check that it found nothing, and return its report."""
    document = read_document(server)
    if part is not None:
        document["paths"] = {path: document["paths"][path] for path in sorted(document["paths"])[part::PARTS]}
    file = folder / "openapi.json"
    file.write_text(json.dumps(document))
    excluded = [argument for path in find_untestable_paths(document) for argument in ("--exclude-path", path)]
    run = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", str(file),
            "--url", f"http://{server.host}:{server.port}", "--no-color", "--continue-on-failure", "--no-shrink",
            "--generation-deterministic", "--request-timeout", "45", "--suppress-health-check", "all",
            *excluded, *arguments,
        ],
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT / "tests"),
            "SCHEMATHESIS_HOOKS": "support.openapi_checks",
        },
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr[-5_000:] + server.output[-5_000:]
    return run.stdout


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_no_request_of_an_owner_fails(server: AlcoveProcess, tmp_path: Path, part: int) -> None:
    """Thousands of valid and invalid requests get what the document says; none fails, and none hangs."""
    (tmp_path / "schemathesis.toml").write_text('[phases.coverage]\nunexpected-methods = ["DELETE"]\n')
    arguments = ("--auth", OWNER, "--checks", ",".join(CHECKS), "--phases", "coverage,fuzzing")
    report = send_requests(server, *arguments, "--max-examples", EXAMPLES, folder=tmp_path, part=part)
    requests = re.search(r"([0-9]+) generated", report)
    assert requests is not None, report[-3000:]
    assert int(requests[1]) > 1000
    assert "request_failed" not in server.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_no_request_along_the_links_fails(server: AlcoveProcess, tmp_path: Path) -> None:
    """What one request creates, others read, change and remove as the document's links say."""
    # Links that Schemathesis guesses from names would be most of all, and the documented ones would rarely be followed.
    (tmp_path / "schemathesis.toml").write_text("[phases.stateful.inference]\nalgorithms = []\n")
    arguments = ("--auth", OWNER, "--checks", ",".join(CHECKS), "--phases", "stateful", "--mode", "positive")
    report = send_requests(server, *arguments, "--max-examples", "100", folder=tmp_path)
    links = re.search(r"API Links: +([0-9]+) covered", report)
    assert links is not None, report[-3000:]
    assert int(links[1]) >= 3
    assert "request_failed" not in server.output


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_somebody_without_an_account_gets_errors_only(server: AlcoveProcess, tmp_path: Path) -> None:
    """Without credentials no request gets a response of an endpoint that needs an account, and none fails."""
    arguments = ("--checks", "failures_are_documented,strangers_get_errors", "--phases", "fuzzing")
    send_requests(server, *arguments, "--max-examples", EXAMPLES, folder=tmp_path)
    assert "request_failed" not in server.output
