"""A provider with OpenAI's protocol whose tokens are times: `python -m bench.study.provider_server PORT`.

The model `stamps` answers with the time at which the request had arrived, and then with the times at which it sends its
tokens, all in nanoseconds of the machine's monotonic clock. The model `idle` sends one token and then nothing.
"""

import asyncio
import json
import signal
import sys
import time
from typing import Final

import uvloop

TOKENS: Final = 20
PAUSE: Final = 0.02
_HEAD: Final = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"
_MODELS: Final = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 11\r\n\r\n{"data":[]}'


def encode_event(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
    """Return one event of a stream."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    return f"data: {json.dumps({'model': 'bench', 'choices': [choice]})}\n\n".encode()


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer one request, and close the connection."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
        received = time.monotonic_ns()
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n")[0] or 0)
        body = await reader.readexactly(length)
        if head.startswith(b"GET"):
            writer.write(_MODELS)
            return
        writer.write(_HEAD)
        if json.loads(body)["model"] == "idle":
            writer.write(encode_event({"content": "wait "}))
            # Ends when the other side closes the connection.
            await reader.read()
            return
        await send_stamps(writer, received=received)
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def send_stamps(writer: asyncio.StreamWriter, *, received: int) -> None:
    """Send the times, and the marks of the end."""
    writer.write(encode_event({"content": f"received={received} "}))
    for _ in range(TOKENS):
        await asyncio.sleep(PAUSE)
        writer.write(encode_event({"content": f"sent={time.monotonic_ns()} "}))
    writer.write(encode_event({}, "stop") + b"data: [DONE]\n\n")
    await writer.drain()


async def serve(port: int) -> None:
    """Serve on a port of loopback until SIGTERM."""
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    server = await asyncio.start_server(answer, "127.0.0.1", port, backlog=2048)
    async with server:
        await stop.wait()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
