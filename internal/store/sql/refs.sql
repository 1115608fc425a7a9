-- name: MonitorWithState :one
SELECT sqlc.embed(m), s.memory
FROM monitors m JOIN monitor_states s ON s.monitor_id = m.id
WHERE m.workspace_id = @workspace_id AND m.id = @id;

-- name: MonitorRef :one
SELECT id, name, target FROM monitors WHERE workspace_id = @workspace_id AND id = @id;

-- name: SessionsOf :many
SELECT * FROM sessions WHERE user_id = @user_id AND expires > @now ORDER BY seen DESC;
