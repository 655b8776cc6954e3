-- Locks between processes and hosts. A released lock keeps its row, so that its fencing numbers only go up.
CREATE TABLE lock (
    name text PRIMARY KEY,
    owner text NOT NULL,
    fence bigint NOT NULL,
    expires_at timestamptz NOT NULL
);

-- What a lock protects compares the fencing number of a writer with the highest one that has written.
CREATE TABLE lock_fence (
    name text PRIMARY KEY,
    fence bigint NOT NULL
);
