-- What an account has chosen for its tutor; without a row everything is as by default.

CREATE TABLE study.tutor_settings (
    user_id uuid PRIMARY KEY REFERENCES public.profiles ON DELETE CASCADE,
    only_materials boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON COLUMN study.tutor_settings.only_materials IS
    'Whether questions are answered from the materials of the account only, and sent to no AI provider.';

-- What only quotes materials is no source of another answer, also where the account wants it so.
CREATE OR REPLACE FUNCTION study.is_searched(message public.ai_messages) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN
    message.role IN ('user', 'assistant') AND btrim(message.content) <> ''
    AND coalesce(message.message_metadata ->> 'state', 'complete') = 'complete'
    AND coalesce(message.message_metadata ->> 'reason', '') NOT IN ('no_provider', 'providers_held', 'only_materials');
