"""Files over `/storage/v1`: uploads and downloads beside bare Starlette on Granian, and memory during a large one."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from bench.environment import get_environment
from bench.figures import Figure
from bench.processes import find_free_port, read_memory, run_process, wait_for_answer
from bench.study.operations import SECRET, sign

TITLE: Final = "Files of study: uploads and downloads through one api process"
MEGABYTE: Final = 1024 * 1024
SETTINGS: Final = {"STUDY_JWT_SECRET": SECRET, "STUDY_STORAGE_FILE_LIMIT": str(2048 * MEGABYTE)}
BUCKET: Final = "bench"
SMALL: Final = 16 * 1024
SMALL_REQUESTS: Final = 300
UPLOAD_BUDGET: Final = 0.5
DOWNLOAD_BUDGET: Final = 0.8
GROWTH_BUDGET: Final = 24.0

Send = Callable[[], None]


def measure() -> Iterator[Figure]:
    """Yield the throughput of a large file, the rate of small ones, and the memory that an upload takes."""
    env = get_environment()
    size = (16 if env.quick else 128) * MEGABYTE
    rounds = 2 if env.quick else 5
    with env.api(SETTINGS) as (process, port), _serve_bare() as bare_port:
        _call(port, "POST", "/storage/v1/bucket", body=b'{"name": "bench", "public": true}')
        content = os.urandom(size)
        uploads = _compare(lambda: _upload(port, "large", content), lambda: _upload_bare(bare_port, content), rounds)
        yield _describe("upload of a large file, hashed and flushed", uploads, size=size, at_least=UPLOAD_BUDGET)
        downloads = _compare(lambda: _download(port, "large"), lambda: _download_bare(bare_port), rounds)
        yield _describe("download of a large file", downloads, size=size, at_least=DOWNLOAD_BUDGET)
        yield _measure_small(port, rounds=1 if env.quick else 3)
        before = read_memory(process.pid)["rss"]
        _upload(port, "large", content * (2 if env.quick else 8))
        growth = read_memory(process.pid)["rss"] - before
        yield Figure(
            name="memory that an upload leaves", value=round(growth, 1), unit="MiB", at_most=GROWTH_BUDGET,
            note=f"of {len(content) * (2 if env.quick else 8) // MEGABYTE} MiB",
        )  # fmt: skip


def _compare(own: Send, bare: Send, rounds: int) -> tuple[float, float]:
    """Return the median seconds of both, which take turns."""
    own()
    bare()
    times = [(_time(own), _time(bare)) for _ in range(rounds)]
    return median(time for time, _ in times), median(time for _, time in times)


def _time(send: Send) -> float:
    started = time.perf_counter()
    send()
    return time.perf_counter() - started


def _describe(name: str, seconds: tuple[float, float], *, size: int, at_least: float) -> Figure:
    own, bare = (size / MEGABYTE / part for part in seconds)
    return Figure(
        name=name, value=round(own / bare, 2), unit="of bare Starlette", at_least=at_least,
        note=f"{own:,.0f} compared with {bare:,.0f} MiB/s, {size // MEGABYTE} MiB",
    )  # fmt: skip


def _measure_small(port: int, *, rounds: int) -> Figure:
    content = os.urandom(SMALL)
    _upload(port, "small", content)
    rates = []
    for _ in range(rounds):
        connection = HTTPConnection("127.0.0.1", port, timeout=60)
        started = time.perf_counter()
        for _ in range(SMALL_REQUESTS):
            connection.request("GET", f"/storage/v1/object/public/{BUCKET}/small")
            connection.getresponse().read()
        rates.append(SMALL_REQUESTS / (time.perf_counter() - started))
        connection.close()
    return Figure(
        name="downloads of a small file", value=round(median(rates)), unit="/s",
        note=f"{SMALL // 1024} KiB of a public bucket, one connection",
    )  # fmt: skip


def _upload(port: int, name: str, content: bytes) -> None:
    _call(port, "POST", f"/storage/v1/object/{BUCKET}/{name}", body=content, upsert="true")


def _download(port: int, name: str) -> None:
    _call(port, "GET", f"/storage/v1/object/public/{BUCKET}/{name}")


def _upload_bare(port: int, content: bytes) -> None:
    _call(port, "POST", "/file", body=content)


def _download_bare(port: int) -> None:
    _call(port, "GET", "/file")


def _call(port: int, method: str, path: str, *, body: bytes | None = None, upsert: str = "false") -> None:
    key = sign("service_role")
    fields = {"apikey": key, "Authorization": f"Bearer {key}", "x-upsert": upsert, "Content-Type": "application/json"}
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    try:
        connection.request(method, path, body, fields)
        response = connection.getresponse()
        while response.read(MEGABYTE):
            pass
        if response.status != 200:
            raise RuntimeError(f"{method} {path}: {response.status}")
    finally:
        connection.close()


@contextmanager
def _serve_bare() -> Iterator[int]:
    port = find_free_port()
    with TemporaryDirectory(prefix="alcove-bench-") as folder:
        arguments = ["bench.study.file_server", str(port), folder]
        environ = {"PATH": os.environ["PATH"]}
        with run_process(arguments, environ=environ, log=Path(folder) / "log") as process:
            wait_for_answer(port, "/", process=process)
            yield port
