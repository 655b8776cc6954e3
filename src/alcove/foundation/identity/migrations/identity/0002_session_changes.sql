-- Every process that accepts access tokens learns when their session or user is not valid any more.

CREATE FUNCTION alcove.notify_deleted_sessions() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    number bigint;
BEGIN
    SELECT count(*) INTO number FROM deleted;
    IF number > 100 THEN
        PERFORM pg_notify('alcove_access', '');
    ELSE
        PERFORM pg_notify('alcove_access', user_id || '/' || id) FROM deleted;
    END IF;
    RETURN NULL;
END
$body$;
COMMENT ON FUNCTION alcove.notify_deleted_sessions IS 'The payload is user/session; an empty one means any session.';
CREATE TRIGGER session_deleted AFTER DELETE ON auth.sessions REFERENCING OLD TABLE AS deleted
    FOR EACH STATEMENT EXECUTE FUNCTION alcove.notify_deleted_sessions();

CREATE FUNCTION alcove.notify_session_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('alcove_access', NEW.user_id || '/' || NEW.id);
    RETURN NULL;
END
$body$;
CREATE TRIGGER session_limited AFTER UPDATE OF not_after ON auth.sessions
    FOR EACH ROW WHEN (OLD.not_after IS DISTINCT FROM NEW.not_after) EXECUTE FUNCTION alcove.notify_session_change();

CREATE FUNCTION alcove.notify_user_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('alcove_access', NEW.id || '/');
    RETURN NULL;
END
$body$;
CREATE TRIGGER user_barred AFTER UPDATE OF banned_until, deleted_at ON auth.users
    FOR EACH ROW WHEN ((OLD.banned_until, OLD.deleted_at) IS DISTINCT FROM (NEW.banned_until, NEW.deleted_at))
    EXECUTE FUNCTION alcove.notify_user_change();
