-- Moves the queue out of public, where versions before this file made it; a new database has nothing to move.

DO $move$
DECLARE
    item text;
BEGIN
    IF NOT EXISTS (SELECT FROM alcove.migrations WHERE id LIKE 'jobs/%') THEN
        RETURN;
    END IF;
    FOREACH item IN ARRAY ARRAY[
        'procrastinate_workers',
        'procrastinate_jobs',
        'procrastinate_periodic_defers',
        'procrastinate_events'
    ] LOOP
        IF to_regclass('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER TABLE public.%s SET SCHEMA jobs', item);
        END IF;
    END LOOP;
    FOREACH item IN ARRAY ARRAY[
        'alcove_jobs_yield_queueing_lock()',
        'procrastinate_cancel_job_v1(bigint, boolean, boolean)',
        'procrastinate_defer_jobs_v1(public.procrastinate_job_to_defer_v1[])',
        'procrastinate_defer_periodic_job_v2(varchar, varchar, varchar, varchar, integer, varchar, bigint, jsonb)',
        'procrastinate_fetch_job_v2(varchar[], bigint)',
        'procrastinate_finish_job_v1(bigint, public.procrastinate_job_status, boolean)',
        'procrastinate_notify_queue_abort_job_v1()',
        'procrastinate_notify_queue_job_inserted_v1()',
        'procrastinate_prune_stalled_workers_v1(float8)',
        'procrastinate_register_worker_v1()',
        'procrastinate_retry_job_v1(bigint, timestamptz, integer, varchar, varchar)',
        'procrastinate_retry_job_v2(bigint, timestamptz, integer, varchar, varchar)',
        'procrastinate_trigger_abort_requested_events_procedure_v1()',
        'procrastinate_trigger_function_scheduled_events_v1()',
        'procrastinate_trigger_function_status_events_insert_v1()',
        'procrastinate_trigger_function_status_events_update_v1()',
        'procrastinate_unlink_periodic_defers_v1()',
        'procrastinate_unregister_worker_v1(bigint)',
        'procrastinate_update_heartbeat_v1(bigint)'
    ] LOOP
        IF to_regprocedure('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER FUNCTION public.%s SET SCHEMA jobs', item);
        END IF;
    END LOOP;
    FOREACH item IN ARRAY ARRAY[
        'procrastinate_job_status',
        'procrastinate_job_event_type',
        'procrastinate_job_to_defer_v1'
    ] LOOP
        IF to_regtype('public.' || item) IS NOT NULL THEN
            EXECUTE format('ALTER TYPE public.%s SET SCHEMA jobs', item);
        END IF;
    END LOOP;
END
$move$;
