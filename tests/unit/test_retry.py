"""Retries with growing pauses, under a clock that tests move."""

import random

import pytest

from alcove.foundation.retry import backoff, retry
from support.clock import FakeClock


class Flaky:
    """Work that fails a number of times before it succeeds."""

    def __init__(self, failures: int, error: type[BaseException] = ConnectionError) -> None:
        self.left = failures
        self.error = error
        self.calls = 0

    async def __call__(self) -> str:
        """Fail, or return what it is for."""
        self.calls += 1
        if self.left:
            self.left -= 1
            raise self.error(f"failure {self.calls}")
        return "done"


async def test_pauses_double_up_to_the_longest() -> None:
    """Each failure doubles the pause until the longest; the clock given is the one that waits."""
    clock, seen = FakeClock(), []
    work = Flaky(5)
    result = await retry(
        work,
        on=ConnectionError,
        wait=backoff(0.5, 3.0),
        sleep=clock.sleep,
        on_failure=lambda error, pause: seen.append((str(error), pause)),
    )
    assert result == "done"
    assert [pause for _, pause in seen] == [0.5, 1.0, 2.0, 3.0, 3.0]
    assert seen[0][0] == "failure 1"
    assert clock.monotonic() == 9.5


async def test_the_last_attempt_raises_what_happened() -> None:
    """After the last attempt its own error is raised, without a further pause."""
    clock, work = FakeClock(), Flaky(9)
    with pytest.raises(ConnectionError, match="failure 3"):
        await retry(work, on=ConnectionError, wait=backoff(1.0, 1.0), sleep=clock.sleep, attempts=3)
    assert (work.calls, clock.monotonic()) == (3, 2.0)


@pytest.mark.parametrize("on", [ConnectionError, (ConnectionError, EOFError), lambda error: "other" in str(error)])
async def test_other_errors_are_raised_at_once(on: object) -> None:
    """What is not to be retried is raised by the first attempt."""
    clock, work = FakeClock(), Flaky(1, KeyError)
    with pytest.raises(KeyError):
        await retry(work, on=on, wait=backoff(1.0, 1.0), sleep=clock.sleep)  # type: ignore[arg-type]  # one of three
    assert (work.calls, clock.monotonic()) == (1, 0.0)


def test_a_pause_never_overflows_and_jitter_only_adds() -> None:
    """The pause after a year of failures is the longest, and jitter adds at most its share."""
    assert backoff(0.1, 5.0)(10_000_000) == 5.0
    wait = backoff(1.0, 8.0, jitter=0.25, rng=random.Random(3))  # noqa: S311 - seeded
    pauses = [wait(failures) for failures in range(1, 200)]
    assert all(8.0 <= pause <= 10.0 for pause in pauses[3:])
    assert len(set(pauses)) > 100
