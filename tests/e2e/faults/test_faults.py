"""`make faults` runs against a real server."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from arch.tree import ROOT
from support.processes import environment

WITHIN_S = 240.0


@pytest.mark.slow
def test_a_server_survives_a_kill_of_each_process(tmp_path: Path) -> None:
    """A short run of the kills ends with success: every process was killed once, and nothing is lost or doubled."""
    file = tmp_path / "rows.json"
    command = [sys.executable, "-m", "faults.run", "kills", "--quick", "--json", str(file)]
    env = environment(tmp_path, PYTHONPATH=str(ROOT / "tests"))
    with subprocess.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as process:
        try:
            output, _ = process.communicate(timeout=WITHIN_S)
        finally:
            # Asked to stop, it ends its servers as well.
            process.send_signal(signal.SIGTERM)
    assert process.returncode == 0, output.decode()
    rows = json.loads(file.read_text())["kills"]
    assert {row["verdict"] for row in rows} == {"passed"}
    assert sum(row["tried"] for row in rows if row["name"].startswith("kill -9")) == 5
