-- name: AppendLog :exec
INSERT INTO result_log (seq, hour, data) VALUES (@seq, @hour, @data) ON CONFLICT (seq) DO NOTHING;

-- name: ReadLog :many
SELECT seq, hour, data FROM result_log WHERE seq > @after ORDER BY seq LIMIT @max;

-- name: LastSeq :one
SELECT CAST(COALESCE(max(seq), 0) AS INTEGER) FROM result_log;

-- name: TrimLog :execrows
DELETE FROM result_log WHERE hour = @hour AND seq <= @upto;

-- name: PutHourBlock :exec
INSERT INTO hour_blocks (t0, num, data) VALUES (@t0, @num, @data)
ON CONFLICT (t0, num) DO UPDATE SET data = excluded.data;

-- name: HourBlock :one
SELECT data FROM hour_blocks WHERE t0 = @t0 AND num = @num;

-- name: HourBlocksBetween :many
SELECT num, data FROM hour_blocks WHERE t0 = @t0 AND num >= @first_num AND num <= @last_num ORDER BY num;

-- name: NumsOfHour :many
SELECT num FROM hour_blocks WHERE t0 = @t0;

-- name: NextHour :one
SELECT t0 FROM hour_blocks WHERE t0 > @after ORDER BY t0 LIMIT 1;

-- name: NumsOfDay :many
SELECT DISTINCT num FROM hour_blocks WHERE t0 >= @t0 AND t0 < @t1 ORDER BY num;

-- name: DeleteHourBlocks :execrows
DELETE FROM hour_blocks WHERE t0 = @t0 AND num >= @first_num AND num <= @last_num;

-- name: PutDayBlock :exec
INSERT INTO day_blocks (num, t0, data) VALUES (@num, @t0, @data)
ON CONFLICT (num, t0) DO UPDATE SET data = excluded.data;

-- name: DayBlock :one
SELECT data FROM day_blocks WHERE num = @num AND t0 = @t0;

-- name: DaysOf :many
SELECT t0 FROM day_blocks WHERE num = @num AND t0 >= @from_t AND t0 < @to_t ORDER BY t0 DESC;

-- name: LastDayBlock :one
SELECT t0, data FROM day_blocks WHERE num = @num ORDER BY t0 DESC LIMIT 1;

-- name: DeleteDayBlocks :execrows
DELETE FROM day_blocks WHERE (num, t0) IN (SELECT d.num, d.t0 FROM day_blocks d WHERE d.t0 < @before LIMIT @max);

-- name: PutDayRollup :exec
INSERT INTO day_rollups (num, t0, day, hours) VALUES (@num, @t0, @day, @hours)
ON CONFLICT (num, t0) DO UPDATE SET day = excluded.day, hours = excluded.hours;

-- name: DayRollup :one
SELECT day, hours FROM day_rollups WHERE num = @num AND t0 = @t0;

-- name: DayPoints :many
SELECT t0, day FROM day_rollups WHERE num = @num AND t0 >= @from_t AND t0 < @to_t ORDER BY t0;

-- name: HourPoints :many
SELECT t0, hours FROM day_rollups WHERE num = @num AND t0 >= @from_t AND t0 < @to_t ORDER BY t0;

-- name: PutMinuteRollup :exec
INSERT INTO minute_rollups (num, t0, data) VALUES (@num, @t0, @data)
ON CONFLICT (num, t0) DO UPDATE SET data = excluded.data;

-- name: MinuteRollup :one
SELECT data FROM minute_rollups WHERE num = @num AND t0 = @t0;

-- name: MinutePoints :many
SELECT t0, data FROM minute_rollups WHERE num = @num AND t0 >= @from_t AND t0 < @to_t ORDER BY t0;

-- name: PutFailureBlock :exec
INSERT INTO failure_blocks (num, t0, data) VALUES (@num, @t0, @data)
ON CONFLICT (num, t0) DO UPDATE SET data = excluded.data;

-- name: FailureBlock :one
SELECT data FROM failure_blocks WHERE num = @num AND t0 = @t0;

-- name: FailureDaysOf :many
SELECT t0 FROM failure_blocks WHERE num = @num AND t0 >= @from_t AND t0 < @to_t ORDER BY t0 DESC;

-- name: DeleteFailureBlocks :execrows
DELETE FROM failure_blocks WHERE (num, t0) IN (SELECT f.num, f.t0 FROM failure_blocks f WHERE f.t0 < @before LIMIT @max);

-- name: BurySeries :exec
INSERT INTO dead_series (num) SELECT m.num FROM monitors m WHERE m.id = @monitor_id ON CONFLICT DO NOTHING;

-- name: DeadSeries :many
SELECT num FROM dead_series ORDER BY num LIMIT @max;

-- name: DeleteSeriesDays :exec
DELETE FROM day_blocks WHERE num = @num;

-- name: DeleteSeriesFailures :exec
DELETE FROM failure_blocks WHERE num = @num;

-- name: DeleteSeriesRollups :exec
DELETE FROM day_rollups WHERE num = @num;

-- name: DeleteSeriesMinutes :exec
DELETE FROM minute_rollups WHERE num = @num;

-- name: ForgetDeadSeries :exec
DELETE FROM dead_series WHERE num = @num;
