-- One moving window per limited road to the outside, shared by every process of every machine.
CREATE TABLE outbound_start (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key text NOT NULL,
    started_at timestamptz NOT NULL,
    counted_at timestamptz NOT NULL,
    CONSTRAINT outbound_start_order CHECK (counted_at >= started_at)
);
COMMENT ON COLUMN outbound_start.started_at IS 'when the request was handed out';
COMMENT ON COLUMN outbound_start.counted_at IS 'when the other side has counted it at the latest';
CREATE INDEX outbound_start_window ON outbound_start (key, counted_at);

CREATE TABLE outbound_hold (
    key text PRIMARY KEY,
    until timestamptz NOT NULL,
    strikes integer NOT NULL
);
COMMENT ON COLUMN outbound_hold.strikes IS 'refusals in a row';
