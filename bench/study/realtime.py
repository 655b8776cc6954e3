"""Broadcasts to many websockets, compared with a bare loop that sends the same frames on the same server."""

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from pathlib import Path
from statistics import median
from subprocess import Popen
from typing import Final

from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import find_free_port, read_memory, run_module, run_process, wait_for_answer
from bench.study.operations import SECRET, sign
from bench.study.socket_load import SocketPlan

TITLE = "Realtime of study: broadcasts through one api process, compared with a bare Granian loop"
RATIO_BUDGET: Final = 0.6
RATE_BUDGET: Final = 8_000.0
CONNECTIONS: Final = 500
FRAMES: Final = 60
ROUNDS: Final = 3
PAIRS: Final = 7
"""Turns of both servers, one after the other, so that other load of the machine slows both."""
LIMIT: Final = "1000000"
SETTINGS: Final = {"STUDY_JWT_SECRET": SECRET, "STUDY_REALTIME_MESSAGES_PER_SECOND": LIMIT}
PAYLOAD: Final = {"type": "broadcast", "event": "move", "payload": {"x": 12.5, "y": 40, "name": "x" * 100}}


def measure() -> Iterator[Figure]:
    """Yield the figures of broadcasts."""
    env = get_environment()
    with ExitStack() as stack:
        process, port = stack.enter_context(env.api(SETTINGS))
        _, bare = stack.enter_context(run_bare_server(env.folder))
        pairs = [
            (run_plan(_broadcast_plan(port)), run_plan(bare_plan(bare, frame=_frame())))
            for _ in range(2 if env.quick else PAIRS)
        ]
        memory = read_memory(process.pid)["rss"]
    alcove, baseline = (median(rates) for rates in zip(*pairs, strict=True))
    yield Figure(
        name="broadcasts", value=round(median(ours / bare_rate for ours, bare_rate in pairs), 3),
        unit="of the bare loop", at_least=RATIO_BUDGET,
        note=f"{CONNECTIONS} clients; {alcove:,.0f} compared with {baseline:,.0f} frames/s",
    )  # fmt: skip
    yield Figure(name="frames sent", value=round(alcove), unit="/s", at_least=RATE_BUDGET)
    yield Figure(name="memory after the broadcasts", value=round(memory, 1), unit="MiB")


def _frame() -> str:
    return json.dumps([None, None, "realtime:bench", "broadcast", PAYLOAD], separators=(",", ":"))


def _broadcast_plan(port: int) -> SocketPlan:
    config = {"broadcast": {"self": False, "ack": False}, "presence": {"enabled": False}}
    payload = json.dumps(PAYLOAD, separators=(",", ":"))
    return SocketPlan(
        port=port,
        path=f"/realtime/v1/websocket?apikey={sign('anon')}&vsn=2.0.0",
        connections=CONNECTIONS,
        first=json.dumps(["1", "1", "realtime:bench", "phx_join", {"config": config}]),
        start=f'["1","2","realtime:bench","broadcast",{payload}]',
        repeats=FRAMES,
        has_sender=True,
        frames=FRAMES,
        frame_bytes=len(_frame()),
        rounds=ROUNDS,
    )


def bare_plan(port: int, *, frame: str) -> SocketPlan:
    """Return a plan in which the bare loop sends a frame again and again to all clients."""
    return SocketPlan(
        port=port,
        path="/",
        connections=CONNECTIONS,
        start=f"{FRAMES} {frame}",
        has_sender=False,
        frames=FRAMES,
        frame_bytes=len(frame),
        rounds=ROUNDS,
    )


def run_plan(plan: SocketPlan) -> float:
    """Return the frames that came per second."""
    rates: list[float] = run_module("bench.study.socket_load", asdict(plan), seconds=60.0)
    return median(rates)


@contextmanager
def run_bare_server(folder: Path) -> Iterator[tuple[Popen[bytes], int]]:
    """Run the bare loop for the block; yield the process and its port."""
    port = find_free_port()
    arguments = ["bench.study.bare_socket_server", str(port)]
    with run_process(arguments, environ={"PATH": os.environ["PATH"]}, log=folder / "bare.log") as process:
        wait_for_answer(port, "/", process=process)
        yield process, port
