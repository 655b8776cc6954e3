"""`alcove serve` with a legacy environment: the books have their own port, and no secret is logged."""

import json
import urllib.error
import urllib.request
from typing import Any

import pytest

from support.peers import PASSWORD, make_app_db
from support.processes import DIRECT
from support.sockets import free_port
from support.until import until
from support.world import World

SECRETS = {
    "AA_DONATOR_KEY": "aa-donator-6a1f",
    "PROWLARR_API_KEY": "prowlarr-77bc",
    "QBITTORRENT_PASSWORD": "torrent-91d0",
    "IA_ACCESS_KEY": "ia-access-3f3f",
    "IA_SECRET_KEY": "ia-secret-8e8e",
    "SE_EMAIL": "patron-52@books.example",
    "SESSION_SECRET": "session-secret-1c1c",
    "BUILTIN_PASSWORD_HASH": "scrypt:16:1:1$salt-2d2d$00",
    "HTTP_PROXY": "http://user-4b:proxy-password-0a0a@proxy.invalid:3128",
    "OPDS_CATALOGS": json.dumps(
        [{"name": "Mine", "url": "https://cat.invalid/opds", "username": "me", "password": "opds-pass-5e5e"}]
    ),
}
WORDS = (
    "aa-donator-6a1f", "prowlarr-77bc", "torrent-91d0", "ia-access-3f3f", "ia-secret-8e8e", "patron-52",
    "session-secret-1c1c", "salt-2d2d", "proxy-password-0a0a", "opds-pass-5e5e", PASSWORD,
)  # fmt: skip


def _request(port: int, path: str, *, body: object = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=data, headers=headers)
    try:
        with DIRECT.open(request, timeout=10) as answer:
            return answer.status, answer.read(), dict(answer.headers)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read(), dict(refused.headers)


@pytest.mark.slow
def test_a_legacy_environment_is_served_without_leaking_secrets(world: World) -> None:
    """The port and the users work, one deprecation notice is logged, and the log contains no secret."""
    home, own_port = world.home, free_port()
    del world.env["ALCOVE_DATA_DIR"]
    world.env.update(
        FLASK_PORT=str(own_port), CONFIG_DIR=str(home / "data"), CWA_DB_PATH=str(make_app_db(home / "auth")),
        LOG_LEVEL="debug", DEBUG="true", CUSTOM_DNS="cloudflare", USE_DOH="yes", USE_BOOK_TITLE="true",
        AA_BASE_URL="auto", TRUSTED_PROXIES="127.0.0.1", **SECRETS,
    )  # fmt: skip
    running = world.start("serve", fresh=True)
    try:
        until(lambda: _is_up(own_port), describe=lambda: running.output)
        status, body, _ = _request(own_port, "/api/auth/check")
        assert (status, json.loads(body)["auth_mode"]) == (200, "cwa")
        assert _request(own_port, "/api/status")[0] == 401
        assert _request(running.port, "/api/status")[0] == 401
        assert _request(own_port, "/dashboard/")[0] == 401
        assert _request(own_port, "/api/apps")[0] == 401

        credentials = {"username": "admin", "password": PASSWORD}
        forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.5"}
        status, _, headers = _request(own_port, "/api/auth/login", body=credentials, **forwarded)
        assert status == 200
        cookie = headers["set-cookie"] if "set-cookie" in headers else headers["Set-Cookie"]
        assert cookie.endswith("; Secure")
        session = {"Cookie": cookie.partition(";")[0]}
        assert _request(own_port, "/api/status", **session)[0] == 200
        assert _request(running.port, "/request/api/status", **session)[0] == 200
        settings = _request(own_port, "/api/settings", **session)[1].decode()
        debug = _request(own_port, "/api/debug", **session)[1].decode("latin-1")
    finally:
        running.stop()
    output = running.output
    assert (home / "data" / "books").is_dir()
    starts = [line for line in output.splitlines() if f"Starting book server on 127.0.0.1:{own_port} (version " in line]
    assert len(starts) == 1
    assert "auth cwa, workers 3, ingest " in starts[0]
    warnings = [line for line in output.splitlines() if "ignored_variables" in line]
    assert len(warnings) == 1
    assert json.loads(warnings[0])["names"] == "AA_BASE_URL, AA_DONATOR_KEY, PROWLARR_API_KEY, QBITTORRENT_PASSWORD"
    found = [word for word in WORDS for text in (output, settings, debug) if word in text]
    assert not found


def test_a_port_in_use_is_refused(world: World) -> None:
    """A port that is in use or configured twice stops the start; the error names the variable."""
    port = str(free_port())
    done = world.run("serve", PORT=port, FLASK_PORT=port)
    assert done.returncode != 0
    assert "FLASK_PORT" in done.stderr


def _is_up(port: int) -> bool:
    try:
        return _request(port, "/api/health")[0] == 200
    except OSError:
        return False
