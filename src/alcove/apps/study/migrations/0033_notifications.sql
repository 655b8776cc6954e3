-- Rows of public.notifications are notifications of the server as well, whoever adds them; and reminders add rows.

CREATE FUNCTION study.copy_notifications() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    -- Rows that are older, such as those of an imported account, are not sent.
    INSERT INTO alcove.notification
        (account_id, kind, key, title, body, link, source_id, allowed_channels, created_at, acknowledged_at, dispatched_at)
    SELECT r.user_id, r.kind, r.id::text, left(r.title, 200), left(r.message, 2000),
        CASE WHEN r.action_url ~ '^/[^/\\]' THEN left(r.action_url, 1000) ELSE '' END, r.id,
        CASE WHEN NOT coalesce(s.notifications_enabled, true) THEN ARRAY['page']
             WHEN r.kind = 'study.alert' OR s.email_notifications THEN NULL
             ELSE ARRAY['page', 'webhook', 'apprise'] END,
        r.created_at, CASE WHEN r.read THEN now() END,
        CASE WHEN r.created_at < now() - interval '1 hour' OR r.read THEN now() END
    FROM (
        SELECT *, CASE WHEN type = 'reminder' THEN 'study.reminder' WHEN type IN ('warning', 'error') THEN 'study.alert'
                       ELSE 'study.message' END AS kind
        FROM added
    ) AS r LEFT JOIN public.user_settings AS s ON s.user_id = r.user_id
    ON CONFLICT (account_id, kind, key) DO NOTHING;
    RETURN NULL;
END
$body$;
CREATE TRIGGER copy_notifications AFTER INSERT ON public.notifications REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION study.copy_notifications();

-- What is read in one place is read in the other.
CREATE FUNCTION study.copy_read() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    -- Triggers of statements run for no rows as well: without this, the two would call each other for ever.
    IF NOT EXISTS (SELECT FROM changed AS c JOIN earlier AS e USING (id) WHERE c.read IS DISTINCT FROM e.read) THEN
        RETURN NULL;
    END IF;
    UPDATE alcove.notification AS n SET acknowledged_at = CASE WHEN c.read THEN now() END
    FROM changed AS c JOIN earlier AS e USING (id)
    WHERE n.source_id = c.id AND c.read IS DISTINCT FROM e.read
      AND (n.acknowledged_at IS NOT NULL) IS DISTINCT FROM coalesce(c.read, false);
    RETURN NULL;
END
$body$;
CREATE TRIGGER copy_read AFTER UPDATE ON public.notifications
    REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION study.copy_read();

CREATE FUNCTION study.copy_deletions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    DELETE FROM alcove.notification AS n USING removed AS r WHERE n.source_id = r.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER copy_deletions AFTER DELETE ON public.notifications REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION study.copy_deletions();

CREATE FUNCTION study.copy_acknowledgements() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    IF NOT EXISTS (
        SELECT FROM changed AS c JOIN earlier AS e USING (id)
        WHERE c.source_id IS NOT NULL AND c.acknowledged_at IS DISTINCT FROM e.acknowledged_at
    ) THEN
        RETURN NULL;
    END IF;
    UPDATE public.notifications AS n SET read = c.acknowledged_at IS NOT NULL
    FROM changed AS c JOIN earlier AS e USING (id)
    WHERE n.id = c.source_id AND c.acknowledged_at IS DISTINCT FROM e.acknowledged_at
      AND coalesce(n.read, false) IS DISTINCT FROM (c.acknowledged_at IS NOT NULL);
    RETURN NULL;
END
$body$;
CREATE TRIGGER copy_acknowledgements AFTER UPDATE ON alcove.notification
    REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION study.copy_acknowledgements();

CREATE TABLE study.reminders (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    occasion text NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, occasion)
);
COMMENT ON TABLE study.reminders IS
    'The occasions of which an account was reminded, such as task/ID/due time: each has one reminder, also if that is deleted.';
CREATE INDEX reminders_made_at_idx ON study.reminders (made_at);
ALTER TABLE study.reminders ENABLE ROW LEVEL SECURITY;

-- The column of the profile takes any text; an unknown time zone is UTC.
CREATE FUNCTION study.known_zone(zone text) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = study, pg_temp AS $body$
BEGIN
    PERFORM now() AT TIME ZONE zone;
    RETURN coalesce(zone, 'UTC');
EXCEPTION WHEN invalid_parameter_value THEN
    RETURN 'UTC';
END
$body$;

CREATE INDEX tasks_due_idx ON public.tasks (due_date) WHERE due_date IS NOT NULL;
CREATE INDEX study_goals_deadline_idx ON public.study_goals (deadline) WHERE deadline IS NOT NULL;
CREATE INDEX calendar_events_reminder_idx ON public.calendar_events (event_date) WHERE notification_time IS NOT NULL;
