"""Four transfers at once through a real worker, beside four of curl from the same server in the same run."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.books.serving import HOSTS
from bench.books.shop import MIB, big_book, catalogue, settings
from bench.figures import Figure
from bench.place import Place, here
from bench.processes import fetch, forget_peak, memory, peak, running

TITLE = "Four downloads at once through a real worker, beside curl"
BUDGET = 0.9
AT_ONCE = 4
LARGE, SMALL = 1024 * MIB, 64 * MIB
FLAT = 24.0
"""MiB by which the peak for the large files may exceed that for the small ones."""
PATIENCE = 300.0


def measure() -> Iterator[Figure]:
    """Give the speed of large files beside curl, and the worker's memory for large files beside small ones."""
    place = here()
    large = SMALL * 2 if place.quick else LARGE
    _, _, small_peak = _through_worker(place, SMALL)
    curl = _with_curl(place, large)
    seconds, speed, large_peak = _through_worker(place, large)
    yield Figure(
        name=f"{AT_ONCE} downloads of {large // MIB:,} MiB at once",
        value=round(speed / curl, 3),
        unit="of curl",
        at_least=BUDGET,
        note=f"{speed:,.0f} MiB/s in {seconds:.1f} s, checked, flushed and delivered; curl {curl:,.0f} MiB/s",
    )
    yield Figure(
        name=f"worker's peak, files of {large // MIB:,} beside {SMALL // MIB} MiB",
        value=round(large_peak - small_peak, 1),
        unit="MiB more",
        at_most=FLAT,
        note=f"{large_peak:.0f} and {small_peak:.0f} MiB",
    )


def _with_curl(place: Place, size: int) -> float:
    """Return the MiB a second of so many curls."""
    file = big_book(place.folder, size)
    folder = place.folder / "curl"
    folder.mkdir(exist_ok=True)
    with catalogue(place, file, count=AT_ONCE) as port:
        started = time.perf_counter()
        several = [
            subprocess.Popen(["curl", "-s", "-o", str(folder / str(number)), f"http://127.0.0.1:{port}/file/{number}"])
            for number in range(AT_ONCE)
        ]
        for one in several:
            if one.wait(PATIENCE):
                raise RuntimeError("curl failed")
        seconds = time.perf_counter() - started
    _empty(folder)
    return AT_ONCE * file.stat().st_size / MIB / seconds


def _through_worker(place: Place, size: int) -> tuple[float, float, float]:
    """Return the seconds from the first order to the last delivery, the MiB a second, and the worker's peak."""
    file = big_book(place.folder, size)
    ingest = place.folder / "ingest"
    with catalogue(place, file, count=AT_ONCE // len(HOSTS)) as port:
        environ = settings(
            [f"{host}:{port}" for host in HOSTS], INGEST_DIR=str(ingest), MAX_CONCURRENT_DOWNLOADS=str(AT_ONCE)
        )
        log = place.folder / "worker.log"
        with (
            place.api(environ) as (_, api),
            running(["alcove", "worker"], environ=place.environ(**environ), log=log) as worker,
        ):
            time.sleep(3.0)
            ids = [book["id"] for book in fetch(api, f"/api/search?query=bench{size}")]
            forget_peak(worker.pid)
            started = time.perf_counter()
            for book_id in ids:
                fetch(api, f"/api/download?id={book_id}")
            _wait(api, ids)
            seconds = time.perf_counter() - started
            most = max(peak(worker.pid), memory(worker.pid)["rss"])
    _empty(ingest)
    return seconds, AT_ONCE * file.stat().st_size / MIB / seconds, most


def _wait(api: int, ids: list[str]) -> None:
    deadline = time.perf_counter() + PATIENCE
    while time.perf_counter() < deadline:
        status = fetch(api, "/api/status")
        if status["error"]:
            raise RuntimeError(f"a download failed: {status['error']}")
        if all(book_id in status["complete"] for book_id in ids) and len(ids) == AT_ONCE:
            return
        time.sleep(0.05)
    raise RuntimeError("the downloads did not end in time")


def _empty(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
