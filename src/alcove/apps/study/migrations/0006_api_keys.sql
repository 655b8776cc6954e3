-- Keys of other services, which the server encrypts, and what happened to them.

-- The server alone writes a ciphertext: a program that wrote to the table itself could store a key as it is.
CREATE TABLE public.api_vault (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    key_name text NOT NULL,
    provider text,
    ciphertext text NOT NULL,
    key_version integer NOT NULL GENERATED ALWAYS AS (split_part(split_part(ciphertext, '.', 2), '-', 1)::integer) STORED,
    nonce text NOT NULL GENERATED ALWAYS AS (split_part(ciphertext, '.', 4)) STORED,
    is_active boolean NOT NULL DEFAULT true,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now(),
    rotated_at timestamptz,
    last_accessed timestamptz,
    expires_at timestamptz,
    UNIQUE NULLS NOT DISTINCT (user_id, key_name)
);
COMMENT ON TABLE public.api_vault IS 'Keys of other services, encrypted; those without a user belong to the server.';
COMMENT ON COLUMN public.api_vault.key_version IS 'The version of the master key.';
CREATE INDEX api_vault_key_version_idx ON public.api_vault (key_version);
CREATE TRIGGER set_updated_at BEFORE UPDATE ON public.api_vault FOR EACH ROW EXECUTE FUNCTION study.set_updated_at();

CREATE TABLE public.vault_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    action text NOT NULL,
    key_name text,
    ip_address text,
    user_agent text,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX vault_logs_user_id_idx ON public.vault_logs (user_id, created_at);

CREATE TABLE public.api_key_usage (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    provider text NOT NULL,
    key_index integer NOT NULL DEFAULT 0,
    usage_count bigint NOT NULL DEFAULT 0,
    last_used timestamptz,
    last_reset timestamptz NOT NULL DEFAULT now(),
    UNIQUE NULLS NOT DISTINCT (user_id, provider, key_index)
);
COMMENT ON TABLE public.api_key_usage IS 'How often each of several keys for a provider was used.';

CREATE TABLE public.api_key_logs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    key_name text NOT NULL,
    provider text,
    key_fingerprint text,
    success boolean NOT NULL DEFAULT true,
    details jsonb DEFAULT '{}',
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN public.api_key_logs.key_fingerprint IS 'An HMAC of the key, which identifies it without revealing it.';
CREATE INDEX api_key_logs_user_id_idx ON public.api_key_logs (user_id, created_at);

CREATE TABLE public.api_key_rotations (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid REFERENCES public.profiles ON DELETE CASCADE,
    key_name text NOT NULL,
    provider text,
    old_version integer,
    new_version integer NOT NULL,
    reason text,
    rotated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX api_key_rotations_user_id_idx ON public.api_key_rotations (user_id, rotated_at);

-- The other name of security_events; the policies of the table decide, and writes go to the table.
CREATE VIEW public.security_audit_log WITH (security_invoker = true) AS
SELECT id, event_type, user_id, details, severity, ip_address, user_agent, created_at FROM public.security_events;
COMMENT ON VIEW public.security_audit_log IS 'The events of security_events.';
CALL study.set_table_privileges('public.security_audit_log');

CALL study.protect_table('public.vault_logs', 'user_id', 'select');
CALL study.protect_table('public.api_key_usage', 'user_id', 'select');
CALL study.protect_table('public.api_key_logs', 'user_id', 'select');
CALL study.protect_table('public.api_key_rotations', 'user_id', 'select');
CALL study.protect_table('public.api_vault', 'user_id', VARIADIC '{}'::text[]);
REVOKE ALL ON public.api_vault FROM anon, authenticated;
REVOKE INSERT, UPDATE ON public.api_vault FROM service_role;
GRANT UPDATE (provider, is_active, expires_at) ON public.api_vault TO service_role;

-- The REST server encrypts the value before it gets here.
CREATE FUNCTION public.store_api_key(p_key_name text, p_key_value text, p_provider text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    max_keys constant integer := 100;
    owner constant uuid := auth.uid();
    own_keys integer;
    is_known boolean;
BEGIN
    IF coalesce(p_key_name, '') = '' OR length(p_key_name) > 200 THEN
        RAISE EXCEPTION 'the name of a key must have 1 to 200 characters' USING ERRCODE = 'invalid_parameter_value';
    ELSIF coalesce(p_key_value, '') = '' THEN
        RAISE EXCEPTION 'the key must not be empty' USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_key_value !~ '^v1\.[0-9]{1,9}-[0-9a-f]{8}\.[A-Za-z0-9_-]{80}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+$' THEN
        RAISE EXCEPTION 'the key was not encrypted: only the REST API of Alcove can store keys'
            USING ERRCODE = 'feature_not_supported';
    -- A base64 text of 8000 bytes and the 16 of the tag.
    ELSIF length(split_part(p_key_value, '.', 5)) > 10688 THEN
        RAISE EXCEPTION 'the key is longer than 8000 bytes' USING ERRCODE = 'invalid_parameter_value';
    ELSIF length(p_provider) > 100 THEN
        RAISE EXCEPTION 'the provider has more than 100 characters' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT count(*), coalesce(bool_or(key_name = p_key_name), false) INTO own_keys, is_known
    FROM public.api_vault WHERE user_id = owner OR (owner IS NULL AND user_id IS NULL);
    IF own_keys >= max_keys AND NOT is_known THEN
        RAISE EXCEPTION 'an account can store % keys', max_keys USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO public.api_vault AS v (user_id, key_name, provider, ciphertext)
    VALUES (owner, p_key_name, p_provider, p_key_value)
    ON CONFLICT (user_id, key_name) DO UPDATE
    SET ciphertext = excluded.ciphertext, provider = excluded.provider, is_active = true, rotated_at = now(),
        last_accessed = NULL, expires_at = NULL;
    INSERT INTO public.vault_logs (user_id, action, key_name, user_agent)
    VALUES (owner, CASE WHEN is_known THEN 'replace' ELSE 'store' END, p_key_name,
            left(nullif(current_setting('request.headers', true), '')::json ->> 'user-agent', 500));
    RETURN jsonb_build_object(
        'success', true, 'key_name', p_key_name,
        'message', CASE WHEN is_known THEN 'The key was replaced.' ELSE 'The key was stored.' END);
END
$body$;
COMMENT ON FUNCTION public.store_api_key(text, text, text) IS
    'Stores a key of another service, encrypted; one with the same name is replaced. It belongs to the caller''s account.';
CALL study.set_function_privileges('public.store_api_key(text, text, text)', 'authenticated', 'service_role');

-- The REST server decrypts the result.
CREATE FUNCTION public.get_api_key(p_key_name text) RETURNS text
LANGUAGE sql STABLE SET search_path = '' AS $body$
    SELECT ciphertext FROM public.api_vault
    WHERE (user_id = (SELECT auth.uid()) OR (user_id IS NULL AND (SELECT auth.uid()) IS NULL)) AND key_name = p_key_name
      AND is_active AND (expires_at IS NULL OR expires_at > now())
$body$;
COMMENT ON FUNCTION public.get_api_key(text) IS
    'Returns a key of the server, or of the account in the token; null if there is none, or it has expired.';
CALL study.set_function_privileges('public.get_api_key(text)', 'service_role');

CREATE FUNCTION public.list_api_keys() RETURNS TABLE (
    key_name text, provider text, key_version integer, is_active boolean, created_at timestamptz, updated_at timestamptz,
    rotated_at timestamptz, last_accessed timestamptz, expires_at timestamptz
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $body$
    SELECT v.key_name, v.provider, v.key_version, v.is_active, v.created_at, v.updated_at, v.rotated_at, v.last_accessed,
           v.expires_at
    FROM public.api_vault AS v
    WHERE v.user_id = (SELECT auth.uid()) OR (v.user_id IS NULL AND (SELECT auth.uid()) IS NULL)
    ORDER BY v.key_name
$body$;
COMMENT ON FUNCTION public.list_api_keys() IS 'Returns the names of the caller''s keys, and what is known of them.';
CALL study.set_function_privileges('public.list_api_keys()', 'authenticated', 'service_role');
