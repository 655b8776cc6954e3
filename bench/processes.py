"""Starts, measures and ends processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from bench.load import Outcome, Plan

ROOT = Path(__file__).parents[1]
START_LIMIT = 60.0
END_LIMIT = 20.0
MIB = 1024.0


def find_free_port() -> int:
    """Return a free port on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def run_process(arguments: list[str], *, environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module for the block, with its output in a file."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments], env=dict(environ), cwd=ROOT, stdout=output, stderr=output,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(END_LIMIT)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_for_answer(port: int, path: str, *, process: subprocess.Popen[bytes]) -> float:
    """Return the time of the first 200 from a port."""
    deadline = time.perf_counter() + START_LIMIT
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode} before it responded")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter()
        except (OSError, HTTPException):
            time.sleep(0.002)
        finally:
            connection.close()
    raise RuntimeError(f"no response from port {port} within {START_LIMIT:.0f} s")


def fetch_json(port: int, path: str) -> Any:
    """Return the JSON response of a GET request."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def run_load(plan: Plan) -> Outcome:
    """Run the load generator in a separate process."""
    outcome = _run_module("bench.load", asdict(plan), seconds=plan.seconds + plan.warm_up)
    return Outcome(**outcome)


def run_module(module: str, task: Mapping[str, object], *, seconds: float) -> Any:
    """Run a module of this package in a separate process, with JSON as input and output."""
    return _run_module(module, dict(task), seconds=seconds)


def _run_module(module: str, task: dict[str, Any], *, seconds: float) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(task).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        timeout=seconds + 120,
    )
    return json.loads(done.stdout)


def list_process_tree(pid: int) -> dict[int, str]:
    """Return a process and its descendants, with their command lines."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    pids = {pid}
    while children := {child for child, parent in parents.items() if parent in pids} - pids:
        pids |= children
    return {number: _command(number) for number in sorted(pids)}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def read_memory(pid: int) -> dict[str, float]:
    """Return the memory of a process in MiB: `rss`, and `pss`, which divides shared pages among processes."""
    fields = {"Rss": "rss", "Pss": "pss"}
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    values = {line.split(":")[0]: int(line.split()[1]) / MIB for line in lines}
    return {name: round(values[key], 1) for key, name in fields.items()}


def read_peak_memory(pid: int) -> float:
    """Return the peak RSS since `reset_peak_memory`, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / MIB, 1)
    return 0.0


def reset_peak_memory(pid: int) -> None:
    """Reset the peak RSS."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def read_processor_seconds(pid: int) -> float:
    """Return the processor time of a process, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))
