"""Four concurrent downloads by a real worker, compared with four of curl from the same server."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.books.catalogue_server import HOSTS
from bench.books.catalogues import MIB, build_settings, create_book, run_catalogue
from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import fetch_json, read_memory, read_peak_memory, reset_peak_memory, run_process

TITLE = "Four concurrent downloads compared with curl"
BUDGET = 0.9
AT_ONCE = 4
LARGE, SMALL = 1024 * MIB, 64 * MIB
MAX_GROWTH = 24.0
"""The maximum difference in MiB between the peak memory for large and for small files."""
TIMEOUT = 300.0


def measure() -> Iterator[Figure]:
    """Yield the speed compared with curl, and the worker's memory for large files compared with small ones."""
    env = get_environment()
    large = SMALL * 2 if env.quick else LARGE
    _, _, small_peak = _measure_worker(env, SMALL)
    curl = _measure_curl(env, large)
    seconds, speed, large_peak = _measure_worker(env, large)
    yield Figure(
        name=f"{AT_ONCE} concurrent downloads of {large // MIB:,} MiB",
        value=round(speed / curl, 3),
        unit="of curl",
        at_least=BUDGET,
        note=f"{speed:,.0f} MiB/s in {seconds:.1f} s, checked, flushed and delivered; curl {curl:,.0f} MiB/s",
    )
    yield Figure(
        name=f"peak memory of the worker, files of {large // MIB:,} compared with {SMALL // MIB} MiB",
        value=round(large_peak - small_peak, 1),
        unit="MiB more",
        at_most=MAX_GROWTH,
        note=f"{large_peak:.0f} and {small_peak:.0f} MiB",
    )


def _measure_curl(env: BenchEnvironment, size: int) -> float:
    """Return the speed of concurrent curls in MiB per second."""
    file = create_book(env.folder, size)
    folder = env.folder / "curl"
    folder.mkdir(exist_ok=True)
    with run_catalogue(env, file, count=AT_ONCE) as port:
        started = time.perf_counter()
        processes = [
            subprocess.Popen(["curl", "-s", "-o", str(folder / str(number)), f"http://127.0.0.1:{port}/file/{number}"])
            for number in range(AT_ONCE)
        ]
        for process in processes:
            if process.wait(TIMEOUT):
                raise RuntimeError("curl failed")
        seconds = time.perf_counter() - started
    _delete_files(folder)
    return AT_ONCE * file.stat().st_size / MIB / seconds


def _measure_worker(env: BenchEnvironment, size: int) -> tuple[float, float, float]:
    """Return the seconds until the last delivery, the MiB per second, and the worker's peak memory."""
    file = create_book(env.folder, size)
    ingest = env.folder / "ingest"
    with run_catalogue(env, file, count=AT_ONCE // len(HOSTS)) as port:
        environ = build_settings(
            [f"{host}:{port}" for host in HOSTS], INGEST_DIR=str(ingest), MAX_CONCURRENT_DOWNLOADS=str(AT_ONCE)
        )
        log = env.folder / "worker.log"
        with (
            env.api(environ) as (_, api),
            run_process(["alcove", "worker"], environ=env.environ(**environ), log=log) as worker,
        ):
            time.sleep(3.0)
            ids = [book["id"] for book in fetch_json(api, f"/api/search?query=bench{size}")]
            reset_peak_memory(worker.pid)
            started = time.perf_counter()
            for book_id in ids:
                fetch_json(api, f"/api/download?id={book_id}")
            _wait_for_downloads(api, ids)
            seconds = time.perf_counter() - started
            most = max(read_peak_memory(worker.pid), read_memory(worker.pid)["rss"])
    _delete_files(ingest)
    return seconds, AT_ONCE * file.stat().st_size / MIB / seconds, most


def _wait_for_downloads(api: int, ids: list[str]) -> None:
    deadline = time.perf_counter() + TIMEOUT
    while time.perf_counter() < deadline:
        status = fetch_json(api, "/api/status")
        if status["error"]:
            raise RuntimeError(f"a download failed: {status['error']}")
        if all(book_id in status["complete"] for book_id in ids) and len(ids) == AT_ONCE:
            return
        time.sleep(0.05)
    raise RuntimeError("the downloads did not end in time")


def _delete_files(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
