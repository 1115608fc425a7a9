-- name: InsertChannel :exec
INSERT INTO channels (id, workspace_id, kind, name, sealed, is_default, paused, failing, created, updated, version)
VALUES (@id, @workspace_id, @kind, @name, @sealed, @is_default, @paused, '', @created, @updated, 1);

-- name: UpdateChannel :execrows
UPDATE channels SET kind = @kind, name = @name, sealed = @sealed, is_default = @is_default, paused = @paused,
    failing = @failing, updated = @updated, version = version + 1
WHERE workspace_id = @workspace_id AND id = @id AND version = @version;

-- name: DeleteChannel :execrows
DELETE FROM channels WHERE workspace_id = @workspace_id AND id = @id;

-- name: Channel :one
SELECT * FROM channels
WHERE workspace_id = @workspace_id AND id = @id;

-- name: Channels :many
SELECT * FROM channels
WHERE workspace_id = @workspace_id ORDER BY created, id;

-- name: ChannelNames :many
SELECT id, name, is_default, paused FROM channels WHERE workspace_id = @workspace_id ORDER BY created, id;

-- name: SetFailing :exec
UPDATE channels SET failing = @failing WHERE id = @id;
