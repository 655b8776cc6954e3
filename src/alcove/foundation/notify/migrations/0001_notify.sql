-- What happened, for one account each; what is sent about it elsewhere; and what an account wants to be sent.

CREATE TABLE notification (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    kind text NOT NULL,
    key text NOT NULL,
    title text NOT NULL,
    body text NOT NULL DEFAULT '',
    link text NOT NULL DEFAULT '',
    source_id uuid,
    allowed_channels text[],
    is_test boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now(),
    dispatched_at timestamptz,
    acknowledged_at timestamptz,
    UNIQUE (account_id, kind, key)
);
COMMENT ON COLUMN notification.kind IS 'The app and the kind, such as records.scrape_finished.';
COMMENT ON COLUMN notification.key IS 'The event: it is notified of once, however often it is reported.';
COMMENT ON COLUMN notification.source_id IS 'The row of the app that this is a copy of, if any.';
COMMENT ON COLUMN notification.allowed_channels IS 'The only channels to use; NULL for those that the account wants.';
COMMENT ON COLUMN notification.dispatched_at IS 'When its deliveries were created.';
CREATE INDEX notification_newest ON notification (account_id, created_at DESC, id DESC);
CREATE INDEX notification_unread ON notification (account_id) WHERE acknowledged_at IS NULL;
CREATE INDEX notification_pending ON notification (created_at) WHERE dispatched_at IS NULL;
CREATE INDEX notification_source ON notification (source_id) WHERE source_id IS NOT NULL;
CREATE INDEX notification_created ON notification (created_at);

CREATE TABLE notification_destination (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    channel text NOT NULL CHECK (channel IN ('webhook', 'apprise')),
    label text NOT NULL,
    hint text NOT NULL,
    secret text NOT NULL,
    enabled boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN notification_destination.hint IS 'The part of the address that is no secret, by which people recognise it.';
COMMENT ON COLUMN notification_destination.secret IS
    'The address and the signing key, encrypted for (notification destination, account, id).';
CREATE INDEX notification_destination_account ON notification_destination (account_id, created_at);

CREATE TABLE notification_preference (
    account_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    kind text NOT NULL,
    channels text[] NOT NULL,
    PRIMARY KEY (account_id, kind)
);
COMMENT ON TABLE notification_preference IS 'The channels of a kind that differ from its defaults.';

CREATE TABLE notification_quiet_hours (
    account_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    starts_at time NOT NULL,
    ends_at time NOT NULL CHECK (ends_at <> starts_at),
    zone text NOT NULL
);
COMMENT ON TABLE notification_quiet_hours IS 'Local times between which nothing is sent; what happens then is sent at the end.';

CREATE TABLE notification_delivery (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    notification_id uuid NOT NULL REFERENCES notification ON DELETE CASCADE,
    destination_id uuid REFERENCES notification_destination ON DELETE CASCADE,
    channel text NOT NULL CHECK (channel IN ('mail', 'webhook', 'apprise')),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL,
    waiting_since timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT notification_delivery_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
);
COMMENT ON COLUMN notification_delivery.destination_id IS 'NULL for mail to the address of the account.';
COMMENT ON COLUMN notification_delivery.state IS 'dead: given up; it can be sent again.';
CREATE INDEX notification_delivery_notification ON notification_delivery (notification_id);
CREATE INDEX notification_delivery_destination ON notification_delivery (destination_id);
CREATE INDEX notification_delivery_newest ON notification_delivery (created_at DESC);
CREATE INDEX notification_delivery_ended ON notification_delivery (ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX notification_delivery_waiting ON notification_delivery (waiting_since) WHERE state = 'waiting';

-- Rows come from programs and from triggers of apps; either way a worker dispatches them and open pages show them.
CREATE PROCEDURE queue_dispatch() LANGUAGE plpgsql SET search_path = jobs, pg_temp AS $body$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(
        ARRAY[ROW('notify', 'notify.dispatch', 0, NULL, NULL, '{}', NULL)::procrastinate_job_to_defer_v1]);
END
$body$;
CREATE FUNCTION publish_notifications() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alcove, pg_temp AS $body$
DECLARE
    number bigint;
BEGIN
    SELECT count(*) INTO number FROM added;
    IF number = 0 THEN
        RETURN NULL;
    ELSIF number > 100 THEN
        PERFORM pg_notify('alcove_notification', '');
    ELSE
        PERFORM pg_notify('alcove_notification', account_id || ' ' || id) FROM added WHERE NOT is_test;
    END IF;
    IF EXISTS (SELECT FROM added WHERE dispatched_at IS NULL) THEN
        CALL queue_dispatch();
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION publish_notifications IS
    'The payload is the account and the notification; an empty one means any account.';
CREATE TRIGGER publish_notifications AFTER INSERT ON notification REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION publish_notifications();

-- Other pages of the account count again.
CREATE FUNCTION publish_acknowledgements() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alcove, pg_temp AS $body$
BEGIN
    PERFORM pg_notify('alcove_notification', account_id || ' ')
    FROM (
        SELECT DISTINCT changed.account_id FROM changed JOIN earlier USING (id)
        WHERE changed.acknowledged_at IS DISTINCT FROM earlier.acknowledged_at LIMIT 100
    ) AS accounts;
    RETURN NULL;
END
$body$;
CREATE TRIGGER publish_acknowledgements AFTER UPDATE ON notification
    REFERENCING OLD TABLE AS earlier NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION publish_acknowledgements();

CREATE FUNCTION publish_deletions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alcove, pg_temp AS $body$
BEGIN
    PERFORM pg_notify('alcove_notification', account_id || ' ')
    FROM (SELECT DISTINCT account_id FROM removed WHERE acknowledged_at IS NULL LIMIT 100) AS accounts;
    RETURN NULL;
END
$body$;
CREATE TRIGGER publish_deletions AFTER DELETE ON notification REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION publish_deletions();
