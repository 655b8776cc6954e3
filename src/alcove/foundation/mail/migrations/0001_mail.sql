-- Mail to be sent, and for a while what became of it; the text goes once it is not needed any more.
CREATE TABLE mail_message (
    id uuid PRIMARY KEY,
    message_id text NOT NULL,
    recipient text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    html text,
    reference text NOT NULL DEFAULT '',
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'stored', 'dead')),
    attempts integer NOT NULL DEFAULT 0,
    last_error text,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CONSTRAINT mail_message_ended CHECK ((state = 'waiting') = (ended_at IS NULL))
);
COMMENT ON COLUMN mail_message.message_id IS 'the Message-ID header, the same at every attempt';
COMMENT ON COLUMN mail_message.reference IS 'what the mail is about, for whoever reads the list';
COMMENT ON COLUMN mail_message.state IS 'stored: in the outbox folder, because no SMTP server is set; dead: given up';

CREATE INDEX mail_message_recent ON mail_message (lower(recipient), created_at);
CREATE INDEX mail_message_newest ON mail_message (created_at DESC);
CREATE INDEX mail_message_waiting ON mail_message (created_at) WHERE state = 'waiting';
