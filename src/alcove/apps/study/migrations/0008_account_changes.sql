-- Processes that serve a program's own database copy accounts to it when they change.

CREATE FUNCTION study.notify_account_change() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('study_account', coalesce(NEW.id, OLD.id)::text);
    RETURN NULL;
END
$body$;
CREATE TRIGGER account_changed AFTER INSERT OR UPDATE OR DELETE ON auth.users
    FOR EACH ROW EXECUTE FUNCTION study.notify_account_change();
