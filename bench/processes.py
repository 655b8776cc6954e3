"""The processes that are measured: started, waited for, weighed, ended."""

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


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(arguments: list[str], *, environ: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Python module's command for the block; its output goes into a file, as it would in service."""
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
    """Return the moment of the first 200 from a port."""
    deadline = time.perf_counter() + START_LIMIT
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode} before it answered")
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == 200:
                return time.perf_counter()
        except (OSError, HTTPException):
            time.sleep(0.002)
        finally:
            connection.close()
    raise RuntimeError(f"no answer from port {port} within {START_LIMIT:.0f} s")


def fetch(port: int, path: str) -> Any:
    """Return a JSON answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request("GET", path)
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()


def load(plan: Plan) -> Outcome:
    """Run the load generator in a process of its own."""
    found = _aside("bench.load", asdict(plan), seconds=plan.seconds + plan.warm_up)
    return Outcome(**found)


def aside(module: str, task: Mapping[str, object], *, seconds: float) -> Any:
    """Run a module of the bench in a process of its own: JSON in, JSON out."""
    return _aside(module, dict(task), seconds=seconds)


def _aside(module: str, task: dict[str, Any], *, seconds: float) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(task).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        check=True,
        timeout=seconds + 120,
    )
    return json.loads(done.stdout)


def family(pid: int) -> dict[int, str]:
    """Return a process and all that came from it, with their command lines."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return {number: _command(number) for number in sorted(found)}


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return ""


def memory(pid: int) -> dict[str, float]:
    """Return what a process holds, in MiB: `rss` all of it, `pss` with shared pages divided among their users."""
    wanted = {"Rss": "rss", "Pss": "pss"}
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    values = {line.split(":")[0]: int(line.split()[1]) / MIB for line in lines}
    return {name: round(values[key], 1) for key, name in wanted.items()}


def peak(pid: int) -> float:
    """Return the most resident memory since `forget_peak`, in MiB."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return round(int(line.split()[1]) / MIB, 1)
    return 0.0


def forget_peak(pid: int) -> None:
    """Start the measure of the peak anew."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def processor_seconds(pid: int) -> float:
    """Return the processor time a process has taken, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / float(os.sysconf("SC_CLK_TCK"))
