"""A data directory on a small disk that fills up while all apps work, and has space again later."""

import time
from collections.abc import Iterator

from faults.disks import small_disk
from faults.recovery import build_recovery_row, build_response_row, finish_work, measure_recovery
from faults.report import Row
from faults.scenario import Bench
from faults.traffic import run_traffic
from faults.workload import merge_settings, open_workloads
from support.folders import short_folder

TITLE = "A full disk under the data directory"
SECONDS = 300.0
DISK_MB = 200
BEFORE_S = 5.0
FULL_S, QUICK_FULL_S = 30, 12
LIMIT = 60.0
"""Seconds until every app works again after there is space."""


def run(bench: Bench) -> Iterator[Row]:
    """Yield a row for reads, for requests for work, for the recovery, and for what became of the work of each app."""
    with (
        open_workloads(seed=bench.seed) as workloads,
        short_folder() as folder,
        small_disk(folder / "disk", megabytes=DISK_MB) as disk,
        bench.server({**merge_settings(workloads), "ALCOVE_DATA_DIR": str(disk.folder / "data")}) as server,
    ):
        for workload in workloads:
            workload.prepare(server)
        with run_traffic(server, workloads):
            # So that scrapes and downloads are on their way when the disk is full.
            time.sleep(BEFORE_S)
            disk.fill()
        with run_traffic(server, workloads) as traffic:
            end = time.monotonic() + bench.count(FULL_S, quick=QUICK_FULL_S)
            while time.monotonic() < end:
                server.is_ready()
                time.sleep(0.5)
        reads, work = traffic.reads, traffic.work
        yield build_response_row("reads on a full disk", reads, survived=reads.successes)
        name = "requests for work on a full disk: accepted, or refused with 503 or 507"
        yield build_response_row(name, work, survived=work.successes + work.refusals)
        disk.free()
        with run_traffic(server, workloads):
            seconds = [measure_recovery(server, workloads, limit=LIMIT)]
        ends = f"the server ended {server.restart_count} times" if server.restart_count else ""
        yield build_recovery_row("space is there again", seconds, limit=LIMIT, problem=ends)
        yield from finish_work(server, workloads)
