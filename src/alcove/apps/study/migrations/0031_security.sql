-- Counts of security events, the alerts that follow from them, and errors of the log by their fingerprint.

CREATE TABLE study.security_counts (
    kind text NOT NULL,
    subject text NOT NULL,
    minute timestamptz NOT NULL,
    number bigint NOT NULL,
    event_id uuid NOT NULL DEFAULT gen_random_uuid(),
    PRIMARY KEY (kind, subject, minute)
);
CREATE INDEX security_counts_minute_idx ON study.security_counts (minute);
COMMENT ON TABLE study.security_counts IS
    'How often a security event of a kind happened in a minute, by account, address or another subject.';

CREATE TABLE study.security_alerts (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind text NOT NULL,
    subject text NOT NULL,
    hour timestamptz NOT NULL,
    severity text NOT NULL CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    number bigint NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    escalated_at timestamptz,
    UNIQUE (kind, subject, hour)
);
CREATE INDEX security_alerts_created_at_idx ON study.security_alerts (created_at DESC, id);
CREATE INDEX security_alerts_open_idx ON study.security_alerts (created_at) WHERE acknowledged_at IS NULL;
COMMENT ON COLUMN study.security_alerts.acknowledged_by IS 'The account, NULL for a command of the server.';

CREATE TABLE study.logged_errors (
    fingerprint text PRIMARY KEY,
    exception text NOT NULL,
    place text NOT NULL,
    event text NOT NULL,
    source text NOT NULL,
    number bigint NOT NULL,
    first_seen timestamptz NOT NULL,
    last_seen timestamptz NOT NULL,
    sample text NOT NULL,
    resolved_at timestamptz
);
CREATE INDEX logged_errors_last_seen_idx ON study.logged_errors (last_seen DESC, fingerprint);
COMMENT ON COLUMN study.logged_errors.resolved_at IS 'When somebody resolved the error; NULL again when it comes back.';

ALTER TABLE study.security_counts ENABLE ROW LEVEL SECURITY;
ALTER TABLE study.security_alerts ENABLE ROW LEVEL SECURITY;
ALTER TABLE study.logged_errors ENABLE ROW LEVEL SECURITY;
