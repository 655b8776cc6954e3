"""Retries with exponential backoff: tenacity counts the attempts, the caller's clock waits."""

import random
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")

RetryOn = type[BaseException] | tuple[type[BaseException], ...] | Callable[[BaseException], bool]
"""The errors to retry: exception classes, or a predicate."""

_MAX_DOUBLINGS: Final = 60


def backoff(
    first: float, longest: float, *, jitter: float = 0.0, rng: random.Random | None = None
) -> Callable[[int], float]:
    """Return a function from the number of failures to the seconds to wait.

    The waits double from `first` up to `longest`; up to `jitter` of them is added at random.
    """

    def wait(failures: int) -> float:
        seconds = min(longest, first * 2.0 ** min(failures - 1, _MAX_DOUBLINGS))
        return seconds * (1.0 + jitter * rng.random()) if rng is not None else seconds

    return wait


async def retry(
    work: Callable[[], Awaitable[T]],
    *,
    on: RetryOn,
    wait: Callable[[int], float],
    sleep: Callable[[float], Awaitable[None]],
    attempts: int | None = None,
    on_failure: Callable[[BaseException, float], None] | None = None,
) -> T:
    """Return the result of the first successful attempt, or raise the error of the last one.

    Without `attempts` it retries for ever. `on_failure` is called before each pause with the error and the seconds of
    the pause.
    """
    from tenacity import AsyncRetrying, stop_after_attempt, stop_never  # noqa: PLC0415 - 30 ms
    from tenacity.retry import retry_if_exception, retry_if_exception_type  # noqa: PLC0415 - likewise

    # tenacity awaits only functions that are declared with `async def`.
    async def attempt() -> T:
        return await work()

    def report(state: "RetryCallState") -> None:
        error = state.outcome.exception() if state.outcome else None
        if on_failure is not None and error is not None:
            on_failure(error, state.upcoming_sleep)

    retry_condition = retry_if_exception_type(on) if isinstance(on, type | tuple) else retry_if_exception(on)
    retrying = AsyncRetrying(
        sleep=sleep,
        stop=stop_never if attempts is None else stop_after_attempt(attempts),
        wait=lambda state: wait(state.attempt_number),
        retry=retry_condition,
        before_sleep=report,
        reraise=True,
    )
    return await retrying(attempt)
