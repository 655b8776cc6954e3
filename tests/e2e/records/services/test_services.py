"""The service roles as processes: alone, beside `alcove serve`, and after kills."""

import json
import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.processes import DIRECT, AlcoveProcess, environment, is_alive, postmaster_pid, run_alcove
from support.sockets import free_port
from support.until import until

Start = Callable[..., AlcoveProcess]


def post(running: AlcoveProcess, path: str, body: object) -> tuple[int, Any]:
    """Send JSON and return the status and the JSON of the response; 0 without a listener."""
    address = f"http://127.0.0.1:{running.port}{path}"
    request = urllib.request.Request(address, json.dumps(body).encode(), {"content-type": "application/json"})
    try:
        with DIRECT.open(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read())
    except OSError:
        return 0, None


def part(running: AlcoveProcess, name: str) -> dict[str, str]:
    """Return a part of a server's readiness, empty while the server does not respond."""
    status, body = running.get("/health/ready")
    parts = json.loads(body)["parts"] if status in (200, 503) else []
    return next((part for part in parts if part["name"] == name), {})


def is_ok(running: AlcoveProcess, name: str) -> bool:
    """Return whether a part of a server is ready."""
    return part(running, name).get("state") == "ok"


def test_a_service_runs_alone_and_stops_cleanly(start: Start, home: Path) -> None:
    """With an empty data directory a service starts the database, works, and exits with 0 without leaving processes."""
    running = start("scraper").wait_ready()
    assert json.loads(running.get("/health")[1])["service"] == "scraper"
    assert running.get("/health/live")[0] == 200
    assert b"alcove_http_request_seconds" in running.get("/metrics")[1]
    until(partial(is_ok, running, "jobs"), describe=lambda: running.output)
    database = postmaster_pid(home / "data")
    assert is_alive(database)
    assert running.stop() == 0
    assert not is_alive(database)


@pytest.mark.parametrize(("role", "port"), [("recommender", 8002), ("scraper", 8001)])
def test_each_service_has_its_own_port(home: Path, role: str, port: int) -> None:
    """Without PORT a service uses its default port, not the api's from alcove.toml; a used port is reported."""
    (home / "alcove.toml").write_text("port = 8000\n")
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", port))
            taken.listen()
        except OSError:
            pytest.skip(f"something on this machine listens on {port}")
        result = run_alcove(role, env=environment(home, ALCOVE_DATA_DIR=str(home / "data")))
    assert (result.returncode, f"port {port} is in use" in result.stderr) == (3, True), result.stderr


def test_other_machines_need_the_token(home: Path) -> None:
    """A service on a public address does not start without a token."""
    env = environment(home, ALCOVE_DATA_DIR=str(home / "data"), PORT=str(free_port()))
    result = run_alcove("scraper", "--host", "0.0.0.0", env=env)  # noqa: S104 - refused
    assert (result.returncode, "ALCOVE_TOKEN" in result.stderr) == (4, True), result.stderr


@pytest.mark.slow
def test_services_beside_serve(start: Start, home: Path) -> None:
    """The api uses the services of its data directory, works without them, and finds them again."""
    ports = {"recommender": free_port(), "scraper": free_port()}
    addresses = {f"{role.upper()}_SERVICE_URL": f"http://127.0.0.1:{port}" for role, port in ports.items()}
    serve = start("serve", **addresses).wait_ready()
    assert part(serve, "records.recommender")["state"] == "degraded"
    # Told of the same addresses, a service does not ask itself.
    services = {role: start(role, PORT=str(port), **addresses).wait_ready() for role, port in ports.items()}
    for role, running in services.items():
        until(partial(is_ok, serve, f"records.{role}"), describe=lambda: serve.output)
        names = [part["name"] for part in json.loads(running.get("/health/ready")[1])["parts"]]
        assert not {"records.recommender", "records.scraper"} & set(names)
    assert post(serve, "/data/somebody", {})[0] == 503
    assert post(services["recommender"], "/thermodynamic", {})[0] == 409
    assert services["scraper"].stop() == 0
    assert post(serve, "/data/somebody", {})[0] == 502
    assert services["recommender"].stop() == 0
    assert serve.get("/dashboard/")[0] == 200
    assert is_alive(postmaster_pid(home / "data"))
    assert serve.stop() == 0


@pytest.mark.slow
def test_a_service_survives_a_kill_of_its_database(start: Start, home: Path) -> None:
    """After kill -9 of the embedded PostgreSQL a service that runs alone restarts it and works."""
    running = start("recommender").wait_ready()
    assert json.loads(running.get("/health")[1])["service"] == "recommendation"
    first = postmaster_pid(home / "data")
    os.kill(first, signal.SIGKILL)
    until(lambda: postmaster_pid(home / "data") not in (0, first), describe=lambda: running.output)
    until(lambda: post(running, "/predict", {"listing_ids": [1]})[0] == 200, describe=lambda: running.output)
    until(partial(is_ok, running, "jobs"), describe=lambda: running.output)
    assert running.stop() == 0
    assert postmaster_pid(home / "data") == 0
