"""The order in which the workers of a session run the tests."""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import pytest

LONG_SECONDS: Final = 600
"""A module with a test whose time limit is as high as this takes long."""


def begin_with_long_modules(items: Sequence[pytest.Item], *, workers: int) -> list[pytest.Item]:
    """Return the tests so that each worker's share begins with some of the long modules.

    Every worker gets as many tests, in this order, and the first one to finish takes over from the others. A long
    module among the last ones would be waited for by all.
    """
    modules = [list(group) for _, group in groupby(items, key=lambda item: item.path)]
    long_modules = [module for module in modules if _is_long(module)]
    shares: list[list[pytest.Item]] = [[] for _ in range(workers)]
    for number, module in enumerate(long_modules):
        shares[number % workers].extend(module)
    rest = [item for module in modules if not _is_long(module) for item in module]
    for number, share in enumerate(shares):
        missing = len(rest) if number == workers - 1 else max(0, len(items) // workers - len(share))
        share.extend(rest[:missing])
        del rest[:missing]
    return [item for share in shares for item in share]


def _is_long(module: Sequence[pytest.Item]) -> bool:
    markers = (item.get_closest_marker("timeout") for item in module)
    return any(marker is not None and marker.args[0] >= LONG_SECONDS for marker in markers)
