"""Real `alcove auth` processes."""

import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from support.processes import DIRECT, AlcoveProcess, environment
from support.until import until

SECRET = "a secret that only the tests use, of 32 bytes"


def auth_variables(dsn: str, **variables: str) -> Mapping[str, str]:
    """Return the variables that the role needs, and further ones."""
    return {
        "GOTRUE_SITE_URL": "https://app.example.org",
        "API_EXTERNAL_URL": "https://auth.example.org",
        "GOTRUE_API_HOST": "127.0.0.1",
        "PORT": "0",
        "DATABASE_URL": dsn,
        "GOTRUE_JWT_SECRET": SECRET,
        **variables,
    }


class AuthProcess(AlcoveProcess):
    """An `alcove auth` process; its port is the one that it logs."""

    def __init__(self, home: Path, variables: Mapping[str, str], *arguments: str) -> None:
        home.mkdir(exist_ok=True)
        super().__init__("auth", *arguments, env=environment(home, **variables))

    def wait_started(self) -> "AuthProcess":
        """Wait until the process listens."""

        def is_listening() -> bool:
            assert self.process.poll() is None, self.output
            lines = [line for line in self.output.splitlines() if '"event":"api_server_listening"' in line]
            self.port = int(json.loads(lines[0])["port"]) if lines else 0
            return self.port != 0

        until(is_listening, describe=lambda: self.output)
        return self

    def call(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, Any, Mapping[str, str]]:
        """Return status, JSON and headers of a response."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )
        try:
            with DIRECT.open(request) as response:
                content, status, fields = response.read(), response.status, response.headers
        except urllib.error.HTTPError as error:
            content, status, fields = error.read(), error.code, error.headers
        return status, json.loads(content or b"null"), {name.lower(): value for name, value in fields.items()}
