"""Metrics of several processes: they share a directory, and each process can render the sums.

prometheus_client reads PROMETHEUS_MULTIPROC_DIR when it is imported, so it is imported on first use only.
"""

import os
from pathlib import Path


def share_metrics(directory: Path) -> None:
    """Share the metrics of this process and its children in `directory`, which is emptied.

    Call it in the parent, before it imports prometheus_client and before it starts a child.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for stale_file in directory.glob("*.db"):
        stale_file.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)


def render_metrics() -> tuple[bytes, str]:
    """Return the metrics of all processes that share them, and their media type; reads files, so it may block."""
    from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest  # noqa: PLC0415
    from prometheus_client.multiprocess import MultiProcessCollector  # noqa: PLC0415

    from alcove.foundation.telemetry import metrics  # noqa: F401, PLC0415 - registers them

    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not directory or not Path(directory).is_dir():
        return generate_latest(REGISTRY), CONTENT_TYPE_LATEST
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=directory)  # type: ignore[no-untyped-call]  # the library has no types here
    return generate_latest(registry), CONTENT_TYPE_LATEST
