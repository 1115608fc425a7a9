-- name: InsertUser :execrows
INSERT INTO users (id, workspace_id, email, name, role, password, created, updated)
SELECT CAST(@id AS TEXT), CAST(@workspace_id AS TEXT), CAST(@email AS TEXT), CAST(@name AS TEXT), CAST(@role AS TEXT), CAST(@password AS TEXT), CAST(@created AS BIGINT), CAST(@updated AS BIGINT)
WHERE CAST(@only_first AS BIGINT) = 0 OR NOT EXISTS (SELECT 1 FROM users)
ON CONFLICT (email) DO NOTHING;

-- name: CountUsers :one
SELECT count(*) FROM users;

-- name: UserByEmail :one
SELECT * FROM users WHERE email = @email;

-- name: SetPassword :execrows
UPDATE users SET password = @password, updated = @updated WHERE id = @id;

-- name: InsertSession :exec
INSERT INTO sessions (hash, user_id, created, seen, expires, address, agent)
VALUES (@hash, @user_id, @created, @seen, @expires, @address, @agent);

-- name: Session :one
SELECT sqlc.embed(s), sqlc.embed(u)
FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = @hash;

-- name: TouchSession :execrows
UPDATE sessions SET seen = @seen WHERE hash = @hash;

-- name: DeleteSession :exec
DELETE FROM sessions WHERE hash = @hash;

-- name: DeleteSessions :exec
DELETE FROM sessions WHERE user_id = @user_id;

-- name: DeleteExpiredSessions :execrows
DELETE FROM sessions WHERE expires < @before;

-- name: InsertAPIKey :exec
INSERT INTO api_keys (id, workspace_id, name, hash, prefix, scope, user_id, created, used, revoked)
VALUES (@id, @workspace_id, @name, @hash, @prefix, @scope, @user_id, @created, 0, 0);

-- name: APIKeyByHash :one
SELECT * FROM api_keys WHERE hash = @hash;

-- name: TouchAPIKey :execrows
UPDATE api_keys SET used = @used WHERE id = @id;

-- name: APIKeys :many
SELECT * FROM api_keys
WHERE workspace_id = @workspace_id ORDER BY created DESC, id DESC;

-- name: RevokeAPIKey :execrows
UPDATE api_keys SET revoked = CASE WHEN revoked = 0 THEN @revoked ELSE revoked END WHERE workspace_id = @workspace_id AND id = @id;

-- name: Setting :one
SELECT value FROM settings WHERE workspace_id = @workspace_id AND name = @name;

-- name: PutSetting :exec
INSERT INTO settings (workspace_id, name, value, updated) VALUES (@workspace_id, @name, @value, @updated)
ON CONFLICT (workspace_id, name) DO UPDATE SET value = excluded.value, updated = excluded.updated;

-- name: DeleteSetting :exec
DELETE FROM settings WHERE workspace_id = @workspace_id AND name = @name;

-- name: InsertAudit :exec
INSERT INTO audit (id, workspace_id, at, actor, action, object, address) VALUES (@id, @workspace_id, @at, @actor, @action, @object, @address);

-- name: AuditLog :many
SELECT id, at, actor, action, object, address FROM audit WHERE workspace_id = @workspace_id ORDER BY at DESC, id DESC LIMIT @max;
