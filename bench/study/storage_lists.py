"""Lists of a bucket with a million objects over `/storage/v1`, for the service role and under row security."""

import asyncio
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from statistics import median
from typing import Any, Final

import msgspec

from alcove.foundation.database import connect
from bench.environment import get_environment
from bench.figures import Figure
from bench.study.operations import SECRET, sign
from bench.study.rows import STUDENT

TITLE: Final = "Lists of study: folders and pages among a million objects"
BUCKET: Final = "materials"
ENTRIES: Final = 1000
ROUNDS: Final = 9
BUDGET: Final = 100.0
"""Milliseconds for a page, which has 1,000 entries."""

# A fifth of the objects is in one folder, the others are in folders with a hundred each; half of all are another's.
_FILL: Final = """
INSERT INTO storage.objects (bucket_id, name, owner_id, version, metadata)
SELECT $1, folder || CASE WHEN n % 5 = 0 THEN '/flat/' || n ELSE '/d' || n / 100 || '/' || n % 100 END, folder,
    gen_random_uuid(), '{"size": 1, "mimetype": "text/plain", "cacheControl": "max-age=3600"}'
FROM generate_series($3::integer + 1, $3::integer + $4::integer) AS n,
    LATERAL (SELECT CASE WHEN n % 2 = 0 THEN $2 ELSE 'other' END AS folder) AS f
"""
_PART: Final = 20_000
_COUNT: Final = "SELECT count(*) FROM storage.objects WHERE bucket_id = $1"


def measure() -> Iterator[Figure]:
    """Yield the time of pages by name and by time, of folders and of files."""
    env = get_environment()
    count = asyncio.run(_fill(env.dsn, 20_000 if env.quick else 1_000_000))
    with env.api({"STUDY_JWT_SECRET": SECRET}) as (_, port):
        for role, key in (("service role", sign("service_role")), ("account", sign("authenticated"))):
            for name, address, body, budget in _REQUESTS:
                milliseconds = _measure(port, key, address=address, body=body)
                yield Figure(
                    name=f"{name}, {role}", value=round(milliseconds, 1), unit="ms", at_most=budget,
                    note=f"{count:,} objects, {ROUNDS} requests",
                )  # fmt: skip


_REQUESTS: Final[tuple[tuple[str, str, dict[str, Any], float | None], ...]] = (
    ("1,000 folders of a folder", "list", {"prefix": STUDENT, "limit": ENTRIES}, BUDGET),
    ("1,000 files of a folder", "list", {"prefix": f"{STUDENT}/flat", "limit": ENTRIES}, BUDGET),
    ("page of all objects", "list-v2", {"prefix": f"{STUDENT}/", "limit": ENTRIES}, BUDGET),
    (
        "page of folders and objects, descending",
        "list-v2",
        {
            "prefix": f"{STUDENT}/",
            "limit": ENTRIES,
            "with_delimiter": True,
            "sortBy": {"column": "name", "order": "desc"},
        },
        BUDGET,
    ),
    (
        "newest objects of all",
        "list-v2",
        {"prefix": f"{STUDENT}/", "limit": ENTRIES, "sortBy": {"column": "created_at", "order": "desc"}},
        None,
    ),
)


async def _fill(dsn: str, count: int) -> int:
    connection = await connect(dsn)
    try:
        # In parts, because a statement has a time limit.
        for start in range(0, count, _PART):
            await connection.execute(_FILL, BUCKET, STUDENT, start, _PART)
        await connection.execute("VACUUM ANALYZE storage.objects")
        return int(await connection.fetchval(_COUNT, BUCKET))
    finally:
        await connection.close()


def _measure(port: int, key: str, *, address: str, body: dict[str, Any]) -> float:
    """Return the median milliseconds of a request, after one that prepares its statement."""
    fields = {"apikey": key, "Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    times = []
    for _ in range(ROUNDS + 1):
        started = time.perf_counter()
        connection.request("POST", f"/storage/v1/object/{address}/{BUCKET}", msgspec.json.encode(body), fields)
        response = connection.getresponse()
        content = response.read()
        times.append((time.perf_counter() - started) * 1000)
        if response.status != 200 or content == b"[]":
            raise RuntimeError(f"{address}: {response.status}")
    connection.close()
    return median(times[1:])
