-- The vault: fingerprints of keys, why a key was read, and what has changed a ciphertext; clients that sign their requests.

ALTER TABLE public.api_vault ADD COLUMN fingerprint text CHECK (fingerprint ~ '^[0-9a-f]{32}$');
COMMENT ON COLUMN public.api_vault.fingerprint IS
    'An HMAC of the key for its owner, which identifies it without revealing it. NULL for one from before there were any.';
-- For rotations, which look for secrets under other master keys than the current one.
CREATE INDEX api_vault_key_id_idx ON public.api_vault (split_part(ciphertext, '.', 2), id);
ALTER TABLE public.vault_logs ADD COLUMN purpose text;
COMMENT ON COLUMN public.vault_logs.purpose IS 'What a key was read for.';
CREATE INDEX vault_logs_created_at_idx ON public.vault_logs (created_at);

-- Reading a key sets last_accessed, which changes nothing.
DROP TRIGGER set_updated_at ON public.api_vault;
CREATE TRIGGER set_updated_at BEFORE UPDATE OF key_name, provider, ciphertext, is_active, expires_at ON public.api_vault
    FOR EACH ROW EXECUTE FUNCTION study.set_updated_at();

CREATE FUNCTION study.record_key_rotation() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
BEGIN
    INSERT INTO public.api_key_rotations (user_id, key_name, provider, old_version, new_version, reason)
    VALUES (NEW.user_id, NEW.key_name, NEW.provider, OLD.key_version, NEW.key_version, CASE
        WHEN NEW.fingerprint IS DISTINCT FROM OLD.fingerprint THEN 'another key'
        -- The content is under the data key.
        WHEN split_part(NEW.ciphertext, '.', 5) IS DISTINCT FROM split_part(OLD.ciphertext, '.', 5) THEN 'data key'
        ELSE 'master key' END);
    RETURN NULL;
END
$body$;
REVOKE ALL ON FUNCTION study.record_key_rotation() FROM PUBLIC;
-- The generated columns of NEW are known after the update only.
CREATE TRIGGER record_key_rotation AFTER UPDATE OF ciphertext ON public.api_vault
    FOR EACH ROW WHEN (NEW.ciphertext IS DISTINCT FROM OLD.ciphertext) EXECUTE FUNCTION study.record_key_rotation();

-- Stores a key that the server has encrypted; without an owner it belongs to the server. Returns whether it replaced one.
CREATE FUNCTION study.store_vault_key(
    p_owner uuid, p_name text, p_provider text, p_ciphertext text, p_fingerprint text, p_expires_at timestamptz,
    p_ip_address text, p_user_agent text
) RETURNS boolean LANGUAGE plpgsql SET search_path = '' AS $body$
DECLARE
    max_keys constant integer := 100;
    own_keys integer;
    is_known boolean;
BEGIN
    -- Of two calls at the same time, one counts the key of the other.
    PERFORM pg_advisory_xact_lock(hashtextextended('study vault ' || coalesce(p_owner::text, ''), 0));
    SELECT count(*), coalesce(bool_or(key_name = p_name), false) INTO own_keys, is_known
    FROM public.api_vault WHERE user_id = p_owner OR (p_owner IS NULL AND user_id IS NULL);
    IF own_keys >= max_keys AND NOT is_known THEN
        RAISE EXCEPTION 'an account can store % keys', max_keys USING ERRCODE = 'invalid_parameter_value';
    END IF;
    INSERT INTO public.api_vault AS v (user_id, key_name, provider, ciphertext, fingerprint, expires_at)
    VALUES (p_owner, p_name, p_provider, p_ciphertext, p_fingerprint, p_expires_at)
    ON CONFLICT (user_id, key_name) DO UPDATE
    SET ciphertext = excluded.ciphertext, provider = excluded.provider, fingerprint = excluded.fingerprint,
        is_active = true, rotated_at = now(), last_accessed = NULL, expires_at = excluded.expires_at;
    INSERT INTO public.vault_logs (user_id, action, key_name, ip_address, user_agent)
    VALUES (p_owner, CASE WHEN is_known THEN 'replace' ELSE 'store' END, p_name, p_ip_address, left(p_user_agent, 500));
    RETURN is_known;
END
$body$;
REVOKE ALL ON FUNCTION study.store_vault_key(uuid, text, text, text, text, timestamptz, text, text) FROM PUBLIC;

-- The REST server passes the ciphertext and the fingerprint, with a space between them.
CREATE OR REPLACE FUNCTION public.store_api_key(p_key_name text, p_key_value text, p_provider text) RETURNS jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    ciphertext constant text := split_part(p_key_value, ' ', 1);
    fingerprint constant text := nullif(split_part(p_key_value, ' ', 2), '');
    is_known boolean;
BEGIN
    IF coalesce(p_key_name, '') = '' OR length(p_key_name) > 200 THEN
        RAISE EXCEPTION 'the name of a key must have 1 to 200 characters' USING ERRCODE = 'invalid_parameter_value';
    ELSIF coalesce(p_key_value, '') = '' THEN
        RAISE EXCEPTION 'the key must not be empty' USING ERRCODE = 'invalid_parameter_value';
    ELSIF p_key_value !~
        '^v1\.[0-9]{1,9}-[0-9a-f]{8}\.[A-Za-z0-9_-]{80}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+( [0-9a-f]{32})?$'
    THEN
        RAISE EXCEPTION 'the key was not encrypted: only the REST API of Alcove can store keys'
            USING ERRCODE = 'feature_not_supported';
    -- A base64 text of 8000 bytes and the 16 of the tag.
    ELSIF length(split_part(ciphertext, '.', 5)) > 10688 THEN
        RAISE EXCEPTION 'the key is longer than 8000 bytes' USING ERRCODE = 'invalid_parameter_value';
    ELSIF length(p_provider) > 100 THEN
        RAISE EXCEPTION 'the provider has more than 100 characters' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    is_known := study.store_vault_key(
        auth.uid(), p_key_name, p_provider, ciphertext, fingerprint, NULL, NULL,
        nullif(current_setting('request.headers', true), '')::json ->> 'user-agent');
    RETURN jsonb_build_object(
        'success', true, 'key_name', p_key_name,
        'message', CASE WHEN is_known THEN 'The key was replaced.' ELSE 'The key was stored.' END);
END
$body$;

CREATE TABLE study.machine_clients (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    ciphertext text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz,
    expires_at timestamptz,
    UNIQUE (user_id, name)
);
COMMENT ON TABLE study.machine_clients IS
    'Programs that sign their requests with a key of their own, which is encrypted, and act for an account.';
CREATE INDEX machine_clients_key_id_idx ON study.machine_clients (split_part(ciphertext, '.', 2), id);

CREATE TABLE study.request_nonces (
    client_id uuid NOT NULL REFERENCES study.machine_clients ON DELETE CASCADE,
    nonce text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, nonce)
);
COMMENT ON TABLE study.request_nonces IS 'Nonces of requests whose signature was right, until such a request is too old.';
CREATE INDEX request_nonces_expires_at_idx ON study.request_nonces (expires_at);
