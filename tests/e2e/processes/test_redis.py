"""A server with REDIS_URL reports the state of Redis, and works without it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from support.processes import AlcoveProcess, environment, run_alcove
from support.redis import RedisServer, redis_server
from support.until import until

Start = Callable[..., AlcoveProcess]


def states(serve: AlcoveProcess) -> tuple[int, dict[str, str]]:
    """Return the status of the health route and the state of each component."""
    status, body = serve.get("/health/ready")[:2]
    return status, {part["name"]: part["state"] for part in json.loads(body)["parts"]}


@pytest.mark.slow
def test_health_follows_redis(start: Start, home: Path) -> None:
    """`redis` is ok, degraded after Redis is killed, and ok again; the server stays ready."""
    with redis_server() as redis:
        serve = start("serve", REDIS_URL=redis.url, ALCOVE_WORKERS="2").wait_ready()
        assert states(serve)[1]["redis"] == "ok"
        redis.kill()
        until(lambda: states(serve)[1]["redis"] == "degraded")
        assert states(serve)[0] == 200
        redis.start()
        until(lambda: states(serve)[1]["redis"] == "ok")
        until(lambda: "redis_unavailable" in serve.output)
        assert serve.stop() == 0
        doctor = _doctor(home, redis)
    assert "redis" in doctor


def test_a_malformed_url_prevents_the_start(home: Path) -> None:
    """A wrong REDIS_URL exits with 4; the text has the expected form, but not the value."""
    completed = run_alcove("serve", env=environment(home, REDIS_URL="http://:secret@host"))
    assert completed.returncode == 4
    assert "REDIS_URL" in completed.stdout + completed.stderr
    assert "secret" not in completed.stdout + completed.stderr


def _doctor(home: Path, redis: RedisServer) -> str:
    env = environment(home, REDIS_URL=redis.url, ALCOVE_DATA_DIR=str(home / "data"))
    return run_alcove("doctor", env=env).stdout
