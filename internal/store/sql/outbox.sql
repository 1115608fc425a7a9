-- name: Enqueue :execrows
INSERT INTO outbox (id, workspace_id, dedupe, incident_id, monitor_id, channel_id, transition, state, at, created, status, due, held, attempt, lease_by, error, settled, detail)
VALUES (@id, @workspace_id, @dedupe, @incident_id, @monitor_id, @channel_id, @transition, @state, @at, @created, 'pending', @due, @held, 0, '', '', 0, @detail)
ON CONFLICT (dedupe) DO NOTHING;

-- name: Hearers :many
SELECT DISTINCT channel_id FROM outbox
WHERE incident_id = @incident_id AND transition IN ('opened', 'changed') AND status IN ('pending', 'delivered');

-- name: Claim :many
UPDATE outbox SET due = @until, lease_by = @lease_by, attempt = attempt + 1, held = FALSE
WHERE outbox.status = 'pending' AND outbox.due <= @now AND outbox.id IN (
    SELECT o.id FROM outbox o
    WHERE o.status = 'pending' AND o.due <= @now AND NOT EXISTS (
        SELECT 1 FROM outbox p
        WHERE p.incident_id = o.incident_id AND p.incident_id <> '' AND p.channel_id = o.channel_id AND p.id < o.id AND p.status = 'pending')
    ORDER BY o.due, o.id
    LIMIT @max)
RETURNING *;

-- name: NextDue :one
SELECT CAST(COALESCE(min(o.due), 0) AS BIGINT) FROM outbox o
WHERE o.status = 'pending' AND NOT EXISTS (
    SELECT 1 FROM outbox p
    WHERE p.incident_id = o.incident_id AND p.incident_id <> '' AND p.channel_id = o.channel_id AND p.id < o.id AND p.status = 'pending');

-- name: Settle :execrows
UPDATE outbox SET status = @status, settled = @settled, error = @error, lease_by = ''
WHERE id = @id AND lease_by = @lease_by AND attempt = @attempt AND status = 'pending';

-- name: Retry :execrows
UPDATE outbox SET due = @due, error = @error, lease_by = ''
WHERE id = @id AND lease_by = @lease_by AND attempt = @attempt AND status = 'pending';

-- name: Release :execrows
UPDATE outbox SET due = @due, held = FALSE
WHERE incident_id = @incident_id AND status = 'pending' AND held AND attempt = 0 AND due > @due;

-- name: DropOfChannel :execrows
UPDATE outbox SET status = 'dropped', settled = @settled, error = @error, lease_by = '' WHERE channel_id = @channel_id AND status = 'pending';

-- name: DropOfMonitor :execrows
UPDATE outbox SET status = 'dropped', settled = @settled, error = @error, lease_by = '' WHERE monitor_id = @monitor_id AND status = 'pending';

-- name: Drop :execrows
UPDATE outbox SET status = 'dropped', settled = @settled, error = @error, lease_by = '' WHERE id = @id AND status = 'pending';

-- name: DropUnheard :execrows
UPDATE outbox SET status = 'dropped', settled = @settled, error = @error
WHERE outbox.incident_id = @incident_id AND outbox.channel_id = @channel_id AND outbox.transition = 'resolved' AND outbox.status = 'pending'
  AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.incident_id = @incident_id AND p.channel_id = @channel_id
    AND p.transition IN ('opened', 'changed') AND p.status IN ('pending', 'delivered'));

-- name: Waiting :one
SELECT count(*) FROM outbox WHERE incident_id = @incident_id AND channel_id = @channel_id AND status = 'pending';

-- name: DeliveriesOfChannel :many
SELECT * FROM outbox WHERE workspace_id = @workspace_id AND channel_id = @channel_id ORDER BY id DESC LIMIT @max;

-- name: DeliveriesOfIncident :many
SELECT * FROM outbox WHERE workspace_id = @workspace_id AND incident_id = @incident_id ORDER BY id DESC LIMIT @max;

-- name: Deliveries :many
SELECT * FROM outbox WHERE workspace_id = @workspace_id ORDER BY id DESC LIMIT @max;

-- name: DeleteSettled :execrows
DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o WHERE o.status <> 'pending' AND o.settled < @before ORDER BY o.id LIMIT @max);
