-- When the next reminder of a recurring event is due. Rules are read by the worker, which stores the instant; after a change of
-- the event it is computed again. NULL is never.

CREATE TABLE study.series_reminders (
    event_id uuid PRIMARY KEY REFERENCES public.calendar_events ON DELETE CASCADE ON UPDATE CASCADE,
    remind_at timestamptz DEFAULT '-infinity'
);
CREATE INDEX series_reminders_remind_at_idx ON study.series_reminders (remind_at);
ALTER TABLE study.series_reminders ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION study.queue_series_reminders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    DELETE FROM study.series_reminders AS r USING changed_events AS e
    WHERE r.event_id = e.id AND (NOT coalesce(e.recurring, false) OR e.notification_time IS NULL);
    INSERT INTO study.series_reminders (event_id)
    SELECT e.id FROM changed_events AS e WHERE e.recurring AND e.notification_time IS NOT NULL
    ON CONFLICT (event_id) DO UPDATE SET remind_at = '-infinity';
    RETURN NULL;
END
$body$;
CREATE TRIGGER queue_series_reminders_inserted AFTER INSERT ON public.calendar_events
REFERENCING NEW TABLE AS changed_events FOR EACH STATEMENT EXECUTE FUNCTION study.queue_series_reminders();
CREATE TRIGGER queue_series_reminders_updated AFTER UPDATE ON public.calendar_events
REFERENCING NEW TABLE AS changed_events FOR EACH STATEMENT EXECUTE FUNCTION study.queue_series_reminders();

-- Zones and exceptions of a series, and what replaces its occurrences.
CREATE FUNCTION study.renew_series_reminders() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE study.series_reminders SET remind_at = '-infinity' WHERE event_id IN (
        SELECT d.event_id FROM changed_details AS d UNION SELECT d.series_id FROM changed_details AS d);
    RETURN NULL;
END
$body$;
CREATE TRIGGER renew_series_reminders_inserted AFTER INSERT ON public.calendar_details
REFERENCING NEW TABLE AS changed_details FOR EACH STATEMENT EXECUTE FUNCTION study.renew_series_reminders();
CREATE TRIGGER renew_series_reminders_updated AFTER UPDATE ON public.calendar_details
REFERENCING NEW TABLE AS changed_details FOR EACH STATEMENT EXECUTE FUNCTION study.renew_series_reminders();
CREATE TRIGGER renew_series_reminders_deleted AFTER DELETE ON public.calendar_details
REFERENCING OLD TABLE AS changed_details FOR EACH STATEMENT EXECUTE FUNCTION study.renew_series_reminders();

CREATE FUNCTION study.renew_reminders_of_profile() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE study.series_reminders AS r SET remind_at = '-infinity'
    FROM public.calendar_events AS e WHERE e.id = r.event_id AND e.user_id = NEW.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER renew_reminders AFTER UPDATE OF timezone ON public.profiles FOR EACH ROW
WHEN (NEW.timezone IS DISTINCT FROM OLD.timezone) EXECUTE FUNCTION study.renew_reminders_of_profile();

INSERT INTO study.series_reminders (event_id)
SELECT id FROM public.calendar_events WHERE recurring AND notification_time IS NOT NULL;
