"""What the app costs an api process that has nothing to do."""

import time
from collections.abc import Iterator

from bench.environment import BenchEnvironment, get_environment
from bench.figures import Figure
from bench.processes import read_memory

TITLE = "Idle memory of an api process with study and without it"
BUDGET = 20.0
WARM_UP_SECONDS = 6.0


def measure() -> Iterator[Figure]:
    """Yield the difference."""
    env = get_environment()
    without, with_study = (_idle_memory(env, apps) for apps in ("records,books", "records,books,study"))
    yield Figure(
        name="added by study",
        value=round(with_study - without, 1),
        unit="MiB",
        at_most=BUDGET,
        note=f"{with_study:.0f} MiB compared with {without:.0f} MiB",
    )


def _idle_memory(env: BenchEnvironment, apps: str) -> float:
    with env.api({"ALCOVE_APPS": apps}) as (process, _):
        time.sleep(1.0 if env.quick else WARM_UP_SECONDS)
        return read_memory(process.pid)["rss"]
