"""The directory through which the processes of one host add up their metrics."""

import os
from pathlib import Path


def share_metrics(directory: Path) -> None:
    """Prepare an empty directory for shared metrics; call it in the parent, before any child starts.

    The library that counts looks at the environment when it is first imported, so this process and
    its children share from then on only if it has not been imported yet.
    """
    directory.mkdir(parents=True, exist_ok=True)
    for left_over in directory.glob("*.db"):
        left_over.unlink(missing_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(directory)
