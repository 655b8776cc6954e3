-- Notifications of the server itself: they have no account, and one delivery, to a webhook of the server's settings.

ALTER TABLE notification ALTER COLUMN account_id DROP NOT NULL;
COMMENT ON COLUMN notification.account_id IS 'NULL for a notification of the server, which is sent to a webhook of its settings.';
CREATE INDEX notification_server ON notification (created_at) WHERE account_id IS NULL;

CREATE OR REPLACE FUNCTION publish_notifications() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = alcove, pg_temp AS $body$
DECLARE
    number bigint;
BEGIN
    SELECT count(*) INTO number FROM added WHERE account_id IS NOT NULL;
    IF number = 0 THEN
        RETURN NULL;
    ELSIF number > 100 THEN
        PERFORM pg_notify('alcove_notification', '');
    ELSE
        PERFORM pg_notify('alcove_notification', account_id || ' ' || id) FROM added
        WHERE NOT is_test AND account_id IS NOT NULL;
    END IF;
    IF EXISTS (SELECT FROM added WHERE dispatched_at IS NULL) THEN
        CALL queue_dispatch();
    END IF;
    RETURN NULL;
END
$body$;
