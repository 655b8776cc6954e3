"""The metric values of a process that other processes read."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from prometheus_client.mmap_dict import MmapedDict

from alcove.foundation.telemetry.shared_values import SharedValueFile
from support.small_disk import small_disk
from support.until import until

OBSERVE = """
import os, sys
from alcove.foundation.telemetry import REQUESTS, render_metrics
for number in range(200):
    REQUESTS.labels("app", f"/full/{number}", "GET", "200").observe(0.01)
print("observed", flush=True)
sys.stdin.readline()
REQUESTS.labels("app", "/free", "GET", "200").observe(0.01)
print(render_metrics()[0].decode())
"""


def read_file(path: Path) -> dict[str, float]:
    """Return the values by key, as prometheus_client reads them."""
    values = MmapedDict.read_all_values_from_file(str(path))  # type: ignore[no-untyped-call]
    return {key: value for key, value, _, _ in values}


def test_the_file_is_read_by_prometheus_client(tmp_path: Path) -> None:
    """Every sample is in the file with its current value, whatever the length of its key."""
    file = SharedValueFile(tmp_path / "histogram_a.db")
    keys = [f'["key{"x" * length}ü"]' for length in range(20)]
    for number, key in enumerate(keys):
        file.write(file.add(key), number)
        file.increase(file.add(key), 0.5)
    file.flush()
    assert read_file(tmp_path / "histogram_a.db") == {key: number + 0.5 for number, key in enumerate(keys)}


def test_a_restarted_process_continues_its_file(tmp_path: Path) -> None:
    """Values of an earlier process are added to, new ones are appended; a file that is no such file is replaced."""
    path = tmp_path / "histogram_a.db"
    path.write_bytes(b"\xff" * 100)
    first = SharedValueFile(path)
    first.increase(first.add('["a"]'), 2)
    first.flush()
    second = SharedValueFile(path)
    second.increase(second.add('["b"]'), 1)
    second.increase(second.add('["a"]'), 3)
    second.flush()
    assert read_file(path) == {'["a"]': 5.0, '["b"]': 1.0}


def test_changes_are_written_by_themselves(tmp_path: Path) -> None:
    """A moment after a change the file has it, without another one."""
    path = tmp_path / "histogram_a.db"
    file = SharedValueFile(path)
    position = file.add('["a"]')
    for value in (1.0, 2.0):
        file.write(position, value)
        expected = {'["a"]': value}
        until(lambda: path.exists() and read_file(path) == expected)  # noqa: B023 - it ends before the next value


def test_a_full_disk_does_not_kill_the_process() -> None:
    """On a full disk observations stay in memory, and are in the file as soon as there is space again."""
    with small_disk(megabytes=1) as disk:
        folder = disk.path / "metrics"
        folder.mkdir()
        disk.fill()
        process = subprocess.Popen(
            [sys.executable, "-c", OBSERVE], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder), "ALCOVE_PROCESS_NAME": "api"},
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "observed\n", f"{process.wait()}, {signal.SIGBUS=}"
        assert list(folder.iterdir()) == []
        disk.empty()
        output, _ = process.communicate("\n", timeout=60)
    assert process.returncode == 0
    for route in ("/full/0", "/full/199", "/free"):
        assert f'alcove_http_request_seconds_count{{app="app",method="GET",route="{route}",status="200"}} 1.0' in output
