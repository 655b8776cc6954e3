-- A small program with the schemas of a hosted project: what pg_dump finds there.
CREATE SCHEMA auth;
CREATE SCHEMA storage;
CREATE SCHEMA extensions;
CREATE SCHEMA graphql;
CREATE SCHEMA vault;
CREATE SCHEMA realtime;
CREATE SCHEMA supabase_migrations;

CREATE TYPE auth.aal_level AS ENUM ('aal1', 'aal2', 'aal3');
CREATE TYPE auth.factor_status AS ENUM ('unverified', 'verified');
CREATE TYPE auth.factor_type AS ENUM ('totp', 'webauthn', 'phone');
CREATE TABLE auth.users (
    instance_id uuid, id uuid NOT NULL PRIMARY KEY, aud varchar(255), role varchar(255), email varchar(255),
    encrypted_password varchar(255), email_confirmed_at timestamptz, invited_at timestamptz,
    confirmation_token varchar(255), confirmation_sent_at timestamptz, recovery_token varchar(255),
    recovery_sent_at timestamptz, email_change_token_new varchar(255), email_change varchar(255),
    email_change_sent_at timestamptz, last_sign_in_at timestamptz, raw_app_meta_data jsonb, raw_user_meta_data jsonb,
    is_super_admin boolean, created_at timestamptz, updated_at timestamptz, phone text UNIQUE DEFAULT NULL,
    phone_confirmed_at timestamptz, phone_change text DEFAULT '', phone_change_token varchar(255) DEFAULT '',
    phone_change_sent_at timestamptz,
    confirmed_at timestamptz GENERATED ALWAYS AS (LEAST(email_confirmed_at, phone_confirmed_at)) STORED,
    email_change_token_current varchar(255) DEFAULT '', email_change_confirm_status smallint DEFAULT 0,
    banned_until timestamptz, reauthentication_token varchar(255) DEFAULT '', reauthentication_sent_at timestamptz,
    is_sso_user boolean NOT NULL DEFAULT false, deleted_at timestamptz, is_anonymous boolean NOT NULL DEFAULT false
);
CREATE TABLE auth.identities (
    provider_id text NOT NULL, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, identity_data jsonb NOT NULL,
    provider text NOT NULL, last_sign_in_at timestamptz, created_at timestamptz, updated_at timestamptz,
    email text GENERATED ALWAYS AS (lower(identity_data ->> 'email')) STORED,
    id uuid NOT NULL DEFAULT gen_random_uuid() PRIMARY KEY, UNIQUE (provider_id, provider)
);
CREATE TABLE auth.sessions (
    id uuid NOT NULL PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, created_at timestamptz,
    updated_at timestamptz, factor_id uuid, aal auth.aal_level, not_after timestamptz, refreshed_at timestamp,
    user_agent text, ip inet, tag text, oauth_client_id uuid
);
CREATE TABLE auth.refresh_tokens (
    instance_id uuid, id bigserial PRIMARY KEY, token varchar(255), user_id varchar(255), revoked boolean,
    created_at timestamptz, updated_at timestamptz, parent varchar(255), session_id uuid REFERENCES auth.sessions
);
CREATE TABLE auth.mfa_factors (
    id uuid NOT NULL PRIMARY KEY, user_id uuid NOT NULL REFERENCES auth.users ON DELETE CASCADE, friendly_name text,
    factor_type auth.factor_type NOT NULL, status auth.factor_status NOT NULL, created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL, secret text, phone text, last_challenged_at timestamptz UNIQUE,
    web_authn_credential jsonb, web_authn_aaguid uuid, last_webauthn_challenge_data jsonb
);
CREATE TABLE auth.audit_log_entries (instance_id uuid, id uuid PRIMARY KEY, payload json, created_at timestamptz);
CREATE TABLE auth.schema_migrations (version varchar(255) PRIMARY KEY);
ALTER TABLE auth.users ENABLE ROW LEVEL SECURITY;
CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('request.jwt.claims', true)::jsonb ->> 'sub', '')::uuid
$$;

CREATE TABLE storage.buckets (
    id text PRIMARY KEY, name text NOT NULL UNIQUE, owner uuid, created_at timestamptz DEFAULT now(),
    updated_at timestamptz DEFAULT now(), public boolean DEFAULT false, avif_autodetection boolean DEFAULT false,
    file_size_limit bigint, allowed_mime_types text[], owner_id text
);
CREATE TABLE storage.objects (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(), bucket_id text REFERENCES storage.buckets, name text, owner uuid,
    created_at timestamptz DEFAULT now(), updated_at timestamptz DEFAULT now(), last_accessed_at timestamptz DEFAULT now(),
    metadata jsonb, path_tokens text[] GENERATED ALWAYS AS (string_to_array(name, '/')) STORED, version text,
    owner_id text, user_metadata jsonb, UNIQUE (bucket_id, name)
);
CREATE TABLE storage.migrations (id integer PRIMARY KEY, name text);
ALTER TABLE storage.objects ENABLE ROW LEVEL SECURITY;
CREATE TABLE vault.secrets (id uuid PRIMARY KEY, secret text);
INSERT INTO vault.secrets VALUES (gen_random_uuid(), 'a secret of the project');
CREATE PUBLICATION supabase_realtime;

-- The program.
CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy day');
CREATE DOMAIN public.short AS text CHECK (length(VALUE) < 100);
CREATE FUNCTION public.double(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n * 2 $$;
CREATE FUNCTION public.atomic(n integer) RETURNS integer LANGUAGE sql IMMUTABLE
BEGIN ATOMIC SELECT CASE WHEN n > 0 THEN 1 ELSE 0 END; END;
CREATE TABLE public.profiles (
    id uuid PRIMARY KEY REFERENCES auth.users ON DELETE CASCADE, display_name public.short, mood public.mood DEFAULT 'ok'
);
CREATE TABLE public.todos (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    title text NOT NULL CHECK (title <> ''), twice integer GENERATED ALWAYS AS (public.double(points)) STORED,
    points integer DEFAULT 1, tags text[] DEFAULT '{}', data jsonb, picture bytea, at timestamptz DEFAULT now(),
    code character(4), bits bit(3), span interval, price numeric(8, 2), place point
);
CREATE INDEX todos_user ON public.todos (user_id);
CREATE UNIQUE INDEX todos_title ON public.todos (user_id, lower(title));
CREATE TABLE public.tickets (number serial PRIMARY KEY, note text);
CREATE TABLE public.events (at date NOT NULL, what text) PARTITION BY RANGE (at);
CREATE TABLE public.events_2025 PARTITION OF public.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.events_2026 PARTITION OF public.events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE SCHEMA private;
CREATE TABLE private.notes (id uuid PRIMARY KEY DEFAULT gen_random_uuid(), note text);
CREATE VIEW public.happy WITH (security_invoker = true) AS SELECT * FROM public.profiles WHERE mood = 'happy day';
CREATE MATERIALIZED VIEW public.totals AS SELECT user_id, count(*) AS number FROM public.todos GROUP BY user_id;
CREATE TABLE public.log (id bigserial PRIMARY KEY, entry text);

CREATE FUNCTION public.handle_new_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
    INSERT INTO public.profiles (id, display_name) VALUES (NEW.id, NEW.raw_user_meta_data ->> 'name')
    ON CONFLICT DO NOTHING;
    RETURN NEW;
END
$$;
CREATE TRIGGER on_auth_user_created AFTER INSERT ON auth.users
    FOR EACH ROW EXECUTE FUNCTION public.handle_new_user();
CREATE FUNCTION public.log_todo() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO public.log (entry) VALUES ('added; ' || NEW.title);
    RETURN NEW;
END
$$;
CREATE TRIGGER log_todo AFTER INSERT ON public.todos FOR EACH ROW EXECUTE FUNCTION public.log_todo();

CREATE POLICY "own files" ON storage.objects FOR SELECT TO authenticated USING (owner_id = (SELECT auth.uid())::text);
ALTER TABLE public.todos ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.profiles ENABLE ROW LEVEL SECURITY;
CREATE POLICY "own todos" ON public.todos USING ((SELECT auth.uid()) = user_id) WITH CHECK ((SELECT auth.uid()) = user_id);
CREATE POLICY "profiles are public" ON public.profiles FOR SELECT TO anon, authenticated USING (true);
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
GRANT ALL ON public.todos, public.profiles, public.happy TO authenticated, service_role;
GRANT SELECT ON public.profiles TO anon;
GRANT ALL ON SEQUENCE public.todos_id_seq TO authenticated;
REVOKE EXECUTE ON FUNCTION public.double(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION public.double(integer) TO authenticated;
COMMENT ON TABLE public.todos IS 'What is to be done; really';
COMMENT ON COLUMN public.todos.title IS 'A title';
COMMENT ON POLICY "own todos" ON public.todos IS 'only own';
ALTER PUBLICATION supabase_realtime ADD TABLE public.todos;
