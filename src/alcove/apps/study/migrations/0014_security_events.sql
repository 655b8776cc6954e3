-- What security-monitor needs besides the tables that are there: old events are found by date, and the events of one user
-- that matter are counted without reading the others.

CREATE INDEX security_events_created_at_idx ON public.security_events (created_at);
CREATE INDEX security_events_severe_idx ON public.security_events (user_id, created_at)
    WHERE severity IN ('high', 'critical');

-- A profile under review stays so until the server or a program with the service role says otherwise.
CREATE FUNCTION study.keep_profile_status() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF current_user IN ('anon', 'authenticated') THEN
        NEW.status := CASE TG_OP WHEN 'INSERT' THEN 'active' ELSE OLD.status END;
    END IF;
    RETURN NEW;
END
$body$;
CREATE TRIGGER keep_profile_status BEFORE INSERT OR UPDATE OF status ON public.profiles
    FOR EACH ROW EXECUTE FUNCTION study.keep_profile_status();
