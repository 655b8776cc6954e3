"""Where the server has a certificate, the books' own port speaks https as well, and their cookies stay on it."""

import json
import ssl
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from alcove.foundation.identity import hash_werkzeug_password as hash_password
from support.folders import short_folder
from support.processes import AlcoveProcess, environment, run_alcove
from support.sockets import free_port
from support.until import until


@pytest.fixture
def home() -> Iterator[Path]:
    """Give an empty home with a short name."""
    with short_folder() as place:
        yield place


def test_the_cookie_of_an_https_session_is_secure(home: Path) -> None:
    """Signing in at the books' own port over TLS gives a cookie that no browser sends in the clear."""
    own = free_port()
    env = environment(
        home, PORT=str(free_port()), FLASK_PORT=str(own), ALCOVE_DATA_DIR=str(home / "data"),
        BUILTIN_USERNAME="me", BUILTIN_PASSWORD_HASH=hash_password("correct horse"),
    )  # fmt: skip
    env |= dict(line.split("=", 1) for line in run_alcove("cert", "books.lan", env=env).stdout.splitlines())
    context = ssl.create_default_context(cafile=env["ALCOVE_TLS_CERT"])
    browser = urllib.request.build_opener(urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    address = f"https://127.0.0.1:{own}/api"
    running = AlcoveProcess("serve", env=env)

    def is_up() -> bool:
        assert running.process.poll() is None, running.output
        try:
            with browser.open(f"{address}/health", timeout=10) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    try:
        until(is_up, describe=lambda: running.output)
        body = json.dumps({"username": "me", "password": "correct horse"}).encode()
        browser.addheaders = [("Content-Type", "application/json")]
        with browser.open(f"{address}/auth/login", body, timeout=20) as answer:
            cookie = answer.headers["Set-Cookie"]
        assert "Secure" in cookie.split("; ")
    finally:
        assert running.stop() == 0
