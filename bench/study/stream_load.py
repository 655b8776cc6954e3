"""Notes when the tokens of the tutor arrive: `python -m bench.study.stream_load`, JSON in and out."""

import asyncio
import json
import re
import sys
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_SENT: Final = re.compile(rb'"content":"sent=(\d+) "')
_RECEIVED: Final = re.compile(rb'"content":"received=(\d+) "')
_FIRST: Final = re.compile(rb'"type":"content"')


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamPlan:
    """Requests to send as they are, all at the same time, and how often; `holds` keeps the streams open for so long."""

    port: int
    requests: list[str]
    rounds: int = 1
    holds: float = 0.0


@dataclass(slots=True, kw_only=True)
class StreamTimes:
    """Milliseconds from our request to the provider's, and from each token of the provider to our reading it."""

    to_provider: list[float] = field(default_factory=list)
    per_token: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    opened: int = 0


async def run(plan: StreamPlan) -> StreamTimes:
    """Read all streams."""
    times = StreamTimes()
    for _ in range(plan.rounds):
        await asyncio.gather(*(_read(plan, request, times=times) for request in plan.requests))
    return times


async def _read(plan: StreamPlan, request: str, *, times: StreamTimes) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", plan.port)
    try:
        await _read_stream(reader, writer, request, plan=plan, times=times)
    except (asyncio.IncompleteReadError, ConnectionError, TimeoutError) as error:
        times.failures.append(repr(error))
    finally:
        writer.close()


async def _read_stream(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: str, *, plan: StreamPlan, times: StreamTimes
) -> None:
    started = time.monotonic_ns()
    writer.write(request.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        times.failures.append(head.decode("latin-1").partition("\r\n")[0])
        return
    if plan.holds:
        async with asyncio.timeout(60):
            while not _FIRST.search(await reader.readline()):
                pass
        times.opened += 1
        await asyncio.sleep(plan.holds)
        return
    while line := await reader.readline():
        now = time.monotonic_ns()
        if found := _RECEIVED.search(line):
            times.to_provider.append((int(found[1]) - started) / 1e6)
        elif found := _SENT.search(line):
            times.per_token.append((now - int(found[1])) / 1e6)
        elif b"[DONE]" in line:
            times.opened += 1
            return


def main() -> None:
    """Read a plan from standard input and print the times."""
    task: dict[str, Any] = json.loads(sys.stdin.buffer.read())
    print(json.dumps(asdict(asyncio.run(run(StreamPlan(**task))))))


if __name__ == "__main__":
    main()
