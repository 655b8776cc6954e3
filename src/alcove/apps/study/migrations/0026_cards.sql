-- How flashcards are scheduled. Programs see the cards alone; `card_states` has one row for each with its memory by FSRS, and
-- `card_reviews` has what the learner answered. A state is always what the reviews of a card give in the order of their
-- instants, so that a late review or an undone one changes it as if it had been so from the start.

CREATE TABLE study.card_states (
    card_id uuid PRIMARY KEY REFERENCES public.flashcards ON DELETE CASCADE ON UPDATE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    position bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    state smallint NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    step smallint,
    stability double precision,
    difficulty double precision,
    due_at timestamptz,
    last_review_at timestamptz,
    reviews integer NOT NULL DEFAULT 0,
    lapses integer NOT NULL DEFAULT 0,
    is_suspended boolean NOT NULL DEFAULT false,
    is_outdated boolean NOT NULL DEFAULT false,
    base jsonb,
    CHECK ((state = 0) = (due_at IS NULL))
);
CREATE INDEX card_states_due_idx ON study.card_states (user_id, due_at) WHERE due_at IS NOT NULL AND NOT is_suspended;
CREATE INDEX card_states_new_idx ON study.card_states (user_id, position) WHERE due_at IS NULL AND NOT is_suspended;
CREATE INDEX card_states_user_id_idx ON study.card_states (user_id);
CREATE INDEX card_states_outdated_idx ON study.card_states (card_id) WHERE is_outdated;
COMMENT ON COLUMN study.card_states.position IS 'The order in which new cards are learned.';
COMMENT ON COLUMN study.card_states.state IS '0 new, 1 learning, 2 review, 3 relearning.';
COMMENT ON COLUMN study.card_states.stability IS 'Days after which the learner recalls the card with a probability of 90 per cent.';
COMMENT ON COLUMN study.card_states.is_outdated IS 'A program has reviewed the card by update_spaced_repetition; a job computes the state again.';
COMMENT ON COLUMN study.card_states.base IS 'The memory before the first review that is stored, where the card comes from elsewhere.';

CREATE TABLE study.card_reviews (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    id uuid NOT NULL,
    number bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    card_id uuid REFERENCES public.flashcards ON DELETE SET NULL ON UPDATE CASCADE,
    set_id uuid,
    rating smallint NOT NULL CHECK (rating BETWEEN 1 AND 4),
    quality smallint NOT NULL CHECK (quality BETWEEN 0 AND 5),
    reviewed_at timestamptz NOT NULL,
    study_day date NOT NULL,
    duration_ms integer NOT NULL DEFAULT 0 CHECK (duration_ms >= 0),
    state_before smallint NOT NULL DEFAULT 0 CHECK (state_before BETWEEN 0 AND 3),
    is_counted boolean NOT NULL DEFAULT true,
    undone_at timestamptz,
    PRIMARY KEY (user_id, id)
);
CREATE INDEX card_reviews_card_id_idx ON study.card_reviews (card_id, reviewed_at, id);
CREATE INDEX card_reviews_study_day_idx ON study.card_reviews (user_id, study_day);
CREATE INDEX card_reviews_number_idx ON study.card_reviews (user_id, number);
COMMENT ON COLUMN study.card_reviews.id IS 'From the client, so that a review that is sent again counts once.';
COMMENT ON COLUMN study.card_reviews.number IS 'The order of arrival, in which reviews are undone.';
COMMENT ON COLUMN study.card_reviews.rating IS '1 again, 2 hard, 3 good, 4 easy.';
COMMENT ON COLUMN study.card_reviews.quality IS 'The same by SM-2, from 0 to 5.';
COMMENT ON COLUMN study.card_reviews.is_counted IS 'Whether the server counts it in flashcard_sessions; programs count theirs themselves.';
COMMENT ON COLUMN study.card_reviews.study_day IS 'By the time zone at the review; it stays when the zone changes.';

-- Cards from decks: an import of the same deck updates them. A note of a deck can have several cards.
CREATE TABLE study.card_origins (
    card_id uuid PRIMARY KEY REFERENCES public.flashcards ON DELETE CASCADE ON UPDATE CASCADE,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    guid text NOT NULL,
    ordinal integer NOT NULL,
    UNIQUE (user_id, guid, ordinal)
);

CREATE TABLE study.card_media (
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    name text NOT NULL,
    content bytea NOT NULL,
    media_type text NOT NULL,
    sha256 bytea NOT NULL,
    size integer NOT NULL,
    added_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, name)
);
ALTER TABLE study.card_media ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE study.card_media IS 'Images and sounds that cards name.';

CREATE TABLE study.card_imports (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    set_id uuid REFERENCES public.flashcard_sets ON DELETE CASCADE,
    options jsonb NOT NULL DEFAULT '{}',
    state text NOT NULL DEFAULT 'receiving' CHECK (state IN ('receiving', 'queued', 'working', 'done', 'failed')),
    reason text,
    result jsonb,
    size bigint NOT NULL DEFAULT 0,
    starts integer NOT NULL DEFAULT 0,
    created_at timestamptz NOT NULL DEFAULT now(),
    updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX card_imports_user_id_idx ON study.card_imports (user_id, created_at);
CREATE INDEX card_imports_set_id_idx ON study.card_imports (set_id);
CREATE INDEX card_imports_unfinished_idx ON study.card_imports (updated_at) WHERE state IN ('receiving', 'queued', 'working');

CREATE TABLE study.card_import_parts (
    import_id uuid NOT NULL REFERENCES study.card_imports ON DELETE CASCADE,
    position integer NOT NULL,
    content bytea NOT NULL,
    PRIMARY KEY (import_id, position)
);
ALTER TABLE study.card_import_parts ALTER COLUMN content SET STORAGE EXTERNAL;
COMMENT ON TABLE study.card_import_parts IS 'A received file in pieces, until the import has ended.';

-- What SM-2 knew so far is where the memory begins: at 90 per cent, an interval is a stability.
INSERT INTO study.card_states (card_id, user_id, state, stability, difficulty, due_at, last_review_at, base)
SELECT b.id, b.user_id, CASE WHEN b.due_at IS NULL THEN 0 ELSE 2 END, b.stability, b.difficulty, b.due_at, b.last_review_at,
    CASE WHEN b.due_at IS NOT NULL THEN jsonb_build_object(
        'stability', b.stability, 'difficulty', b.difficulty, 'due_at', b.due_at, 'last_review_at', b.last_review_at,
        'easiness', b.easiness, 'repetitions', b.repetitions, 'interval_days', b.interval_days) END
FROM (
    SELECT c.id, c.user_id, c.created_at, s.due_at, s.easiness, s.repetitions, s.interval_days,
        CASE WHEN s.due_at IS NOT NULL THEN greatest(s.interval_days, 0.5)::double precision END AS stability,
        CASE WHEN s.due_at IS NOT NULL THEN greatest(1, least(10, 5 + (2.5 - s.easiness) * 4))::double precision END AS difficulty,
        CASE WHEN s.due_at IS NOT NULL THEN s.due_at - make_interval(days => s.interval_days) END AS last_review_at
    FROM public.flashcards AS c LEFT JOIN study.card_schedules AS s ON s.card_id = c.id
) AS b
ORDER BY b.created_at, b.id;

CREATE FUNCTION study.add_card_states() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    INSERT INTO study.card_states (card_id, user_id) SELECT c.id, c.user_id FROM new_cards AS c;
    RETURN NULL;
END
$body$;
CREATE TRIGGER add_card_states AFTER INSERT ON public.flashcards REFERENCING NEW TABLE AS new_cards
FOR EACH STATEMENT EXECUTE FUNCTION study.add_card_states();

-- A card that gets another owner is new to them.
CREATE FUNCTION study.reset_card_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = study, pg_temp AS $body$
BEGIN
    UPDATE study.card_reviews SET card_id = NULL WHERE card_id = NEW.id;
    DELETE FROM study.card_origins WHERE card_id = NEW.id;
    DELETE FROM study.card_schedules WHERE card_id = NEW.id;
    DELETE FROM study.card_states WHERE card_id = NEW.id;
    INSERT INTO study.card_states (card_id, user_id) VALUES (NEW.id, NEW.user_id);
    RETURN NULL;
END
$body$;
CREATE TRIGGER reset_card_state AFTER UPDATE OF user_id ON public.flashcards
FOR EACH ROW WHEN (OLD.user_id IS DISTINCT FROM NEW.user_id) EXECUTE FUNCTION study.reset_card_state();

CREATE PROCEDURE study.defer_card_update() LANGUAGE plpgsql SET search_path = jobs, pg_catalog, pg_temp AS $body$
BEGIN
    PERFORM procrastinate_defer_jobs_v1(ARRAY[
        ROW('study', 'study.update_cards', 0, 'study.update_cards', NULL, '{}', NULL)::procrastinate_job_to_defer_v1
    ]);
END
$body$;

-- As before, and a review that counts for the other schedule as well.
CREATE OR REPLACE FUNCTION public.update_spaced_repetition(p_flashcard_id uuid, p_user_id uuid, p_quality integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $body$
DECLARE
    schedule study.card_schedules;
    card public.flashcards;
    miss constant integer := 5 - p_quality;
BEGIN
    PERFORM study.check_caller(p_user_id);
    IF p_quality IS NULL OR p_quality NOT BETWEEN 0 AND 5 THEN
        RAISE EXCEPTION 'the quality must be from 0 to 5' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    SELECT * INTO card FROM public.flashcards WHERE id = p_flashcard_id AND user_id = p_user_id FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    INSERT INTO study.card_schedules (card_id) VALUES (p_flashcard_id) ON CONFLICT (card_id) DO NOTHING;
    SELECT * INTO schedule FROM study.card_schedules WHERE card_id = p_flashcard_id FOR UPDATE;
    IF p_quality < 3 THEN
        schedule.repetitions := 0;
        schedule.interval_days := 1;
    ELSE
        schedule.repetitions := least(schedule.repetitions + 1, 1000);
        schedule.interval_days := CASE schedule.repetitions
            WHEN 1 THEN 1 WHEN 2 THEN 6 ELSE least(ceil(schedule.interval_days * schedule.easiness), 36500) END;
    END IF;
    schedule.easiness := least(greatest(schedule.easiness + 0.1 - miss * (0.08 + miss * 0.02), 1.3), 99);
    schedule.due_at := now() + make_interval(days => schedule.interval_days);
    UPDATE study.card_schedules
    SET easiness = schedule.easiness, repetitions = schedule.repetitions, interval_days = schedule.interval_days,
        due_at = schedule.due_at
    WHERE card_id = p_flashcard_id;
    UPDATE public.flashcards
    SET mastery_level = least(schedule.repetitions, 5), review_count = coalesce(review_count, 0) + 1, last_reviewed = now()
    WHERE id = p_flashcard_id;
    UPDATE study.card_states
    SET state = greatest(state, 1), due_at = schedule.due_at, reviews = reviews + 1, is_outdated = true
    WHERE card_id = p_flashcard_id AND reviews < 10000;
    IF FOUND THEN
        INSERT INTO study.card_reviews (user_id, id, card_id, set_id, rating, quality, reviewed_at, study_day, is_counted)
        SELECT p_user_id, gen_random_uuid(), p_flashcard_id, card.set_id,
            CASE WHEN p_quality < 3 THEN 1 ELSE p_quality - 1 END, p_quality, clock_timestamp(),
            study.study_day(clock_timestamp(), coalesce(p.timezone, 'UTC')), false
        FROM public.profiles AS p WHERE p.id = p_user_id;
        CALL study.defer_card_update();
    END IF;
END
$body$;
