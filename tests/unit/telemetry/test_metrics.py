"""Metrics of one process and of several that share a directory."""

import os
import subprocess
import sys
from pathlib import Path

from alcove.foundation.telemetry import REQUESTS, render_metrics

_COUNT = """
from pathlib import Path
import sys
from alcove.foundation.telemetry import REQUESTS
REQUESTS.labels("records", "/dashboard", "GET", "200").observe(0.01)
"""
_RENDER = """
import subprocess, sys
from pathlib import Path
from alcove.main.supervisor.serve import share_metrics
share_metrics(Path(sys.argv[1]))
for _ in range(2):
    subprocess.run([sys.executable, "-c", sys.argv[2]], check=True)
from alcove.foundation.telemetry import render_metrics
print(render_metrics()[0].decode())
"""


def test_one_process_renders_its_metrics() -> None:
    """An observed request is rendered with its labels."""
    REQUESTS.labels("records", "/x/{id}", "GET", "200").observe(0.2)
    body, media_type = render_metrics()
    assert media_type.startswith("text/plain")
    expected = 'alcove_http_request_seconds_count{app="records",method="GET",route="/x/{id}",status="200"} '
    assert expected in body.decode()


def test_processes_that_share_a_directory_are_summed_up(tmp_path: Path) -> None:
    """A process renders the sum over all processes, without data of an earlier run."""
    directory = tmp_path / "metrics"
    directory.mkdir()
    (directory / "counter_1.db").write_bytes(b"stale")
    completed = subprocess.run(
        [sys.executable, "-W", "error", "-c", _RENDER, str(directory), _COUNT],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    assert (
        'alcove_http_request_seconds_count{app="records",method="GET",route="/dashboard",status="200"} 2.0'
        in completed.stdout
    )
