-- What the calendar knows beyond the columns of `calendar_events`, recurring tasks, and the timetable. Programs may read and
-- write these rows as any others; whoever reads a rule or a zone has to expect any text.

CREATE TABLE public.calendar_details (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event_id uuid NOT NULL UNIQUE REFERENCES public.calendar_events ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    time_zone text,
    end_date date CHECK (end_date BETWEEN '1900-01-01' AND '2200-12-31'),
    excluded_dates date[] NOT NULL DEFAULT '{}'
        CHECK ('1900-01-01' <= ALL (excluded_dates) AND '2200-12-31' >= ALL (excluded_dates)),
    series_id uuid REFERENCES public.calendar_events ON DELETE CASCADE,
    original_date date CHECK (original_date BETWEEN '1900-01-01' AND '2200-12-31'),
    uid text,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (series_id, original_date),
    CHECK ((series_id IS NULL) = (original_date IS NULL))
);
CREATE INDEX calendar_details_user_id_idx ON public.calendar_details (user_id);
CREATE UNIQUE INDEX calendar_details_uid_key ON public.calendar_details (user_id, uid) WHERE uid IS NOT NULL;
COMMENT ON COLUMN public.calendar_details.time_zone IS 'The zone of the event''s times, by default that of the profile.';
COMMENT ON COLUMN public.calendar_details.end_date IS 'The last day, by default that of the event.';
COMMENT ON COLUMN public.calendar_details.excluded_dates IS 'Dates of the rule on which the event does not take place.';
COMMENT ON COLUMN public.calendar_details.series_id IS 'The recurring event of which this one replaces the occurrence of original_date.';
COMMENT ON COLUMN public.calendar_details.uid IS 'The identifier of an imported event.';
COMMENT ON COLUMN public.calendar_events.recurring_pattern IS 'RRULE of RFC 5545, or a word such as weekly.';
CREATE INDEX calendar_events_recurring_idx ON public.calendar_events (user_id, event_date) WHERE recurring;

CREATE TABLE public.task_recurrences (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    task_id uuid NOT NULL UNIQUE REFERENCES public.tasks ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    rule text NOT NULL,
    time_zone text,
    start_date date CHECK (start_date BETWEEN '1900-01-01' AND '2199-12-31'),
    continued_at timestamptz,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX task_recurrences_user_id_idx ON public.task_recurrences (user_id);
CREATE INDEX task_recurrences_waiting_idx ON public.task_recurrences (task_id) WHERE continued_at IS NULL;
COMMENT ON COLUMN public.task_recurrences.start_date IS 'The due date of the first task, from which the rule counts.';
COMMENT ON COLUMN public.task_recurrences.continued_at IS 'When the next task was made, which has a row of its own; it is made once.';

CREATE TABLE public.timetable_terms (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    name text NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (user_id, name),
    CHECK (start_date >= '1900-01-01' AND end_date <= '2199-12-31')
);

CREATE TABLE public.timetable_entries (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    term_id uuid REFERENCES public.timetable_terms ON DELETE CASCADE,
    subject_id uuid REFERENCES public.subjects ON DELETE SET NULL,
    subject_name text,
    day_of_week integer NOT NULL CHECK (day_of_week BETWEEN 0 AND 6),
    start_time time,
    end_time time,
    room text,
    instructor text,
    notes text,
    is_recurring boolean DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX timetable_entries_user_id_idx ON public.timetable_entries (user_id, day_of_week, start_time);
CREATE INDEX timetable_entries_term_id_idx ON public.timetable_entries (term_id);
CREATE INDEX timetable_entries_subject_id_idx ON public.timetable_entries (subject_id);
COMMENT ON COLUMN public.timetable_entries.day_of_week IS '0 is Sunday.';

CREATE TABLE study.calendar_feeds (
    user_id uuid PRIMARY KEY REFERENCES public.profiles ON DELETE CASCADE,
    digest bytea NOT NULL UNIQUE,
    created_at timestamptz NOT NULL,
    read_at timestamptz
);
COMMENT ON COLUMN study.calendar_feeds.digest IS 'SHA-256 of the secret in the address of the feed.';

CALL study.protect_table('public.calendar_details', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.task_recurrences', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.timetable_terms', 'user_id', 'select', 'insert', 'update', 'delete');
CALL study.protect_table('public.timetable_entries', 'user_id', 'select', 'insert', 'update', 'delete');

-- References stay within an account.
DO $references$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT * FROM (VALUES
            ('calendar_details', 'event_id', 'calendar_events'), ('calendar_details', 'series_id', 'calendar_events'),
            ('task_recurrences', 'task_id', 'tasks'), ('timetable_entries', 'term_id', 'timetable_terms'),
            ('timetable_entries', 'subject_id', 'subjects')) AS v (origin, column_name, target)
    LOOP
        EXECUTE format(
            'CREATE TRIGGER %1$I AFTER INSERT OR UPDATE OF user_id, %2$I ON public.%3$I FOR EACH ROW'
            ' WHEN (NEW.%2$I IS NOT NULL) EXECUTE FUNCTION study.check_reference(%4$L, %2$L)',
            'check_' || item.column_name, item.column_name, item.origin, item.target);
    END LOOP;
    FOR item IN SELECT unnest(ARRAY['calendar_events', 'tasks', 'timetable_terms']) AS target LOOP
        EXECUTE format(
            'CREATE TRIGGER keep_owner AFTER UPDATE OF user_id ON public.%I FOR EACH ROW'
            ' WHEN (NEW.user_id <> OLD.user_id) EXECUTE FUNCTION study.keep_owner()', item.target);
    END LOOP;
    FOR item IN SELECT unnest(ARRAY['calendar_details', 'timetable_terms', 'timetable_entries']) AS target LOOP
        EXECUTE format(
            'CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.%I FOR EACH ROW'
            ' EXECUTE FUNCTION study.set_updated_at()', item.target);
    END LOOP;
END
$references$;

-- With a series its changed occurrences are deleted; an occurrence that is deleted alone does not come back.
CREATE FUNCTION study.remove_occurrence() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    DELETE FROM public.calendar_events WHERE id = OLD.event_id;
    UPDATE public.calendar_details SET excluded_dates = array_append(excluded_dates, OLD.original_date)
    WHERE event_id = OLD.series_id AND NOT OLD.original_date = ANY (excluded_dates);
    RETURN NULL;
END
$body$;
CREATE TRIGGER remove_occurrence AFTER DELETE ON public.calendar_details
FOR EACH ROW WHEN (OLD.series_id IS NOT NULL) EXECUTE FUNCTION study.remove_occurrence();

-- A completed task of a series queues the job that makes the next one.
CREATE FUNCTION study.queue_next_tasks() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    IF EXISTS (
        SELECT FROM new_tasks AS n JOIN public.task_recurrences AS r ON r.task_id = n.id
        WHERE n.status = 'completed' AND r.continued_at IS NULL
    ) THEN
        CALL study.defer_next_tasks();
    END IF;
    RETURN NULL;
END
$body$;
CREATE PROCEDURE study.defer_next_tasks() LANGUAGE plpgsql SET search_path = jobs, pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(ARRAY[
        ROW('study', 'study.continue_tasks', 0, 'study.continue_tasks', NULL, '{}', NULL)::procrastinate_job_to_defer_v1
    ]);
END
$body$;
CREATE TRIGGER queue_next_tasks AFTER UPDATE ON public.tasks REFERENCING NEW TABLE AS new_tasks
FOR EACH STATEMENT EXECUTE FUNCTION study.queue_next_tasks();

ALTER TABLE study.calendar_feeds ENABLE ROW LEVEL SECURITY;
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class WHERE oid = 'study.calendar_feeds'::regclass
        UNION ALL
        SELECT CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || oid::regprocedure,
            coalesce(proacl, acldefault('f', proowner)), proowner
        FROM pg_proc WHERE pronamespace = 'study'::regnamespace AND proname IN (
            'remove_occurrence', 'queue_next_tasks', 'defer_next_tasks')
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
END
$grants$;
