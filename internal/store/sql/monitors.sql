-- name: InsertMonitor :exec
INSERT INTO monitors (id, workspace_id, num, name, sort_name, kind, target, search, paused, body, sealed, created, updated, version)
VALUES (@id, @workspace_id, @num, @name, @sort_name, @kind, @target, @search, @paused, @body, @sealed, @created, @updated, @version);

-- name: InsertState :exec
INSERT INTO monitor_states (monitor_id, workspace_id, state, shown, since, incident_id, memory, revision)
VALUES (@monitor_id, @workspace_id, @state, @shown, @since, '', @memory, 0);

-- name: UpdateMonitor :execrows
UPDATE monitors SET name = @name, sort_name = @sort_name, kind = @kind, target = @target, search = @search,
    paused = @paused, body = @body, sealed = @sealed, updated = @updated, version = version + 1
WHERE workspace_id = @workspace_id AND id = @id AND version = @version;

-- name: DeleteMonitor :execrows
DELETE FROM monitors WHERE workspace_id = @workspace_id AND id = @id;

-- name: DeleteTags :exec
DELETE FROM monitor_tags WHERE monitor_id = @monitor_id;

-- name: InsertTag :exec
INSERT INTO monitor_tags (monitor_id, workspace_id, tag) VALUES (@monitor_id, @workspace_id, @tag) ON CONFLICT DO NOTHING;

-- name: Tags :many
SELECT tag, count(*) AS monitors FROM monitor_tags WHERE workspace_id = @workspace_id GROUP BY tag ORDER BY tag;

-- name: Monitor :one
SELECT * FROM monitors WHERE workspace_id = @workspace_id AND id = @id;

-- name: Monitors :many
SELECT * FROM monitors WHERE workspace_id = @workspace_id ORDER BY sort_name, id;

-- name: MonitorNums :many
SELECT id, num FROM monitors;

-- name: MonitorName :one
SELECT name FROM monitors WHERE workspace_id = @workspace_id AND id = @id;

-- name: ListMonitors :many
SELECT sqlc.embed(m), s.memory
FROM monitors m JOIN monitor_states s ON s.monitor_id = m.id
WHERE m.workspace_id = @workspace_id
  AND (m.sort_name, m.id) > (CAST(@after_name AS TEXT), CAST(@after_id AS TEXT))
  AND (CAST(@query AS TEXT) = '' OR m.search LIKE CAST(@pattern AS TEXT) ESCAPE '\')
  AND (CAST(@state1 AS TEXT) = '' OR m.id IN (
      SELECT f.monitor_id FROM monitor_states f
      WHERE f.workspace_id = @workspace_id AND f.shown IN (CAST(@state1 AS TEXT), @state2, @state3, @state4, @state5, @state6, @state7, @state8)))
  AND (CAST(@tag AS TEXT) = '' OR EXISTS (SELECT 1 FROM monitor_tags t WHERE t.monitor_id = m.id AND t.tag = CAST(@tag AS TEXT)))
ORDER BY m.sort_name, m.id
LIMIT @max;

-- name: CountStates :many
SELECT shown, count(*) AS monitors FROM monitor_states WHERE workspace_id = @workspace_id GROUP BY shown;

-- name: ShowPaused :exec
UPDATE monitor_states SET shown = CASE WHEN CAST(@paused AS BIGINT) = 1 THEN 'paused' ELSE state END WHERE monitor_id = @monitor_id;

-- name: LockState :one
UPDATE monitor_states SET revision = revision + 1 WHERE workspace_id = @workspace_id AND monitor_id = @monitor_id
RETURNING memory;

-- name: Memory :one
SELECT memory FROM monitor_states WHERE workspace_id = @workspace_id AND monitor_id = @monitor_id;

-- name: UpdateState :exec
UPDATE monitor_states SET state = @state, shown = @shown, since = @since, incident_id = @incident_id, memory = @memory
WHERE monitor_id = @monitor_id;

-- name: NextNumber :one
INSERT INTO counters (name, value) VALUES (@name, @by)
ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value
RETURNING value;
