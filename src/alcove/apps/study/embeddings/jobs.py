"""Jobs that embed passages."""

from collections.abc import Sequence

from alcove.foundation.deps import Deps
from alcove.foundation.jobs import Task


def build_tasks(deps: Deps) -> Sequence[Task]:  # noqa: ARG001
    """Return the tasks of a worker process."""
    return []
