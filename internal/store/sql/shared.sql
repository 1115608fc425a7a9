-- name: LockIncident :one
UPDATE incidents SET state = state WHERE workspace_id = @workspace_id AND id = @id
RETURNING *;

-- name: IncidentMembers :many
SELECT monitor_id, recovered FROM incident_monitors WHERE incident_id = @incident_id ORDER BY position, monitor_id;

-- name: SetRecovered :exec
UPDATE incident_monitors SET recovered = @recovered WHERE incident_id = @incident_id AND monitor_id = @monitor_id;

-- name: PutIncidentKey :exec
INSERT INTO incident_keys (workspace_id, key, incident_id) VALUES (@workspace_id, @key, @incident_id)
ON CONFLICT DO NOTHING;

-- name: DeleteIncidentKeys :exec
DELETE FROM incident_keys WHERE incident_id = @incident_id;

-- name: JoinableIncident :one
SELECT i.id FROM incident_keys k JOIN incidents i ON i.id = k.incident_id
WHERE k.workspace_id = @workspace_id AND k.key = @key AND i.closed = 0
  AND (i.opened >= @from_t AND i.opened <= @to_t
    OR EXISTS (SELECT 1 FROM incident_monitors m WHERE m.incident_id = i.id AND m.monitor_id = @monitor_id))
ORDER BY i.opened, i.id
LIMIT 1;

-- name: OpenedAlerts :many
SELECT channel_id, monitor_id, status, lease_by FROM outbox WHERE incident_id = @incident_id AND transition = 'opened' ORDER BY id;

-- name: JoinedAlerts :many
SELECT status, lease_by, due, settled FROM outbox WHERE incident_id = @incident_id AND channel_id = @channel_id AND transition = 'joined' ORDER BY id;

-- name: DropJoined :execrows
UPDATE outbox SET status = 'dropped', settled = @settled, error = @error
WHERE incident_id = @incident_id AND channel_id = @channel_id AND transition = 'joined' AND status = 'pending' AND lease_by = '';

-- name: MoveAlerts :exec
UPDATE outbox SET monitor_id = @to_id WHERE incident_id = @incident_id AND monitor_id = @from_id AND status = 'pending';

-- name: ForecastsTold :many
SELECT at, told FROM forecasts WHERE monitor_id = @monitor_id AND kind = @kind ORDER BY at;

-- name: PutForecast :exec
INSERT INTO forecasts (monitor_id, workspace_id, kind, at, told) VALUES (@monitor_id, @workspace_id, @kind, @at, @told)
ON CONFLICT DO NOTHING;

-- name: DeleteForecasts :execrows
DELETE FROM forecasts WHERE at < @before;
