-- How the text of materials becomes passages. Programs see the materials alone; `material_imports` has one row for each with
-- a text or a file: its state, and what a job still has to do. A file waits in a folder until its text is extracted into
-- `content`; form feeds end the pages there.

CREATE TABLE study.material_imports (
    material_id uuid PRIMARY KEY REFERENCES public.materials ON DELETE CASCADE ON UPDATE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    state text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'working', 'ready', 'failed')),
    reason text,
    progress integer NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
    pages integer,
    chunks integer,
    revision integer NOT NULL DEFAULT 1,
    starts integer NOT NULL DEFAULT 0,
    file_version text,
    file_kind text,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX material_imports_user_id_idx ON study.material_imports (user_id);
CREATE INDEX material_imports_unfinished_idx ON study.material_imports (queued_at) WHERE state IN ('queued', 'working');
CREATE INDEX material_imports_file_version_idx ON study.material_imports (file_version) WHERE file_version IS NOT NULL;
COMMENT ON COLUMN study.material_imports.reason IS 'Why a failed import failed; what could not be read of one that is ready.';
COMMENT ON COLUMN study.material_imports.progress IS 'In per cent.';
COMMENT ON COLUMN study.material_imports.revision IS 'Counts the changes of the content, so that a job sees that its text is outdated.';
COMMENT ON COLUMN study.material_imports.starts IS 'How often the extraction has started: a file that ends workers is given up.';
COMMENT ON COLUMN study.material_imports.file_version IS 'The file whose text is not extracted yet.';

CREATE TABLE study.material_files (
    version text PRIMARY KEY,
    sha256 text,
    added_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE study.material_files IS 'Files in the folder, from before their content arrives; a job removes those that no import names.';

-- The server adds an import together with the material, where it makes the passages at once.
CREATE PROCEDURE study.defer_material_index() LANGUAGE plpgsql SET search_path = jobs, pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(ARRAY[
        ROW('materials', 'study.index_materials', 0, 'study.index_materials', NULL, '{}', NULL)::procrastinate_job_to_defer_v1
    ]);
END
$body$;

CREATE FUNCTION study.queue_new_materials() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    INSERT INTO study.material_imports (material_id, user_id)
    SELECT m.id, m.user_id FROM new_materials AS m WHERE m.content ~ '\S'
    ON CONFLICT (material_id) DO NOTHING;
    IF FOUND THEN
        CALL study.defer_material_index();
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER queue_new_materials AFTER INSERT ON public.materials REFERENCING NEW TABLE AS new_materials
FOR EACH STATEMENT EXECUTE FUNCTION study.queue_new_materials();

CREATE FUNCTION study.queue_changed_materials() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE study.passages AS p SET title = n.title, user_id = n.user_id
    FROM new_materials AS n JOIN old_materials AS o ON o.id = n.id
    WHERE p.source_id = n.id AND p.kind = 'material' AND (n.title <> o.title OR n.user_id <> o.user_id);
    UPDATE study.material_imports AS i SET user_id = n.user_id
    FROM new_materials AS n WHERE i.material_id = n.id AND i.user_id <> n.user_id;
    INSERT INTO study.material_imports AS i (material_id, user_id)
    SELECT n.id, n.user_id FROM new_materials AS n JOIN old_materials AS o ON o.id = n.id
    WHERE n.content IS DISTINCT FROM o.content AND (n.content ~ '\S' OR o.content ~ '\S')
    ON CONFLICT (material_id) DO UPDATE SET
        state = 'queued', reason = NULL, progress = 0, pages = NULL, revision = i.revision + 1, starts = 0,
        file_version = NULL, queued_at = excluded.queued_at, updated_at = excluded.updated_at;
    IF FOUND THEN
        CALL study.defer_material_index();
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER queue_changed_materials AFTER UPDATE ON public.materials
REFERENCING OLD TABLE AS old_materials NEW TABLE AS new_materials
FOR EACH STATEMENT EXECUTE FUNCTION study.queue_changed_materials();

CREATE FUNCTION study.remove_passages_of_materials() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    DELETE FROM study.passages AS p USING old_imports AS o WHERE p.source_id = o.material_id AND p.kind = 'material';
    PERFORM pg_notify('study_materials', user_id::text) FROM old_imports GROUP BY user_id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER remove_passages AFTER DELETE ON study.material_imports REFERENCING OLD TABLE AS old_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.remove_passages_of_materials();

CREATE FUNCTION study.move_passages_of_material() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE study.passages SET source_id = NEW.material_id WHERE source_id = OLD.material_id AND kind = 'material';
    RETURN NULL;
END
$body$;
CREATE TRIGGER move_passages AFTER UPDATE OF material_id ON study.material_imports
FOR EACH ROW WHEN (NEW.material_id <> OLD.material_id) EXECUTE FUNCTION study.move_passages_of_material();

-- Readers look at the list again.
CREATE FUNCTION study.notify_materials() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    PERFORM pg_notify('study_materials', user_id::text) FROM new_imports GROUP BY user_id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER notify_inserted AFTER INSERT ON study.material_imports REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();
CREATE TRIGGER notify_updated AFTER UPDATE ON study.material_imports REFERENCING NEW TABLE AS new_imports
FOR EACH STATEMENT EXECUTE FUNCTION study.notify_materials();

-- Materials from before; a periodic job finds them.
INSERT INTO study.material_imports (material_id, user_id) SELECT id, user_id FROM public.materials WHERE content ~ '\S';

-- Only the server itself reads and writes the tables. Default privileges may have granted more than that.
ALTER TABLE study.material_imports ENABLE ROW LEVEL SECURITY;
ALTER TABLE study.material_files ENABLE ROW LEVEL SECURITY;
DO $grants$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT 'TABLE ' || oid::regclass AS name, coalesce(relacl, acldefault('r', relowner)) AS acl, relowner AS owner
        FROM pg_class WHERE oid IN ('study.material_imports'::regclass, 'study.material_files'::regclass)
        UNION ALL
        SELECT CASE prokind WHEN 'p' THEN 'PROCEDURE ' ELSE 'FUNCTION ' END || oid::regprocedure,
            coalesce(proacl, acldefault('f', proowner)), proowner
        FROM pg_proc WHERE pronamespace = 'study'::regnamespace AND proname IN (
            'defer_material_index', 'queue_new_materials', 'queue_changed_materials', 'remove_passages_of_materials',
            'move_passages_of_material', 'notify_materials')
    LOOP
        CALL study.revoke_all(item.name, item.acl, item.owner);
    END LOOP;
END
$grants$;
