-- +goose Up
-- One text for SQLite and PostgreSQL: ids are TEXT (UUIDv7 made in Go), times
-- BIGINT (Unix milliseconds, 0 is never), structures TEXT (JSON) or BYTEA
-- (sealed or packed). What belongs to a tenant carries workspace_id; the
-- packed series belong to one through monitors.num.

-- Numbers that must be given out once and in the order of commits.
CREATE TABLE counters (
    name  TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

CREATE TABLE settings (
    workspace_id TEXT NOT NULL,
    name         TEXT NOT NULL,
    value        TEXT NOT NULL,
    updated      BIGINT NOT NULL,
    PRIMARY KEY (workspace_id, name)
);

CREATE TABLE users (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    email        TEXT NOT NULL,
    name         TEXT NOT NULL,
    role         TEXT NOT NULL,
    password     TEXT NOT NULL,
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

CREATE TABLE sessions (
    hash    BYTEA PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created BIGINT NOT NULL,
    seen    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    address TEXT NOT NULL,
    agent   TEXT NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id);

CREATE TABLE api_keys (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    name         TEXT NOT NULL,
    hash         BYTEA NOT NULL,
    prefix       TEXT NOT NULL,
    scope        TEXT NOT NULL,
    user_id      TEXT NOT NULL,
    created      BIGINT NOT NULL,
    used         BIGINT NOT NULL,
    revoked      BIGINT NOT NULL
);
CREATE UNIQUE INDEX api_keys_hash ON api_keys (hash);

CREATE TABLE audit (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    at           BIGINT NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    object       TEXT NOT NULL,
    address      TEXT NOT NULL
);
CREATE INDEX audit_at ON audit (workspace_id, at, id);

-- num is the short name of a monitor in the packed series. sort_name and
-- search are made in Go, in lower case, so that both databases agree.
CREATE TABLE monitors (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    num          BIGINT NOT NULL,
    name         TEXT NOT NULL,
    sort_name    TEXT NOT NULL,
    kind         TEXT NOT NULL,
    target       TEXT NOT NULL,
    search       TEXT NOT NULL,
    paused       BOOLEAN NOT NULL,
    body         TEXT NOT NULL,
    sealed       BYTEA NOT NULL,
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE UNIQUE INDEX monitors_num ON monitors (num);
CREATE INDEX monitors_list ON monitors (workspace_id, sort_name, id);

CREATE TABLE monitor_tags (
    monitor_id   TEXT NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    tag          TEXT NOT NULL,
    PRIMARY KEY (monitor_id, tag)
);
CREATE INDEX monitor_tags_tag ON monitor_tags (workspace_id, tag);

-- What the state machine remembers; small, and apart from the settings. shown
-- is the state as lists know it: 'paused' while the monitor is.
CREATE TABLE monitor_states (
    monitor_id   TEXT PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    state        TEXT NOT NULL,
    shown        TEXT NOT NULL,
    since        BIGINT NOT NULL,
    incident_id  TEXT NOT NULL,
    memory       TEXT NOT NULL,
    revision     BIGINT NOT NULL
);
CREATE INDEX monitor_states_shown ON monitor_states (workspace_id, shown, monitor_id);

CREATE TABLE last_good (
    monitor_id   TEXT PRIMARY KEY REFERENCES monitors (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    at           BIGINT NOT NULL,
    data         BYTEA NOT NULL
);

CREATE TABLE incidents (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    state        TEXT NOT NULL,
    opened       BIGINT NOT NULL,
    closed       BIGINT NOT NULL,
    status       BIGINT NOT NULL,
    failure      TEXT NOT NULL,
    cause        TEXT NOT NULL,
    diagnosis    TEXT NOT NULL,
    investigated BOOLEAN NOT NULL,
    acknowledged BIGINT NOT NULL
);
CREATE INDEX incidents_opened ON incidents (workspace_id, opened, id);
CREATE INDEX incidents_open ON incidents (workspace_id, opened, id) WHERE closed = 0;

CREATE TABLE incident_monitors (
    incident_id  TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    monitor_id   TEXT NOT NULL,
    workspace_id TEXT NOT NULL,
    position     BIGINT NOT NULL,
    PRIMARY KEY (incident_id, monitor_id)
);
CREATE INDEX incident_monitors_monitor ON incident_monitors (monitor_id, incident_id);

CREATE TABLE incident_events (
    id           TEXT PRIMARY KEY,
    incident_id  TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    monitor_id   TEXT NOT NULL,
    from_state   TEXT NOT NULL,
    to_state     TEXT NOT NULL,
    text         TEXT NOT NULL
);
CREATE INDEX incident_events_at ON incident_events (incident_id, at, id);

-- Evidence: redacted reports as JSON, compressed with zstd.
CREATE TABLE captures (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    monitor_id   TEXT NOT NULL,
    incident_id  TEXT NOT NULL,
    at           BIGINT NOT NULL,
    kind         TEXT NOT NULL,
    place        TEXT NOT NULL,
    experiment   TEXT NOT NULL,
    status       BIGINT NOT NULL,
    failure      TEXT NOT NULL,
    data         BYTEA NOT NULL
);
CREATE INDEX captures_incident ON captures (incident_id, at, id);
CREATE INDEX captures_monitor ON captures (monitor_id, at, id);
CREATE INDEX captures_at ON captures (at);

CREATE TABLE channels (
    id           TEXT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    kind         TEXT NOT NULL,
    name         TEXT NOT NULL,
    sealed       BYTEA NOT NULL,
    is_default   BOOLEAN NOT NULL,
    paused       BOOLEAN NOT NULL,
    failing      TEXT NOT NULL,
    created      BIGINT NOT NULL,
    updated      BIGINT NOT NULL,
    version      BIGINT NOT NULL
);
CREATE INDEX channels_list ON channels (workspace_id, created, id);

-- Alerts to deliver, and after that the record of their delivery. id rises
-- with each commit; due is when the row may be claimed (again).
CREATE TABLE outbox (
    id           BIGINT PRIMARY KEY,
    workspace_id TEXT NOT NULL,
    dedupe       TEXT NOT NULL,
    incident_id  TEXT NOT NULL,
    monitor_id   TEXT NOT NULL,
    channel_id   TEXT NOT NULL,
    transition   TEXT NOT NULL,
    state        TEXT NOT NULL,
    at           BIGINT NOT NULL,
    created      BIGINT NOT NULL,
    status       TEXT NOT NULL,
    due          BIGINT NOT NULL,
    held         BOOLEAN NOT NULL,
    attempt      BIGINT NOT NULL,
    lease_by     TEXT NOT NULL,
    error        TEXT NOT NULL,
    settled      BIGINT NOT NULL
);
CREATE UNIQUE INDEX outbox_dedupe ON outbox (dedupe);
CREATE INDEX outbox_due ON outbox (due) WHERE status = 'pending';
CREATE INDEX outbox_incident ON outbox (incident_id, channel_id, id);
CREATE INDEX outbox_channel ON outbox (channel_id, id);

-- Results as they come: each row up to 1,000 of them, packed, of one hour.
CREATE TABLE result_log (
    seq  INTEGER PRIMARY KEY,
    hour BIGINT NOT NULL,
    data BYTEA NOT NULL
);

-- The results of one monitor in one hour. The key begins with the time, so
-- that what is written together lies together; a reader knows the hours.
CREATE TABLE hour_blocks (
    t0   BIGINT NOT NULL,
    num  BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (t0, num)
);

-- The same of one day, made of the hours when the day is over.
CREATE TABLE day_blocks (
    num  BIGINT NOT NULL,
    t0   BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (num, t0)
);

-- The failures among them, which are kept for longer.
CREATE TABLE failure_blocks (
    num  BIGINT NOT NULL,
    t0   BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (num, t0)
);

-- Monitors that were deleted and whose series are not gone yet.
CREATE TABLE dead_series (
    num BIGINT PRIMARY KEY
);

-- Roll-ups of one monitor-day, kept for ever: the day and its hours, and
-- apart from them the minutes.
CREATE TABLE day_rollups (
    num   BIGINT NOT NULL,
    t0    BIGINT NOT NULL,
    day   BYTEA NOT NULL,
    hours BYTEA NOT NULL,
    PRIMARY KEY (num, t0)
);
CREATE TABLE minute_rollups (
    num  BIGINT NOT NULL,
    t0   BIGINT NOT NULL,
    data BYTEA NOT NULL,
    PRIMARY KEY (num, t0)
);
