"""SQL of the job queue: the API uses asyncpg, the worker Procrastinate's connector."""

import contextlib

import asyncpg
import msgspec

from alcove.foundation.database import Connection, Pool
from alcove.foundation.jobs.model import STALLED, Job, QueueStatus

DEFER = """
SELECT (procrastinate_defer_jobs_v1(ARRAY[
    ROW($1, $2, $3, $4, $5, $6::text::jsonb, $7)::procrastinate_job_to_defer_v1
]))[1]
WHERE NOT EXISTS (SELECT FROM procrastinate_jobs WHERE queueing_lock = $5 AND status = 'todo')
"""

CANCEL = "SELECT procrastinate_cancel_job_v1($1, true, false)"

IS_LIVE = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE id = $1 AND status IN ('todo', 'doing'))"

FIND_LIVE = """
SELECT max(id) FROM procrastinate_jobs WHERE queueing_lock = $1 AND status IN ('todo', 'doing')
"""

QUEUE_STATUS = """
SELECT
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'),
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'doing'),
    (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'),
    count(*),
    extract(epoch FROM now() - max(last_heartbeat))::float8
FROM procrastinate_workers
"""

# A worker without a row in alcove_jobs_worker_queues is of an older version, and serves every queue.
WORKER_ALIVE = """
SELECT EXISTS (
    SELECT FROM procrastinate_workers AS worker
    LEFT JOIN alcove_jobs_worker_queues AS served ON served.worker_id = worker.id
    WHERE worker.last_heartbeat > now() - $2::float8 * interval '1 second'
      AND (served.queues IS NULL OR $1 = ANY(served.queues))
)
"""

# In one statement, so that a worker is never visible without its queues.
REGISTER = """
INSERT INTO alcove_jobs_worker_queues (worker_id, queues)
SELECT worker_id, %(queues)s::text[] FROM procrastinate_register_worker_v1()
RETURNING worker_id
"""

# Fencing: only the worker that owns a job may end it. A worker that was considered dead and comes back changes
# nothing.
FINISH = """
SELECT procrastinate_finish_job_v1(owned.id, %(status)s::procrastinate_job_status, false)
FROM (
    SELECT id FROM procrastinate_jobs
    WHERE id = %(job_id)s AND worker_id = %(worker_id)s AND status = 'doing' FOR UPDATE
) AS owned
"""

RETRY = """
SELECT procrastinate_retry_job_v2(owned.id, %(retry_at)s, NULL, NULL, NULL)
FROM (
    SELECT id FROM procrastinate_jobs
    WHERE id = %(job_id)s AND worker_id = %(worker_id)s AND status = 'doing' FOR UPDATE
) AS owned
"""

REQUEUE = """
UPDATE procrastinate_jobs
SET status = (CASE WHEN abort_requested THEN 'aborted' ELSE 'todo' END)::procrastinate_job_status,
    abort_requested = false, scheduled_at = NULL, worker_id = NULL
WHERE id = %(job_id)s AND worker_id = %(worker_id)s AND status = 'doing'
"""

RUNNING_JOBS = "SELECT id FROM procrastinate_jobs WHERE worker_id = %(worker_id)s AND status = 'doing'"

# Orphaned jobs: the worker is gone or stalled, or is this worker, which does not run the job.
RESCUE = """
UPDATE procrastinate_jobs AS job
SET status = (CASE WHEN abort_requested THEN 'aborted'
                   WHEN attempts + 1 >= %(limit)s THEN 'failed'
                   ELSE 'todo' END)::procrastinate_job_status,
    attempts = attempts + 1, abort_requested = false, scheduled_at = NULL, worker_id = NULL
FROM (
    SELECT candidate.id FROM procrastinate_jobs AS candidate
    LEFT JOIN procrastinate_workers AS worker ON worker.id = candidate.worker_id
    WHERE candidate.status = 'doing' AND (
        worker.id IS NULL
        OR worker.last_heartbeat < now() - %(stalled)s * interval '1 second'
        OR (worker.id = %(worker_id)s AND candidate.id = ANY(%(orphans)s::bigint[]))
    )
    FOR UPDATE OF candidate SKIP LOCKED
) AS orphan
WHERE job.id = orphan.id
RETURNING job.id, job.task_name AS task, job.status::text AS status
"""

DELETE_OLD = """
DELETE FROM procrastinate_jobs WHERE id IN (
    SELECT job.id FROM procrastinate_jobs AS job
    WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted') AND NOT EXISTS (
        SELECT FROM procrastinate_events AS event
        WHERE event.job_id = job.id AND event.type <> 'scheduled'
          AND event.at > now() - %(days)s * interval '1 day'
    )
    LIMIT 10000
)
"""


async def defer(connection: Connection, job: Job) -> int | None:
    """Defer a job in the caller's transaction; return its id, or None when a job with its queueing lock waits."""
    values = (
        job.queue,
        job.task,
        job.priority,
        job.lock,
        job.queueing_lock,
        msgspec.json.encode(job.args).decode(),
        job.run_at,
    )
    job_id: int | None = None
    if job.queueing_lock is None:
        job_id = await connection.fetchval(DEFER, *values)
    else:
        # The savepoint keeps the caller's transaction usable when a concurrent transaction takes the lock first.
        with contextlib.suppress(asyncpg.UniqueViolationError):
            async with connection.transaction():
                job_id = await connection.fetchval(DEFER, *values)
    return job_id


async def cancel(connection: Connection, job_id: int) -> bool:
    """Cancel a waiting job or request that a running one stops; return False when it is neither."""
    return await connection.fetchval(CANCEL, job_id) is not None


async def queue_status(source: Pool | Connection) -> QueueStatus:
    """Return the number of jobs by state and the age of the newest heartbeat."""
    row = await source.fetchrow(QUEUE_STATUS)
    return QueueStatus(*row)


async def worker_alive(source: Pool | Connection, *, queue: str) -> bool:
    """Return whether a worker of `queue` has sent a heartbeat within the last `STALLED` seconds."""
    is_alive: bool = await source.fetchval(WORKER_ALIVE, queue, STALLED)
    return is_alive


async def is_live(source: Pool | Connection, job_id: int) -> bool:
    """Return whether a job is waiting or running."""
    result: bool = await source.fetchval(IS_LIVE, job_id)
    return result


async def find_live(source: Pool | Connection, *, queueing_lock: str) -> int | None:
    """Return the id of the newest waiting or running job with a queueing lock, or None."""
    job_id: int | None = await source.fetchval(FIND_LIVE, queueing_lock)
    return job_id
