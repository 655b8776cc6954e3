"""Retries with growing pauses: tenacity counts the attempts, the caller's clock waits."""

import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")

Failures = type[BaseException] | tuple[type[BaseException], ...] | Callable[[BaseException], bool]
"""The errors after which another attempt makes sense: classes, or a function that decides."""

_MOST_DOUBLINGS: Final = 60


def backoff(
    first: float, longest: float, *, jitter: float = 0.0, rng: random.Random | None = None
) -> Callable[[int], float]:
    """Return a function that gives the seconds to wait after the first, second, ... failure.

    They double up to `longest`; up to `jitter` of them is added at random.
    """

    def wait(failures: int) -> float:
        seconds = min(longest, first * 2.0 ** min(failures - 1, _MOST_DOUBLINGS))
        return seconds * (1.0 + jitter * rng.random()) if rng is not None else seconds

    return wait


async def retry(
    work: Callable[[], Awaitable[T]],
    *,
    on: Failures,
    wait: Callable[[int], float],
    sleep: Callable[[float], Awaitable[None]],
    attempts: int | None = None,
    failed: Callable[[BaseException, float], None] | None = None,
) -> T:
    """Return the result of the first attempt that succeeds, or raise what the last one raised.

    Without `attempts` there is no last one. `failed` is called before each pause with the error and
    the seconds of the pause.
    """
    from tenacity import AsyncRetrying, stop_after_attempt, stop_never  # noqa: PLC0415 - 30 ms, on first use only
    from tenacity.retry import retry_if_exception, retry_if_exception_type  # noqa: PLC0415 - likewise

    # tenacity awaits only what it can see to be a coroutine function.
    async def attempt() -> T:
        return await work()

    def report(state: "RetryCallState") -> None:
        error = state.outcome.exception() if state.outcome else None
        if failed is not None and error is not None:
            failed(error, state.upcoming_sleep)

    again = retry_if_exception_type(on) if isinstance(on, type | tuple) else retry_if_exception(on)
    retrying = AsyncRetrying(
        sleep=sleep,
        stop=stop_never if attempts is None else stop_after_attempt(attempts),
        wait=lambda state: wait(state.attempt_number),
        retry=again,
        before_sleep=report,
        reraise=True,
    )
    return await retrying(attempt)
