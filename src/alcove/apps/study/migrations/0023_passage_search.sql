-- Search by words: the lexemes of passages, and passages of cards and messages, which triggers keep.

-- Words as the search compares them: separators between words are spaces, compatibility forms and decomposed letters are
-- one character, soft hyphens are none. Only the first 20,000 characters of a passage are searched: longer texts could
-- pass the limits of a tsvector.
CREATE FUNCTION study.search_text(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
    translate(normalize(left(value, 20000), NFKC), E'._/:@&#+-\u2010\u2011\u2012\u2013\u2014\u00ad', '              ');

-- One vector for all languages: A are lexemes of the title, B those of the content without a language, C English, D German.
CREATE FUNCTION study.passage_words(title text, content text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
    setweight(to_tsvector('pg_catalog.simple', study.search_text(title))
        || to_tsvector('pg_catalog.english', study.search_text(title))
        || to_tsvector('pg_catalog.german', study.search_text(title)), 'A')
    || setweight(to_tsvector('pg_catalog.simple', study.search_text(content)), 'B')
    || setweight(to_tsvector('pg_catalog.english', study.search_text(content)), 'C')
    || setweight(to_tsvector('pg_catalog.german', study.search_text(content)), 'D');

-- What the index has of a passage: each lexeme, and the first four letters of each for words that are misspelt. The owner
-- is a part of each term, so that a search reads what is the owner's only, however many other passages have its words.
CREATE FUNCTION study.search_term(owner uuid, lexeme text) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT RETURN
    hashtextextended(lexeme, uuid_hash_extended(owner, 0));

CREATE FUNCTION study.passage_terms(owner uuid, words tsvector) RETURNS bigint[] LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
RETURN ARRAY(
    SELECT study.search_term(owner, lexeme) FROM unnest(tsvector_to_array(words)) AS lexeme
    UNION SELECT study.search_term(owner, '^' || left(lexeme, 4)) FROM unnest(tsvector_to_array(words)) AS lexeme);

-- `role` is that of a message. A change of a row gives it another version: the versions of an account's rows say whether
-- anything has changed, without a row that concurrent writers would have to wait for.
CREATE SEQUENCE study.passage_versions;
ALTER TABLE study.passages
    ADD COLUMN role text CHECK (role IN ('user', 'assistant')),
    ADD COLUMN version bigint NOT NULL DEFAULT nextval('study.passage_versions'),
    ADD COLUMN characters integer NOT NULL DEFAULT 0,
    ADD COLUMN words tsvector NOT NULL DEFAULT '',
    ADD COLUMN terms bigint[] NOT NULL DEFAULT '{}';
ALTER SEQUENCE study.passage_versions OWNED BY study.passages.version;

CREATE FUNCTION study.prepare_passage() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    NEW.version := nextval('study.passage_versions');
    NEW.characters := char_length(NEW.content);
    NEW.words := study.passage_words(NEW.title, NEW.content);
    NEW.terms := study.passage_terms(NEW.user_id, NEW.words);
    RETURN NEW;
END
$body$;
CREATE TRIGGER prepare_passage BEFORE INSERT OR UPDATE ON study.passages
    FOR EACH ROW EXECUTE FUNCTION study.prepare_passage();
UPDATE study.passages SET position = position;

-- Counts and mean lengths need the first index alone. New rows are in the second one at once: a list of those that are not
-- would have to be read by each search.
DROP INDEX study.passages_user_id_idx;
CREATE INDEX passages_user_id_idx ON study.passages (user_id) INCLUDE (kind, characters, version);
CREATE INDEX passages_terms_idx ON study.passages USING gin (terms) WITH (fastupdate = off);

-- Passages of cards and messages. Each statement that changes rows makes the passages of these rows what the rows say.

CREATE TYPE study.indexed_row AS (
    id uuid, user_id uuid, source_id uuid, role text, title text, content text, created_at timestamptz
);

-- A row of another table may have the same id, and another owner: its passage is left alone.
CREATE FUNCTION study.update_passages(indexed_kind text, ids uuid[], indexed study.indexed_row[]) RETURNS void
LANGUAGE plpgsql AS $body$
BEGIN
    DELETE FROM study.passages AS p
    WHERE p.id = ANY (ids) AND p.kind = indexed_kind
      AND NOT EXISTS (SELECT FROM unnest(indexed) AS i WHERE i.id = p.id AND i.user_id = p.user_id);
    INSERT INTO study.passages (id, user_id, kind, source_id, role, title, content, created_at)
    SELECT i.id, i.user_id, indexed_kind, i.source_id, i.role, i.title, i.content, i.created_at FROM unnest(indexed) AS i
    ORDER BY i.id
    ON CONFLICT (id) DO UPDATE
    SET source_id = excluded.source_id, role = excluded.role, title = excluded.title, content = excluded.content
    WHERE passages.kind = excluded.kind AND passages.user_id = excluded.user_id
      AND (passages.source_id, passages.role, passages.title, passages.content)
          IS DISTINCT FROM (excluded.source_id, excluded.role, excluded.title, excluded.content);
END
$body$;

CREATE FUNCTION study.index_card(card public.flashcards) RETURNS study.indexed_row LANGUAGE sql STABLE RETURN
    (card.id, card.user_id, coalesce(card.set_id, card.id), NULL::text,
     coalesce((SELECT s.title FROM public.flashcard_sets AS s WHERE s.id = card.set_id), 'Flashcard'),
     card.front_content || E'\n' || card.back_content, card.created_at)::study.indexed_row;

-- Whether a message is one that the learner may want to find again: no instruction to a model, nothing that broke off,
-- and no answer that only quotes materials.
CREATE FUNCTION study.is_searched(message public.ai_messages) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN
    message.role IN ('user', 'assistant') AND btrim(message.content) <> ''
    AND coalesce(message.message_metadata ->> 'state', 'complete') = 'complete'
    AND coalesce(message.message_metadata ->> 'reason', '') NOT IN ('no_provider', 'providers_held');

CREATE FUNCTION study.index_message(message public.ai_messages) RETURNS study.indexed_row LANGUAGE sql STABLE RETURN
    (message.id, message.user_id, message.session_id, message.role,
     coalesce((SELECT s.title FROM public.ai_tutor_sessions AS s WHERE s.id = message.session_id), 'Chat'),
     message.content, message.created_at)::study.indexed_row;

CREATE FUNCTION study.index_cards() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM study.update_passages('card', NULL, ARRAY(SELECT study.index_card(n) FROM new_rows AS n));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM study.update_passages(
            'card', ARRAY(SELECT o.id FROM old_rows AS o), ARRAY(SELECT study.index_card(n) FROM new_rows AS n));
    ELSE
        PERFORM study.update_passages('card', ARRAY(SELECT o.id FROM old_rows AS o), NULL);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER index_inserted AFTER INSERT ON public.flashcards
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_cards();
CREATE TRIGGER index_updated AFTER UPDATE ON public.flashcards
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_cards();
CREATE TRIGGER index_deleted AFTER DELETE ON public.flashcards
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_cards();

CREATE FUNCTION study.index_messages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM study.update_passages('message', NULL,
            ARRAY(SELECT study.index_message(n) FROM new_rows AS n WHERE study.is_searched(n)));
    ELSIF TG_OP = 'UPDATE' THEN
        PERFORM study.update_passages('message', ARRAY(SELECT o.id FROM old_rows AS o),
            ARRAY(SELECT study.index_message(n) FROM new_rows AS n WHERE study.is_searched(n)));
    ELSE
        PERFORM study.update_passages('message', ARRAY(SELECT o.id FROM old_rows AS o), NULL);
    END IF;
    RETURN NULL;
END
$body$;
CREATE TRIGGER index_inserted AFTER INSERT ON public.ai_messages
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_messages();
CREATE TRIGGER index_updated AFTER UPDATE ON public.ai_messages
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_messages();
CREATE TRIGGER index_deleted AFTER DELETE ON public.ai_messages
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION study.index_messages();

-- Titles: of sets of cards, and of chats.
CREATE FUNCTION study.rename_passages() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $body$
BEGIN
    UPDATE study.passages AS p SET title = n.title
    FROM new_rows AS n JOIN old_rows AS o USING (id)
    WHERE o.title IS DISTINCT FROM n.title AND n.title IS NOT NULL
      AND p.source_id = n.id AND p.user_id = n.user_id AND p.kind = TG_ARGV[0];
    RETURN NULL;
END
$body$;
CREATE TRIGGER rename_passages AFTER UPDATE ON public.flashcard_sets REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION study.rename_passages('card');
CREATE TRIGGER rename_passages AFTER UPDATE ON public.ai_tutor_sessions
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION study.rename_passages('message');

-- What was there before.
INSERT INTO study.passages (id, user_id, kind, source_id, role, title, content, created_at)
SELECT i.id, i.user_id, 'card', i.source_id, i.role, i.title, i.content, i.created_at
FROM public.flashcards AS c, study.index_card(c) AS i ON CONFLICT (id) DO NOTHING;
INSERT INTO study.passages (id, user_id, kind, source_id, role, title, content, created_at)
SELECT i.id, i.user_id, 'message', i.source_id, i.role, i.title, i.content, i.created_at
FROM public.ai_messages AS m, study.index_message(m) AS i WHERE study.is_searched(m) ON CONFLICT (id) DO NOTHING;
