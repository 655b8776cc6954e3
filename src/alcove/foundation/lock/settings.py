"""The setting of locks."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta


class LockSettings(msgspec.Struct, frozen=True, kw_only=True):
    """Where locks between processes are."""

    alcove_locks: Annotated[
        Literal["postgres", "redis"],
        Meta(
            description="Where locks between processes are: `postgres`, or `redis` in the Redis of `REDIS_URL`. All"
            " processes of a server need the same value. While the chosen one is unavailable, work that needs a lock"
            " waits."
        ),
    ] = "postgres"
