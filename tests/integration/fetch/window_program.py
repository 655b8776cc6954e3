"""A process that makes requests with a shared rate limit: DSN, address, limit, window."""

import asyncio
import random
import sys

from alcove.foundation.clock import SystemClock
from alcove.foundation.database import open_pool
from alcove.foundation.fetch import Client, Policy
from alcove.foundation.ratelimit import SerialWindowLimiter


async def main(dsn: str, base: str, limit: str, window: str) -> None:
    """Make requests forever."""
    clock = SystemClock()
    rng = random.Random()  # noqa: S311 - spreads waits
    pool = await open_pool(dsn, size=2)
    limiter = SerialWindowLimiter(pool, "road", limit=int(limit), window=float(window), clock=clock, rng=rng)
    policy = Policy(name="road", base_url=base, user_agent="window/1", allow_private=frozenset({"127.0.0.1"}))
    async with Client(policy, limiter=limiter, clock=clock, rng=rng) as client:
        while True:
            await client.request("GET", f"/{sys.argv[5]}")


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
