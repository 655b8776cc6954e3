"""Supabase's own client in Node, told what to call by a test in Python."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pytest

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = Path(__file__).parent / "supabase-js"

PACKAGES: Final = ("supabase-js-2.57.4", "supabase-js-newest")
"""The version of the old front end, and the newest one."""

Package = Literal["supabase-js-2.57.4", "supabase-js-newest"]
Step = Sequence[Any]
"""The name of a method and its arguments."""


@dataclass(frozen=True, slots=True)
class SupabaseResult:
    """What the client returned; `error` is None on success."""

    data: Any
    error: dict[str, Any] | None
    status: int
    """0 where the client tells none."""
    count: int | None


class SupabaseJs:
    """One process of Node; each call makes a client of its own, and `open_client` one that is kept."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._clients = 0

    def call(self, *chain: Step, token: str | None = None, schema: str | None = None) -> SupabaseResult:
        """Call the methods of the chain one after the other and return the result of the last one."""
        return self.send({"token": token, "schema": schema, "chain": [list(step) for step in chain]})

    def open_client(self, **options: object) -> "SupabaseClient":
        """Make a client that keeps its session between calls; the options are those of its `auth`."""
        self._clients += 1
        return SupabaseClient(self, str(self._clients), options)

    def send(self, call: Mapping[str, object]) -> SupabaseResult:
        """Send the description of a call, and return its result."""
        request = json.dumps(call)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{request}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "Node has ended"
        result = json.loads(line)
        assert "thrown" not in result, result["thrown"]
        return SupabaseResult(result.get("data"), result.get("error"), result.get("status", 0), result.get("count"))


@dataclass(frozen=True, slots=True)
class SupabaseClient:
    """A client with a session of its own."""

    process: SupabaseJs
    name: str
    options: Mapping[str, object]

    def call(self, *chain: Step) -> SupabaseResult:
        """Call the methods of the chain one after the other, as the user who is signed in."""
        steps = [list(step) for step in chain]
        return self.process.send({"client": self.name, "auth": self.options, "chain": steps})

    def auth(self, method: str, *arguments: object) -> SupabaseResult:
        """Call a method of `auth`, whatever it returns; `mfa.enroll` is a method of a part of it."""
        *parts, name = method.split(".")
        return self.call(("auth",), *((part,) for part in parts), (name, *arguments))

    def do(self, method: str, *arguments: object) -> Any:
        """Call a method of `auth` that succeeds, and return its data."""
        result = self.auth(method, *arguments)
        assert result.error is None, result.error
        return result.data

    def refuse(self, method: str, *arguments: object) -> tuple[int, str, str]:
        """Call a method of `auth` that fails, and return status, code and message of the error."""
        error = self.auth(method, *arguments).error
        assert error is not None
        return error["status"], error["code"], error["message"]

    def stored_items(self) -> dict[str, str]:
        """Return what the client keeps in its storage."""
        items: dict[str, str] = self.call(("storedItems",)).data
        return items


@contextmanager
def supabase_js(package: str, *, url: str, key: str) -> Iterator[SupabaseJs]:
    """Yield a client of a server with an API key; the test is skipped where the package is not installed."""
    node = require_node(package)
    process = subprocess.Popen(
        [node, "--no-warnings", "call.mjs", package, url, key],
        cwd=FOLDER,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        bufsize=1,
    )
    try:
        yield SupabaseJs(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        # Timers of the client, such as that which refreshes its session, may keep it running.
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


def run_program(program: Path, package: str, *arguments: str) -> Any:
    """Run a program with Supabase's client, whose package it imports as PACKAGE, and return the JSON it prints."""
    node = require_node(package)
    # Packages are searched from a program's folder, so its text runs as if it lay beside them. The newest version wants
    # a WebSocket, which Node has without asking since version 22.
    done = subprocess.run(
        [
            node,
            "--no-warnings",
            "--experimental-websocket",
            "--input-type=module",
            "--eval",
            program.read_text(),
            *arguments,
        ],
        cwd=FOLDER,
        env={"PATH": os.environ["PATH"], "PACKAGE": package},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def require_node(package: str) -> str:
    """Return the path of Node; the test is skipped, and in CI fails, where Node or the package is not installed."""
    own = ROOT / ".venv-node" / "bin" / "node"
    node = shutil.which("node") or (str(own) if own.exists() else None)
    if node and (FOLDER / "node_modules" / package).exists():
        return node
    reason = f"the client {package} is not installed: make peers"
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)
