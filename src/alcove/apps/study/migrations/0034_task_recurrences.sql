-- Which recurring tasks are completed and wait for their next one, so that the job reads those alone; and a reference to a
-- series that is another account's is reported as such, also where the date in the series is missing.

ALTER TABLE public.calendar_details DROP CONSTRAINT calendar_details_check;

ALTER TABLE public.task_recurrences ADD COLUMN completed_at timestamptz;
DROP INDEX public.task_recurrences_waiting_idx;
CREATE INDEX task_recurrences_waiting_idx ON public.task_recurrences (completed_at)
    WHERE completed_at IS NOT NULL AND continued_at IS NULL;

CREATE OR REPLACE FUNCTION study.queue_next_tasks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE public.task_recurrences AS r SET completed_at = CASE WHEN n.status = 'completed' THEN now() END
    FROM new_tasks AS n
    WHERE r.task_id = n.id AND r.continued_at IS NULL
      AND (r.completed_at IS NOT NULL) <> coalesce(n.status = 'completed', false);
    IF FOUND THEN
        CALL study.defer_next_tasks();
    END IF;
    RETURN NULL;
END
$body$;
