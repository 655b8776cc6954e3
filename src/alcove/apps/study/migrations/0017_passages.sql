-- What the tutor searches: chunks of materials, cards and messages of one account. `id` is that of the chunk, the card or
-- the message, `source_id` that of the material, the set of cards or the chat.

CREATE TABLE study.passages (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    user_id uuid NOT NULL REFERENCES public.profiles ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('material', 'card', 'message')),
    source_id uuid NOT NULL,
    position integer NOT NULL DEFAULT 0,
    page integer,
    title text NOT NULL,
    content text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX passages_user_id_idx ON study.passages (user_id);
CREATE INDEX passages_source_id_idx ON study.passages (source_id, position);
