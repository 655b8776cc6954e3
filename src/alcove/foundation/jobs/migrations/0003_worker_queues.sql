-- Which queues each registered worker serves, NULL for all: a worker counts as alive only for those.

CREATE TABLE IF NOT EXISTS alcove_jobs_worker_queues (
    worker_id bigint PRIMARY KEY REFERENCES procrastinate_workers (id) ON DELETE CASCADE,
    queues text[]
);
