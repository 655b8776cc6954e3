-- What the accounts of the schema auth may do here, and the ways in that GoTrue does not have.

CREATE TABLE alcove.account_role (
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    app text NOT NULL,
    role text NOT NULL CHECK (role IN ('owner', 'member')),
    PRIMARY KEY (user_id, app)
);
COMMENT ON TABLE alcove.account_role IS 'What an account may do in an app; without a row it may do nothing there.';
CREATE INDEX account_role_owner ON alcove.account_role (app) WHERE role = 'owner';

CREATE TABLE alcove.browser_session (
    session_id uuid PRIMARY KEY REFERENCES auth.sessions ON DELETE CASCADE,
    digest bytea NOT NULL UNIQUE,
    backend text NOT NULL,
    fingerprint bytea NOT NULL,
    username text NOT NULL,
    remember boolean NOT NULL DEFAULT false,
    seen_at timestamptz NOT NULL DEFAULT now(),
    checked_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN alcove.browser_session.digest IS 'Keyed digest of the random text in the cookie.';
COMMENT ON COLUMN alcove.browser_session.fingerprint IS 'Digest of how the backend was configured; another way of signing in ends the session.';
COMMENT ON COLUMN alcove.browser_session.username IS 'The name by which the backend knows the person.';
COMMENT ON COLUMN alcove.browser_session.checked_at IS 'When the backend was last asked whether the person is still there.';

CREATE FUNCTION alcove.notify_session_end() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('alcove_session', OLD.session_id::text);
    RETURN NULL;
END
$body$;
CREATE TRIGGER browser_session_end AFTER DELETE ON alcove.browser_session
    FOR EACH ROW EXECUTE FUNCTION alcove.notify_session_end();

CREATE TABLE alcove.api_token (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE,
    name text NOT NULL,
    digest bytea NOT NULL UNIQUE,
    scopes text[],
    created_at timestamptz NOT NULL DEFAULT now(),
    used_at timestamptz,
    expires_at timestamptz
);
COMMENT ON COLUMN alcove.api_token.digest IS 'SHA-256 of the token; the token itself is shown once.';
COMMENT ON COLUMN alcove.api_token.scopes IS 'Apps, or with :read behind the name reading them; NULL: whatever the account may do.';
CREATE INDEX api_token_user ON alcove.api_token (user_id);

CREATE TABLE alcove.sign_in_failure (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL,
    address text NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE alcove.sign_in_failure IS 'Failed sign-ins of the last minutes, by which further ones are slowed down and refused.';
CREATE INDEX sign_in_failure_recent ON alcove.sign_in_failure (address, name, at);

CREATE TABLE alcove.invitation (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code_digest bytea NOT NULL UNIQUE,
    email text,
    roles jsonb NOT NULL,
    created_by uuid REFERENCES auth.users ON DELETE CASCADE,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    accepted_by uuid REFERENCES auth.users ON DELETE SET NULL,
    accepted_at timestamptz
);
COMMENT ON COLUMN alcove.invitation.created_by IS 'NULL for those made on the command line or with the token of the server.';
CREATE INDEX invitation_creator ON alcove.invitation (created_by);

CREATE TABLE alcove.setup_code (
    digest bytea PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE alcove.setup_code IS 'The one code with which the first account is made.';

CREATE VIEW alcove.account AS
SELECT
    u.id,
    u.email::text AS email,
    coalesce(
        (SELECT i.identity_data ->> 'name' FROM auth.identities AS i
         WHERE i.user_id = u.id AND i.provider IN ('local', 'calibre-web', 'proxy')
         ORDER BY i.created_at, i.id LIMIT 1),
        u.email, u.id::text
    ) AS name,
    coalesce((SELECT json_object_agg(r.app, r.role) FROM alcove.account_role AS r WHERE r.user_id = u.id), '{}') AS roles,
    coalesce(u.encrypted_password, '')::text AS password_hash,
    u.created_at,
    u.last_sign_in_at
FROM auth.users AS u
WHERE u.deleted_at IS NULL AND (u.banned_until IS NULL OR u.banned_until <= now());
COMMENT ON VIEW alcove.account IS 'The accounts that may sign in, with their roles by app.';
