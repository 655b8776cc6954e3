-- Accounts that are to be deleted, and everything that belongs to an account.

CREATE TABLE study.account_deletion (
    user_id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE,
    requested_at timestamptz NOT NULL DEFAULT now(),
    due_at timestamptz NOT NULL,
    earlier_ban timestamptz
);
COMMENT ON TABLE study.account_deletion IS 'Accounts that nobody can sign in to, and that are gone when they are due.';
COMMENT ON COLUMN study.account_deletion.earlier_ban IS 'Until when the account was banned before, for its restoration.';
CREATE INDEX account_deletion_due ON study.account_deletion (due_at);

-- Every table of the account's rows has the column user_id; so tables that come later are in the export, too.
CREATE FUNCTION study.export_account(account uuid) RETURNS json LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $body$
DECLARE
    tables jsonb := '{}';
    owned record;
    exported jsonb;
BEGIN
    FOR owned IN
        SELECT c.relname AS name, a.attname AS owner FROM pg_class AS c
        JOIN pg_attribute AS a ON a.attrelid = c.oid AND NOT a.attisdropped
            AND a.attname = CASE c.relname WHEN 'profiles' THEN 'id' ELSE 'user_id' END AND a.atttypid = 'uuid'::regtype
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY c.relname
    LOOP
        EXECUTE format('SELECT coalesce(jsonb_agg(to_jsonb(t)), ''[]'') FROM public.%I AS t WHERE t.%I = $1',
            owned.name, owned.owner) INTO exported USING account;
        tables := tables || jsonb_build_object(owned.name, exported);
    END LOOP;
    RETURN json_build_object(
        'account', (
            SELECT to_jsonb(u) - ARRAY['encrypted_password', 'confirmation_token', 'recovery_token', 'instance_id',
                'email_change_token_new', 'email_change_token_current', 'phone_change_token', 'reauthentication_token']
            FROM auth.users AS u WHERE u.id = account),
        'identities', (
            SELECT coalesce(json_agg(to_jsonb(i) ORDER BY i.created_at), '[]') FROM auth.identities AS i
            WHERE i.user_id = account),
        'sessions', (
            SELECT coalesce(json_agg(to_jsonb(s) ORDER BY s.created_at), '[]') FROM auth.sessions AS s
            WHERE s.user_id = account),
        'factors', (
            SELECT coalesce(json_agg(to_jsonb(f) - ARRAY['secret', 'web_authn_credential'] ORDER BY f.created_at), '[]')
            FROM auth.mfa_factors AS f WHERE f.user_id = account),
        'roles', (SELECT coalesce(json_object_agg(r.app, r.role), '{}') FROM alcove.account_role AS r WHERE r.user_id = account),
        'data', tables
    );
END
$body$;
COMMENT ON FUNCTION study.export_account(uuid) IS 'Everything about an account but its secrets, as JSON.';
