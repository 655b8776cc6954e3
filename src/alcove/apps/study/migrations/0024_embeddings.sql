-- Vectors of passages. A row is never updated: a passage that changes loses its rows, and gets new ones with a new
-- `revision`, so that a process which has read a vector knows from the revision that it is current.

CREATE TABLE study.embedding_models (
    name text PRIMARY KEY,
    dimension integer NOT NULL CHECK (dimension > 0),
    folder text NOT NULL,
    signature text NOT NULL,
    completed_at timestamptz
);
COMMENT ON TABLE study.embedding_models IS 'The models with which passages are embedded, or were.';
COMMENT ON COLUMN study.embedding_models.folder IS 'Where its weights were when it was used last.';
COMMENT ON COLUMN study.embedding_models.signature IS 'What changes when the weights in the folder are replaced.';
COMMENT ON COLUMN study.embedding_models.completed_at IS
    'When every passage had a vector of this model for the first time; until then an earlier model answers.';

CREATE TABLE study.passage_embeddings (
    passage_id uuid NOT NULL REFERENCES study.passages ON DELETE CASCADE,
    model text NOT NULL,
    user_id uuid NOT NULL,
    dimension integer NOT NULL CHECK (dimension > 0),
    revision bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    vector bytea NOT NULL,
    PRIMARY KEY (passage_id, model),
    CHECK (octet_length(vector) > 0 AND octet_length(vector) % (2 * dimension) = 0)
);
-- Vectors are random bits, which cannot be compressed.
ALTER TABLE study.passage_embeddings ALTER COLUMN vector SET STORAGE EXTERNAL;
CREATE INDEX passage_embeddings_user_id_idx ON study.passage_embeddings (user_id, model, revision);
COMMENT ON COLUMN study.passage_embeddings.vector IS
    'Normalised; float16, little endian: the vector of the whole text, and those of its sentences if there are several.';

-- What a vector is made of. The title of a material says what it is about; those of sets and chats hardly do.
CREATE FUNCTION study.embedded_text(passage study.passages) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    CASE WHEN passage.kind = 'material' THEN passage.title || E'\n' ELSE '' END || passage.content;

CREATE FUNCTION study.drop_embeddings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = study, pg_temp AS $body$
BEGIN
    DELETE FROM study.passage_embeddings WHERE passage_id = OLD.id;
    RETURN NULL;
END
$body$;
CREATE TRIGGER drop_embeddings AFTER UPDATE OF title, content, user_id ON study.passages
    FOR EACH ROW WHEN (
        study.embedded_text(OLD) IS DISTINCT FROM study.embedded_text(NEW) OR OLD.user_id IS DISTINCT FROM NEW.user_id)
    EXECUTE FUNCTION study.drop_embeddings();

-- Workers embed what is new within seconds.
CREATE FUNCTION study.notify_passages() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    PERFORM pg_notify('study_passages', 'changed');
    RETURN NULL;
END
$body$;
CREATE TRIGGER notify_passages AFTER INSERT OR UPDATE OF title, content, user_id ON study.passages
    FOR EACH STATEMENT EXECUTE FUNCTION study.notify_passages();
