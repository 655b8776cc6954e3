-- A job put back or a lock set free wakes the workers at once instead of at their next poll.

CREATE TRIGGER alcove_jobs_wake
    AFTER UPDATE OF status ON procrastinate_jobs
    FOR EACH ROW
    WHEN (OLD.status = 'doing' AND NEW.status <> 'doing' AND (NEW.status = 'todo' OR NEW.lock IS NOT NULL))
    EXECUTE FUNCTION procrastinate_notify_queue_job_inserted_v1();

-- A job put back while a twin with its queueing lock waits would violate the unique index and stay stuck in 'doing'.

CREATE FUNCTION alcove_jobs_yield_queueing_lock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM procrastinate_jobs AS twin
        WHERE twin.queueing_lock = NEW.queueing_lock AND twin.status = 'todo' AND twin.id <> NEW.id
    ) THEN
        NEW.queueing_lock := NULL;
    END IF;
    RETURN NEW;
END;
$$;

CREATE TRIGGER alcove_jobs_yield_queueing_lock
    BEFORE UPDATE OF status ON procrastinate_jobs
    FOR EACH ROW
    WHEN (NEW.status = 'todo' AND OLD.status <> 'todo' AND NEW.queueing_lock IS NOT NULL)
    EXECUTE FUNCTION alcove_jobs_yield_queueing_lock();
