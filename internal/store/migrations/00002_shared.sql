-- +goose Up
-- What differed from the last good answer when the incident began.
ALTER TABLE incidents ADD COLUMN changed TEXT NOT NULL DEFAULT '[]';

-- When a monitor was good again while the incident went on for others; 0 while
-- it fails.
ALTER TABLE incident_monitors ADD COLUMN recovered BIGINT NOT NULL DEFAULT 0;

-- What open incidents are found by when another monitor begins to fail.
CREATE TABLE incident_keys (
    workspace_id TEXT NOT NULL,
    key          TEXT NOT NULL,
    incident_id  TEXT NOT NULL REFERENCES incidents (id) ON DELETE CASCADE,
    PRIMARY KEY (workspace_id, key, incident_id)
);
CREATE INDEX incident_keys_incident ON incident_keys (incident_id);

-- Forecasts that were told, so that each is told once.
CREATE TABLE forecasts (
    monitor_id   TEXT NOT NULL REFERENCES monitors (id) ON DELETE CASCADE,
    workspace_id TEXT NOT NULL,
    kind         TEXT NOT NULL,
    at           BIGINT NOT NULL,
    told         BIGINT NOT NULL,
    PRIMARY KEY (monitor_id, kind, at)
);
CREATE INDEX forecasts_at ON forecasts (at);

-- What an alert of no incident tells, as JSON.
ALTER TABLE outbox ADD COLUMN detail TEXT NOT NULL DEFAULT '';
