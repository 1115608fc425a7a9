-- name: PutIncident :exec
INSERT INTO incidents (id, workspace_id, state, opened, closed, status, failure, cause, diagnosis, investigated, acknowledged, changed)
VALUES (@id, @workspace_id, @state, @opened, @closed, @status, @failure, @cause, @diagnosis, @investigated, @acknowledged, @changed)
ON CONFLICT (id) DO UPDATE SET state = excluded.state, opened = excluded.opened, closed = excluded.closed, status = excluded.status,
    failure = excluded.failure, cause = excluded.cause, diagnosis = excluded.diagnosis, investigated = excluded.investigated,
    acknowledged = excluded.acknowledged, changed = excluded.changed;

-- name: HasIncident :one
SELECT count(*) FROM incidents WHERE workspace_id = @workspace_id AND id = @id;

-- name: PutIncidentMonitor :exec
INSERT INTO incident_monitors (incident_id, monitor_id, workspace_id, position) VALUES (@incident_id, @monitor_id, @workspace_id, @position)
ON CONFLICT DO NOTHING;

-- name: Incident :one
SELECT * FROM incidents WHERE workspace_id = @workspace_id AND id = @id;

-- name: ListIncidents :many
SELECT i.*
FROM incidents i
WHERE i.workspace_id = @workspace_id
  AND (i.opened, i.id) < (CAST(@before AS BIGINT), CAST(@before_id AS TEXT))
  AND (CAST(@only_open AS BIGINT) = 0 OR i.closed = 0)
ORDER BY i.opened DESC, i.id DESC
LIMIT @max;

-- name: ListIncidentsOf :many
SELECT i.*
FROM incidents i JOIN incident_monitors im ON im.incident_id = i.id
WHERE i.workspace_id = @workspace_id AND im.monitor_id = @monitor_id
  AND (i.opened, i.id) < (CAST(@before AS BIGINT), CAST(@before_id AS TEXT))
  AND (CAST(@only_open AS BIGINT) = 0 OR i.closed = 0)
ORDER BY i.opened DESC, i.id DESC
LIMIT @max;

-- name: Acknowledge :execrows
UPDATE incidents SET acknowledged = @at WHERE workspace_id = @workspace_id AND id = @id AND acknowledged = 0;

-- name: SetDiagnosis :execrows
UPDATE incidents SET diagnosis = @diagnosis, cause = @cause, investigated = TRUE WHERE workspace_id = @workspace_id AND id = @id;

-- name: CloseIncident :exec
UPDATE incidents SET closed = @closed WHERE id = @id AND closed = 0;

-- name: InsertEvent :exec
INSERT INTO incident_events (id, incident_id, workspace_id, at, kind, monitor_id, from_state, to_state, text)
VALUES (@id, @incident_id, @workspace_id, @at, @kind, @monitor_id, @from_state, @to_state, @text);

-- name: Events :many
SELECT at, kind, monitor_id, from_state, to_state, text FROM incident_events WHERE incident_id = @incident_id ORDER BY at, id;

-- name: InsertCapture :exec
INSERT INTO captures (id, workspace_id, monitor_id, incident_id, at, kind, place, experiment, status, failure, data)
VALUES (@id, @workspace_id, @monitor_id, @incident_id, @at, @kind, @place, @experiment, @status, @failure, @data);

-- name: CapturesOfIncident :many
SELECT id, monitor_id, incident_id, at, kind, place, experiment, status, failure FROM captures
WHERE workspace_id = @workspace_id AND incident_id = @incident_id ORDER BY at, id LIMIT @max;

-- name: CapturesOfMonitor :many
SELECT id, monitor_id, incident_id, at, kind, place, experiment, status, failure FROM captures
WHERE workspace_id = @workspace_id AND monitor_id = @monitor_id ORDER BY at DESC, id DESC LIMIT @max;

-- name: Capture :one
SELECT * FROM captures
WHERE workspace_id = @workspace_id AND id = @id;

-- name: DeleteCaptures :execrows
DELETE FROM captures WHERE id IN (SELECT c.id FROM captures c WHERE c.at < @before ORDER BY c.at LIMIT @max);

-- name: PutLastGood :exec
INSERT INTO last_good (monitor_id, workspace_id, at, data) VALUES (@monitor_id, @workspace_id, @at, @data)
ON CONFLICT (monitor_id) DO UPDATE SET at = excluded.at, data = excluded.data;

-- name: LastGood :one
SELECT at, data FROM last_good WHERE monitor_id = @monitor_id;
