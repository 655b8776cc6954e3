-- What a program for Supabase expects of its database besides the roles, schemas and functions of the API.

CREATE TABLE study_project.scripts (
    name text PRIMARY KEY,
    checksum bytea NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE study_project.scripts IS 'Which of the program''s SQL files this database has had.';
COMMENT ON COLUMN study_project.scripts.checksum IS 'SHA-256 of the file with normalised line ends.';

CREATE TABLE study_project.supplied_extensions (
    name text PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE study_project.supplied_extensions IS
    'Extensions that the server does not have, whose functions are SQL in the schema extensions.';

CREATE TABLE study_project.copied_accounts (id uuid PRIMARY KEY);
COMMENT ON TABLE study_project.copied_accounts IS 'The accounts of the server; others in auth.users are the program''s.';

-- Everybody may use the tables in `public`, and policies decide about rows.
GRANT USAGE ON SCHEMA public TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO anon, authenticated, service_role;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON ROUTINES TO anon, authenticated, service_role;

-- Programs add their tables to it.
DO $publication$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'supabase_realtime') THEN
        CREATE PUBLICATION supabase_realtime;
    END IF;
END
$publication$;

-- Names of extensions are found without their schema.
DO $path$
BEGIN
    EXECUTE format('ALTER DATABASE %I SET search_path = public, extensions', current_database());
END
$path$;
